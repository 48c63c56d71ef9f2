/** A whole document in few bytes: its records by kind, each field a column. */

import { assert } from '../fault.ts';
import {
	counterOf,
	DEFAULTS,
	fieldNames,
	findRuns,
	ID_FIELDS,
	makeNote,
	makeRecord,
	META_ID,
	samplesOf,
	slotOf,
	STEPS_PER_UNIT,
	type AnyRecord,
	type RecordId,
	type RecordKind,
	type SampleRun,
	type State
} from '../score/index.ts';
import { decodeEach, decodeNumbers, decodeTexts, encodeEach, encodeNumbers, encodeTexts } from './columns.ts';
import { decodeId, integer, KINDS, list, malformed, DECIMAL_FIELDS, type WireValue } from './edit-codec.ts';
import { admits, type GateLimits } from './gate.ts';
import { decodeIdColumn, decodeNoteColumns, encodeIdColumn, encodeNoteColumns, ONE_SLOT } from './note-columns.ts';
import { pack, unpack } from './pack.ts';
import { decodeSamples, encodeSamples } from './sample-bytes.ts';

export const SNAPSHOT_VERSION = 2;
/** Before lanes, what is drawn came right after the clip of a curve. */
const VERSION_WITHOUT_LANES = 1;
/** Records of one kind that a snapshot may hold; five times the notes that a document may. */
const RECORDS_MAX = 1_000_000;
/** A day of drawn pitch takes 10 MB; the store takes what is below 1 GB. */
const LIMITS: GateLimits = { depth: 5, elements: 2 * RECORDS_MAX, bytes: 1_000_000_000 };
const SLOT_MAX = 2 ** 20;

type Fields = Readonly<Record<string, WireValue>>;
type Column = (i: number) => unknown;

/**
 * The state as bytes; the same bytes for equal states, in whatever order their records came. Throws for a state so large that
 * nobody could read them: a log must not be made short for such a snapshot.
 */
export function encodeSnapshot(state: State): Uint8Array<ArrayBuffer> {
	const byKind = new Map<RecordKind, AnyRecord[]>();
	for (const record of state.records.values()) {
		const kept = byKind.get(record.kind);
		if (kept) kept.push(record);
		else byKind.set(record.kind, [record]);
	}
	const meta = state.records.get(META_ID);
	const tempo = meta?.kind === 'meta' ? meta.tempo : DEFAULTS.meta.tempo;
	const bytes = pack([
		SNAPSHOT_VERSION,
		KINDS.flatMap((kind, code) => {
			const records = byKind.get(kind);
			return records ? [encodeBlock(code, kind, records.sort(inOrder), tempo)] : [];
		})
	]);
	const isReadable = [...byKind.values()].every(({ length }) => length <= RECORDS_MAX) && admits(bytes, LIMITS);
	assert(isReadable, 'a document fits in a snapshot');
	return bytes;
}

/** The state of a snapshot from outside; a `Fault('bad-request')` for anything that is none. */
export function decodeSnapshot(bytes: Uint8Array): State {
	const [version, blocks] = unpack(bytes, LIMITS);
	if (version !== SNAPSHOT_VERSION && version !== VERSION_WITHOUT_LANES)
		throw malformed('a snapshot of another version');
	const drawnAt = version === VERSION_WITHOUT_LANES ? 1 : fieldNames('curve').length;
	const records = new Map<RecordId, AnyRecord>();
	let last = -1;
	for (const block of list(blocks)) {
		const [code, ...rest] = list(block);
		const kind = KINDS[integer(code)];
		if (!kind || integer(code) <= last) throw malformed('records of an unknown kind, or of one kind twice');
		last = integer(code);
		decodeBlock(kind, rest, { into: records, drawnAt });
	}
	if (records.get(META_ID)?.kind !== 'meta') throw malformed('no record of the document itself');
	return { records };
}

/** Notes by start, because those that follow each other then differ little. */
const inOrder = (a: AnyRecord, b: AnyRecord): number =>
	a.kind === 'note' && b.kind === 'note' ? a.start - b.start || a.pitch - b.pitch || a.id - b.id : a.id - b.id;

/** [kind, count, slots, counters, column ...]: nil for a column of defaults, none after the last that is not. */
function encodeBlock(code: number, kind: RecordKind, records: readonly AnyRecord[], tempo: number): WireValue[] {
	const notes = kind === 'note' ? records.filter((record) => record.kind === 'note') : null;
	const columns = notes ? encodeNoteColumns(notes, tempo) : encodeColumns(kind, records);
	while (columns.length && columns.at(-1) === null) columns.pop();
	return [code, records.length, ...encodeRecordIds(records), ...columns];
}

/** Slots, and counters as the step from the last one of the same slot: whoever makes notes makes many in a row. */
function encodeRecordIds(records: readonly AnyRecord[]): [WireValue, WireValue] {
	const last = new Map<number, number>();
	const slots = new Float64Array(records.length);
	const steps = new Float64Array(records.length);
	for (const [i, { id }] of records.entries()) {
		const slot = slotOf(id);
		slots[i] = slot;
		steps[i] = counterOf(id) - (last.get(slot) ?? 0);
		last.set(slot, counterOf(id));
	}
	return [encodeNumbers(slots), encodeEach(steps)];
}

function encodeColumns(kind: RecordKind, records: readonly AnyRecord[]): WireValue[] {
	const columns = fieldNames(kind).map((name) =>
		encodeColumn(
			name,
			records.map((record) => (record as unknown as Fields)[name] ?? null),
			(DEFAULTS[kind] as Fields)[name] ?? null
		)
	);
	return kind === 'curve' ? [...columns, encodeDrawn(records)] : columns;
}

function encodeColumn(name: string, values: readonly WireValue[], fallback: WireValue): WireValue {
	if (values.every((value) => value === fallback)) return null;
	if (typeof fallback === 'string') return encodeTexts(values.map(String), fallback);
	const numbers = Float64Array.from(values, Number);
	if (ID_FIELDS.has(name)) return encodeIdColumn(numbers, Number(fallback));
	return encodeNumbers(numbers.map((value) => Math.round(value * scaleOf(name))));
}

/** What is drawn in each curve, as [start, samples, start, samples ...]. */
function encodeDrawn(records: readonly AnyRecord[]): WireValue {
	const drawn = records.map((record): WireValue[] =>
		record.kind === 'curve'
			? findRuns(record.samples).flatMap(({ start, values }) => [start, encodeSamples(values)])
			: []
	);
	return drawn.some((runs) => runs.length > 0) ? drawn : null;
}

function decodeDrawn(wire: unknown, count: number): SampleRun[][] {
	const drawn = list(wire);
	if (drawn.length !== count) throw malformed('drawings of more or less curves than there are');
	return drawn.map((wires) => {
		const runs = list(wires);
		if (runs.length % 2 !== 0) throw malformed('a drawing that is cut off');
		return runs.flatMap((start, i) =>
			i % 2 === 0 ? [{ start: integer(start), values: decodeSamples(runs[i + 1]) }] : []
		);
	});
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
		return slot >= 0 && slot < SLOT_MAX && counter >= 0 && counter < ONE_SLOT
			? ((slot * ONE_SLOT + counter) as RecordId)
			: decodeId(slot, counter);
	});
}

interface Decoding {
	readonly into: Map<RecordId, AnyRecord>;
	/** Which column of curves holds what is drawn. */
	readonly drawnAt: number;
}

function decodeBlock(kind: RecordKind, block: readonly unknown[], { into, drawnAt }: Decoding): void {
	const [promised, slots, steps, ...wires] = block;
	const count = integer(promised);
	if (count < 1 || count > RECORDS_MAX) throw malformed(`a count of records outside 1 to ${RECORDS_MAX}`);
	const ids = decodeRecordIds(slots, steps, count);
	const drawn = kind === 'curve' ? wires.splice(drawnAt, 1)[0] : null;
	if (wires.length > fieldNames(kind).length) throw malformed('more columns than a record has fields');
	const makeAt = kind === 'note' ? decodeNotes(wires, count) : decodeRecords(kind, wires, count);
	const before = into.size;
	for (let i = 0; i < count; i++) {
		const id = ids[i] ?? META_ID;
		if ((kind === 'meta') !== (id === META_ID)) throw malformed('an id in the wrong place');
		into.set(id, makeAt(id, i));
	}
	if (into.size !== before + count) throw malformed('an id twice');
	for (const [i, runs] of drawn ? decodeDrawn(drawn, count).entries() : []) {
		const id = ids[i];
		const curve = id === undefined ? undefined : into.get(id);
		if (curve?.kind === 'curve') into.set(curve.id, { ...curve, samples: samplesOf(runs) });
	}
}

type MakeAt = (id: RecordId, i: number) => AnyRecord;

function decodeNotes(wires: readonly unknown[], count: number): MakeAt {
	const fieldsAt = decodeNoteColumns(wires, count);
	return (id, i) => makeNote(id, fieldsAt(i));
}

function decodeRecords(kind: RecordKind, wires: readonly unknown[], count: number): MakeAt {
	const columns = fieldNames(kind).flatMap((name, i): [string, Column][] =>
		wires[i] === null || wires[i] === undefined ? [] : [[name, decodeColumn(kind, name, wires[i], count)]]
	);
	return (id, i) => {
		const fields: Record<string, unknown> = {};
		for (const [name, at] of columns) {
			const value = at(i);
			if (value !== undefined) fields[name] = value;
		}
		return makeRecord(kind, id, fields as never) as AnyRecord;
	};
}

/** What each record has in a column; undefined for the default. Ranges are the business of `makeRecord`. */
function decodeColumn(kind: RecordKind, name: string, wire: unknown, count: number): Column {
	if (typeof (DEFAULTS[kind] as Fields)[name] === 'string') {
		const texts = decodeTexts(wire, count);
		return (i) => texts.get(i);
	}
	const numbers = ID_FIELDS.has(name) ? decodeIdColumn(wire, count) : decodeNumbers(wire, count);
	return (i) => (numbers[i] ?? 0) / scaleOf(name);
}

const scaleOf = (name: string): number => (DECIMAL_FIELDS.has(name) ? STEPS_PER_UNIT : 1);
