/** Lays a score's notes out for the voices, each with the piece of f0 curve that it bends along. */

import type { Curve } from '#lib/pitch/index.ts';
import { BY_HAND, type Note, type TempoMap } from '#lib/score/index.ts';
import { FRAMES_PER_SECOND, HOP_SECONDS, type Frames, type Midi, type Seconds } from '../units.ts';
import { createTable, type NoteTable } from './note-table.ts';

/** The f0 curve that notes bend along. */
export interface Bend {
	readonly curve: Curve;
	/** Where the curve's first frame sounds. */
	readonly offset: Seconds;
	/** Confidence, 0 to 1, from which a frame is voiced. */
	readonly threshold: number;
}

/** Frames further than this from the note's median are octave errors or neighbours, and are bridged. */
const FOLLOW_SEMITONES = 2;
/** A note drawn by hand bends only when it was drawn this close to what was sung. */
const HAND_SEMITONES = 1;

/**
 * Lays notes out for the voices. A note bends by how the curve departs from its own median inside the note, so a note
 * left where it was heard follows the singer exactly, and a note that was moved keeps its shape at its new pitch.
 */
export function packNotes(notes: readonly Note[], tempo: TempoMap, bend: Bend | null): NoteTable {
	const sorted = notes.toSorted((a, b) => a.start - b.start);
	const spans = sorted.map((note) =>
		frameSpan(tempo.toSeconds(note.start), tempo.toSeconds(note.start + note.duration), bend)
	);
	const frames = spans.reduce((sum, span) => sum + span.count, 0);
	const longest = spans.reduce((most, span) => Math.max(most, span.count), 0);
	const table = createTable(sorted.length, frames);
	const shape = bend ? createShape(bend, longest) : null;
	let used: Frames = 0;
	for (const [row, note] of sorted.entries()) {
		const pitch = note.pitch + note.cents / 100;
		table.key[row] = note.id;
		table.start[row] = tempo.toSeconds(note.start);
		table.end[row] = tempo.toSeconds(note.start + note.duration);
		table.pitch[row] = pitch;
		table.velocity[row] = note.velocity;
		const span = spans[row];
		if (!bend || !shape || !span || span.count === 0) continue;
		const into = table.bend.subarray(used, used + span.count);
		const median = shape(span.first, into);
		if (median === null || (note.source === BY_HAND && Math.abs(median - pitch) > HAND_SEMITONES)) continue;
		table.bendTime[row] = bend.offset + span.first * HOP_SECONDS;
		table.bendFrom[row] = used;
		table.bendCount[row] = span.count;
		used += span.count;
	}
	return table;
}

interface Span {
	readonly first: Frames;
	readonly count: Frames;
}

const NO_SPAN: Span = { first: 0, count: 0 };

/** The curve's frames from the one before a note to the one after. */
function frameSpan(start: Seconds, end: Seconds, bend: Bend | null): Span {
	if (!bend) return NO_SPAN;
	const first = Math.max(0, Math.floor((start - bend.offset) * FRAMES_PER_SECOND));
	const last = Math.min(bend.curve.length - 1, Math.ceil((end - bend.offset) * FRAMES_PER_SECOND));
	return last < first ? NO_SPAN : { first, count: last - first + 1 };
}

/** A function that writes one note's bend and answers the median pitch under it, or null where nothing is voiced. */
function createShape({ curve, threshold }: Bend, longest: Frames): (first: Frames, into: Float32Array) => Midi | null {
	const scratch = new Float32Array(longest);
	return (first, into) => {
		let voiced = 0;
		for (let i = 0; i < into.length; i++) {
			const isVoiced = curve.isVoiced(first + i, threshold);
			into[i] = isVoiced ? curve.midiAt(first + i) : NaN;
			if (isVoiced) scratch[voiced++] = curve.midiAt(first + i);
		}
		if (voiced === 0) return null;
		const median = scratch.subarray(0, voiced).sort()[voiced >> 1] ?? 0;
		for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? NaN) - median;
		bridge(into);
		return median;
	};
}

/** Draws straight lines over what is unvoiced or far off, holds the ends, and rounds the corners this makes. */
function bridge(values: Float32Array): void {
	let last = -1;
	for (let i = 0; i < values.length; i++) {
		const value = values[i] ?? NaN;
		// The comparison is false for NaN.
		if (!(Math.abs(value) <= FOLLOW_SEMITONES)) continue;
		const before = last < 0 ? value : (values[last] ?? value);
		for (let gap = last + 1; gap < i; gap++) values[gap] = before + ((value - before) * (gap - last)) / (i - last);
		if (i - last > 1) {
			round(values, i);
			if (last >= 0) round(values, last);
		}
		last = i;
	}
	if (last >= 0 && last < values.length - 1) {
		values.fill(values[last] ?? 0, last + 1);
		round(values, last);
	}
}

/** Rounds one corner: the middle moves a quarter of the way to each neighbour. */
function round(values: Float32Array, i: Frames): void {
	const here = values[i] ?? 0;
	const before = i > 0 ? (values[i - 1] ?? here) : here;
	const after = values[i + 1] ?? here;
	if (Number.isFinite(before) && Number.isFinite(after)) values[i] = (before + 2 * here + after) / 4;
}
