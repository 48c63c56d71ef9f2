/** Places that deserve a second look: where the analysis doubts, where analyses differ, where a note lies beside its f0. */

import type { Note } from '../score/records.ts';
import { ABSENT, NO_SAMPLES, sampleAt } from '../score/samples.ts';
import type { TempoMap } from '../score/tempo-map.ts';
import type { Frames } from '../units.ts';
import type { FrameRange } from './curve.ts';
import type { Disagreement } from './disagreement.ts';
import { DRIFT_CENTS, findNoteFrames, type NotePitches, type PlacedCurve } from './note-pitch.ts';

/** A frame is in doubt when its confidence is so near the threshold. */
const DOUBT = 0.12;
/** Doubt at the edges of every sound is no news: only what lasts so long. */
const SHORTEST: Frames = 8;
/** Surer frames than this few do not end a place. */
const GAP_MAX: Frames = 4;

export interface UncertainPlace extends FrameRange {
	readonly reason: 'doubt' | 'dispute' | 'drift';
}

export interface UncertainScene {
	readonly sung: PlacedCurve;
	/** By start. */
	readonly notes: readonly Note[];
	readonly tempo: TempoMap;
	readonly pitches: NotePitches;
	readonly disagreement: Disagreement | null;
}

/** The next such place that begins after frame `from`, or before it; null where there is none. O(frames passed + notes). */
export function findUncertain(scene: UncertainScene, from: Frames, step: 1 | -1): UncertainPlace | null {
	const places = [findDoubt(scene, from, step), findDrift(scene, from, step)].filter((place) => place !== null);
	return places.toSorted((a, b) => (a.from - b.from) * step)[0] ?? null;
}

function findDoubt(scene: UncertainScene, after: Frames, step: 1 | -1): UncertainPlace | null {
	const { curve } = scene.sung;
	for (let i = Math.min(curve.length, after) + step; i >= 0 && i < curve.length; i += step) {
		if (!reasonAt(scene, i)) continue;
		const far = findEnd(scene, i, step);
		const near = findEnd(scene, i, step > 0 ? -1 : 1);
		const place = { from: Math.min(near, far), to: Math.max(near, far) + 1 };
		// the place that one stands in is no other place
		const isOther = (place.from - after) * step > 0;
		if (isOther && place.to - place.from >= SHORTEST) return { ...place, reason: mainReason(scene, place) };
		i = far;
	}
	return null;
}

function findEnd(scene: UncertainScene, from: Frames, step: 1 | -1): Frames {
	let last = from;
	const { length } = scene.sung.curve;
	for (let i = from + step; i >= 0 && i < length && Math.abs(i - last) <= GAP_MAX; i += step)
		if (reasonAt(scene, i)) last = i;
	return last;
}

function reasonAt({ sung, disagreement }: UncertainScene, i: Frames): 'doubt' | 'dispute' | null {
	const { curve, threshold, drawn } = sung;
	if (sampleAt(drawn ?? NO_SAMPLES, i) !== ABSENT) return null;
	if ((disagreement?.levelAt(i) ?? 0) > 0) return 'dispute';
	return curve.stepAt(i) !== 0 && Math.abs(curve.confidenceAt(i) - threshold) < DOUBT ? 'doubt' : null;
}

function mainReason(scene: UncertainScene, { from, to }: FrameRange): 'doubt' | 'dispute' {
	let disputed = 0;
	for (let i = from; i < to; i++) if (reasonAt(scene, i) === 'dispute') disputed++;
	return disputed * 2 > to - from ? 'dispute' : 'doubt';
}

function findDrift({ sung, notes, tempo, pitches }: UncertainScene, from: Frames, step: 1 | -1): UncertainPlace | null {
	for (const note of step > 0 ? notes : notes.toReversed()) {
		const range = findNoteFrames(note, tempo, sung);
		if ((range.from - from) * step <= 0) continue;
		const deviation = pitches.findDeviation(note, tempo, sung);
		if (deviation !== null && Math.abs(deviation) > DRIFT_CENTS) return { ...range, reason: 'drift' };
	}
	return null;
}
