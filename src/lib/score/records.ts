/** What a document is made of: small immutable records, each with an id that never changes. */

import { assertNever } from '../fault.ts';
import type { Cents, Midi, Seconds, Ticks } from '../units.ts';
import { NO_SAMPLES, type CurveSamples } from './samples.ts';

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

const ID_MAX = SLOT_MAX * SLOT_FACTOR - 1;

/** A person; any other source is the id of the analysis record that heard the note. */
export const BY_HAND = 0;

/** The part that needs no record, because `meta` has its tempo and meter; any other is the id of a part record. */
export const FIRST_PART = 0;

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
	/** {@link FIRST_PART}, or the part record that it belongs to. */
	readonly part: number;
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
	/** As in {@link Note}. */
	readonly part: number;
}

/**
 * A wish to have a clip analysed. `wanted` is the request itself; whether it is done is whether its frames are stored.
 * `heard` asks for nothing: it came back together with its notes, which must not be heard a second time.
 */
export type AnalysisState = 'wanted' | 'cancelled' | 'failed' | 'heard';

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

/** What is played or sung together by its own clock: notes and clips with a tempo and a meter of their own. */
export interface Part {
	readonly kind: 'part';
	readonly id: RecordId;
	readonly name: string;
	/** Microseconds per quarter note where it begins. */
	readonly tempo: number;
	readonly beatsPerBar: number;
	readonly beatUnit: number;
}

/** From `tick` on a part has another tempo. Of two at one tick the one with the higher id counts. */
export interface Tempo {
	readonly kind: 'tempo';
	readonly id: RecordId;
	readonly part: number;
	readonly tick: Ticks;
	/** Microseconds per quarter note. */
	readonly tempo: number;
}

/** From `tick` on a part has another meter, and a bar begins there. Of two at one tick the one with the higher id counts. */
export interface Meter {
	readonly kind: 'meter';
	readonly id: RecordId;
	readonly part: number;
	readonly tick: Ticks;
	readonly beatsPerBar: number;
	readonly beatUnit: number;
}

/** Pitch drawn by hand over a clip, where it stands for what the analysis heard. */
export interface Curve {
	readonly kind: 'curve';
	readonly id: RecordId;
	readonly clip: RecordId;
	/** Only a `curve` edit writes these; a curve is added without any. */
	readonly samples: CurveSamples;
}

export type AnyRecord = Note | Clip | Analysis | Meta | Part | Tempo | Meter | Curve;
export type RecordKind = AnyRecord['kind'];
export type RecordOf<K extends RecordKind> = Extract<AnyRecord, { kind: K }>;
/** The fields of a record that an edit may carry. */
export type FieldsOf<K extends RecordKind> = Omit<RecordOf<K>, 'kind' | 'id' | 'samples'>;

export const META_ID = makeId(0, 0);

/** Records that a document may hold, by kind; those of notes, clips and analyses are in `wire`. */
export const PARTS_MAX = 64;
export const CURVES_MAX = 64;
/** Tempo and meter changes, each. */
export const TEMPO_CHANGES_MAX = 10_000;

/** Defaults: a field equal to its default is never stored or sent. */
export const DEFAULTS: { readonly [K in RecordKind]: FieldsOf<K> } = {
	note: { start: 0, duration: 240, pitch: 60, cents: 0, velocity: 100, lyric: '', source: BY_HAND, part: FIRST_PART },
	clip: { audio: '', name: '', offset: 0, part: FIRST_PART },
	analysis: { clip: META_ID, analyser: 'melograph-f0', state: 'wanted', fault: '' },
	meta: { title: '', tempo: 500_000, beatsPerBar: 4, beatUnit: 4 },
	part: { name: '', tempo: 500_000, beatsPerBar: 4, beatUnit: 4 },
	tempo: { part: FIRST_PART, tick: 0, tempo: 500_000 },
	meter: { part: FIRST_PART, tick: 0, beatsPerBar: 4, beatUnit: 4 },
	curve: { clip: META_ID }
};

/** Fields that hold the id of another record. What refers to a record leaves with it. */
export const ID_FIELDS: ReadonlySet<string> = new Set(['clip', 'source', 'part']);

export const LYRIC_MAX = 64;
export const PART_NAME_MAX = 64;
/** Characters of any text field at most. */
export const TEXT_MAX = 256;
/** Times in a document are whole tenths of a millisecond. */
export const STEPS_PER_SECOND = 10_000;
/** The last tick at which anything may be. */
export const TICKS_MAX: Ticks = 2 ** 31;

/** At most `max` characters (not halves of one), and no lone halves, which no encoding carries. */
export const cutText = (text: string, max: number): string =>
	(text.length <= max ? text : [...text.slice(0, 2 * max)].slice(0, max).join('')).toWellFormed();

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
const anyId = integer(0, ID_MAX);
const tick = integer(0, TICKS_MAX);
const tempo = integer(60_000, 60_000_000);
const beatsPerBar = integer(1, 64);
const beatUnit = oneOfNumbers(1, 2, 4, 8, 16, 32);

const NOTE = {
	start: tick,
	duration: integer(1, TICKS_MAX),
	pitch: integer(0, 127),
	cents: integer(-100, 100),
	velocity: integer(1, 127),
	lyric: text(LYRIC_MAX),
	source: anyId,
	part: anyId
};

/** One cleaner a field: clamps what is out of range, and answers the fallback for what is no value at all. */
const CLEAN: { readonly [K in RecordKind]: { readonly [F in keyof FieldsOf<K>]: Clean } } = {
	note: NOTE,
	clip: { audio: hash, name: text(TEXT_MAX), offset: seconds(86_400), part: anyId },
	analysis: {
		clip: anyId,
		analyser: text(64),
		state: oneOf('wanted', 'cancelled', 'failed', 'heard'),
		fault: text(32)
	},
	meta: { title: text(TEXT_MAX), tempo, beatsPerBar, beatUnit },
	part: { name: text(PART_NAME_MAX), tempo, beatsPerBar, beatUnit },
	tempo: { part: anyId, tick, tempo },
	meter: { part: anyId, tick, beatsPerBar, beatUnit },
	curve: { clip: anyId }
};

function oneOfNumbers(...allowed: number[]) {
	return (value: unknown, fallback: number): number =>
		typeof value === 'number' && allowed.includes(value) ? value : fallback;
}

/** The record of `kind` with `fields` over the defaults, every value brought into its range. Unknown fields are dropped. */
export function makeRecord<K extends RecordKind>(kind: K, id: RecordId, fields: Partial<FieldsOf<K>>): RecordOf<K> {
	if (kind === 'note') return makeNote(id, fields) as RecordOf<K>;
	const clean = cleanFields(kind, fields, DEFAULTS[kind]);
	const samples = kind === 'curve' ? { samples: NO_SAMPLES } : null;
	return { kind, id, ...DEFAULTS[kind], ...clean, ...samples } as unknown as RecordOf<K>;
}

/** {@link makeRecord} of a note, without a walk over names: a document has 100,000 of them. */
export function makeNote(id: RecordId, fields: Partial<FieldsOf<'note'>>): Note {
	const { start, duration, pitch, cents, velocity, lyric, source, part } = fields;
	const defaults = DEFAULTS.note;
	return {
		kind: 'note',
		id,
		start: NOTE.start(start, defaults.start),
		duration: NOTE.duration(duration, defaults.duration),
		pitch: NOTE.pitch(pitch, defaults.pitch),
		cents: NOTE.cents(cents, defaults.cents),
		velocity: NOTE.velocity(velocity, defaults.velocity),
		lyric: NOTE.lyric(lyric, defaults.lyric),
		source: NOTE.source(source, defaults.source),
		part: NOTE.part(part, defaults.part)
	};
}

/** The nearest id that a field may hold: a whole number, and {@link FIRST_PART} for what is no number. */
export const cleanReference = (id: number): number => anyId(id, FIRST_PART);

/** The nearest tick at which something may be; `fallback` for what is no number. */
export const cleanTick = (at: number, fallback: Ticks): Ticks => tick(at, fallback);

/** The nearest pitch that a note may have; `fallback` for what is no number. */
export const cleanPitch = (pitch: number, fallback: Midi): Midi => NOTE.pitch(pitch, fallback);

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
	meta: new Set(),
	part: new Set(),
	tempo: new Set(),
	meter: new Set(),
	curve: new Set(['clip'])
};

/** The names of a kind's fields in their one order; the wire sends positions, so a new field goes last. */
export const fieldNames = (kind: RecordKind): readonly string[] => Object.keys(DEFAULTS[kind]);

/** Whether a record names one of `ids`. Whatever an analysis heard, lies over a clip or belongs to a part refers to it. */
export function refersTo(record: AnyRecord, ids: ReadonlySet<number>): boolean {
	switch (record.kind) {
		case 'note':
			return ids.has(record.source) || ids.has(record.part);
		case 'clip':
		case 'tempo':
		case 'meter':
			return ids.has(record.part);
		case 'analysis':
		case 'curve':
			return ids.has(record.clip);
		case 'meta':
		case 'part':
			return false;
		default:
			return assertNever(record);
	}
}

/** All that refers to one of `these`, or to what refers to it, and so on; without walking `records` where nothing can. */
export function findReferring(records: ReadonlyMap<RecordId, AnyRecord>, these: Iterable<AnyRecord>): AnyRecord[] {
	const targets = new Set<number>();
	for (const { kind, id } of these) if (kind === 'part' || kind === 'clip' || kind === 'analysis') targets.add(id);
	if (targets.size === 0) return [];
	// these alone both refer and are referred to; when it is known which of them leave, one walk finds all others
	const middle = new Map<AnyRecord['kind'], AnyRecord[]>([
		['clip', []],
		['analysis', []]
	]);
	for (const record of records.values()) middle.get(record.kind)?.push(record);
	for (let before = 0; before !== targets.size;) {
		before = targets.size;
		for (const record of [...middle.values()].flat()) if (refersTo(record, targets)) targets.add(record.id);
	}
	// what others refer to comes first
	const found = [...middle.values()].flat().filter((record) => refersTo(record, targets));
	for (const record of records.values()) if (!middle.has(record.kind) && refersTo(record, targets)) found.push(record);
	return found;
}
