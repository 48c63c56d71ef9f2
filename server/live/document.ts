/** One open document: its folded state, its log, and everyone who is looking at it. */

import { emptyState, apply, type Analysis, type Clip, type Edit, type RecordId, type State } from '#lib/score/index.ts';
import { decodeEdits, encodeEdits, judgeOp, pack, unpack, wireRow, type ClientState, type NoCode, type Role, type WireValue } from '#lib/wire/index.ts';
import type { DocumentStore, LogRow, NewRow } from '#server/store/index.ts';

/** A row that has just been committed. */
export interface CommittedRow {
	readonly seq: number;
	readonly slot: number;
	readonly n: number;
	readonly edits: WireValue;
	/** Whether it adds, changes or deletes a clip or an analysis. */
	readonly concernsAudio: boolean;
}

export type RowListener = (row: CommittedRow) => void;

export type Submission = { readonly kind: 'committed' | 'done' } | { readonly kind: 'refused'; readonly isFinal: boolean; readonly code: NoCode; readonly text: string };

/** Rows read from the store at once. */
const PAGE = 500;
/** Rows of the log are ours, not a stranger's: they may be as large as a whole op. */
const ROW_LIMITS = { depth: 8, elements: 200_000, bytes: 4 * 1024 * 1024 };

export class LiveDocument {
	readonly id: string;
	readonly #store: DocumentStore;
	readonly #state: State = emptyState();
	readonly #listeners = new Set<RowListener>();
	#seq = 0;
	#noteCount = 0;

	constructor(id: string, store: DocumentStore) {
		this.id = id;
		this.#store = store;
		this.#catchUp();
	}

	get seq(): number {
		return this.#seq;
	}

	get state(): State {
		return this.#state;
	}

	get clips(): Clip[] {
		return [...this.#state.records.values()].filter((record) => record.kind === 'clip');
	}

	get analyses(): Analysis[] {
		return [...this.#state.records.values()].filter((record) => record.kind === 'analysis');
	}

	analysis(id: number): Analysis | null {
		const record = this.#state.records.get(id as RecordId);
		return record?.kind === 'analysis' ? record : null;
	}

	clip(id: number): Clip | null {
		const record = this.#state.records.get(id as RecordId);
		return record?.kind === 'clip' ? record : null;
	}

	/** Rows after `since`, in pages, for someone who has just come. */
	*rowsSince(since: number): Generator<CommittedRow[]> {
		for (let from = since; from < this.#seq;) {
			const rows = this.#store.read(this.id, from, PAGE);
			if (rows.length === 0) return;
			yield rows.map(toCommitted);
			from = rows.at(-1)?.seq ?? this.#seq;
		}
	}

	/** Hears of every row after it is durable. */
	subscribe(listener: RowListener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Judges an op, writes it, folds it in and tells everyone, in that order. Throws when the store does. */
	submit(cid: string, n: number, edits: readonly Edit[], role: Role): Submission {
		for (;;) {
			const client = this.#clientOf(cid);
			const verdict = judgeOp(n, edits, { client, role, noteCount: this.#noteCount });
			if (verdict.kind === 'done') return { kind: 'done' };
			if (verdict.kind === 'wait') return { kind: 'refused', isFinal: false, code: verdict.code, text: verdict.text };
			const written = verdict.kind === 'append' ? edits : [];
			if (!this.#append(cid, n, client.slot, written)) {
				this.#catchUp();
				continue;
			}
			return verdict.kind === 'append' ? { kind: 'committed' } : { kind: 'refused', isFinal: true, code: verdict.code, text: verdict.text };
		}
	}

	#clientOf(cid: string): ClientState {
		return this.#store.findClient(this.id, cid) ?? this.#store.openClient(this.id, cid);
	}

	#append(cid: string, n: number, slot: number, edits: readonly Edit[]): boolean {
		const wire = encodeEdits(edits);
		const row: NewRow = { cid, n, edits: pack(wire), ...this.#effectsOf(edits) };
		if (!this.#store.append(this.id, this.#seq, row)) return false;
		this.#commit({ seq: this.#seq + 1, slot, n, edits: wire, concernsAudio: edits.some((edit) => this.#concernsAudio(edit)) }, edits);
		return true;
	}

	/** What an op changes besides the log, computed on a copy of the few records that matter. */
	#effectsOf(edits: readonly Edit[]): Pick<NewRow, 'wanted' | 'named'> {
		if (!edits.some((edit) => this.#concernsAudio(edit))) return {};
		const records = [...this.#state.records].filter(([, record]) => record.kind === 'analysis' || record.kind === 'clip');
		const after: State = { records: new Map(records) };
		apply(after, edits);
		const all = [...after.records.values()];
		const asked = new Set<number>(this.#store.wantedIn(this.id));
		for (const edit of edits) {
			if (edit.kind === 'add' && edit.record.kind === 'analysis') asked.add(edit.record.id);
			if (edit.kind === 'set' && edit.fields['state'] === 'wanted') asked.add(edit.id);
		}
		return {
			wanted: all.filter((record) => record.kind === 'analysis' && record.state === 'wanted' && asked.has(record.id)).map((record) => record.id),
			named: [...new Set(all.flatMap((record) => (record.kind === 'clip' && record.audio ? [record.audio] : [])))]
		};
	}

	#concernsAudio(edit: Edit): boolean {
		const isAudio = (kind: string | undefined): boolean => kind === 'analysis' || kind === 'clip';
		if (edit.kind === 'add') return isAudio(edit.record.kind);
		if (edit.kind === 'set') return isAudio(this.#state.records.get(edit.id)?.kind);
		return edit.kind === 'delete' && edit.ids.some((id) => isAudio(this.#state.records.get(id)?.kind));
	}

	#commit(row: CommittedRow, edits: readonly Edit[]): void {
		apply(this.#state, edits);
		this.#seq = row.seq;
		if (edits.length > 0) this.#noteCount = this.#countNotes(edits);
		for (const listener of [...this.#listeners]) listener(row);
	}

	/** Cheap for the usual op; counts again only when notes came or went. */
	#countNotes(edits: readonly Edit[]): number {
		if (!edits.some((edit) => edit.kind === 'add' || edit.kind === 'delete')) return this.#noteCount;
		let count = 0;
		for (const record of this.#state.records.values()) if (record.kind === 'note') count++;
		return count;
	}

	/** Folds in what the store has and we have not. */
	#catchUp(): void {
		for (let rows = this.#store.read(this.id, this.#seq, PAGE); rows.length > 0; rows = this.#store.read(this.id, this.#seq, PAGE))
			for (const row of rows) {
				const committed = toCommitted(row);
				const edits = decodeEdits(committed.edits);
				this.#commit({ ...committed, concernsAudio: edits.some((edit) => this.#concernsAudio(edit)) }, edits);
			}
	}
}

function toCommitted({ seq, slot, n, edits }: LogRow): CommittedRow {
	return { seq, slot, n, edits: unpack(edits, ROW_LIMITS) as WireValue, concernsAudio: false };
}

/** The row as one client is sent it: nil instead of its own edits. */
export const rowFor = (row: CommittedRow, ownSlot: number | null): WireValue => wireRow(row.slot, row.n, row.slot === ownSlot ? null : row.edits);
