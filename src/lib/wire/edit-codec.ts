/** Edits as short positional arrays: integers, defaults left out, ids as differences. */

import {
	cleanFields,
	cleanReference,
	cleanSelector,
	counterOf,
	cutText,
	DECIMAL_MAX,
	DEFAULTS,
	fieldNames,
	ID_FIELDS,
	isTempoEdit,
	makeId,
	makeRecord,
	slotOf,
	STEPS_PER_UNIT,
	TEXT_MAX,
	wholeStep,
	type AnyRecord,
	type Edit,
	type RecordId,
	type RecordKind,
	type Selector,
	type TempoEdit
} from '../score/index.ts';
import { Fault } from '../fault.ts';
import { decodeSamples, encodeSamples } from './sample-bytes.ts';

/** Positions are the wire's numbers: new kinds go last. */
export const KINDS: readonly RecordKind[] = [
	'note',
	'clip',
	'analysis',
	'meta',
	'part',
	'tempo',
	'meter',
	'curve',
	'track',
	'marker',
	'lane',
	'segment',
	'word'
];
const EDIT_CODES = { add: 0, set: 1, delete: 2, shift: 3, retime: 4, curve: 5, deleteWhere: 6, shiftWhere: 7 } as const;
const LOW = 0;
const HIGH = 127;

export type WireValue = null | boolean | number | string | Uint8Array | readonly WireValue[];

/** An edit, or a record in one, that a newer version has made: nothing is wrong with it, but it cannot be done here. */
export class UnknownEdit extends Fault {
	constructor() {
		super('bad-request', 'This edit is of a kind that this version does not know.');
	}
}

export const encodeEdits = (edits: readonly Edit[]): WireValue[] => edits.map(encodeEdit);

/**
 * Edits from outside. Throws {@link UnknownEdit} for a kind of edit or of record that this version does not know, and any
 * other `Fault('bad-request')` for what is no edit; values are brought into range by `apply`.
 */
export function decodeEdits(wire: unknown): Edit[] {
	return list(wire).map(decodeEdit);
}

function encodeEdit(edit: Edit): WireValue {
	switch (edit.kind) {
		case 'add':
			return [
				EDIT_CODES.add,
				KINDS.indexOf(edit.record.kind),
				...encodeId(edit.record.id),
				...encodeFields(clean(edit.record))
			];
		case 'set':
			return [EDIT_CODES.set, ...encodeId(edit.id), ...encodeSet(edit.fields)];
		case 'delete':
			return edit.ids
				? [EDIT_CODES.delete, encodeIds(edit.ids)]
				: [EDIT_CODES.deleteWhere, ...strip(encodeSelector(edit.where))];
		case 'shift': {
			const semitones = wholeStep(edit.semitones);
			const by = [wholeStep(edit.ticks), ...(semitones ? [semitones] : [])];
			return edit.ids
				? [EDIT_CODES.shift, encodeIds(edit.ids), ...by]
				: [EDIT_CODES.shiftWhere, by, ...strip(encodeSelector(edit.where))];
		}
		case 'retime':
			return [EDIT_CODES.retime, ...encodeReference(edit.part), ...edit.edits.map(encodeEdit)];
		case 'curve':
			return [EDIT_CODES.curve, ...encodeId(edit.id), wholeStep(edit.start), encodeSamples(edit.values)];
	}
}

function decodeEdit(wire: unknown): Edit {
	const [code, ...rest] = list(wire);
	const [a, b, c, d] = rest;
	switch (integer(code)) {
		case EDIT_CODES.add: {
			const kind = KINDS[integer(a)];
			if (!kind) throw new UnknownEdit();
			return { kind: 'add', record: decodeFields(kind, decodeId(b, c), rest.slice(3)) };
		}
		case EDIT_CODES.set:
			return { kind: 'set', id: decodeId(a, b), fields: decodeSet(rest.slice(2)) };
		case EDIT_CODES.delete:
			return { kind: 'delete', ids: decodeIds(a) };
		case EDIT_CODES.deleteWhere:
			return { kind: 'delete', where: decodeSelector(rest) };
		case EDIT_CODES.shift:
			return { kind: 'shift', ids: decodeIds(a), ...decodeSteps([b, c]) };
		case EDIT_CODES.shiftWhere:
			return { kind: 'shift', where: decodeSelector(rest.slice(1)), ...decodeSteps(list(a)) };
		case EDIT_CODES.retime:
			return { kind: 'retime', part: decodeId(a, b), edits: rest.slice(2).map(decodeTempoEdit) };
		case EDIT_CODES.curve:
			return { kind: 'curve', id: decodeId(a, b), start: integer(c), values: decodeSamples(d) };
		default:
			throw new UnknownEdit();
	}
}

const decodeSteps = ([ticks, semitones]: readonly unknown[]): { ticks: number; semitones: number } => ({
	ticks: integer(ticks ?? 0),
	semitones: integer(semitones ?? 0)
});

function decodeTempoEdit(wire: unknown): TempoEdit {
	// looked at first, because an edit that holds itself would be followed without end
	const [code] = list(wire);
	if (integer(code) > EDIT_CODES.delete) throw malformed('a tempo change that is none');
	const edit = decodeEdit(wire);
	if (!isTempoEdit(edit)) throw malformed('a tempo change that is none');
	return edit;
}

/** [slot, counter, from, to, low, high]: the part first. */
function encodeSelector(where: Selector): WireValue[] {
	const { part, from, to, low, high } = cleanSelector(where);
	return [...encodeReference(part), from, to, low === LOW ? null : low, high === HIGH ? null : high];
}

function decodeSelector([slot, counter, from, to, low, high]: readonly unknown[]): Selector {
	const isGiven = (value: unknown): boolean => value !== null && value !== undefined;
	return {
		part: decodeId(slot, counter),
		from: integer(from),
		to: integer(to),
		...(isGiven(low) ? { low: integer(low) } : {}),
		...(isGiven(high) ? { high: integer(high) } : {})
	};
}

/** Without the nils at its end. */
function strip(values: WireValue[]): WireValue[] {
	while (values.length > 0 && values.at(-1) === null) values.pop();
	return values;
}

const encodeId = (id: RecordId): [number, number] => [slotOf(id), counterOf(id)];
/** What refers to a record may be any number before it is cleaned. */
const encodeReference = (id: number): [number, number] => encodeId(cleanReference(id) as RecordId);

export function decodeId(slot: unknown, counter: unknown): RecordId {
	try {
		return makeId(integer(slot), integer(counter));
	} catch (cause) {
		throw cause instanceof Fault ? cause : malformed('an id out of range', cause);
	}
}

/** Runs of one slot, ascending because no edit asks for an order: [slot, counter, difference, difference ...]. */
export function encodeIds(ids: readonly RecordId[]): WireValue[] {
	const runs: number[][] = [];
	let slot = -1;
	let last = 0;
	for (const id of ids.toSorted((a, b) => a - b)) {
		const counter = counterOf(id);
		if (slotOf(id) === slot) runs.at(-1)?.push(counter - last);
		else runs.push([(slot = slotOf(id)), counter]);
		last = counter;
	}
	return runs;
}

export function decodeIds(wire: unknown): RecordId[] {
	return list(wire).flatMap((run) => {
		const [slot, ...steps] = list(run);
		let counter = 0;
		return steps.map((step) => decodeId(slot, (counter += integer(step))));
	});
}

/** Values in the kind's field order; nil where it is the default, nothing after the last that is not. */
function encodeFields(record: AnyRecord): WireValue[] {
	const defaults = DEFAULTS[record.kind] as Readonly<Record<string, WireValue>>;
	const fields = record as unknown as Readonly<Record<string, WireValue>>;
	const values = fieldNames(record.kind).map((name) =>
		fields[name] === defaults[name] ? null : toWire(name, fields[name] ?? null)
	);
	return strip(values);
}

function decodeFields(kind: RecordKind, id: RecordId, values: readonly unknown[]): AnyRecord {
	const fields: Record<string, unknown> = {};
	fieldNames(kind).forEach((name, i) => {
		if (values[i] !== undefined && values[i] !== null) fields[name] = fromWire(name, values[i]);
	});
	return makeRecord(kind, id, cleanFields(kind, fields, DEFAULTS[kind]) as never) as AnyRecord;
}

/** A `set` names fields by position here, in logs that are kept: a new name goes last, and none ever moves. */
export const FIELD_NAMES: readonly string[] = [
	'start',
	'duration',
	'pitch',
	'cents',
	'velocity',
	'lyric',
	'source',
	'audio',
	'name',
	'offset',
	'clip',
	'analyser',
	'state',
	'fault',
	'title',
	'tempo',
	'beatsPerBar',
	'beatUnit',
	'part',
	'tick',
	'track',
	'phoneme',
	'vibrato',
	'tonic',
	'scale',
	'a4',
	'trackName',
	'trackColour',
	'partName',
	'lane',
	'colour',
	'label',
	'shape',
	'unit',
	'low',
	'high',
	'from',
	'to',
	'confidence',
	'word',
	'phonemes',
	'yields'
];

const encodeSet = (fields: Readonly<Record<string, unknown>>): WireValue[] =>
	Object.entries(fields).flatMap(([name, value]) => {
		const at = FIELD_NAMES.indexOf(name);
		return at >= 0 && isFieldValue(value) ? [at, toWire(name, value)] : [];
	});

function decodeSet(pairs: readonly unknown[]): Record<string, unknown> {
	const fields: Record<string, unknown> = {};
	for (let i = 0; i < pairs.length; i += 2) {
		const name = FIELD_NAMES[integer(pairs[i])];
		const value = name === undefined ? undefined : fromWire(name, pairs[i + 1]);
		// anything else would be kept in the log, and sent to everyone, as it came
		if (name !== undefined && isFieldValue(value)) fields[name] = value;
	}
	return fields;
}

/** Decimals, which travel as whole ten-thousandths. */
export const DECIMAL_FIELDS: ReadonlySet<string> = new Set(['offset', 'a4', 'low', 'high', 'from', 'to']);

const isFieldValue = (value: unknown): value is number | string =>
	typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));

/** The record as `apply` would add it. */
function clean({ kind, id, ...fields }: AnyRecord): AnyRecord {
	return makeRecord(kind, id, fields as never) as AnyRecord;
}

function toWire(name: string, value: WireValue): WireValue {
	if (typeof value === 'string') return cutText(value, TEXT_MAX);
	if (typeof value !== 'number') return value;
	// as a pair, because a msgpack integer over 32 bits takes nine bytes
	if (ID_FIELDS.has(name)) return encodeReference(value);
	// as `apply` has it, because the steps of a larger one may be more than any number
	return DECIMAL_FIELDS.has(name)
		? wholeStep(Math.max(-DECIMAL_MAX, Math.min(DECIMAL_MAX, value)) * STEPS_PER_UNIT)
		: value;
}

function fromWire(name: string, value: unknown): unknown {
	if (ID_FIELDS.has(name)) {
		const [slot, counter] = list(value);
		return decodeId(slot, counter);
	}
	return DECIMAL_FIELDS.has(name) && typeof value === 'number' ? value / STEPS_PER_UNIT : value;
}

export function list(wire: unknown): readonly unknown[] {
	if (!Array.isArray(wire)) throw malformed('something that is no list');
	return wire;
}

export function integer(wire: unknown): number {
	if (typeof wire !== 'number' || !Number.isSafeInteger(wire)) throw malformed('something that is no integer');
	return wire;
}

export function text(wire: unknown): string {
	if (typeof wire !== 'string') throw malformed('something that is no text');
	return wire;
}

export const malformed = (what: string, cause?: unknown): Fault =>
	new Fault('bad-request', `The message holds ${what}.`, { cause });
