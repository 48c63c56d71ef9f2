/**
 * The periods at which sound repeats, each with how likely it is the pitch: YIN (de Cheveigné and Kawahara, JASA 111(4),
 * 2002) with the distribution of thresholds of pYIN (Mauch and Dixon, ICASSP 2014) instead of one threshold.
 */

import { TRACKER_RATE, type Hz, type Samples } from '../../units.ts';

/** Samples that are compared with those a period later: 40 ms. */
export const COMPARED: Samples = 640;
/** Periods that are looked at: 2,000 Hz to 40 Hz. */
export const LAG_MIN: Samples = TRACKER_RATE / 2000;
export const LAG_MAX: Samples = TRACKER_RATE / 40;
/** Thresholds are spread as Beta(2, 18), with the mean 0.1 (pYIN, section 2.1). */
const BETA = 18;
/** What the best period keeps of the thresholds that none reaches (pYIN: p_a). */
const LEFT_OVER = 0.01;

export interface Candidate {
	readonly hz: Hz;
	/** Of all thresholds, the share by which YIN would choose it. */
	readonly likelihood: number;
	/** The normalised difference there: 0 repeats exactly, 1 not at all. */
	readonly aperiodicity: number;
}

/** Finds candidates in one stretch of 16 kHz samples. Making it costs O(samples), each frame 260,000 multiplications. */
export class CandidateFinder {
	readonly #samples: Float32Array;
	/** Sum of squares of all samples before i. */
	readonly #energy: Float64Array;
	readonly #difference = new Float64Array(LAG_MAX + 2);
	readonly #normalised = new Float64Array(LAG_MAX + 2);

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

	/** The candidates around a sample, shortest period first; none where there is silence or the samples do not reach. */
	find(centre: Samples): Candidate[] {
		if (!this.#compare(centre)) return [];
		const found: Candidate[] = [];
		let least = 1;
		let best: { lag: Samples; value: number } | null = null;
		for (let lag = LAG_MIN; lag <= LAG_MAX; lag++) {
			const here = this.#normalised[lag] as number;
			if (here > (this.#normalised[lag - 1] as number) || here >= (this.#normalised[lag + 1] as number)) continue;
			if (!best || here < best.value) best = { lag, value: here };
			if (here >= least) continue;
			found.push(this.#candidate(lag, reached(here) - reached(least)));
			least = here;
		}
		if (!best) return [];
		const left = LEFT_OVER * (1 - reached(best.value));
		return found.map((candidate, i) =>
			i === found.length - 1 ? { ...candidate, likelihood: candidate.likelihood + left } : candidate
		);
	}

	/** Fills both difference functions; false where there is nothing to compare. */
	#compare(centre: Samples): boolean {
		const samples = this.#samples;
		const energy = this.#energy;
		const half = (COMPARED + LAG_MAX + 2) >> 1;
		if (centre - half < 0 || centre + half >= samples.length) return false;
		let sum = 0;
		this.#normalised[0] = 1;
		for (let lag = 1; lag <= LAG_MAX + 1; lag++) {
			// both stretches lie evenly around the frame, or a glide would be heard late
			const from = centre - ((COMPARED + lag) >> 1);
			let product = 0;
			for (let j = from; j < from + COMPARED; j++) product += (samples[j] as number) * (samples[j + lag] as number);
			const power =
				(energy[from + COMPARED] as number) -
				(energy[from] as number) +
				(energy[from + lag + COMPARED] as number) -
				(energy[from + lag] as number);
			const difference = Math.max(0, power - 2 * product);
			sum += difference;
			this.#difference[lag] = difference;
			this.#normalised[lag] = sum > 0 ? (difference * lag) / sum : 1;
		}
		return sum > 0;
	}

	/** A minimum between samples, by the parabola through its three lowest points. */
	#candidate(lag: Samples, likelihood: number): Candidate {
		const left = this.#difference[lag - 1] as number;
		const middle = this.#difference[lag] as number;
		const right = this.#difference[lag + 1] as number;
		const bend = left - 2 * middle + right;
		const offset = bend > 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (left - right)) / bend)) : 0;
		return { hz: TRACKER_RATE / (lag + offset), likelihood, aperiodicity: this.#normalised[lag] as number };
	}
}

/** The share of thresholds above `value`. */
const reached = (value: number): number => (1 - value) ** BETA * (1 + BETA * value);
