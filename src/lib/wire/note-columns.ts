/** The columns of the notes of a snapshot: as of any records, but without a walk over names, because there are so many. */

import {
	BY_HAND,
	DEFAULTS,
	makeId,
	type FieldsOf,
	type Note,
	type RecordId,
	counterOf,
	slotOf
} from '../score/index.ts';
import { decodeNumbers, decodeTexts, encodeNumbers, encodeTexts } from './columns.ts';
import { list, malformed, type WireValue } from './edit-codec.ts';
import { decodeTimes, encodeTimes } from './note-times.ts';

/** What one slot is in a number that is an id. */
export const ONE_SLOT = makeId(1, 0);

/** As in the order of the fields, where both times go together in the place of the first; nil for a column of defaults. */
export function encodeNoteColumns(notes: readonly Note[], tempo: number): WireValue[] {
	const { start, duration, pitch, cents, velocity, lyric, source, part, track, phoneme, vibrato } = DEFAULTS.note;
	const texts = (read: (note: Note) => string, fallback: string): WireValue =>
		notes.every((note) => read(note) === fallback) ? null : encodeTexts(notes.map(read), fallback);
	const numbers = (read: (note: Note) => number): Float64Array => {
		const column = new Float64Array(notes.length);
		for (let i = 0; i < notes.length; i++) {
			const note = notes[i];
			if (note) column[i] = read(note);
		}
		return column;
	};
	const times = { starts: numbers((note) => note.start), durations: numbers((note) => note.duration) };
	const sources = numbers((note) => note.source);
	const isTimed = !isFull(times.starts, start) || !isFull(times.durations, duration);
	return [
		isTimed ? encodeTimes(times, isFull(sources, BY_HAND) ? null : tempo) : null,
		null,
		encodeColumn(
			numbers((note) => note.pitch),
			pitch
		),
		encodeColumn(
			numbers((note) => note.cents),
			cents
		),
		encodeColumn(
			numbers((note) => note.velocity),
			velocity
		),
		texts((note) => note.lyric, lyric),
		encodeIdColumn(sources, source),
		encodeIdColumn(
			numbers((note) => note.part),
			part
		),
		encodeIdColumn(
			numbers((note) => note.track),
			track
		),
		texts((note) => note.phoneme, phoneme),
		texts((note) => note.vibrato, vibrato)
	];
}

const isFull = (column: Float64Array, fallback: number): boolean => column.every((value) => value === fallback);

const encodeColumn = (column: Float64Array, fallback: number): WireValue =>
	isFull(column, fallback) ? null : encodeNumbers(column);

/** Slots and counters apart; nil where all are the default. */
export const encodeIdColumn = (column: Float64Array, fallback: number): WireValue =>
	isFull(column, fallback)
		? null
		: [
				encodeNumbers(column.map((id) => slotOf(id as RecordId))),
				encodeNumbers(column.map((id) => counterOf(id as RecordId)))
			];

/** No ids that must exist, so each is brought into range like any other number. */
export function decodeIdColumn(wire: unknown, count: number): Float64Array {
	const [slots, counters] = list(wire);
	const slotAt = decodeNumbers(slots, count);
	return decodeNumbers(counters, count).map((counter, i) => (slotAt[i] ?? 0) * ONE_SLOT + counter);
}

/** The fields of the note at each place; ranges are the business of `makeNote`. */
export function decodeNoteColumns(wires: readonly unknown[], count: number): (i: number) => FieldsOf<'note'> {
	const [times, duration, pitches, cents, velocities, lyrics, sources, parts, tracks, phonemes, vibratos] = wires.map(
		(wire) => wire ?? null
	);
	if (duration) throw malformed('a duration without its start');
	const defaults = DEFAULTS.note;
	const column = (wire: unknown, fallback: number, decode = decodeNumbers): Float64Array =>
		(wire ?? null) === null ? new Float64Array(count).fill(fallback) : decode(wire, count);
	const timesAt = (times ?? null) === null ? null : decodeTimes(times, count);
	const startAt = timesAt?.starts ?? column(null, defaults.start);
	const durationAt = timesAt?.durations ?? column(null, defaults.duration);
	const pitchAt = column(pitches, defaults.pitch);
	const centsAt = column(cents, defaults.cents);
	const velocityAt = column(velocities, defaults.velocity);
	const textColumn = (wire: unknown): ReadonlyMap<number, string> | null =>
		(wire ?? null) === null ? null : decodeTexts(wire, count);
	const lyricAt = textColumn(lyrics);
	const phonemeAt = textColumn(phonemes);
	const vibratoAt = textColumn(vibratos);
	const sourceAt = column(sources, defaults.source, decodeIdColumn);
	const partAt = column(parts, defaults.part, decodeIdColumn);
	const trackAt = column(tracks, defaults.track, decodeIdColumn);
	return (i) => ({
		start: startAt[i] ?? 0,
		duration: durationAt[i] ?? 0,
		pitch: pitchAt[i] ?? 0,
		cents: centsAt[i] ?? 0,
		velocity: velocityAt[i] ?? 0,
		lyric: lyricAt?.get(i) ?? defaults.lyric,
		source: sourceAt[i] ?? 0,
		part: partAt[i] ?? 0,
		track: trackAt[i] ?? 0,
		phoneme: phonemeAt?.get(i) ?? defaults.phoneme,
		vibrato: vibratoAt?.get(i) ?? defaults.vibrato
	});
}
