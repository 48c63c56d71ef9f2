/** One open document: its folded state, its log, and everyone who is looking at it. */

import {
	emptyState,
	apply,
	idsOf,
	type Analysis,
	type Clip,
	type Edit,
	type RecordId,
	type State
} from '#lib/score/index.ts';
import {
	decodeEdits,
	encodeEdits,
	judgeOp,
	pack,
	unpack,
	wireRow,
	type ClientState,
	type NoCode,
	type RecordCounts,
	type Role,
	type WireValue
} from '#lib/wire/index.ts';
import type { DocumentStore, LogRow, NewRow } from '#server/store/index.ts';

/** A row that has just been committed. */
export interface CommittedRow {
	readonly seq: number;
	readonly slot: number;
	readonly n: number;
	readonly edits: WireValue;
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

export type Submission =
	| { readonly kind: 'committed' | 'done' }
	| { readonly kind: 'refused'; readonly isFinal: boolean; readonly code: NoCode; readonly text: string };

/** Rows read from the store at once, and bytes after which they are a page. */
const PAGE = 100;
const PAGE_BYTES = 256 * 1024;
/** Whoever may not edit is no client of the log. */
const VIEWER: ClientState = { slot: 0, lastN: 0 };
/** Rows of the log are ours, not a stranger's: they may be as large as a whole op. */
const ROW_LIMITS = { depth: 8, elements: 200_000, bytes: 4 * 1024 * 1024 };

export class LiveDocument {
	readonly id: string;
	readonly #store: DocumentStore;
	readonly #state: State = emptyState();
	readonly #listeners = new Set<RowListener>();
	/** The clips and analyses of the state: few, and asked for often. */
	readonly #audio = new Map<RecordId, Clip | Analysis>();
	readonly #judge: typeof judgeOp;
	/** Rows that listeners have not heard of yet, while one of them is writing another. */
	readonly #untold: CommittedRow[] = [];
	#isTelling = false;
	#seq = 0;

	constructor(id: string, store: DocumentStore, judge = judgeOp) {
		this.id = id;
		this.#store = store;
		this.#judge = judge;
		this.#catchUp();
	}

	get seq(): number {
		return this.#seq;
	}

	get state(): State {
		return this.#state;
	}

	get clips(): Clip[] {
		return [...this.#audio.values()].filter((record) => record.kind === 'clip');
	}

	analysis(id: number): Analysis | null {
		const record = this.#audio.get(id as RecordId);
		return record?.kind === 'analysis' ? record : null;
	}

	clip(id: number): Clip | null {
		const record = this.#audio.get(id as RecordId);
		return record?.kind === 'clip' ? record : null;
	}

	/** Some rows after `since`, oldest first, for someone who is behind; none when there are no more. */
	rowsAfter(since: number): CommittedRow[] {
		if (since >= this.#seq) return [];
		const rows = this.#store.read(this.id, Math.max(0, since), PAGE);
		let bytes = 0;
		const end = rows.findIndex((row) => (bytes += row.edits.length) > PAGE_BYTES);
		return (end < 0 ? rows : rows.slice(0, end + 1)).map(toCommitted);
	}

	/** Hears of every row after it is durable. */
	subscribe(listener: RowListener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Folds in, and tells, what other servers have written; call it when they say so, and now and then. */
	readTail(): void {
		this.#catchUp();
	}

	/** Judges an op, writes it, folds it in and tells everyone, in that order. Throws when the store does. */
	submit(cid: string, n: number, edits: readonly Edit[], role: Role): Submission {
		for (;;) {
			const client = role === 'view' ? VIEWER : this.#clientOf(cid);
			const verdict = this.#judge(n, edits, { client, role, counts: this.#counts });
			if (verdict.kind === 'done') return { kind: 'done' };
			if (verdict.kind === 'wait') return { kind: 'refused', isFinal: false, code: verdict.code, text: verdict.text };
			const refusal = verdict.kind === 'refuse' ? { code: verdict.code, text: verdict.text } : null;
			if (!this.#append({ cid, n, slot: client.slot, refusal }, refusal ? [] : edits)) {
				this.#catchUp();
				continue;
			}
			return refusal ? { kind: 'refused', isFinal: true, ...refusal } : { kind: 'committed' };
		}
	}

	get #counts(): RecordCounts {
		const clip = this.clips.length;
		// all but the one record that is the document itself
		return { clip, analysis: this.#audio.size - clip, note: this.#state.records.size - this.#audio.size - 1 };
	}

	#clientOf(cid: string): ClientState {
		return this.#store.findClient(this.id, cid) ?? this.#store.openClient(this.id, cid);
	}

	#append(
		{ cid, n, slot, refusal }: Pick<CommittedRow, 'n' | 'slot' | 'refusal'> & { cid: string },
		edits: readonly Edit[]
	): boolean {
		const wire = encodeEdits(edits);
		const row: NewRow = { cid, slot, n, edits: pack(wire), isRefused: refusal !== null, ...this.#effectsOf(edits) };
		if (!this.#store.append(this.id, this.#seq, [row])) return false;
		this.#commit(
			{
				seq: this.#seq + 1,
				slot,
				n,
				edits: wire,
				concernsAudio: edits.some((edit) => this.#concernsAudio(edit)),
				refusal
			},
			edits
		);
		return true;
	}

	/** What an op changes besides the log, computed on a copy of the few records that matter. */
	#effectsOf(edits: readonly Edit[]): Pick<NewRow, 'wanted' | 'named'> {
		if (!edits.some((edit) => this.#concernsAudio(edit))) return {};
		const after: State = { records: new Map(this.#audio) };
		apply(after, edits);
		const all = [...after.records.values()];
		const asked = new Set<number>(this.#store.wantedIn(this.id));
		for (const edit of edits) {
			if (edit.kind === 'add' && edit.record.kind === 'analysis') asked.add(edit.record.id);
			if (edit.kind === 'set' && edit.fields['state'] === 'wanted') asked.add(edit.id);
		}
		return {
			wanted: all
				.filter((record) => record.kind === 'analysis' && record.state === 'wanted' && asked.has(record.id))
				.map((record) => record.id),
			named: [...new Set(all.flatMap((record) => (record.kind === 'clip' && record.audio ? [record.audio] : [])))]
		};
	}

	#concernsAudio(edit: Edit): boolean {
		const isAudio = (kind: string | undefined): boolean => kind === 'analysis' || kind === 'clip';
		if (edit.kind === 'add') return isAudio(edit.record.kind);
		if (edit.kind === 'set') return this.#audio.has(edit.id);
		return edit.kind === 'delete' && edit.ids.some((id) => this.#audio.has(id));
	}

	#commit(row: CommittedRow, edits: readonly Edit[]): void {
		apply(this.#state, edits);
		this.#seq = row.seq;
		for (const edit of edits) for (const id of idsOf(edit)) this.#noteAudio(id);
		this.#untold.push(row);
		if (this.#isTelling) return;
		this.#isTelling = true;
		try {
			for (let next = this.#untold.shift(); next; next = this.#untold.shift())
				for (const listener of [...this.#listeners]) listener(next);
		} finally {
			this.#isTelling = false;
		}
	}

	#noteAudio(id: RecordId): void {
		const record = this.#state.records.get(id);
		if (record?.kind === 'clip' || record?.kind === 'analysis') this.#audio.set(id, record);
		else this.#audio.delete(id);
	}

	/** Folds in what the store has and we have not. */
	#catchUp(): void {
		for (
			let rows = this.#store.read(this.id, this.#seq, PAGE);
			rows.length > 0;
			rows = this.#store.read(this.id, this.#seq, PAGE)
		)
			for (const row of rows) {
				// a listener that wrote a row meanwhile has made us read on
				if (row.seq <= this.#seq) continue;
				const committed = toCommitted(row);
				const edits = decodeEdits(committed.edits);
				this.#commit({ ...committed, concernsAudio: edits.some((edit) => this.#concernsAudio(edit)) }, edits);
			}
	}
}

function toCommitted({ seq, slot, n, edits }: LogRow): CommittedRow {
	return { seq, slot, n, edits: unpack(edits, ROW_LIMITS) as WireValue, concernsAudio: false, refusal: null };
}

/**
 * The row as one client is sent it: nil instead of its own edits, when they were taken as they were sent. An empty row
 * is a refusal, perhaps of another server, and never nil.
 */
export const rowFor = (row: CommittedRow, ownSlot: number | null): WireValue =>
	wireRow(row.slot, row.n, row.slot === ownSlot && !isEmpty(row.edits) ? null : row.edits);

const isEmpty = (edits: WireValue): boolean => Array.isArray(edits) && edits.length === 0;
