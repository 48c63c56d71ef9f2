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

interface Span {
	readonly first: Frames;
	readonly count: Frames;
}

/** How one note bends: its frames, and the median pitch that they depart from. */
interface Shape extends Span {
	readonly median: Midi;
	readonly bend: Float32Array;
}

/** Medians are found in steps of half a cent, as the curve stores them: integers sort fast. */
const STEPS_PER_SEMITONE = 200;

/**
 * Lays notes out for the voices, again and again. A note bends by how the curve departs from its own median inside the
 * note, so a note left where it was heard follows the singer exactly, and a note that was moved keeps its shape at its
 * new pitch. Shapes are kept as long as their notes, so that an edit costs what it changed: 2,000 notes over an hour of
 * curve were measured at 15 to 50 ms at first and 1 ms after an edit.
 */
export class NotePacker {
	#shapes = new WeakMap<Note, Shape>();
	#curve: Curve | null = null;
	#threshold = NaN;

	pack(notes: readonly Note[], tempo: TempoMap, bend: Bend | null): NoteTable {
		this.#listenTo(bend);
		const sorted = notes.toSorted((a, b) => a.start - b.start);
		const shapes = sorted.map((note) => (bend ? this.#shapeOf(note, tempo, bend) : null));
		const table = createTable(
			sorted.length,
			shapes.reduce((sum, shape) => sum + (shape?.count ?? 0), 0)
		);
		let used: Frames = 0;
		for (const [row, note] of sorted.entries()) {
			table.key[row] = note.id;
			table.start[row] = tempo.toSeconds(note.start);
			table.end[row] = tempo.toSeconds(note.start + note.duration);
			table.pitch[row] = pitchOf(note);
			table.velocity[row] = note.velocity;
			const shape = shapes[row];
			if (!bend || !shape) continue;
			table.bend.set(shape.bend, used);
			table.bendTime[row] = bend.offset + shape.first * HOP_SECONDS;
			table.bendFrom[row] = used;
			table.bendCount[row] = shape.count;
			used += shape.count;
		}
		return table;
	}

	/** Shapes of another curve are forgotten. */
	#listenTo(bend: Bend | null): void {
		if (!bend || (bend.curve === this.#curve && bend.threshold === this.#threshold)) return;
		this.#shapes = new WeakMap();
		this.#curve = bend.curve;
		this.#threshold = bend.threshold;
	}

	#shapeOf(note: Note, tempo: TempoMap, bend: Bend): Shape | null {
		const span = findSpan(tempo.toSeconds(note.start), tempo.toSeconds(note.start + note.duration), bend);
		const known = this.#shapes.get(note);
		const shape = known?.first === span.first && known.count === span.count ? known : computeShape(span, bend);
		if (!shape) return null;
		this.#shapes.set(note, shape);
		return note.source === BY_HAND && Math.abs(shape.median - pitchOf(note)) > HAND_SEMITONES ? null : shape;
	}
}

/** As {@link NotePacker}, once. */
export const packNotes = (notes: readonly Note[], tempo: TempoMap, bend: Bend | null): NoteTable =>
	new NotePacker().pack(notes, tempo, bend);

const pitchOf = (note: Note): Midi => note.pitch + note.cents / 100;

const NO_SPAN: Span = { first: 0, count: 0 };

/** The curve's frames from the one before a note to the one after. */
function findSpan(start: Seconds, end: Seconds, bend: Bend): Span {
	const first = Math.max(0, Math.floor((start - bend.offset) * FRAMES_PER_SECOND));
	const last = Math.min(bend.curve.length - 1, Math.ceil((end - bend.offset) * FRAMES_PER_SECOND));
	return last < first ? NO_SPAN : { first, count: last - first + 1 };
}

/** The bend of one span of the curve, or null where nothing is voiced. */
function computeShape({ first, count }: Span, { curve, threshold }: Bend): Shape | null {
	const bend = new Float32Array(count);
	const steps = new Int16Array(count);
	let voiced = 0;
	for (let i = 0; i < count; i++) {
		const midi = curve.isVoiced(first + i, threshold) ? curve.midiAt(first + i) : NaN;
		bend[i] = midi;
		if (midi >= 0) steps[voiced++] = Math.round(midi * STEPS_PER_SEMITONE);
	}
	if (voiced === 0) return null;
	const median = (steps.subarray(0, voiced).sort()[voiced >> 1] ?? 0) / STEPS_PER_SEMITONE;
	for (let i = 0; i < count; i++) bend[i] = (bend[i] ?? NaN) - median;
	bridge(bend);
	return { first, count, median, bend };
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
