/** Refines a pitch that is about right to a few cents, by the normalised square difference of McLeod and Wyvill (2005). */

import { TRACKER_RATE, type Hz, type Samples } from '../units.ts';

/** The tracker finds the octave and the semitone; the refinement stays within this factor of it (1.2 semitones). */
const SEARCH = 2 ** (1.2 / 12) - 1;
/** A peak below this is no periodicity worth trusting: the tracker's own answer stands. */
const CLARITY_MIN = 0.6;
/** A peak several periods away may be this much weaker than the first and still sharpen the answer. */
const CLARITY_LOSS_MAX = 0.25;
/** Longest lag used to sharpen high notes: 12.5 ms, so that time resolution stays. */
const LAG_MAX: Samples = 200;
/** Window of the comparison, in periods and samples; measured best on tones and glides of 40 Hz to 2 kHz. */
const WINDOW_PERIODS = 3;
const WINDOW_MIN: Samples = 400;
const WINDOW_MAX: Samples = 1000;

interface Peak {
	lag: number;
	clarity: number;
}

/**
 * The frequency near `guess` at which `samples` (16 kHz) repeat best around sample `centre`; `guess` itself where nothing
 * repeats clearly or the samples do not reach far enough. Allocates one small object a call.
 */
export function refinePitch(samples: Float32Array, centre: Samples, guess: Hz): Hz {
	const period = TRACKER_RATE / guess;
	const window = Math.round(Math.min(WINDOW_MAX, Math.max(WINDOW_MIN, WINDOW_PERIODS * period)));
	const first = findPeak(samples, centre, window, period, SEARCH);
	if (first === null || first.clarity < CLARITY_MIN) return guess;
	let lag = first.lag;
	for (let periods = 2; lag * periods < LAG_MAX; periods *= 2) {
		const far = findPeak(samples, centre, window, lag * periods, 0.25 / periods);
		if (far === null || far.clarity < CLARITY_MIN || far.clarity < first.clarity - CLARITY_LOSS_MAX) break;
		lag = far.lag / periods;
	}
	return TRACKER_RATE / lag;
}

/** The best lag within `lag` x (1 +- `tolerance`), by parabola through the three highest points; null at the edge of the samples. */
function findPeak(samples: Float32Array, centre: Samples, window: Samples, lag: number, tolerance: number): Peak | null {
	const low = Math.max(2, Math.floor(lag * (1 - tolerance)));
	const high = Math.max(low, Math.ceil(lag * (1 + tolerance)));
	const reach = (window + high + 1) / 2 + 1;
	if (centre - reach < 0 || centre + reach >= samples.length) return null;
	let best = -1;
	let bestLag = low;
	for (let k = low; k <= high; k++) {
		const value = similarity(samples, centre, window, k);
		if (value > best) {
			best = value;
			bestLag = k;
		}
	}
	const left = similarity(samples, centre, window, bestLag - 1);
	const right = similarity(samples, centre, window, bestLag + 1);
	const bend = left - 2 * best + right;
	const offset = bend < -1e-9 ? Math.min(0.5, Math.max(-0.5, (0.5 * (left - right)) / bend)) : 0;
	return { lag: bestLag + offset, clarity: best - 0.25 * (left - right) * offset };
}

/** 2 sum x[j] x[j + lag] / sum (x[j]^2 + x[j + lag]^2), in -1..1, over two windows placed evenly around `centre`. */
function similarity(x: Float32Array, centre: Samples, window: Samples, lag: Samples): number {
	const from = Math.round(centre - (window + lag) / 2);
	let product = 0;
	let energy = 1e-12;
	for (let j = from, end = from + window; j < end; j++) {
		const a = x[j] as number;
		const b = x[j + lag] as number;
		product += a * b;
		energy += a * a + b * b;
	}
	return (2 * product) / energy;
}
