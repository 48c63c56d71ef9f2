/** How a note moves while it sounds: the one rule by which notes bend along the f0, when they are played and when they are exported. */

import { BY_HAND, type Note } from '../score/records.ts';
import type { TempoMap } from '../score/tempo-map.ts';
import { FRAMES_PER_SECOND, type Frames, type Midi, type Seconds } from '../units.ts';
import { stepToMidi, type Curve } from './curve.ts';
import { measurePitch, SHORTEST_NOTE } from './measure-note.ts';

/** A curve at its place in a score. */
export interface PlacedCurve {
	readonly curve: Curve;
	/** Where the curve's first frame sounds. */
	readonly offset: Seconds;
	/** Confidence, 0 to 1, from which a frame is voiced. */
	readonly threshold: number;
}

/** Frames [from, to) of a curve. */
export interface FrameRange {
	readonly from: Frames;
	readonly to: Frames;
}

/** A leap of the f0 wider than this from one frame to the next is an octave error or another voice, never a slide. */
const LEAP_SEMITONES = 2;
/** A note drawn by hand bends only when it was drawn this close to what was sung. */
const HAND_SEMITONES = 1;
/** A heard note's pitch is rounded to a cent: this close to the singing, it has not been moved. */
const ROUNDING_SEMITONES = 0.006;

/** The frames inside a note, as the segmenter counted them; empty where the note lies beside the curve. */
export function findNoteFrames(note: Note, tempo: TempoMap, { curve, offset }: PlacedCurve): FrameRange {
	const toFrame = (seconds: Seconds): Frames => Math.round((seconds - offset) * FRAMES_PER_SECOND);
	const from = Math.max(0, toFrame(tempo.toSeconds(note.start)));
	const to = Math.min(curve.length, toFrame(tempo.toSeconds(note.start + note.duration)));
	return { from, to: Math.max(from, to) };
}

/**
 * Semitones to add to a note's pitch and cents at each of its frames, or null where it sounds straight. A note left
 * where it was heard follows the f0 itself; one that was moved departs from its pitch as the f0 does from its own
 * median. What is unvoiced or leaps away is crossed in a straight line, and held at the ends. O(frames log frames).
 */
export function computeNoteBend(
	note: Note,
	{ from, to }: FrameRange,
	{ curve, threshold }: PlacedCurve
): Float32Array | null {
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
	if (distance > ROUNDING_SEMITONES) return bend;
	for (let i = 0; i < bend.length; i++) bend[i] = (bend[i] ?? 0) + middle - pitch;
	return bend;
}

/**
 * The pitch that the segmenter gives these frames, whatever threshold is chosen for viewing, so that an untouched note
 * is known as such. Where it would not hear a note, the pitch of what is voiced by the threshold; null where nothing is.
 */
function measureMiddle(curve: Curve, from: Frames, to: Frames, threshold: number): Midi | null {
	const heard = new Int16Array(to - from);
	const voiced = new Int16Array(to - from);
	let heardCount = 0;
	let voicedCount = 0;
	const { pitch } = curve;
	for (let i = from; i < to; i++) {
		const step = pitch[i] ?? 0;
		if (step > 0) heard[heardCount++] = step;
		if (curve.isVoiced(i, threshold)) voiced[voicedCount++] = Math.abs(step);
	}
	if (voicedCount === 0) return null;
	return stepToMidi(
		measurePitch(heardCount >= SHORTEST_NOTE ? heard.subarray(0, heardCount) : voiced.subarray(0, voicedCount))
	);
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
