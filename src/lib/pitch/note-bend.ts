/** How a note moves while it sounds: the one rule by which notes bend along the f0, when they are played and when they are exported. */

import { BY_HAND, type Note } from '../score/records.ts';
import type { Frames, Midi } from '../units.ts';
import type { FrameRange } from './curve.ts';
import { isDrawn, measureMiddle, type PlacedCurve } from './note-pitch.ts';

/** A leap of the f0 wider than this from one frame to the next is an octave error or another voice, never a slide. */
const LEAP_SEMITONES = 2;
/** A note drawn by hand bends only when it was drawn this close to what was sung, and follows what is drawn so close to it. */
const HAND_SEMITONES = 1;
/** A heard note's pitch is rounded to a cent: this close to the singing, it has not been moved. */
const ROUNDING_SEMITONES = 0.006;

/**
 * Semitones to add to a note's pitch and cents at each of its frames, or null where it sounds straight. A note left
 * where it was heard follows the f0 itself, and so does one that is drawn over near its pitch; one that was moved departs from its pitch as the f0 does from its own
 * median. What is unvoiced or leaps away is crossed in a straight line, and held at the ends. O(frames log frames).
 */
export function computeNoteBend(note: Note, { from, to }: FrameRange, sung: PlacedCurve): Float32Array | null {
	const { curve, threshold } = sung;
	const middle = measureMiddle(curve, from, to, threshold);
	if (middle === null) return null;
	const pitch: Midi = note.pitch + note.cents / 100;
	const distance = Math.abs(middle - pitch);
	if (note.source === BY_HAND && distance > HAND_SEMITONES) return null;
	const bend = new Float32Array(to - from);
	for (let i = from; i < to; i++) bend[i - from] = curve.isVoiced(i, threshold) ? curve.midiAt(i) - middle : NaN;
	const course = findCourse(bend);
	if (course.length === 0) return null;
	bridge(bend, course);
	if (distance > (isDrawn(sung, { from, to }) ? HAND_SEMITONES : ROUNDING_SEMITONES)) return bend;
	for (let i = 0; i < bend.length; i++) bend[i] = (bend[i] ?? 0) + middle - pitch;
	return bend;
}

/** Voiced frames from `first` to `last` without a leap between neighbours. */
interface Run {
	readonly first: Frames;
	last: Frames;
	isFollowed: boolean;
}

/**
 * The runs that are the note's own course, of semitones from its middle: those that come near the middle, however far
 * they slide, and those that take such a slide up again behind an octave error or before it.
 */
function findCourse(semitones: Float32Array): Run[] {
	const at = (i: Frames): number => semitones[i] ?? NaN;
	const runs: Run[] = [];
	for (let i = 0; i < semitones.length; i++) {
		const here = at(i);
		if (Number.isNaN(here)) continue;
		let run = runs.at(-1);
		if (!run || Math.abs(here - at(run.last)) > LEAP_SEMITONES)
			runs.push((run = { first: i, last: i, isFollowed: false }));
		run.last = i;
		run.isFollowed ||= Math.abs(here) <= LEAP_SEMITONES;
	}
	let before: Run | null = null;
	for (const run of runs) {
		if (before && Math.abs(at(run.first) - at(before.last)) <= LEAP_SEMITONES) run.isFollowed = true;
		if (run.isFollowed) before = run;
	}
	let after: Run | null = null;
	for (const run of runs.toReversed()) {
		if (after && Math.abs(at(run.last) - at(after.first)) <= LEAP_SEMITONES) run.isFollowed = true;
		if (run.isFollowed) after = run;
	}
	return runs.filter(({ isFollowed }) => isFollowed);
}

/** Draws straight lines over all that is not on the course, and holds its ends. */
function bridge(semitones: Float32Array, course: readonly Run[]): void {
	let last = -1;
	for (const run of course) {
		for (let i = run.first; i <= run.last; i++) {
			const here = semitones[i] ?? NaN;
			if (Number.isNaN(here)) continue;
			const before = last < 0 ? here : (semitones[last] ?? here);
			for (let gap = last + 1; gap < i; gap++) semitones[gap] = before + ((here - before) * (gap - last)) / (i - last);
			last = i;
		}
	}
	semitones.fill(semitones[last] ?? 0, last + 1);
}
