/** What is done to a stretch of pitch: octaves, smoothing, taking it along with a note, taking another analysis. Pure. */

import { ABSENT, readSamples, UNVOICED, type CurveSamples, type SampleRun } from '../score/samples.ts';
import type { Frames } from '../units.ts';
import type { Curve, FrameRange } from './curve.ts';

const STEPS_PER_SEMITONE = 200;
/** The highest key, in half cents above MIDI 0. */
export const STEP_MAX = 127 * STEPS_PER_SEMITONE;
/** Neighbours that are further apart belong to different sounds, or to an octave error: smoothing keeps them apart. */
const LEAP = 2 * STEPS_PER_SEMITONE;
/** Frames on each side that smoothing looks at, and how fast they count less. */
const SMOOTH_REACH: Frames = 6;
const SMOOTH_WIDTH: Frames = 3;

/** A pitch as a sample. */
export const cleanStep = (step: number): number => Math.max(1, Math.min(STEP_MAX, Math.round(step)));

/** What is shown at a frame, as a sample: its pitch, or that it has none. */
const shownSample = (curve: Curve, frame: Frames, threshold: number): number =>
	curve.isVoiced(frame, threshold) ? Math.abs(curve.stepAt(frame)) : UNVOICED;

/** All that is shown in a stretch, as samples. */
export const takeShown = (curve: Curve, { from, to }: FrameRange, threshold: number): SampleRun => ({
	start: from,
	values: Int16Array.from({ length: Math.max(0, to - from) }, (_, i) => shownSample(curve, from + i, threshold))
});

/** The stretch without any pitch, or with what was heard again. */
export const erasePitch = ({ from, to }: FrameRange, instead: 'unvoiced' | 'heard'): SampleRun => ({
	start: from,
	values: new Int16Array(Math.max(0, to - from)).fill(instead === 'heard' ? ABSENT : UNVOICED)
});

export interface Shown {
	readonly curve: Curve;
	readonly drawn: CurveSamples;
	readonly threshold: number;
}

/** What is sung in the stretch, by so many semitones higher; what is not sung stays as it is, and what would leave the keys too. */
export function transposePitch(
	{ curve, drawn, threshold }: Shown,
	{ from, to }: FrameRange,
	semitones: number
): SampleRun {
	const values = readSamples(drawn, from, to);
	for (let i = from; i < to; i++) {
		const moved = Math.abs(curve.stepAt(i)) + semitones * STEPS_PER_SEMITONE;
		if (curve.isVoiced(i, threshold) && moved >= 1 && moved <= STEP_MAX) values[i - from] = moved;
	}
	return { start: from, values };
}

export interface Smoothing {
	/** Passes. */
	readonly times?: number;
	/** Samples that a gesture has painted so far, {@link ABSENT} where it has not. */
	readonly painted?: (frame: Frames) => number;
}

/** What is sung in the stretch, each frame the mean of its neighbours, the nearer the more. */
export function smoothPitch(
	{ curve, drawn, threshold }: Shown,
	range: FrameRange,
	{ times = 1, painted = () => ABSENT }: Smoothing = {}
): SampleRun {
	const stepAt = (frame: Frames): number => {
		const sample = painted(frame);
		return sample === ABSENT ? Math.max(0, shownSample(curve, frame, threshold)) : Math.max(0, sample);
	};
	const from = Math.max(0, range.from - SMOOTH_REACH);
	const to = Math.min(curve.length, range.to + SMOOTH_REACH);
	let steps = Float64Array.from({ length: Math.max(0, to - from) }, (_, i) => stepAt(from + i));
	for (let time = 0; time < times; time++)
		steps = steps.map((step, i) =>
			step > 0 && from + i >= range.from && from + i < range.to ? smoothAt(steps, i) : step
		);
	const values = readSamples(drawn, range.from, range.to);
	for (let i = 0; i < values.length; i++) {
		const step = steps[range.from - from + i] ?? 0;
		if (step > 0) values[i] = cleanStep(step);
	}
	return { start: range.from, values };
}

function smoothAt(steps: Float64Array, at: number): number {
	const middle = steps[at] ?? 0;
	let sum = middle;
	let weights = 1;
	for (const way of [-1, 1] as const)
		for (let by = 1, last = middle; by <= SMOOTH_REACH; by++) {
			const step = steps[at + way * by] ?? 0;
			// beyond a gap or a leap begins another sound
			if (step === 0 || Math.abs(step - last) > LEAP) break;
			const weight = Math.exp(-0.5 * (by / SMOOTH_WIDTH) ** 2);
			sum += step * weight;
			weights += weight;
			last = step;
		}
	return sum / weights;
}

/** A stretch of pitch that goes elsewhere: by frames and semitones. */
export interface PitchMove extends FrameRange {
	readonly frames: Frames;
	readonly semitones: number;
}

/**
 * Takes what is sung in some stretches along with their notes. Where it came from nothing is sung any more, unless
 * something else arrives there; what cannot arrive, before the start or beyond the keys, is left out.
 */
export function movePitch({ curve, drawn, threshold }: Shown, moves: readonly PitchMove[], heard: Curve): SampleRun[] {
	if (moves.length === 0) return [];
	const from = Math.max(0, Math.min(...moves.flatMap((move) => [move.from, move.from + move.frames])));
	const to = Math.max(...moves.flatMap((move) => [move.to, move.to + move.frames]));
	const values = readSamples(drawn, from, Math.max(from, to));
	for (const move of moves)
		for (let i = Math.max(from, move.from); i < move.to; i++)
			values[i - from] = heard.isVoiced(i, threshold) ? UNVOICED : ABSENT;
	for (const move of moves)
		for (let i = Math.max(0, move.from); i < move.to; i++) {
			const at = i + move.frames - from;
			if (at < 0 || at >= values.length) continue;
			const moved = Math.abs(curve.stepAt(i)) + move.semitones * STEPS_PER_SEMITONE;
			values[at] = curve.isVoiced(i, threshold) ? cleanStep(moved) : UNVOICED;
		}
	return [{ start: from, values }];
}
