/** What can be done to a document, in words that travel: the edits, and whom a selector means. */

import { assertNever } from '../fault.ts';
import type { Midi, Ticks } from '../units.ts';
import { cleanReference, cleanTick } from './fields.ts';
import { makeRecord } from './make-record.ts';
import {
	META_ID,
	TICKS_MAX,
	type AnyRecord,
	type FieldsOf,
	type Note,
	type RecordId,
	type RecordKind
} from './records.ts';

/** The notes of a part that begin in [from, to) and lie from `low` to `high`, both included; all pitches without these. */
export interface Selector {
	readonly part: number;
	readonly from: Ticks;
	readonly to: Ticks;
	readonly low?: Midi;
	readonly high?: Midi;
}

/** Records by name, or notes by where they are at the moment when the edit is applied. */
type Target =
	| { readonly ids: readonly RecordId[]; readonly where?: never }
	| { readonly where: Selector; readonly ids?: never };

interface AddEdit {
	readonly kind: 'add';
	readonly record: AnyRecord;
}

/** Writes the given fields; an unknown id does nothing. */
interface SetEdit {
	readonly kind: 'set';
	readonly id: RecordId;
	readonly fields: Readonly<Record<string, unknown>>;
}

/** An edit that `retime` may hold. */
export type TempoEdit = AddEdit | SetEdit | { readonly kind: 'delete'; readonly ids: readonly RecordId[] };

export type Edit =
	| AddEdit
	| SetEdit
	/** What refers to a deleted record leaves with it. */
	| ({ readonly kind: 'delete' } & Target)
	/** Moves notes by a difference: one small edit for any number of notes. */
	| ({ readonly kind: 'shift'; readonly ticks: Ticks; readonly semitones: number } & Target)
	/** Changes the tempo of a part (its tempo records, and the tempo of `meta` or of the part) while its notes keep their times. */
	| { readonly kind: 'retime'; readonly part: number; readonly edits: readonly TempoEdit[] }
	/** Writes samples of a curve, from `start` on. */
	| { readonly kind: 'curve'; readonly id: RecordId; readonly start: number; readonly values: Int16Array };

/** A document at one moment. Records are immutable; the map is not, and belongs to whoever made the state. */
export interface State {
	readonly records: Map<RecordId, AnyRecord>;
}

/** An empty document. */
export const emptyState = (): State => ({ records: new Map([[META_ID, makeRecord('meta', META_ID, {})]]) });

/** A copy that can be edited apart from `state`. */
export const copyState = (state: State): State => ({ records: new Map(state.records) });

/** An edit that adds one record. */
export const add = <K extends RecordKind>(kind: K, id: RecordId, fields: Partial<FieldsOf<K>>): Edit & AddEdit => ({
	kind: 'add',
	record: makeRecord(kind, id, fields)
});

/** Further than anything can move. */
const STEP_MAX = 2 ** 32;

/** A difference as everyone computes it: whole, at most 2^32 either way, and 0 for what is no number. */
export const wholeStep = (step: number): number =>
	Number.isFinite(step) ? Math.min(STEP_MAX, Math.max(-STEP_MAX, Math.round(step))) + 0 : 0;

/** A selector as everyone computes it, with all its ranges. */
export function cleanSelector({ part, from, to, low = 0, high = 127 }: Selector): Required<Selector> {
	return {
		part: cleanReference(part),
		from: cleanTick(from, 0),
		// one more than the last tick, so that a half-open range reaches it
		to: to > TICKS_MAX ? TICKS_MAX + 1 : cleanTick(to, 0),
		low: Math.max(0, wholeStep(low)),
		high: Math.min(127, wholeStep(high))
	};
}

/** The notes that a selector means. O(n). */
export function findSelected({ records }: State, where: Selector): RecordId[] {
	const { part, from, to, low, high } = cleanSelector(where);
	const isMeant = (note: Note): boolean =>
		note.part === part && note.start >= from && note.start < to && note.pitch >= low && note.pitch <= high;
	const found: RecordId[] = [];
	for (const record of records.values()) if (record.kind === 'note' && isMeant(record)) found.push(record.id);
	return found;
}

/**
 * The ids that an edit names. A selector names none, nor does it say what left together with something, or which notes a
 * `retime` moved: the inverse that `apply` answered names all of these but notes that were moved in time.
 */
export function idsOf(edit: Edit): readonly RecordId[] {
	switch (edit.kind) {
		case 'add':
			return [edit.record.id];
		case 'set':
		case 'curve':
			return [edit.id];
		case 'delete':
		case 'shift':
			return edit.ids ?? [];
		case 'retime':
			return edit.edits.flatMap(idsOf);
		default:
			return assertNever(edit);
	}
}

/** Whether applying the edit looks at every record of the document, however small the edit is. */
export const isScan = (edit: Edit): boolean => edit.kind === 'retime' || 'where' in edit;
