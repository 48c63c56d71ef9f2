/** Rows of a text file: lines cut into cells, and the times and pitches in them. */

import { Fault } from '#lib/fault.ts';
import { DEFAULTS, FIRST_PART, TempoMap, type FieldsOf, type Note, type Score } from '#lib/score/index.ts';
import { hzToMidi, type Hz, type Midi, type Seconds } from '#lib/units.ts';
import { NOTES_MAX } from './format.ts';
import { requireText } from './text.ts';

/** As many rests as notes, and a head. */
const ROWS_MAX = 2 * NOTES_MAX + 1;

const LINE_END = /\r\n|\r|\n/;

export interface Row {
	/** Counted from 1, as editors do. */
	readonly line: number;
	readonly cells: readonly string[];
}

/** A note of a file that knows no beats. */
export interface TimedNote extends Partial<Omit<FieldsOf<'note'>, 'start' | 'duration'>> {
	readonly onset: Seconds;
	readonly offset: Seconds;
}

const isRow = (line: string): boolean => line.trim() !== '' && !line.startsWith('#');

/** The lines of a text that are neither empty nor begin with `#`, with their numbers. */
export function* linesOf(text: string): Generator<{ readonly line: number; readonly text: string }> {
	for (const [at, line] of text.split(LINE_END).entries()) if (isRow(line)) yield { line: at + 1, text: line };
}

/** {@link linesOf} a file, cut by `cut`. Faults: `damaged`, `too-large`. */
export function readRows(bytes: Uint8Array, cut: (line: string) => readonly string[]): Row[] {
	const rows: Row[] = [];
	for (const { line, text } of linesOf(requireText(bytes))) {
		if (rows.length >= ROWS_MAX)
			throw new Fault('too-large', `The file has more than ${ROWS_MAX} lines, in line ${line}.`);
		rows.push({ line, cells: cut(text) });
	}
	return rows;
}

/** Characters that tell what a text is. */
const HEAD_CHARS = 4096;

/** The first few whole lines of a text that are neither empty nor begin with `#`. */
export function firstLinesOf(text: string): string[] {
	const lines = text.slice(0, HEAD_CHARS).split(LINE_END);
	return (text.length > HEAD_CHARS ? lines.slice(0, -1) : lines).filter(isRow);
}

/** Whether the first few lines of a text look so. */
export const looksLike = (text: string, line: RegExp): boolean => {
	const rows = firstLinesOf(text);
	return rows.length > 0 && rows.every((each) => line.test(each));
};

/** A number of a cell, with a point or a comma before its decimals. Faults: `damaged`, with the line. */
export function readNumber(cell: string | undefined, line: number): number {
	const text = (cell ?? '').trim().replace(',', '.');
	const value = text === '' ? Number.NaN : Number(text);
	if (!Number.isFinite(value)) throw new Fault('damaged', `Line ${line} has "${text.slice(0, 40)}" for a number.`);
	return value;
}

/** The times of a note: not before 0, and none ends before it begins. Faults: `damaged`, with the line. */
export function readTimes(onset: Seconds, offset: Seconds, line: number): { onset: Seconds; offset: Seconds } {
	if (offset < onset) throw new Fault('damaged', `The note in line ${line} ends before it begins.`);
	return { onset: Math.max(0, onset), offset: Math.max(0, offset) };
}

/** A frequency as the nearest key and the cents from it. Faults: `damaged`, with the line, for what is no pitch. */
export function readHz(hz: Hz, line: number): { readonly pitch: Midi; readonly cents: number } {
	if (!(hz > 0)) throw new Fault('damaged', `Line ${line} has the pitch ${hz} Hz.`);
	return splitMidi(hzToMidi(hz));
}

export function splitMidi(midi: Midi): { readonly pitch: Midi; readonly cents: number } {
	const pitch = Math.min(127, Math.max(0, Math.round(midi)));
	return { pitch, cents: Math.round((midi - pitch) * 100) };
}

/** Notes of a score in seconds of their own part, in order of time. */
export function timesOf(score: Score, part: number | undefined): (Note & TimedNote)[] {
	const notes = part === undefined ? score.notes : score.notesOf(part);
	return notes.map((note) => {
		const map = score.tempoMapOf(note.part);
		return { ...note, onset: map.toSeconds(note.start), offset: map.toSeconds(note.start + note.duration) };
	});
}

/** Notes at the tempo that a new document has. */
function placeTimes(notes: readonly TimedNote[]): Partial<FieldsOf<'note'>>[] {
	const map = new TempoMap(DEFAULTS.meta);
	return notes.map(({ onset, offset, ...fields }) => {
		const start = map.toTicks(onset);
		return { ...fields, part: FIRST_PART, start, duration: Math.max(1, map.toTicks(offset) - start) };
	});
}

/** A part of a file that has no tempo. */
export const timedPart = (notes: readonly TimedNote[], name = '') => ({
	name,
	tempos: [],
	meters: [],
	notes: placeTimes(notes)
});
