/** One open document: its folded state, its log, and everyone who is looking at it. */

import { emptyState, type Analysis, type Clip, type Edit, type RecordId, type State } from '#lib/score/index.ts';
import {
	countScans,
	decodeEdits,
	decodeSnapshot,
	DOCUMENT_LIMITS,
	encodeEdits,
	encodeSnapshot,
	judgeOps,
	pack,
	unpack,
	wireRow,
	type ClientState,
	type DocumentLimits,
	type NoCode,
	type Op,
	type Role,
	type WireValue
} from '#lib/wire/index.ts';
import { ROW_LIMITS } from '#server/compaction/index.ts';
import type { DocumentStore, LogRow, NewRow, Snapshot } from '#server/store/index.ts';
import { FoldedDocument } from './folded.ts';

/** A row that has just been committed. */
export interface CommittedRow {
	readonly seq: number;
	readonly slot: number;
	readonly n: number;
	readonly edits: WireValue;
	/** What takes it back, and so everything that it touched; null for a row that was only read. */
	readonly inverse: readonly Edit[] | null;
	/** Whether it adds, changes or deletes a clip or an analysis. */
	readonly concernsAudio: boolean;
	/** Why the op was refused that should have been here; its row is empty. */
	readonly refusal: Refusal | null;
}

export interface Refusal {
	readonly code: NoCode;
	readonly text: string;
}

export type RowListener = (row: CommittedRow) => void;

/** Who edits, and what the link allows. */
export interface Author {
	readonly cid: string;
	readonly role: Role;
	/** Whether edits touch only what the link opens; not given for the whole document. Asked before anything is written. */
	staysInside?(state: State, edits: readonly Edit[]): boolean;
}

export type Submission =
	| { readonly kind: 'committed' }
	| { readonly kind: 'done' }
	| { readonly kind: 'refused'; readonly isFinal: boolean; readonly code: NoCode; readonly text: string };

/** What someone lacks who is behind: rows, or the whole where they are gone or too many. */
export type Missed =
	| { readonly kind: 'rows'; readonly rows: readonly CommittedRow[] }
	/** `isStored`: it can be fetched by its number, too. */
	| { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly isStored: boolean };

export interface DocumentOptions {
	readonly judge: typeof judgeOps;
	readonly limits: DocumentLimits;
	/** Edits after which a snapshot is due, or a tenth of the records where that is more. */
	readonly snapshotEdits: number;
	/** A snapshot is due. */
	onLong(doc: string): void;
}

export const DOCUMENT_OPTIONS: DocumentOptions = {
	judge: judgeOps,
	limits: DOCUMENT_LIMITS,
	snapshotEdits: 500,
	onLong: () => undefined
};

/** Rows read from the store at once, and bytes after which they are a page. */
const PAGE = 100;
const PAGE_BYTES = 256 * 1024;
/** Whoever is more rows behind than this gets a snapshot, if there is one. */
const ROWS_MISSED_MAX = 500;
/** Whoever may not edit is no client of the log. */
const VIEWER: ClientState = { slot: 0, lastN: 0 };

export class LiveDocument {
	readonly id: string;
	readonly #store: DocumentStore;
	readonly #options: DocumentOptions;
	readonly #listeners = new Set<RowListener>();
	/** Rows that listeners have not heard of yet: a batch is not on disk, or one of them is writing another. */
	readonly #untold: CommittedRow[] = [];
	#folded = new FoldedDocument(emptyState());
	/** What is in memory is not what is on disk. */
	#isStale = true;
	#isTelling = false;
	#seq = 0;
	/** Edits since a snapshot was last written or asked for; a row without any counts as one. */
	#editsSinceSnapshot = 0;

	constructor(id: string, store: DocumentStore, options: DocumentOptions = DOCUMENT_OPTIONS) {
		this.id = id;
		this.#store = store;
		this.#options = options;
		this.#refresh();
	}

	get seq(): number {
		return this.#seq;
	}

	get state(): State {
		this.#refresh();
		return this.#folded.state;
	}

	get clips(): Clip[] {
		return [...this.#folded.audio.values()].filter((record) => record.kind === 'clip');
	}

	/** Edits since a snapshot was last written or asked for. */
	get editsSinceSnapshot(): number {
		return this.#editsSinceSnapshot;
	}

	/** Records that are looked at while these edits are applied, beside those that they name. */
	costOf(edits: readonly Edit[]): number {
		const { records } = this.#folded.state;
		return countScans(edits, (id) => records.get(id)?.kind ?? null) * records.size;
	}

	analysis(id: number): Analysis | null {
		const record = this.#folded.audio.get(id as RecordId);
		return record?.kind === 'analysis' ? record : null;
	}

	clip(id: number): Clip | null {
		const record = this.#folded.audio.get(id as RecordId);
		return record?.kind === 'clip' ? record : null;
	}

	/** What someone lacks whose last row is `last`; no rows when she lacks nothing. */
	missedSince(last: number): Missed {
		this.#refresh();
		const since = Math.max(0, last);
		// another server may have written them
		if (since > this.#seq) this.#catchUp();
		// a server that was restored from an older copy lacks rows that the page has
		if (since > this.#seq) return this.#anySnapshot();
		if (since === this.#seq) return { kind: 'rows', rows: [] };
		const rows = this.#store.read(this.id, since, PAGE);
		if (rows.length === 0) {
			// the store has less than we thought
			this.forget();
			return this.missedSince(last);
		}
		// the thread that compacts may have removed them just now
		const isTooOld = rows[0]?.seq !== since + 1;
		// a page that has nothing takes the whole at once, if it has been written
		if (isTooOld || since === 0 || this.#seq - since > ROWS_MISSED_MAX) {
			const snapshot = this.#store.findSnapshot(this.id);
			if (snapshot && (isTooOld || since === 0 || snapshot.seq - since > ROWS_MISSED_MAX))
				return { kind: 'snapshot', snapshot, isStored: true };
		}
		let bytes = 0;
		const end = rows.findIndex((row) => (bytes += row.edits.length) > PAGE_BYTES);
		return { kind: 'rows', rows: (end < 0 ? rows : rows.slice(0, end + 1)).map(toCommitted) };
	}

	/** Hears of every row after it is durable. */
	subscribe(listener: RowListener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Folds in, and tells, what other servers have written; call it when they say so, and now and then. */
	readTail(): void {
		this.#catchUp();
		this.tell();
	}

	/** Judges the ops of a gesture, writes them durably, folds them in and tells everyone, in that order. Throws when the store does. */
	submit(author: Author, ops: readonly Op[], fault: Refusal | null = null): Submission {
		const result = this.write(author, ops, fault);
		this.tell();
		return result;
	}

	/**
	 * {@link submit} without telling: for a batch, which calls {@link tell} when it is on disk, or {@link forget} when it
	 * could not be written.
	 */
	write(author: Author, ops: readonly Op[], fault: Refusal | null = null): Submission {
		const edits = ops.flatMap((op) => op.edits);
		this.#refresh();
		for (;;) {
			const client = author.role === 'view' ? VIEWER : this.#clientOf(author.cid);
			const verdict = this.#options.judge(ops, {
				client,
				role: author.role,
				counts: this.#folded.counts,
				samples: this.#folded.samples,
				limits: this.#options.limits,
				kindOf: (id) => this.#folded.state.records.get(id)?.kind ?? null,
				fault,
				isOutside: () => author.staysInside?.(this.state, edits) === false
			});
			if (verdict.kind === 'done') {
				// whoever wrote it may have been another server: its row is the answer
				this.#catchUp();
				return { kind: 'done' };
			}
			if (verdict.kind === 'wait') return { kind: 'refused', isFinal: false, code: verdict.code, text: verdict.text };
			const refusal = verdict.kind === 'refuse' ? { code: verdict.code, text: verdict.text } : null;
			if (!this.#append(author.cid, client.slot, ops, refusal)) {
				const before = this.#seq;
				this.#catchUp();
				// the store has less than we thought
				if (this.#seq === before) this.forget();
				this.#refresh();
				continue;
			}
			return refusal ? { kind: 'refused', isFinal: true, ...refusal } : { kind: 'committed' };
		}
	}

	/** Tells everyone of the rows that are durable now. */
	tell(): void {
		if (this.#isTelling) return;
		this.#isTelling = true;
		try {
			for (let next = this.#untold.shift(); next; next = this.#untold.shift())
				for (const listener of [...this.#listeners]) listener(next);
		} finally {
			this.#isTelling = false;
		}
		const due = Math.max(this.#options.snapshotEdits, this.#folded.state.records.size / 10);
		if (this.#editsSinceSnapshot >= due) this.askForSnapshot();
	}

	/** Has a snapshot written, somewhere else and later. */
	askForSnapshot(): void {
		this.#editsSinceSnapshot = 0;
		this.#options.onLong(this.id);
	}

	/** What was written was taken back: the store is asked anew, and nobody is told of it. */
	forget(): void {
		this.#untold.length = 0;
		this.#isStale = true;
	}

	/** Reads again what was forgotten. */
	#refresh(): void {
		if (!this.#isStale) return;
		const snapshot = this.#store.findSnapshot(this.id);
		this.#folded = new FoldedDocument(snapshot ? decodeSnapshot(snapshot.bytes) : emptyState());
		this.#seq = snapshot?.seq ?? 0;
		this.#editsSinceSnapshot = 0;
		this.#isStale = false;
		const told = this.#untold.length;
		this.#catchUp();
		// what lay there before somebody came is no news
		this.#untold.length = told;
	}

	/** A stored one where there is one: anybody may say that she has rows that nobody has, and the present one takes long to make. */
	#anySnapshot(): Missed {
		const stored = this.#store.findSnapshot(this.id);
		if (stored && stored.seq <= this.#seq) return { kind: 'snapshot', snapshot: stored, isStored: true };
		return { kind: 'snapshot', snapshot: { seq: this.#seq, bytes: encodeSnapshot(this.state) }, isStored: false };
	}

	#clientOf(cid: string): ClientState {
		return this.#store.findClient(this.id, cid) ?? this.#store.openClient(this.id, cid);
	}

	#append(cid: string, slot: number, ops: readonly Op[], refusal: Refusal | null): boolean {
		const taken = ops.map(({ n, edits }) => ({ n, edits: refusal ? [] : edits }));
		const effects = this.#folded.effectsOf(
			taken.flatMap(({ edits }) => edits),
			() => this.#store.wantedIn(this.id)
		);
		const wires = taken.map(({ edits }) => encodeEdits(edits));
		const rows = taken.map(({ n }, i): NewRow => ({
			cid,
			slot,
			n,
			edits: pack(wires[i] ?? []),
			...(refusal ? { isRefused: true } : {}),
			...(i === taken.length - 1 ? effects : {})
		}));
		if (!this.#store.append(this.id, this.#seq, rows)) return false;
		for (const [i, { n, edits }] of taken.entries())
			this.#commit({ seq: this.#seq + 1, slot, n, edits: wires[i] ?? [], refusal }, edits);
		return true;
	}

	#commit(row: Omit<CommittedRow, 'inverse' | 'concernsAudio'>, edits: readonly Edit[]): void {
		this.#seq = row.seq;
		this.#editsSinceSnapshot += Math.max(1, edits.length);
		this.#untold.push({ ...row, ...this.#folded.fold(edits) });
	}

	/** Folds in what the store has and we have not. */
	#catchUp(): void {
		for (;;) {
			const rows = this.#store.read(this.id, this.#seq, PAGE);
			const [first] = rows;
			if (!first) return;
			// another server has removed what we have not read: its snapshot has it, and everyone has missed something
			if (first.seq > this.#seq + 1) {
				this.#isStale = true;
				this.#refresh();
				this.#untold.push({ ...NO_ROW, seq: this.#seq });
				return;
			}
			for (const row of rows) {
				const committed = toCommitted(row);
				this.#commit(committed, decodeEdits(committed.edits));
			}
		}
	}
}

/** Says that there are rows; whoever has not got all of them will ask. */
const NO_ROW = { slot: 0, n: 0, edits: [], inverse: null, concernsAudio: true, refusal: null };

const toCommitted = ({ seq, slot, n, edits }: LogRow): CommittedRow => ({
	seq,
	slot,
	n,
	edits: unpack(edits, ROW_LIMITS) as WireValue,
	inverse: null,
	concernsAudio: false,
	refusal: null
});

/**
 * The row as one client is sent it: nil instead of its own edits, when they were taken as they were sent. An empty row
 * is a refusal, perhaps of another server, and never nil.
 */
export const rowFor = (row: CommittedRow, ownSlot: number | null): WireValue =>
	wireRow(row.slot, row.n, row.slot === ownSlot && !isEmpty(row.edits) ? null : row.edits);

const isEmpty = (edits: WireValue): boolean => Array.isArray(edits) && edits.length === 0;
