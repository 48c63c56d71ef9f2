/** Where several analyses of one recording do not say the same: frame by frame, and in blocks for a view from afar. */

import { ABSENT, NO_SAMPLES, findChanges, sampleAt, type CurveSamples } from '../score/samples.ts';
import { FRAMES_PER_SECOND, type Cents, type Frames } from '../units.ts';
import type { Curve, FrameRange } from './curve.ts';

/** Analyses that are compared at once. */
export const ANALYSES_MAX = 4;
/** Pitches this near each other are the same. In cents. */
const AGREE_CENTS: Cents = 50;
/** What counts as the worst. */
const OCTAVE: Cents = 1200;
const CENTS_PER_STEP = 0.5;
/** One hears a voice where another hears none. Above it up to 255, they hear different pitches. */
export const DIFFERENT_VOICING = 96;
/** Frames of a block. */
export const BLOCK_FRAMES: Frames = 32;
/** Agreement shorter than this does not end a stretch of disagreement. */
const GAP_MAX: Frames = FRAMES_PER_SECOND / 20;

/** Compares curves as they grow. What a person drew is decided, and no more in dispute. */
export class Disagreement {
	#curves: readonly Curve[] = [];
	#threshold = 0;
	#drawn: CurveSamples = NO_SAMPLES;
	#length: Frames = 0;
	#levels = new Uint8Array(0);
	#blocks = new Uint8Array(0);

	/** Frames that have been compared: those that all have. */
	get length(): Frames {
		return this.#length;
	}

	/** O(new frames and samples); O(all) when other curves are compared or the threshold is another. */
	follow(curves: readonly Curve[], threshold: number, drawn: CurveSamples = NO_SAMPLES): void {
		const isSame = curves.length === this.#curves.length && curves.every((curve, i) => curve === this.#curves[i]);
		if (!isSame || threshold !== this.#threshold) this.#length = 0;
		this.#curves = curves;
		this.#threshold = threshold;
		const to = curves.length < 2 ? 0 : Math.min(...curves.map((curve) => curve.length));
		this.#reserve(to);
		const changes = drawn === this.#drawn ? [] : findChanges(this.#drawn, drawn);
		this.#drawn = drawn;
		for (const { start, values } of changes) this.#compare(start, Math.min(this.#length, start + values.length));
		const from = this.#length;
		this.#length = to;
		this.#compare(from, to);
	}

	/** How far apart they are at a frame: 0 agree, {@link DIFFERENT_VOICING}, above it more the further their pitches are. */
	levelAt(frame: Frames): number {
		return frame < this.#length ? (this.#levels[frame] ?? 0) : 0;
	}

	/** The most in the block that a frame lies in. */
	levelOfBlock(frame: Frames): number {
		return frame < this.#length ? (this.#blocks[Math.floor(frame / BLOCK_FRAMES)] ?? 0) : 0;
	}

	/** The stretch of disagreement at a frame, or nearest to it within `reach` frames; null where they agree. */
	findSpan(frame: Frames, reach: Frames = 0): FrameRange | null {
		for (let by = 0; by <= reach; by++)
			for (const at of by === 0 ? [frame] : [frame - by, frame + by]) {
				if (at < 0 || this.levelAt(at) === 0) continue;
				return { from: this.#edge(at, -1), to: this.#edge(at, 1) + 1 };
			}
		return null;
	}

	#edge(from: Frames, step: 1 | -1): Frames {
		let last = from;
		for (let at = from + step; at >= 0 && at < this.#length && Math.abs(at - last) <= GAP_MAX; at += step)
			if (this.levelAt(at) > 0) last = at;
		return last;
	}

	#compare(from: Frames, to: Frames): void {
		if (to <= from) return;
		for (let i = from; i < to; i++) this.#levels[i] = sampleAt(this.#drawn, i) === ABSENT ? this.#levelOf(i) : 0;
		const last = Math.ceil(to / BLOCK_FRAMES);
		for (let block = Math.floor(from / BLOCK_FRAMES); block < last; block++) {
			let most = 0;
			const end = Math.min(this.#length, (block + 1) * BLOCK_FRAMES);
			for (let i = block * BLOCK_FRAMES; i < end; i++) most = Math.max(most, this.#levels[i] ?? 0);
			this.#blocks[block] = most;
		}
	}

	#levelOf(frame: Frames): number {
		let low = Infinity;
		let high = 0;
		let voiced = 0;
		for (const curve of this.#curves) {
			if (!curve.isVoiced(frame, this.#threshold)) continue;
			const step = Math.abs(curve.stepAt(frame));
			voiced++;
			low = Math.min(low, step);
			high = Math.max(high, step);
		}
		const cents = voiced > 1 ? (high - low) * CENTS_PER_STEP : 0;
		if (cents > AGREE_CENTS)
			return DIFFERENT_VOICING + 32 + Math.round((Math.min(1, cents / OCTAVE) * (255 - DIFFERENT_VOICING - 32)) | 0);
		return voiced > 0 && voiced < this.#curves.length ? DIFFERENT_VOICING : 0;
	}

	#reserve(frames: Frames): void {
		if (frames <= this.#levels.length) return;
		const capacity = Math.max(1024, frames, this.#levels.length * 2);
		const levels = new Uint8Array(capacity);
		levels.set(this.#levels);
		const blocks = new Uint8Array(Math.ceil(capacity / BLOCK_FRAMES));
		blocks.set(this.#blocks);
		this.#levels = levels;
		this.#blocks = blocks;
	}
}
