/** What a document is made of: small immutable records, each with an id that never changes. */

import type { Cents, Midi, Seconds, Ticks } from '../units.ts';

declare const recordId: unique symbol;
/** The pair (slot, counter) in one safe integer; see {@link makeId}. */
export type RecordId = number & { readonly [recordId]: true };

const SLOT_FACTOR = 2 ** 32;
const SLOT_MAX = 2 ** 20;

/** The id of the `counter`-th record made in `slot`. Slot below 2^20, counter below 2^32; anything else is refused. */
export function makeId(slot: number, counter: number): RecordId {
	if (
		!Number.isInteger(slot) ||
		!Number.isInteger(counter) ||
		slot < 0 ||
		slot >= SLOT_MAX ||
		counter < 0 ||
		counter >= SLOT_FACTOR
	)
		throw new RangeError(`(${slot}, ${counter}) is no record id.`);
	return (slot * SLOT_FACTOR + counter) as RecordId;
}

export const slotOf = (id: RecordId): number => Math.floor(id / SLOT_FACTOR);
export const counterOf = (id: RecordId): number => id % SLOT_FACTOR;

/** A person; any other source is the id of the analysis record that heard the note. */
export const BY_HAND = 0;

/** One note. Half-open in time: [start, start + duration). */
export interface Note {
	readonly kind: 'note';
	readonly id: RecordId;
	readonly start: Ticks;
	readonly duration: Ticks;
	/** MIDI number, 0 to 127. */
	readonly pitch: Midi;
	/** Deviation from `pitch`, -100 to 100. */
	readonly cents: Cents;
	/** 1 to 127. */
	readonly velocity: number;
	readonly lyric: string;
	/** {@link BY_HAND}, or the analysis record that it came from. */
	readonly source: number;
}

/** A recording placed in the document. */
export interface Clip {
	readonly kind: 'clip';
	readonly id: RecordId;
	/** Lower-case hex SHA-256 of the file's bytes. */
	readonly audio: string;
	/** File name as it was dropped. */
	readonly name: string;
	/** Where the clip's first sample sounds. */
	readonly offset: Seconds;
}

/**
 * A wish to have a clip analysed. `wanted` is the request itself; whether it is done is whether its frames are stored.
 */
export type AnalysisState = 'wanted' | 'cancelled' | 'failed';

export interface Analysis {
	readonly kind: 'analysis';
	readonly id: RecordId;
	readonly clip: RecordId;
	/** Model or tracker id, as in static/models/manifest.json. */
	readonly analyser: string;
	readonly state: AnalysisState;
	/** Fault code when `failed`, otherwise empty. */
	readonly fault: string;
}

/** What is true of the whole document; there is exactly one, and it is never added or deleted. */
export interface Meta {
	readonly kind: 'meta';
	readonly id: RecordId;
	readonly title: string;
	/** Microseconds per quarter note. */
	readonly tempo: number;
	readonly beatsPerBar: number;
	/** 4 = quarter note. */
	readonly beatUnit: number;
}

export type AnyRecord = Note | Clip | Analysis | Meta;
export type RecordKind = AnyRecord['kind'];
export type RecordOf<K extends RecordKind> = Extract<AnyRecord, { kind: K }>;
/** The fields of a record that an edit may carry. */
export type FieldsOf<K extends RecordKind> = Omit<RecordOf<K>, 'kind' | 'id'>;

export const META_ID = makeId(0, 0);

/** Defaults: a field equal to its default is never stored or sent. */
export const DEFAULTS: { readonly [K in RecordKind]: FieldsOf<K> } = {
	note: { start: 0, duration: 240, pitch: 60, cents: 0, velocity: 100, lyric: '', source: BY_HAND },
	clip: { audio: '', name: '', offset: 0 },
	analysis: { clip: META_ID, analyser: 'melograph-f0', state: 'wanted', fault: '' },
	meta: { title: '', tempo: 500_000, beatsPerBar: 4, beatUnit: 4 }
};

export const LYRIC_MAX = 64;
/** Characters of any text field at most. */
export const TEXT_MAX = 256;
/** Times in a document are whole tenths of a millisecond. */
export const STEPS_PER_SECOND = 10_000;
const TICKS_MAX = 2 ** 31;

/** At most `max` characters (not halves of one), and no lone halves, which no encoding carries. */
export const cutText = (text: string, max: number): string =>
	[...text.slice(0, 2 * max)].slice(0, max).join('').toWellFormed();

type Clean = (value: unknown, fallback: never) => unknown;

const integer =
	(min: number, max: number) =>
	(value: unknown, fallback: number): number =>
		// + 0: no minus zero, which would not come back from the wire
		typeof value === 'number' && Number.isFinite(value)
			? Math.min(max, Math.max(min, Math.round(value))) + 0
			: fallback;
/** Seconds in the steps in which they travel, so that the author has what everyone else has. */
const seconds =
	(max: Seconds) =>
	(value: unknown, fallback: Seconds): Seconds =>
		typeof value === 'number' && Number.isFinite(value)
			? Math.round(Math.min(max, Math.max(0, value)) * STEPS_PER_SECOND) / STEPS_PER_SECOND
			: fallback;
const text =
	(max: number) =>
	(value: unknown, fallback: string): string =>
		typeof value === 'string' ? cutText(value, max) : fallback;
const oneOf =
	(...words: string[]) =>
	(value: unknown, fallback: string): string =>
		typeof value === 'string' && words.includes(value) ? value : fallback;
const hash = (value: unknown, fallback: string): string =>
	typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? value : fallback;
const anyId = integer(0, Number.MAX_SAFE_INTEGER);

/** One cleaner a field: clamps what is out of range, and answers the fallback for what is no value at all. */
const CLEAN: { readonly [K in RecordKind]: { readonly [F in keyof FieldsOf<K>]: Clean } } = {
	note: {
		start: integer(0, TICKS_MAX),
		duration: integer(1, TICKS_MAX),
		pitch: integer(0, 127),
		cents: integer(-100, 100),
		velocity: integer(1, 127),
		lyric: text(LYRIC_MAX),
		source: anyId
	},
	clip: { audio: hash, name: text(TEXT_MAX), offset: seconds(86_400) },
	analysis: { clip: anyId, analyser: text(64), state: oneOf('wanted', 'cancelled', 'failed'), fault: text(32) },
	meta: {
		title: text(TEXT_MAX),
		tempo: integer(60_000, 60_000_000),
		beatsPerBar: integer(1, 64),
		beatUnit: oneOfNumbers(1, 2, 4, 8, 16, 32)
	}
};

function oneOfNumbers(...allowed: number[]) {
	return (value: unknown, fallback: number): number =>
		typeof value === 'number' && allowed.includes(value) ? value : fallback;
}

/** The record of `kind` with `fields` over the defaults, every value brought into its range. Unknown fields are dropped. */
export function makeRecord<K extends RecordKind>(kind: K, id: RecordId, fields: Partial<FieldsOf<K>>): RecordOf<K> {
	return { kind, id, ...DEFAULTS[kind], ...cleanFields(kind, fields, DEFAULTS[kind]) } as unknown as RecordOf<K>;
}

/** Only the known fields of `fields`, each brought into its range; `fallback` stands in for a value of the wrong type. */
export function cleanFields<K extends RecordKind>(
	kind: K,
	fields: object,
	fallback: FieldsOf<K>
): Partial<FieldsOf<K>> {
	const out: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(fields)) {
		const clean = Object.hasOwn(CLEAN[kind], name) ? (CLEAN[kind] as Record<string, Clean>)[name] : undefined;
		if (clean) out[name] = clean(value, (fallback as Record<string, unknown>)[name] as never);
	}
	return out as Partial<FieldsOf<K>>;
}

/** Fields that no edit changes: what was heard, or played, under an id stays what it was. */
export const FIXED_FIELDS: { readonly [K in RecordKind]: ReadonlySet<string> } = {
	note: new Set(),
	clip: new Set(['audio']),
	analysis: new Set(['clip', 'analyser']),
	meta: new Set()
};

/** The names of a kind's fields in their one order; the wire sends positions, so a new field goes last. */
export const fieldNames = (kind: RecordKind): readonly string[] => Object.keys(DEFAULTS[kind]);
