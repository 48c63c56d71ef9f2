/** The columns of the list of notes: how each value is written, read back and put in order. */

import type { FieldsOf, Note, TempoMap } from '#lib/score/index.ts';
import type { Midi, Ticks } from '#lib/units.ts';
import { lengthText, placeText, signCents } from '../music-text.ts';

export const COLUMNS = [
	'place',
	'pitch',
	'midi',
	'cents',
	'length',
	'velocity',
	'lyric',
	'phoneme',
	'track',
	'source'
] as const;
export type Column = (typeof COLUMNS)[number];

/** What the words of a cell follow from, beside its note. */
export interface EventScene {
	readonly tempo: TempoMap;
	readonly nameOf: (pitch: Midi) => string;
	/** The pitch that is called so; null for none. */
	readonly pitchOf: (name: string) => Midi | null;
	readonly trackOf: (note: Note) => string;
	/** The id of the track called so; null for none. */
	readonly findTrack: (name: string) => number | null;
	readonly sourceOf: (note: Note) => string;
}

/** A note that is not there yet may have any of the fields. */
type Fields = Partial<FieldsOf<'note'>>;

/** What stands in a cell. */
export function textOf(column: Column, note: Note, scene: EventScene): string {
	switch (column) {
		case 'place':
			return placeText(scene.tempo, note.start);
		case 'pitch':
			return scene.nameOf(note.pitch);
		case 'midi':
			return String(note.pitch);
		case 'cents':
			return signCents(note.cents);
		case 'length':
			return lengthText(scene.tempo, note.start, note.duration);
		case 'velocity':
			return String(note.velocity);
		case 'lyric':
			return note.lyric;
		case 'phoneme':
			return note.phoneme;
		case 'track':
			return scene.trackOf(note);
		case 'source':
			return scene.sourceOf(note);
	}
}

/** Whether a person may write there; where a note came from is no matter of opinion. */
export const isWritable = (column: Column): boolean => column !== 'source';

/** The fields that a text means in a column, for a note that starts at `start`; null when it means none. */
export function parseCell(column: Column, text: string, start: Ticks, scene: EventScene): Fields | null {
	switch (column) {
		case 'place':
			return fieldOf('start', parsePlace(scene.tempo, text));
		case 'pitch':
		case 'midi':
			return fieldOf('pitch', scene.pitchOf(text));
		case 'cents':
			return fieldOf('cents', parseWhole(text, -100, 100));
		case 'length':
			return fieldOf('duration', parseLength(scene.tempo, text, start));
		case 'velocity':
			return fieldOf('velocity', parseWhole(text, 1, 127));
		case 'lyric':
		case 'phoneme':
			return { [column]: text.trim() };
		case 'track':
			return fieldOf('track', scene.findTrack(text.trim()));
		case 'source':
			return null;
	}
}

const fieldOf = (name: keyof Fields, value: number | null): Fields | null =>
	value === null ? null : { [name]: value };

function parseWhole(text: string, low: number, high: number): number | null {
	const value = /^\s*[+\-−]?\d{1,6}\s*$/.test(text) ? Number(text.replace('−', '-')) : null;
	return value === null ? null : Math.max(low, Math.min(high, value));
}

/** The tick that “5.1.240”, “5.1” or “5” means, counted from 1.1.000; null when it means none. */
export function parsePlace(tempo: TempoMap, text: string): Ticks | null {
	const [, bar, beat = '1', tick = '0'] = /^\s*(\d{1,7})(?:[.,:](\d{1,2})(?:[.,:](\d{1,6}))?)?\s*$/.exec(text) ?? [];
	if (bar === undefined || Number(bar) < 1 || Number(beat) < 1) return null;
	const bars = Number(bar) - 1;
	const meter = tempo.meters.findLast((span) => span.bars <= bars) ?? tempo.meterAt(0);
	if (Number(beat) > meter.beatsPerBar || Number(tick) >= meter.ticksPerBeat) return null;
	return meter.tick + (bars - meter.bars) * meter.ticksPerBar + (Number(beat) - 1) * meter.ticksPerBeat + Number(tick);
}

/** The ticks of “1.0.240”, “2.120” (beats) or “240” in the meter at `start`; null when they are none. */
export function parseLength(tempo: TempoMap, text: string, start: Ticks): Ticks | null {
	if (!/^\s*\d{1,7}([.,:]\d{1,7}){0,2}\s*$/.test(text)) return null;
	const [ticks = 0, beats = 0, bars = 0] = text.trim().split(/[.,:]/).map(Number).reverse();
	const { ticksPerBar, ticksPerBeat } = tempo.meterAt(start);
	return bars * ticksPerBar + beats * ticksPerBeat + ticks || null;
}

/** Which of two notes stands first in a column; those alike are in order of time. */
export function compareNotes(column: Column, scene: EventScene): (a: Note, b: Note) => number {
	const byTime = (a: Note, b: Note): number => a.start - b.start || a.pitch - b.pitch || a.id - b.id;
	const byNumber = (key: (note: Note) => number) => (a: Note, b: Note) => key(a) - key(b) || byTime(a, b);
	const byText = (key: (note: Note) => string) => (a: Note, b: Note) => key(a).localeCompare(key(b)) || byTime(a, b);
	switch (column) {
		case 'place':
			return byTime;
		case 'pitch':
		case 'midi':
			return byNumber(({ pitch, cents }) => pitch + cents / 1000);
		case 'cents':
			return byNumber(({ cents }) => cents);
		case 'length':
			return byNumber(({ duration }) => duration);
		case 'velocity':
			return byNumber(({ velocity }) => velocity);
		case 'lyric':
			return byText(({ lyric }) => lyric);
		case 'phoneme':
			return byText(({ phoneme }) => phoneme);
		case 'track':
			return byText(scene.trackOf);
		case 'source':
			return byNumber(({ source }) => source);
	}
}
