/**
 * How right a pitch curve is, by the definitions of mir_eval.melody (Raffel et al., ISMIR 2014; Poliner et al., IEEE TASLP
 * 15(4), 2007), except that a frame whose reference is NaN is not counted at all.
 */

import { centsBetween, type Cents, type Hz } from '#lib/units.ts';

/** Closer than this is right: mir_eval's `cent_tolerance`. */
const TOLERANCE: Cents = 50;
const OCTAVE: Cents = 1200;
/** The median error is taken over guesses within two semitones: what is further away is not imprecise but wrong. */
const NEAR: Cents = 200;

/** Shares are 0 to 1; NaN where nothing was there to be counted. */
export interface Accuracy {
	/** Reference-voiced frames whose guess is within 50 cents, taken for voiced or not. */
	readonly rawPitch: number;
	/** The same when octaves do not matter. */
	readonly rawChroma: number;
	/** Reference-voiced frames that are wrong by octaves only. */
	readonly octaveError: number;
	/** Reference-voiced frames taken for voiced. */
	readonly voicingRecall: number;
	/** Reference-unvoiced frames taken for voiced. */
	readonly voicingFalseAlarm: number;
	/** Frames that are right in all: voiced with the right pitch, or unvoiced in both. */
	readonly overall: number;
	/** Median distance of the near guesses. */
	readonly medianCents: Cents;
	readonly voicedFrames: number;
	readonly unvoicedFrames: number;
}

/** Reference and guess of one recording, frame by frame; the shorter one ends it. */
export interface Comparison {
	/** Hz where surely voiced, 0 where surely unvoiced, NaN where undecided. */
	readonly reference: Float32Array;
	/** Hz; the negative of the guess where it was taken for unvoiced, 0 where there is none. */
	readonly guess: Float32Array;
}

/** Accuracy over all frames of some recordings together. */
export function computeAccuracy(comparisons: Iterable<Comparison>): Accuracy {
	const counts = { voiced: 0, unvoiced: 0, pitch: 0, chroma: 0, recalled: 0, alarmed: 0, overall: 0 };
	const near: Cents[] = [];
	for (const { reference, guess } of comparisons)
		for (let i = 0; i < Math.min(reference.length, guess.length); i++)
			countFrame(reference[i] ?? NaN, guess[i] ?? 0, counts, near);
	near.sort((a, b) => a - b);
	return {
		rawPitch: counts.pitch / counts.voiced,
		rawChroma: counts.chroma / counts.voiced,
		octaveError: (counts.chroma - counts.pitch) / counts.voiced,
		voicingRecall: counts.recalled / counts.voiced,
		voicingFalseAlarm: counts.alarmed / counts.unvoiced,
		overall: counts.overall / (counts.voiced + counts.unvoiced),
		medianCents: near[near.length >> 1] ?? NaN,
		voicedFrames: counts.voiced,
		unvoicedFrames: counts.unvoiced
	};
}

/** One line of figures, in per cent. */
export function describeAccuracy(name: string, accuracy: Accuracy): string {
	const percent = (share: number): string => (share * 100).toFixed(2).padStart(6);
	return [
		name.padEnd(34),
		`RPA ${percent(accuracy.rawPitch)}  RCA ${percent(accuracy.rawChroma)}  octave ${percent(accuracy.octaveError)}`,
		`VR ${percent(accuracy.voicingRecall)}  VFA ${percent(accuracy.voicingFalseAlarm)}  OA ${percent(accuracy.overall)}`,
		`median ${accuracy.medianCents.toFixed(2)} cents  frames ${accuracy.voicedFrames}+${accuracy.unvoicedFrames}`
	].join('  ');
}

type Counts = Record<'voiced' | 'unvoiced' | 'pitch' | 'chroma' | 'recalled' | 'alarmed' | 'overall', number>;

function countFrame(reference: Hz, guess: Hz, counts: Counts, near: Cents[]): void {
	if (Number.isNaN(reference)) return;
	if (reference === 0) {
		counts.unvoiced++;
		if (guess > 0) counts.alarmed++;
		else counts.overall++;
		return;
	}
	counts.voiced++;
	if (guess > 0) counts.recalled++;
	if (guess === 0) return;
	const error = centsBetween(reference, Math.abs(guess));
	const folded = error - OCTAVE * Math.floor(error / OCTAVE + 0.5);
	if (Math.abs(folded) < TOLERANCE) counts.chroma++;
	if (Math.abs(error) < NEAR) near.push(Math.abs(error));
	if (Math.abs(error) >= TOLERANCE) return;
	counts.pitch++;
	if (guess > 0) counts.overall++;
}
