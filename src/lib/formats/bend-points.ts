/** The bend of a note in score time and whole cents, as files hold it. */

import { computeNoteCourse } from '#lib/pitch/index.ts';
import type { Note, TempoMap } from '#lib/score/index.ts';
import { HOP_SECONDS, type Cents, type Ticks } from '#lib/units.ts';
import type { Analysed } from './format.ts';

/** From `tick` on, the note sounds `cents` above its key. The first point of a note is at its start. */
export interface BendPoint {
	readonly tick: Ticks;
	/** Whole cents. */
	readonly cents: Cents;
}

/** A point for each frame at which the note's pitch is another whole cent: its cents, its bend along the f0, its vibrato. */
export function computeBendPoints(note: Note, tempo: TempoMap, analysis: Analysed | null): BendPoint[] {
	const steady = [{ tick: note.start, cents: note.cents }];
	const { curve, offset = 0, threshold, drawn } = analysis ?? { curve: null, threshold: 0 };
	const sung = curve && { curve, offset, threshold, ...(drawn ? { drawn } : {}) };
	const course = computeNoteCourse(note, tempo, sung);
	if (!course) return steady;
	const points: BendPoint[] = [];
	for (const [i, semitones] of course.bend.entries()) {
		const cents = Math.round(note.cents + semitones * 100);
		if (points.at(-1)?.cents === cents) continue;
		const seconds = course.start + i * HOP_SECONDS;
		const tick = i === 0 ? note.start : Math.max(note.start, tempo.toTicks(seconds));
		if (tick < note.start + note.duration) points.push({ tick, cents });
	}
	return points;
}
