/** The fields of each kind of record: their order, their defaults, and the range that every value is brought into. */

import type { Midi, Seconds, Ticks } from '../units.ts';
import {
	BY_HAND,
	FIRST_PART,
	FIRST_TRACK,
	ID_MAX,
	META_ID,
	NO_LANE,
	TICKS_MAX,
	type FieldsOf,
	type RecordKind
} from './records.ts';
import { SCALES } from './scales.ts';
import { cleanVibrato, NO_VIBRATO } from './vibrato.ts';

const CLOCK = { tempo: 500_000, beatsPerBar: 4, beatUnit: 4 };
const MUSIC = { tonic: 0, scale: '', a4: 440, trackName: '', trackColour: 0 };

/** Defaults: a field equal to its default is never stored or sent. */
export const DEFAULTS: { readonly [K in RecordKind]: FieldsOf<K> } = {
	note: {
		start: 0,
		duration: 240,
		pitch: 60,
		cents: 0,
		velocity: 100,
		lyric: '',
		source: BY_HAND,
		part: FIRST_PART,
		track: FIRST_TRACK,
		phoneme: '',
		vibrato: NO_VIBRATO
	},
	clip: { audio: '', name: '', offset: 0, part: FIRST_PART },
	analysis: { clip: META_ID, analyser: 'melograph-f0', state: 'wanted', fault: '', yields: 'notes' },
	meta: { title: '', ...CLOCK, ...MUSIC, partName: '' },
	part: { name: '', ...CLOCK, ...MUSIC },
	tempo: { part: FIRST_PART, tick: 0, tempo: 500_000 },
	meter: { part: FIRST_PART, tick: 0, beatsPerBar: 4, beatUnit: 4 },
	curve: { clip: META_ID, lane: NO_LANE },
	track: { part: FIRST_PART, name: '', colour: 0 },
	marker: { part: FIRST_PART, tick: 0, label: '' },
	lane: { part: FIRST_PART, name: '', shape: 'segments', unit: '', low: 0, high: 1 },
	segment: { lane: NO_LANE, from: 0, to: 0, label: '', confidence: 100 },
	word: { word: '', phonemes: '' }
};

/** Characters of a lyric, a phoneme and a word. */
export const LYRIC_MAX = 64;
/** Characters of the name of a part, a track or a lane. */
export const NAME_MAX = 64;
/** Characters of any text field at most. */
export const TEXT_MAX = 256;
/** Times in a document are whole tenths of a millisecond, and other decimals as fine. */
export const STEPS_PER_UNIT = 10_000;
/** No decimal of a document is larger. */
export const DECIMAL_MAX = 400_000;

/** No clip begins later. */
const DAY: Seconds = 86_400;

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
/** In the steps in which decimals travel, so that the author has what everyone else has. */
const decimal =
	(min: number, max: number) =>
	(value: unknown, fallback: number): number =>
		typeof value === 'number' && Number.isFinite(value)
			? Math.round(Math.min(max, Math.max(min, value)) * STEPS_PER_UNIT) / STEPS_PER_UNIT + 0
			: fallback;
const seconds = decimal(0, DAY);
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
const scale = (value: unknown, fallback: string): string =>
	typeof value === 'string' && (value === '' || Object.hasOwn(SCALES, value) || /^[01]{12}$/.test(value))
		? value
		: fallback;
const vibrato = (value: unknown, fallback: string): string =>
	typeof value === 'string' ? (cleanVibrato(value) ?? fallback) : fallback;
const anyId = integer(0, ID_MAX);
const tick = integer(0, TICKS_MAX);
const tempo = integer(60_000, 60_000_000);
const beatsPerBar = integer(1, 64);
const beatUnit = oneOfNumbers(1, 2, 4, 8, 16, 32);

/** Of a note, for whoever cannot walk over names. */
export const CLEAN_NOTE = {
	start: tick,
	duration: integer(1, TICKS_MAX),
	pitch: integer(0, 127),
	cents: integer(-100, 100),
	velocity: integer(1, 127),
	lyric: text(LYRIC_MAX),
	source: anyId,
	part: anyId,
	track: anyId,
	phoneme: text(LYRIC_MAX),
	vibrato
};
const name = text(NAME_MAX);
const colour = integer(0, 7);
const MUSIC_CLEAN = { tonic: integer(0, 11), scale, a4: decimal(300, 600), trackName: name, trackColour: colour };

/** One cleaner a field: clamps what is out of range, and answers the fallback for what is no value at all. */
const CLEAN: { readonly [K in RecordKind]: { readonly [F in keyof FieldsOf<K>]: Clean } } = {
	note: CLEAN_NOTE,
	clip: { audio: hash, name: text(TEXT_MAX), offset: seconds, part: anyId },
	analysis: {
		clip: anyId,
		analyser: text(64),
		state: oneOf('wanted', 'cancelled', 'failed', 'heard'),
		fault: text(32),
		yields: oneOf('notes', 'pitch')
	},
	meta: { title: text(TEXT_MAX), tempo, beatsPerBar, beatUnit, ...MUSIC_CLEAN, partName: name },
	part: { name, tempo, beatsPerBar, beatUnit, ...MUSIC_CLEAN },
	tempo: { part: anyId, tick, tempo },
	meter: { part: anyId, tick, beatsPerBar, beatUnit },
	curve: { clip: anyId, lane: anyId },
	track: { part: anyId, name, colour },
	marker: { part: anyId, tick, label: text(NAME_MAX) },
	lane: {
		part: anyId,
		name,
		shape: oneOf('segments', 'curve'),
		unit: text(16),
		low: decimal(-DECIMAL_MAX, DECIMAL_MAX),
		high: decimal(-DECIMAL_MAX, DECIMAL_MAX)
	},
	segment: { lane: anyId, from: seconds, to: seconds, label: text(TEXT_MAX), confidence: integer(0, 100) },
	word: { word: text(LYRIC_MAX), phonemes: text(TEXT_MAX) }
};

function oneOfNumbers(...allowed: number[]) {
	return (value: unknown, fallback: number): number =>
		typeof value === 'number' && allowed.includes(value) ? value : fallback;
}

/** The nearest id that a field may hold: a whole number, and {@link FIRST_PART} for what is no number. */
export const cleanReference = (id: number): number => anyId(id, FIRST_PART);

/** The nearest tick at which something may be; `fallback` for what is no number. */
export const cleanTick = (at: number, fallback: Ticks): Ticks => tick(at, fallback);

/** The nearest pitch that a note may have; `fallback` for what is no number. */
export const cleanPitch = (pitch: number, fallback: Midi): Midi => CLEAN_NOTE.pitch(pitch, fallback);

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
	analysis: new Set(['clip', 'analyser', 'yields']),
	meta: new Set(),
	part: new Set(),
	tempo: new Set(),
	meter: new Set(),
	curve: new Set(['clip', 'lane']),
	track: new Set(),
	marker: new Set(),
	lane: new Set(['shape']),
	segment: new Set(),
	word: new Set()
};

/** The names of a kind's fields in their one order; the wire sends positions, so a new field goes last. */
export const fieldNames = (kind: RecordKind): readonly string[] => Object.keys(DEFAULTS[kind]);
