/** Edits as total functions: any edit on any state gives a state, the same one everywhere, and says how to go back. */

import { assertNever } from '../fault.ts';
import type { Ticks } from '../units.ts';
import {
	cleanFields,
	FIXED_FIELDS,
	makeRecord,
	META_ID,
	type AnyRecord,
	type FieldsOf,
	type RecordId,
	type RecordKind
} from './records.ts';

export type Edit =
	| { readonly kind: 'add'; readonly record: AnyRecord }
	/** Writes the given fields; an unknown id does nothing. */
	| { readonly kind: 'set'; readonly id: RecordId; readonly fields: Readonly<Record<string, unknown>> }
	| { readonly kind: 'delete'; readonly ids: readonly RecordId[] }
	/** Moves notes by a difference: one small edit for any number of notes. */
	| { readonly kind: 'shift'; readonly ids: readonly RecordId[]; readonly ticks: Ticks; readonly semitones: number };

/** A document at one moment. Records are immutable; the map is not, and belongs to whoever made the state. */
export interface State {
	readonly records: Map<RecordId, AnyRecord>;
}

/** An empty document. */
export const emptyState = (): State => ({ records: new Map([[META_ID, makeRecord('meta', META_ID, {})]]) });

/** A copy that can be edited apart from `state`. */
export const copyState = (state: State): State => ({ records: new Map(state.records) });

/** An edit that adds one record. */
export const add = <K extends RecordKind>(kind: K, id: RecordId, fields: Partial<FieldsOf<K>>): Edit => ({
	kind: 'add',
	record: makeRecord(kind, id, fields)
});

/** Applies `edits` in order, in place; the answer undoes them when applied in its own order. */
export function apply(state: State, edits: readonly Edit[]): Edit[] {
	// turned round once at the end: a gesture may hold all notes of a document
	const steps: Edit[][] = [];
	for (const edit of edits) steps.push(applyOne(state, edit));
	return steps.reverse().flat();
}

/** The inverse of one edit, in an order in which it can be applied. */
function applyOne(state: State, edit: Edit): Edit[] {
	switch (edit.kind) {
		case 'add':
			return applyAdd(state, edit.record);
		case 'set':
			return applySet(state, edit.id, edit.fields);
		case 'delete':
			return applyDelete(state, edit.ids);
		case 'shift':
			return applyShift(state, edit);
		default:
			return assertNever(edit);
	}
}

function applyAdd({ records }: State, record: AnyRecord): Edit[] {
	if (records.has(record.id) || record.kind === 'meta') return [];
	const { kind, id, ...fields } = record;
	records.set(id, makeRecord(kind, id, fields as never));
	return [{ kind: 'delete', ids: [id] }];
}

function applySet({ records }: State, id: RecordId, fields: Readonly<Record<string, unknown>>): Edit[] {
	const record = records.get(id);
	if (!record) return [];
	const clean = cleanFields(record.kind, fields, record as never) as Record<string, unknown>;
	const before: Record<string, unknown> = {};
	for (const name of Object.keys(clean)) {
		if (FIXED_FIELDS[record.kind].has(name)) delete clean[name];
		const was = (record as unknown as Record<string, unknown>)[name];
		if (name in clean && was !== clean[name]) before[name] = was;
	}
	if (Object.keys(before).length === 0) return [];
	records.set(id, { ...record, ...clean } as AnyRecord);
	return [{ kind: 'set', id, fields: before }];
}

function applyDelete({ records }: State, ids: readonly RecordId[]): Edit[] {
	const undo: Edit[] = [];
	const analyses = new Set<number>();
	const remove = (record: AnyRecord): void => {
		records.delete(record.id);
		undo.push({ kind: 'add', record });
		if (record.kind === 'analysis') analyses.add(record.id);
	};
	for (const id of ids) {
		const record = records.get(id);
		if (record && record.kind !== 'meta') remove(record);
	}
	// what an analysis heard leaves with it, here because whoever deletes it may not have seen the latest notes
	if (analyses.size > 0)
		for (const record of records.values()) if (record.kind === 'note' && analyses.has(record.source)) remove(record);
	return undo;
}

function applyShift({ records }: State, { ids, ticks, semitones }: Extract<Edit, { kind: 'shift' }>): Edit[] {
	const by = { ticks: wholeStep(ticks), semitones: wholeStep(semitones) };
	const moved: RecordId[] = [];
	const clamped: Edit[] = [];
	for (const id of new Set(ids)) {
		const note = records.get(id);
		if (note?.kind !== 'note') continue;
		const { start = note.start, pitch = note.pitch } = cleanFields(
			'note',
			{ start: note.start + by.ticks, pitch: note.pitch + by.semitones },
			note
		);
		records.set(id, { ...note, start, pitch });
		if (start === note.start + by.ticks && pitch === note.pitch + by.semitones) moved.push(id);
		else clamped.push({ kind: 'set', id, fields: { start: note.start, pitch: note.pitch } });
	}
	return moved.length
		? [{ kind: 'shift', ids: moved, ticks: 0 - by.ticks, semitones: 0 - by.semitones }, ...clamped]
		: clamped;
}

/** A difference as everyone computes it: whole, and 0 for what is no number. */
export const wholeStep = (step: number): number => (Number.isFinite(step) ? Math.round(step) + 0 : 0);

/** Every id that an edit may touch. */
export function idsOf(edit: Edit): readonly RecordId[] {
	switch (edit.kind) {
		case 'add':
			return [edit.record.id];
		case 'set':
			return [edit.id];
		case 'delete':
		case 'shift':
			return edit.ids;
		default:
			return assertNever(edit);
	}
}
