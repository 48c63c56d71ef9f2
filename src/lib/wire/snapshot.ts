/** A whole document in few bytes: its records by kind, each field a column. */

import {
	counterOf,
	DEFAULTS,
	fieldNames,
	ID_FIELDS,
	makeId,
	makeRecord,
	META_ID,
	slotOf,
	STEPS_PER_SECOND,
	type AnyRecord,
	type RecordId,
	type RecordKind,
	type State
} from '../score/index.ts';
import { decodeEach, decodeNumbers, decodeTexts, encodeEach, encodeNumbers, encodeTexts } from './columns.ts';
import { decodeId, integer, KINDS, list, malformed, SECONDS_FIELDS, type WireValue } from './edit-codec.ts';
import type { GateLimits } from './gate.ts';
import { decodeTimes, encodeTimes } from './note-times.ts';
import { pack, unpack } from './pack.ts';

export const SNAPSHOT_VERSION = 1;
/** Records of one kind that a snapshot may hold; five times the notes that a document may. */
const RECORDS_MAX = 1_000_000;
const ONE_SLOT = makeId(1, 0);
const LIMITS: GateLimits = { depth: 5, elements: 2 * RECORDS_MAX, bytes: 32 * 1024 * 1024 };

type Fields = Readonly<Record<string, WireValue>>;
type Column = (i: number) => unknown;

/** The state as bytes; the same bytes for equal states, in whatever order their records came. */
export function encodeSnapshot(state: State): Uint8Array<ArrayBuffer> {
	const byKind = new Map<RecordKind, AnyRecord[]>();
	for (const record of state.records.values()) {
		const kept = byKind.get(record.kind);
		if (kept) kept.push(record);
		else byKind.set(record.kind, [record]);
	}
	const meta = state.records.get(META_ID);
	const tempo = meta?.kind === 'meta' ? meta.tempo : DEFAULTS.meta.tempo;
	return pack([
		SNAPSHOT_VERSION,
		KINDS.flatMap((kind, code) => {
			const records = byKind.get(kind);
			return records ? [encodeBlock(code, kind, records.toSorted(inOrder), tempo)] : [];
		})
	]);
}

/** The state of a snapshot from outside; a `Fault('bad-request')` for anything that is none. */
export function decodeSnapshot(bytes: Uint8Array): State {
	const [version, blocks] = unpack(bytes, LIMITS);
	if (version !== SNAPSHOT_VERSION) throw malformed('a snapshot of another version');
	const records = new Map<RecordId, AnyRecord>();
	let last = -1;
	for (const block of list(blocks)) {
		const [code, ...rest] = list(block);
		const kind = KINDS[integer(code)];
		if (!kind || integer(code) <= last) throw malformed('records of an unknown kind, or of one kind twice');
		last = integer(code);
		decodeBlock(kind, rest, records);
	}
	if (records.get(META_ID)?.kind !== 'meta') throw malformed('no record of the document itself');
	return { records };
}

/** Notes by start, because those that follow each other then differ little. */
const inOrder = (a: AnyRecord, b: AnyRecord): number =>
	a.kind === 'note' && b.kind === 'note' ? a.start - b.start || a.pitch - b.pitch || a.id - b.id : a.id - b.id;

/** [kind, count, slots, counters, column ...]: nil for a column of defaults, none after the last that is not. */
function encodeBlock(code: number, kind: RecordKind, records: readonly AnyRecord[], tempo: number): WireValue[] {
	const columns = fieldNames(kind).map((name) =>
		encodeColumn(
			name,
			records.map((record) => (record as unknown as Fields)[name] ?? null),
			(DEFAULTS[kind] as Fields)[name] ?? null
		)
	);
	const notes = records.filter((record) => record.kind === 'note');
	// both times go together, in the place of the first
	if (columns.length > 1 && notes.length > 0 && (columns[0] !== null || columns[1] !== null))
		columns.splice(0, 2, encodeTimes(notes, tempo), null);
	while (columns.length && columns.at(-1) === null) columns.pop();
	return [code, records.length, ...encodeRecordIds(records.map((record) => record.id)), ...columns];
}

/** Slots, and counters as the step from the last one of the same slot: whoever makes notes makes many in a row. */
function encodeRecordIds(ids: readonly RecordId[]): [WireValue, WireValue] {
	const last = new Map<number, number>();
	const steps = ids.map((id) => {
		const step = counterOf(id) - (last.get(slotOf(id)) ?? 0);
		last.set(slotOf(id), counterOf(id));
		return step;
	});
	return [encodeNumbers(ids.map(slotOf)), encodeEach(steps)];
}

function encodeColumn(name: string, values: readonly WireValue[], fallback: WireValue): WireValue {
	if (values.every((value) => value === fallback)) return null;
	if (typeof fallback === 'string') return encodeTexts(values.map(String), fallback);
	const numbers = values.map(Number);
	if (ID_FIELDS.has(name))
		return [
			encodeNumbers(numbers.map((id) => slotOf(id as RecordId))),
			encodeNumbers(numbers.map((id) => counterOf(id as RecordId)))
		];
	return encodeNumbers(numbers.map((value) => Math.round(value * scaleOf(name))));
}

function decodeRecordIds(slots: unknown, steps: unknown, count: number): RecordId[] {
	const last = new Map<number, number>();
	// first, because its length is what bounds the count
	const stepAt = decodeEach(steps, count);
	const slotAt = decodeNumbers(slots, count);
	return Array.from(stepAt, (step, i) => {
		const slot = slotAt[i] ?? 0;
		const counter = (last.get(slot) ?? 0) + step;
		last.set(slot, counter);
		return decodeId(slot, counter);
	});
}

function decodeBlock(kind: RecordKind, block: readonly unknown[], into: Map<RecordId, AnyRecord>): void {
	const [promised, slots, steps, ...wires] = block;
	const count = integer(promised);
	if (count < 1 || count > RECORDS_MAX) throw malformed(`a count of records outside 1 to ${RECORDS_MAX}`);
	const ids = decodeRecordIds(slots, steps, count);
	if (wires.length > fieldNames(kind).length) throw malformed('more columns than a record has fields');
	const columns = fieldNames(kind).flatMap((name, i) =>
		wires[i] === null || wires[i] === undefined ? [] : decodeColumn(kind, name, wires[i], count)
	);
	for (const [i, id] of ids.entries()) {
		if (into.has(id) || (kind === 'meta') !== (id === META_ID)) throw malformed('an id in the wrong place');
		const fields: Record<string, unknown> = {};
		for (const [name, at] of columns) {
			const value = at(i);
			if (value !== undefined) fields[name] = value;
		}
		into.set(id, makeRecord(kind, id, fields as never) as AnyRecord);
	}
}

/** What each record has in a column; undefined for the default. Ranges are the business of `makeRecord`. */
function decodeColumn(kind: RecordKind, name: string, wire: unknown, count: number): [string, Column][] {
	if (kind === 'note' && name === 'duration') throw malformed('a duration without its start');
	if (kind === 'note' && name === 'start') {
		const { starts, durations } = decodeTimes(wire, count);
		return [
			[name, (i) => starts[i]],
			['duration', (i) => durations[i]]
		];
	}
	if (typeof (DEFAULTS[kind] as Fields)[name] === 'string') {
		const texts = decodeTexts(wire, count);
		return [[name, (i) => texts.get(i)]];
	}
	if (ID_FIELDS.has(name)) {
		const [slots, counters] = list(wire);
		const slotAt = decodeNumbers(slots, count);
		const counterAt = decodeNumbers(counters, count);
		// no id that must exist, so it is brought into range like any other number
		return [[name, (i) => (slotAt[i] ?? 0) * ONE_SLOT + (counterAt[i] ?? 0)]];
	}
	const numbers = decodeNumbers(wire, count);
	return [[name, (i) => (numbers[i] ?? 0) / scaleOf(name)]];
}

const scaleOf = (name: string): number => (SECONDS_FIELDS.has(name) ? STEPS_PER_SECOND : 1);
