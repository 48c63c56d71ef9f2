/** How the pitch of one note moves: its cents, and the f0 that was heard inside it. */

import { BY_HAND, type Note, type TempoMap } from '#lib/score/index.ts';
import { FRAMES_PER_SECOND, HOP_SECONDS, type Cents, type Frames, type Midi, type Ticks } from '#lib/units.ts';
import type { Analysed } from './format.ts';

/** From `tick` on, the note sounds `cents` above its key. The first point of a note is at its start. */
export interface BendPoint {
	readonly tick: Ticks;
	/** Whole cents. */
	readonly cents: Cents;
}

/** A frame further than this from the note's middle and from the frame before is an octave error, and is passed over. */
const FOLLOW_SEMITONES = 2;
/** A note drawn by hand bends only when it was drawn this close to what was sung. */
const HAND_SEMITONES = 1;
/** As in the segmenter: slides at both ends are not the note's pitch. */
const TRIMMED_SHARE = 0.15;
/** A heard note's pitch is the median under it, rounded to a cent. */
const ROUNDING_SEMITONES = 0.006;

/**
 * The bend of a note. Where the curve is voiced inside it, the note moves as the curve does about its own median: a
 * note left where it was heard follows the f0 itself, and one that was moved keeps its shape at its new pitch.
 * Elsewhere the last bend holds.
 */
export function computeBend(note: Note, tempo: TempoMap, analysis: Analysed | null): BendPoint[] {
	const steady = [{ tick: note.start, cents: note.cents }];
	const curve = analysis?.curve;
	if (!analysis || !curve) return steady;
	const offset = analysis.offset ?? 0;
	const toFrame = (tick: Ticks): Frames => Math.round((tempo.toSeconds(tick) - offset) * FRAMES_PER_SECOND);
	const from = Math.max(0, toFrame(note.start));
	const to = Math.min(curve.length, toFrame(note.start + note.duration));
	const voiced: Frames[] = [];
	for (let i = from; i < to; i++) if (curve.isVoiced(i, analysis.threshold)) voiced.push(i);
	if (voiced.length === 0) return steady;

	const pitch: Midi = note.pitch + note.cents / 100;
	const middle = computeMiddle(voiced.map((i) => curve.midiAt(i)));
	if (note.source === BY_HAND && Math.abs(middle - pitch) > HAND_SEMITONES) return steady;
	const shift = Math.abs(middle - pitch) <= ROUNDING_SEMITONES ? 0 : pitch - middle;
	const points: BendPoint[] = [];
	let before = middle;
	for (const i of voiced) {
		const midi = curve.midiAt(i);
		if (Math.abs(midi - middle) > FOLLOW_SEMITONES && Math.abs(midi - before) > FOLLOW_SEMITONES) continue;
		before = midi;
		const cents = Math.round((midi + shift - note.pitch) * 100);
		if (points.at(-1)?.cents === cents) continue;
		const tick = points.length === 0 ? note.start : Math.max(note.start, tempo.toTicks(i * HOP_SECONDS + offset));
		if (tick < note.start + note.duration) points.push({ tick, cents });
	}
	return points.length > 0 ? points : steady;
}

/** The median of what lies away from both ends. */
function computeMiddle(midi: readonly Midi[]): Midi {
	const trim = Math.floor(midi.length * TRIMMED_SHARE);
	const sorted = midi.slice(trim, midi.length - trim).toSorted((a, b) => a - b);
	const half = sorted.length >> 1;
	return ((sorted[half] ?? 0) + (sorted[sorted.length % 2 ? half : half - 1] ?? 0)) / 2;
}
