/** The clicks of a metronome: which times they have, and their sound. Runs in the worklet, and in the tests. Pure. */

import type { Hz, Samples, Seconds } from '../units.ts';

/** 2 = the first beat of a bar, 1 = the first of a group of three in compound meters, 0 = any other. */
export type ClickWeight = 0 | 1 | 2;

/** Columns of equal length, in order. */
export interface ClickTable {
	readonly time: Float64Array<ArrayBuffer>;
	readonly weight: Uint8Array<ArrayBuffer>;
}

export const NO_CLICKS: ClickTable = { time: new Float64Array(0), weight: new Uint8Array(0) };

/** Pitch and level by weight: the bar is higher and louder. */
const CLICK_HZ: readonly Hz[] = [1100, 1320, 1760];
const LEVELS: readonly number[] = [0.34, 0.42, 0.55];
const ATTACK: Seconds = 0.001;
/** Time constant; after eight of them a click has ended. */
const DECAY: Seconds = 0.012;
const LENGTH: Seconds = 8 * DECAY;
/** Clicks that may overlap. */
const SLOTS = 4;

interface Slot {
	/** Samples since it began, or Infinity. */
	age: Samples;
	weight: number;
}

/** Allocates only when made. */
export class ClickTrack {
	readonly #rate: Hz;
	readonly #slots: readonly Slot[] = Array.from({ length: SLOTS }, () => ({ age: Infinity, weight: 0 }));
	#table = NO_CLICKS;
	#next = 0;
	#turn = 0;

	constructor(sampleRate: Hz) {
		this.#rate = sampleRate;
	}

	/** Score time of the next click. */
	get next(): Seconds {
		return this.#table.time[this.#next] ?? Infinity;
	}

	setTable(table: ClickTable, position: Seconds): void {
		this.#table = table;
		this.seek(position);
	}

	/** The first click at `position` or after it is next; one that rounding puts a moment before counts. */
	seek(position: Seconds): void {
		const { time } = this.#table;
		const from = position - 0.5 / this.#rate;
		let low = 0;
		let high = time.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((time[middle] ?? 0) < from) low = middle + 1;
			else high = middle;
		}
		this.#next = low;
	}

	/** Begins all clicks up to score time `now`. */
	advance(now: Seconds): void {
		for (; this.next <= now; this.#next++) this.strike(this.#table.weight[this.#next] ?? 0);
	}

	strike(weight: number): void {
		const slot = this.#slots[this.#turn++ % SLOTS];
		if (!slot) return;
		slot.age = 0;
		slot.weight = weight;
	}

	/** Adds samples [from, to). */
	render(out: Float32Array, from: Samples, to: Samples): void {
		for (const slot of this.#slots) {
			if (slot.age === Infinity) continue;
			const turn = (2 * Math.PI * (CLICK_HZ[slot.weight] ?? 0)) / this.#rate;
			const level = LEVELS[slot.weight] ?? 0;
			for (let i = from; i < to; i++, slot.age++) {
				const seconds = slot.age / this.#rate;
				const envelope = Math.min(1, seconds / ATTACK) * Math.exp(-seconds / DECAY);
				// a little of the octave makes it wood rather than a test tone
				const wave = Math.sin(turn * slot.age) + 0.35 * Math.sin(2.01 * turn * slot.age);
				out[i] = (out[i] ?? 0) + level * envelope * wave;
			}
			if (slot.age > LENGTH * this.#rate) slot.age = Infinity;
		}
	}
}
