/** Keeps a mix below full scale without bending it: the gain falls before a peak comes, and rises slowly after it. Pure. */

import type { Hz, Samples, Seconds } from '../units.ts';

/** No sample is beyond. */
export const CEILING = 0.98;
const LOOK_AHEAD: Seconds = 0.005;
const RELEASE: Seconds = 0.12;

/** What is below the ceiling passes bit by bit, `delay` samples later. All channels get one gain. */
export class Limiter {
	readonly delay: Samples;
	readonly #line: readonly Float32Array[];
	/** Gain that each sample in the line needs. */
	readonly #needs: Float32Array;
	readonly #release: number;
	#at = 0;
	#gain = 1;

	constructor(channels: number, sampleRate: Hz) {
		this.delay = Math.round(LOOK_AHEAD * sampleRate);
		this.#line = Array.from({ length: channels }, () => new Float32Array(this.delay));
		this.#needs = new Float32Array(this.delay).fill(1);
		this.#release = 1 - Math.exp(-1 / (RELEASE * sampleRate));
	}

	/** Works in place: gives what came `delay` samples ago. */
	process(channels: readonly Float32Array[]): void {
		const count = channels[0]?.length ?? 0;
		for (let i = 0; i < count; i++) {
			let peak = 0;
			for (const channel of channels) peak = Math.max(peak, Math.abs(channel[i] ?? 0));
			const need = peak > CEILING ? CEILING / peak : 1;
			const due = this.#needs[this.#at] ?? 1;
			this.#needs[this.#at] = need;
			if (need < 1) this.#prepare(need);
			this.#gain = Math.min(due, this.#gain + (1 - this.#gain) * this.#release);
			for (const [channel, samples] of channels.entries()) {
				const line = this.#line[channel];
				if (!line) continue;
				const out = line[this.#at] ?? 0;
				line[this.#at] = samples[i] ?? 0;
				samples[i] = out * this.#gain;
			}
			this.#at = (this.#at + 1) % this.delay;
		}
	}

	/** Lets the gain come down in a straight line to a peak that has just entered the line. */
	#prepare(need: number): void {
		for (let back = 1; back < this.delay; back++) {
			const at = (this.#at - back + this.delay) % this.delay;
			const wanted = need + ((1 - need) * back) / this.delay;
			if ((this.#needs[at] ?? 1) <= wanted) return;
			this.#needs[at] = wanted;
		}
	}
}
