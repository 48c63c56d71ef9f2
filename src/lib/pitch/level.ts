/** How loud each frame is, and how loud the voice has lately been: what tells a voice from what is behind it. */

import { HOP_SAMPLES, type Decibels, type Frames, type Samples } from '../units.ts';

/** Half the window of a frame's level: 32 ms in all. */
const HALF_WINDOW: Samples = 256;
const FLOOR: Decibels = -120;

/** Level of the frame centred at sample `centre`: RMS of 32 ms, in dB. */
export function frameLevel(samples: Float32Array, centre: Samples): Decibels {
	const from = Math.max(0, centre - HALF_WINDOW);
	const to = Math.min(samples.length, centre + HALF_WINDOW);
	let sum = 0;
	for (let i = from; i < to; i++) {
		const x = samples[i] as number;
		sum += x * x;
	}
	return sum > 0 ? Math.max(FLOOR, 10 * Math.log10(sum / (to - from))) : FLOOR;
}

/** Levels of `count` frames of a window whose first frame is centred at `first`. */
export function frameLevels(samples: Float32Array, first: Samples, count: Frames): Float32Array {
	const levels = new Float32Array(count);
	for (let i = 0; i < count; i++) levels[i] = frameLevel(samples, first + i * HOP_SAMPLES);
	return levels;
}

/** The network sees each frame at the same level; what is this far below the voice is something behind it (MODELS). */
const GATE_BELOW: Decibels = 35;
/** The gate opens over this range rather than at a point, so that a fade is not cut at one frame. */
const GATE_RANGE: Decibels = 6;
const PERCENTILE = 0.95;
/** The past counts half after this many frames. */
const HALF_LIFE: Frames = 1000;
const DECAY = 0.5 ** (1 / HALF_LIFE);
/** Nothing quieter is a voice, however quiet the rest. */
const ABSOLUTE_FLOOR: Decibels = -80;

/** Follows the level of the loudest twentieth of the last ten seconds or so, frame by frame. */
export class LevelGate {
	readonly #counts = new Float64Array(-FLOOR + 1);
	#total = 0;

	/** Takes the next frame's level and answers how open the gate is for it, 0 to 1. */
	push(level: Decibels): number {
		const bin = Math.min(-FLOOR, Math.max(0, Math.round(-level)));
		for (let i = 0; i < this.#counts.length; i++) this.#counts[i] = (this.#counts[i] as number) * DECAY;
		this.#counts[bin] = (this.#counts[bin] as number) + 1;
		this.#total = this.#total * DECAY + 1;
		if (level < ABSOLUTE_FLOOR) return 0;
		const opening = this.#reference() - GATE_BELOW;
		return Math.min(1, Math.max(0, (level - (opening - GATE_RANGE)) / GATE_RANGE));
	}

	#reference(): Decibels {
		let above = 0;
		for (let bin = 0; bin < this.#counts.length; bin++) {
			above += this.#counts[bin] as number;
			if (above >= (1 - PERCENTILE) * this.#total) return -bin;
		}
		return FLOOR;
	}
}
