/** Undo and redo of one's own edits, with ids rewritten when a deleted record comes back under a new one. */

import { assertNever } from '../fault.ts';
import type { Edit } from './edits.ts';
import type { AnyRecord, RecordId } from './records.ts';
import type { Change, Score } from './score.ts';

const DEPTH_MAX = 1000;

/** One editor's own history over a score. Other people's changes are never undone. */
export class History {
	readonly #score: Score;
	readonly #stop: () => void;
	readonly #undo: (readonly Edit[])[] = [];
	readonly #redo: (readonly Edit[])[] = [];

	constructor(score: Score) {
		this.#score = score;
		this.#stop = score.subscribe((change) => this.#record(change));
	}

	get canUndo(): boolean {
		return this.#undo.length > 0;
	}

	get canRedo(): boolean {
		return this.#redo.length > 0;
	}

	/** Takes the last own change back; answers it, or null when there is none. */
	undo(): Change | null {
		const inverse = this.#undo.pop();
		return inverse ? this.#score.transact('undo', this.#prepare(inverse)) : null;
	}

	/** Does again what was last undone; answers it, or null when there is nothing. */
	redo(): Change | null {
		const inverse = this.#redo.pop();
		return inverse ? this.#score.transact('redo', this.#prepare(inverse)) : null;
	}

	/** A refused op never happened: its step leaves the history. */
	forget(inverse: readonly Edit[]): void {
		const at = this.#undo.lastIndexOf(inverse);
		if (at >= 0) this.#undo.splice(at, 1);
	}

	dispose(): void {
		this.#stop();
	}

	#record({ origin, inverse }: Change): void {
		if (origin === 'remote' || inverse.length === 0) return;
		if (origin === 'undo') this.#redo.push(inverse);
		else this.#undo.push(inverse);
		if (origin === 'local') this.#redo.length = 0;
		if (this.#undo.length > DEPTH_MAX) this.#undo.shift();
	}

	/** Makes an inverse fit to be sent: new ids for what comes back, and an analysis takes the notes that it heard along. */
	#prepare(inverse: readonly Edit[]): Edit[] {
		const returning = new Set(inverse.flatMap((edit) => (edit.kind === 'add' && edit.record.kind === 'analysis' ? [edit.record.id as number] : [])));
		// the server hears again what a returning analysis had heard, so its notes must not come back twice
		const kept = inverse.filter((edit) => !(edit.kind === 'add' && edit.record.kind === 'note' && returning.has(edit.record.source)));
		const renamed = new Map<number, RecordId>();
		for (const edit of kept) if (edit.kind === 'add') renamed.set(edit.record.id, this.#score.nextId());
		const edits = kept.map((edit) => renameEdit(edit, renamed));
		for (const stack of [this.#undo, this.#redo])
			for (let i = 0; i < stack.length; i++) stack[i] = (stack[i] ?? []).map((edit) => renameEdit(edit, renamed));
		return [...this.#heardBy(edits), ...edits];
	}

	/** Notes that leave with an analysis that is being deleted. */
	#heardBy(edits: readonly Edit[]): Edit[] {
		const leaving = new Set<number>();
		for (const edit of edits)
			if (edit.kind === 'delete') for (const id of edit.ids) if (this.#score.get(id)?.kind === 'analysis') leaving.add(id);
		if (leaving.size === 0) return [];
		const ids = this.#score.notes.filter((note) => leaving.has(note.source)).map((note) => note.id);
		return ids.length ? [{ kind: 'delete', ids }] : [];
	}
}

function renameEdit(edit: Edit, renamed: ReadonlyMap<number, RecordId>): Edit {
	const rename = (id: RecordId): RecordId => renamed.get(id) ?? id;
	switch (edit.kind) {
		case 'add':
			return { kind: 'add', record: renameRecord(edit.record, renamed) };
		case 'set':
			return { ...edit, id: rename(edit.id) };
		case 'delete':
		case 'shift':
			return { ...edit, ids: edit.ids.map(rename) };
		default:
			return assertNever(edit);
	}
}

function renameRecord(record: AnyRecord, renamed: ReadonlyMap<number, RecordId>): AnyRecord {
	const id = renamed.get(record.id) ?? record.id;
	switch (record.kind) {
		case 'note':
			return { ...record, id, source: renamed.get(record.source) ?? record.source };
		case 'analysis':
			return { ...record, id, clip: renamed.get(record.clip) ?? record.clip };
		case 'clip':
		case 'meta':
			return { ...record, id };
		default:
			return assertNever(record);
	}
}
