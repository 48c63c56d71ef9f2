/** The bend of a note in score time and whole cents, as files hold it. */

import { computeNoteBend, findNoteFrames } from '#lib/pitch/index.ts';
import type { Note, TempoMap } from '#lib/score/index.ts';
import { HOP_SECONDS, type Cents, type Ticks } from '#lib/units.ts';
import type { Analysed } from './format.ts';

/** From `tick` on, the note sounds `cents` above its key. The first point of a note is at its start. */
export interface BendPoint {
	readonly tick: Ticks;
	/** Whole cents. */
	readonly cents: Cents;
}

/** A point for each frame at which the note's pitch is another whole cent: its cents, and its bend along the f0. */
export function computeBendPoints(note: Note, tempo: TempoMap, analysis: Analysed | null): BendPoint[] {
	const steady = [{ tick: note.start, cents: note.cents }];
	if (!analysis?.curve) return steady;
	const sung = { curve: analysis.curve, offset: analysis.offset ?? 0, threshold: analysis.threshold };
	const range = findNoteFrames(note, tempo, sung);
	const bend = computeNoteBend(note, range, sung);
	if (!bend) return steady;
	const points: BendPoint[] = [];
	for (const [i, semitones] of bend.entries()) {
		const cents = Math.round(note.cents + semitones * 100);
		if (points.at(-1)?.cents === cents) continue;
		const seconds = (range.from + i) * HOP_SECONDS + sung.offset;
		const tick = i === 0 ? note.start : Math.max(note.start, tempo.toTicks(seconds));
		if (tick < note.start + note.duration) points.push({ tick, cents });
	}
	return points;
}
