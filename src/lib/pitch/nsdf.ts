/** Refines a pitch that is about right to a few cents, by the normalised square difference of McLeod and Wyvill (2005). */

import { TRACKER_RATE, type Hz, type Samples } from '../units.ts';

/**
 * The network tells pitches apart by bins of a 31st of an octave (39 cents). What lies further from its answer is not a
 * refinement but another opinion, and usually a worse one: inharmonic bars and strings repeat best beside their pitch.
 */
const SEARCH = 2 ** (1 / 31) - 1;
/** A peak below this is no periodicity worth trusting: the tracker's own answer stands. */
const CLARITY_MIN = 0.6;
/** A peak several periods away may be this much weaker than the first and still sharpen the answer. */
const CLARITY_LOSS_MAX = 0.25;
/** Longest lag used to sharpen high notes: 12.5 ms, so that time resolution stays. */
const LAG_MAX: Samples = 200;
/** How far from its multiple a later peak may lie: the first is known to a fraction of a sample. */
const DRIFT_MAX: Samples = 3;
/** Window of the comparison, in periods and samples; measured best on tones and glides of 40 Hz to 2 kHz. */
const WINDOW_PERIODS = 3;
const WINDOW_MIN: Samples = 400;
const WINDOW_MAX: Samples = 1000;

interface Peak {
	readonly lag: number;
	readonly clarity: number;
}

/** Refines guesses within one stretch of 16 kHz samples. Making one costs O(samples), each guess about 10,000 multiplications. */
export class PitchRefiner {
	readonly #samples: Float32Array;
	/** Sum of squares of all samples before i. */
	readonly #energy: Float64Array;

	constructor(samples: Float32Array) {
		this.#samples = samples;
		this.#energy = new Float64Array(samples.length + 1);
		let sum = 0;
		for (let i = 0; i < samples.length; i++) {
			const x = samples[i] as number;
			sum += x * x;
			this.#energy[i + 1] = sum;
		}
	}

	/**
	 * The frequency near `guess` at which the samples repeat best around sample `centre`; `guess` itself where nothing
	 * repeats clearly or the samples do not reach far enough.
	 */
	refine(centre: Samples, guess: Hz): Hz {
		const period = TRACKER_RATE / guess;
		const window = Math.round(Math.min(WINDOW_MAX, Math.max(WINDOW_MIN, WINDOW_PERIODS * period)));
		const first = this.#climb(centre, window, period, Math.max(1, SEARCH * period));
		if (first === null || first.clarity < CLARITY_MIN) return guess;
		let lag = first.lag;
		for (let periods = 2; lag * periods < LAG_MAX; periods *= 2) {
			const far = this.#climb(centre, window, lag * periods, DRIFT_MAX);
			if (far === null || far.clarity < CLARITY_MIN || far.clarity < first.clarity - CLARITY_LOSS_MAX) break;
			lag = far.lag / periods;
		}
		return Math.abs(lag / period - 1) <= SEARCH ? TRACKER_RATE / lag : guess;
	}

	/** The peak uphill from `lag`, at most `reach` samples away, by a parabola through its three highest points; or null. */
	#climb(centre: Samples, window: Samples, lag: number, reach: number): Peak | null {
		const least = Math.max(2, Math.ceil(lag - reach));
		const most = Math.floor(lag + reach);
		const half = (window + most + 2) / 2 + 1;
		if (centre - half < 0 || centre + half >= this.#samples.length) return null;
		let at = Math.max(2, Math.round(lag));
		let left = this.#similarity(centre, window, at - 1);
		let middle = this.#similarity(centre, window, at);
		let right = this.#similarity(centre, window, at + 1);
		while (left > middle && at > least) {
			at--;
			right = middle;
			middle = left;
			left = this.#similarity(centre, window, at - 1);
		}
		while (right > middle && at < most) {
			at++;
			left = middle;
			middle = right;
			right = this.#similarity(centre, window, at + 1);
		}
		const bend = left - 2 * middle + right;
		const offset = bend < -1e-9 ? Math.min(0.5, Math.max(-0.5, (0.5 * (left - right)) / bend)) : 0;
		return { lag: at + offset, clarity: middle - 0.25 * (left - right) * offset };
	}

	/** 2 sum x[j] x[j + lag] / sum (x[j]^2 + x[j + lag]^2), in -1..1, over two windows placed evenly around `centre`. */
	#similarity(centre: Samples, window: Samples, lag: Samples): number {
		const from = Math.round(centre - (window + lag) / 2);
		const energy = this.#energyOf(from, window) + this.#energyOf(from + lag, window);
		return (2 * correlate(this.#samples, from, from + lag, window)) / (energy + 1e-12);
	}

	#energyOf(from: Samples, count: Samples): number {
		return (this.#energy[from + count] as number) - (this.#energy[from] as number);
	}
}

/** Sum of x[a + i] x[b + i] for i below `count`. Four sums, so that no addition waits for the one before; allocates nothing. */
function correlate(x: Float32Array, a: Samples, b: Samples, count: Samples): number {
	let sum0 = 0;
	let sum1 = 0;
	let sum2 = 0;
	let sum3 = 0;
	const whole = count - (count % 4);
	for (let i = 0; i < whole; i += 4) {
		sum0 += (x[a + i] as number) * (x[b + i] as number);
		sum1 += (x[a + i + 1] as number) * (x[b + i + 1] as number);
		sum2 += (x[a + i + 2] as number) * (x[b + i + 2] as number);
		sum3 += (x[a + i + 3] as number) * (x[b + i + 3] as number);
	}
	for (let i = whole; i < count; i++) sum0 += (x[a + i] as number) * (x[b + i] as number);
	return sum0 + sum1 + sum2 + sum3;
}
