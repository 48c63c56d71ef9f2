/** Undo and redo of one's own edits, with ids rewritten when a deleted record comes back under a new one. */

import { assertNever } from '../fault.ts';
import type { Edit, TempoEdit } from './edit.ts';
import type { AnyRecord, RecordId } from './records.ts';
import { ID_FIELDS } from './references.ts';
import type { Change, Score } from './score.ts';

const DEPTH_MAX = 1000;

interface Step {
	readonly edits: readonly Edit[];
	/** The inverse that it was made from, as the change had it. */
	readonly of: readonly Edit[];
	/** When it came of an undo or redo: what that one sent. */
	readonly walked: readonly Edit[] | null;
}

/** One editor's own history over a score. Other people's changes are never undone. */
export class History {
	readonly #score: Score;
	readonly #stop: () => void;
	readonly #undo: Step[] = [];
	readonly #redo: Step[] = [];
	/** The edits of the undo or redo that is being made. */
	#walked: readonly Edit[] | null = null;

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
		return this.#walk('undo', this.#undo.pop());
	}

	/** Does again what was last undone; answers it, or null when there is nothing. */
	redo(): Change | null {
		return this.#walk('redo', this.#redo.pop());
	}

	/** A refused change (known by its inverse) never happened: its step leaves the history, and what it undid or redid comes back. */
	forget(inverse: readonly Edit[]): void {
		for (const [stack, opposite] of [
			[this.#undo, this.#redo],
			[this.#redo, this.#undo]
		] as const) {
			const at = stack.findLastIndex((step) => step.of === inverse);
			const [step] = at < 0 ? [] : stack.splice(at, 1);
			if (step?.walked) opposite.push({ edits: step.walked, of: step.walked, walked: null });
		}
	}

	dispose(): void {
		this.#stop();
	}

	#record({ origin, inverse }: Change): void {
		if (origin === 'remote' || inverse.length === 0) return;
		const step: Step = { edits: inverse, of: inverse, walked: this.#walked };
		if (origin === 'undo') this.#redo.push(step);
		else this.#undo.push(step);
		if (origin === 'local') this.#redo.length = 0;
		if (this.#undo.length > DEPTH_MAX) this.#undo.shift();
	}

	#walk(origin: 'undo' | 'redo', step: Step | undefined): Change | null {
		if (!step) return null;
		const { edits, renamed } = this.#prepare(step.edits);
		this.#walked = edits;
		const change = this.#score.transact(origin, edits, renamed);
		this.#walked = null;
		return change;
	}

	/** Makes an inverse fit to be sent: new ids for what comes back, also in the steps that are about it. */
	#prepare(inverse: readonly Edit[]): { edits: readonly Edit[]; renamed?: ReadonlyMap<RecordId, RecordId> } {
		const returning = new Set<number>();
		const heard = new Set<number>();
		for (const edit of inverse)
			if (edit.kind === 'add' && edit.record.kind === 'analysis')
				(edit.record.state === 'heard' ? heard : returning).add(edit.record.id);
		const kept = inverse.filter((edit) => {
			// the server hears again what a returning analysis had heard, so its notes must not come back twice
			if (edit.kind === 'add' && edit.record.kind === 'note') return !returning.has(edit.record.source);
			// and does not where they come along, whatever was wished before
			return !(edit.kind === 'set' && heard.has(edit.id));
		});
		const renamed = new Map<RecordId, RecordId>();
		for (const { record } of kept.flatMap(addsOf)) renamed.set(record.id, this.#score.nextId());
		if (renamed.size === 0) return { edits: kept };
		const rename = (edits: readonly Edit[]): Edit[] => edits.map((edit) => renameEdit(edit, renamed));
		for (const stack of [this.#undo, this.#redo])
			for (const [i, { edits, of, walked }] of stack.entries())
				stack[i] = { edits: rename(edits), of, walked: walked && rename(walked) };
		return { edits: rename(kept), renamed };
	}
}

/** What comes into the document by an edit. */
function addsOf(edit: Edit): Extract<Edit, { kind: 'add' }>[] {
	if (edit.kind === 'retime') return edit.edits.filter((inner) => inner.kind === 'add');
	return edit.kind === 'add' ? [edit] : [];
}

type Renamed = ReadonlyMap<number, RecordId>;

function renameEdit(edit: Edit, renamed: Renamed): Edit {
	const part = (id: number): number => renamed.get(id) ?? id;
	switch (edit.kind) {
		case 'add':
		case 'set':
			return renameTempoEdit(edit, renamed);
		case 'delete':
		case 'shift':
			return edit.ids
				? { ...edit, ids: edit.ids.map((id) => renamed.get(id) ?? id) }
				: { ...edit, where: { ...edit.where, part: part(edit.where.part) } };
		case 'retime':
			return { ...edit, part: part(edit.part), edits: edit.edits.map((inner) => renameTempoEdit(inner, renamed)) };
		case 'curve':
			return { ...edit, id: renamed.get(edit.id) ?? edit.id };
		default:
			return assertNever(edit);
	}
}

function renameTempoEdit(edit: TempoEdit, renamed: Renamed): TempoEdit {
	switch (edit.kind) {
		case 'add':
			return { kind: 'add', record: renameRecord(edit.record, renamed) };
		case 'set':
			return { ...edit, id: renamed.get(edit.id) ?? edit.id, fields: renameFields(edit.fields, renamed) };
		case 'delete':
			return { ...edit, ids: edit.ids.map((id) => renamed.get(id) ?? id) };
	}
}

function renameRecord(record: AnyRecord, renamed: Renamed): AnyRecord {
	return { ...record, ...renameFields(record, renamed), id: renamed.get(record.id) ?? record.id } as AnyRecord;
}

/** The fields with what they refer to under its new id. */
function renameFields<F extends object>(fields: F, renamed: Renamed): F {
	const changes = Object.entries(fields).flatMap(([name, value]) => {
		const id = ID_FIELDS.has(name) && typeof value === 'number' ? renamed.get(value) : undefined;
		return id === undefined ? [] : [[name, id]];
	});
	return { ...fields, ...Object.fromEntries(changes) };
}
