/** What a document is made of: small immutable records, each with an id that never changes. */

import type { Cents, Hz, Midi, Seconds, Ticks } from '../units.ts';
import type { CurveSamples } from './samples.ts';

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

/** The highest id that there can be. */
export const ID_MAX = SLOT_MAX * SLOT_FACTOR - 1;

/** A person; any other source is the id of the analysis record that heard the note. */
export const BY_HAND = 0;

/** The part that needs no record, because `meta` has its tempo and meter; any other is the id of a part record. */
export const FIRST_PART = 0;

/** The track of each part that needs no record; any other is the id of a track record. */
export const FIRST_TRACK = 0;

/** What a curve over a clip has for a lane. */
export const NO_LANE = 0;

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
	/** {@link FIRST_TRACK}, or a track record; one that is not there any more means the first. */
	readonly track: number;
	/** What is sung, sound by sound, as a person wrote it; '' is for the dictionary to say. */
	readonly phoneme: string;
	/** As `writeVibrato` writes it; '' for none. */
	readonly vibrato: string;
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
	/** What comes of it: a second opinion on a clip yields pitch, and writes no notes beside those that are there. */
	readonly yields: 'notes' | 'pitch';
}

/** The music of a part where it begins, and its first track. */
export interface PartFields {
	/** Microseconds per quarter note where it begins. */
	readonly tempo: number;
	readonly beatsPerBar: number;
	/** 4 = quarter note. */
	readonly beatUnit: number;
	/** The tonic, 0 = C to 11 = B. */
	readonly tonic: number;
	/** A name of `SCALES`, twelve digits 0 or 1 from the tonic on, or '' for no key. */
	readonly scale: string;
	/** What the A above middle C sounds, 300 to 600 Hz. */
	readonly a4: Hz;
	/** Of the track without a record. */
	readonly trackName: string;
	/** As in {@link Track}. */
	readonly trackColour: number;
}

/** What is true of the whole document, and of its first part; there is exactly one, and it is never added or deleted. */
export interface Meta extends PartFields {
	readonly kind: 'meta';
	readonly id: RecordId;
	readonly title: string;
	/** Of the first part. */
	readonly partName: string;
}

/** What is played or sung together by its own clock: notes and clips with a tempo and a meter of their own. */
export interface Part extends PartFields {
	readonly kind: 'part';
	readonly id: RecordId;
	readonly name: string;
}

/** Notes of a part that go together: a voice, an instrument. Whether it sounds is up to whoever listens. */
export interface Track {
	readonly kind: 'track';
	readonly id: RecordId;
	readonly part: number;
	readonly name: string;
	/** Position in the theme's colours of tracks, 0 to 7. */
	readonly colour: number;
}

/** A place in a part that somebody named. */
export interface Marker {
	readonly kind: 'marker';
	readonly id: RecordId;
	readonly part: number;
	readonly tick: Ticks;
	readonly label: string;
}

/** What a lane under the notes holds. */
export type LaneShape = 'segments' | 'curve';

/** A lane of a part: labelled stretches of time, or a value over time. */
export interface Lane {
	readonly kind: 'lane';
	readonly id: RecordId;
	readonly part: number;
	readonly name: string;
	readonly shape: LaneShape;
	/** Of a curve: what it is measured in. */
	readonly unit: string;
	/** Of a curve: the values at the bottom and the top of its range, ±400,000 in steps of 0.0001. */
	readonly low: number;
	readonly high: number;
}

/** A stretch of time with a label. Half-open: [from, to); one that ends before it begins is empty. */
export interface Segment {
	readonly kind: 'segment';
	readonly id: RecordId;
	readonly lane: number;
	/** Seconds of the part. */
	readonly from: Seconds;
	readonly to: Seconds;
	readonly label: string;
	/** How sure whoever made it was, 0 to 100 %. */
	readonly confidence: number;
}

/** How a word of this document is sung; it wins over what is computed. */
export interface Word {
	readonly kind: 'word';
	readonly id: RecordId;
	readonly word: string;
	/** Divided by spaces. */
	readonly phonemes: string;
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

/**
 * What is drawn by hand: pitch over a clip, where it stands for what the analysis heard; or the values of a lane, where v
 * from 1 to 32,767 is low + (v - 1) / 32,766 * (high - low) and time is that of the part.
 */
export interface Curve {
	readonly kind: 'curve';
	readonly id: RecordId;
	/** {@link META_ID} for a curve of a lane. */
	readonly clip: RecordId;
	/** {@link NO_LANE}, or the lane that it belongs to. */
	readonly lane: number;
	/** Only a `curve` edit writes these; a curve is added without any. */
	readonly samples: CurveSamples;
}

export type AnyRecord =
	| Note
	| Clip
	| Analysis
	| Meta
	| Part
	| Tempo
	| Meter
	| Curve
	| Track
	| Marker
	| Lane
	| Segment
	| Word;
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
export const TRACKS_MAX = 256;
export const MARKERS_MAX = 10_000;
export const LANES_MAX = 64;
export const SEGMENTS_MAX = 100_000;
export const WORDS_MAX = 20_000;

/** The last tick at which anything may be. */
export const TICKS_MAX: Ticks = 2 ** 31;
