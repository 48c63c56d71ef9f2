/** Edits as short positional arrays: integers, defaults left out, ids as differences. */

import {
	cleanFields,
	counterOf,
	cutText,
	DEFAULTS,
	fieldNames,
	makeId,
	makeRecord,
	slotOf,
	STEPS_PER_SECOND,
	TEXT_MAX,
	wholeStep,
	type AnyRecord,
	type Edit,
	type RecordId,
	type RecordKind
} from '../score/index.ts';
import { Fault } from '../fault.ts';

/** Positions are the wire's numbers: new kinds go last. */
export const KINDS: readonly RecordKind[] = ['note', 'clip', 'analysis', 'meta'];
const EDIT_CODES = { add: 0, set: 1, delete: 2, shift: 3 } as const;

export type WireValue = null | boolean | number | string | Uint8Array | readonly WireValue[];

export const encodeEdits = (edits: readonly Edit[]): WireValue[] => edits.map(encodeEdit);

/** Edits from outside. Anything that is not one is a `Fault('bad-request')`; values are brought into range by `apply`. */
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
			return [EDIT_CODES.delete, encodeIds(edit.ids)];
		case 'shift':
			return [
				EDIT_CODES.shift,
				encodeIds(edit.ids),
				wholeStep(edit.ticks),
				...(edit.semitones ? [wholeStep(edit.semitones)] : [])
			];
	}
}

function decodeEdit(wire: unknown): Edit {
	const [code, ...rest] = list(wire);
	switch (code) {
		case EDIT_CODES.add: {
			const [kindCode, slot, counter, ...values] = rest;
			const kind = KINDS[integer(kindCode)];
			if (!kind) throw malformed('a record of an unknown kind');
			return { kind: 'add', record: decodeFields(kind, decodeId(slot, counter), values) };
		}
		case EDIT_CODES.set: {
			const [slot, counter, ...pairs] = rest;
			return { kind: 'set', id: decodeId(slot, counter), fields: decodeSet(pairs) };
		}
		case EDIT_CODES.delete:
			return { kind: 'delete', ids: decodeIds(rest[0]) };
		case EDIT_CODES.shift:
			return { kind: 'shift', ids: decodeIds(rest[0]), ticks: integer(rest[1] ?? 0), semitones: integer(rest[2] ?? 0) };
		default:
			throw new Fault('bad-request', 'This edit is of a kind that this version does not know.');
	}
}

const encodeId = (id: RecordId): [number, number] => [slotOf(id), counterOf(id)];

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
	while (values.length && values.at(-1) === null) values.pop();
	return values;
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
	'beatUnit'
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

/** Fields that are ids travel as [slot, counter], because a msgpack integer over 32 bits takes nine bytes. */
export const ID_FIELDS: ReadonlySet<string> = new Set(['clip', 'source']);
/** Seconds travel in tenths of a millisecond. */
export const SECONDS_FIELDS: ReadonlySet<string> = new Set(['offset']);

const isFieldValue = (value: unknown): value is number | string =>
	typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));

/** The record as `apply` would add it. */
function clean({ kind, id, ...fields }: AnyRecord): AnyRecord {
	return makeRecord(kind, id, fields as never) as AnyRecord;
}

function toWire(name: string, value: WireValue): WireValue {
	if (typeof value === 'string') return cutText(value, TEXT_MAX);
	if (typeof value !== 'number') return value;
	if (ID_FIELDS.has(name)) return encodeId(value as RecordId);
	return SECONDS_FIELDS.has(name) ? Math.round(value * STEPS_PER_SECOND) : value;
}

function fromWire(name: string, value: unknown): unknown {
	if (ID_FIELDS.has(name)) {
		const [slot, counter] = list(value);
		return decodeId(slot, counter);
	}
	return SECONDS_FIELDS.has(name) && typeof value === 'number' ? value / STEPS_PER_SECOND : value;
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
