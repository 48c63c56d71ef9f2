/** Long columns of data as columns of pixels: the extremes of each, from a level that is coarse enough. Pure. */

import type { Curve } from '#lib/pitch/index.ts';
import type { Frames, Midi } from '../units.ts';
import type { WaveformPeaks } from './types.ts';

/** Buckets of one level in a bucket of the next. */
const LEVEL_FACTOR = 16;
const LEVELS_MAX = 4;

/** Peaks at rising coarseness; level 0 is what was given. */
export function computePeakLevels(peaks: WaveformPeaks): readonly WaveformPeaks[] {
	const levels = [peaks];
	for (let last = peaks; levels.length < LEVELS_MAX && last.min.length > LEVEL_FACTOR; levels.push(last))
		last = coarsen(last);
	return levels;
}

function coarsen({ secondsPerBucket, min, max }: WaveformPeaks): WaveformPeaks {
	const count = Math.ceil(min.length / LEVEL_FACTOR);
	const coarse = {
		secondsPerBucket: secondsPerBucket * LEVEL_FACTOR,
		min: new Float32Array(count),
		max: new Float32Array(count)
	};
	for (let i = 0; i < count; i++) {
		const end = Math.min(min.length, (i + 1) * LEVEL_FACTOR);
		let low = Infinity;
		let high = -Infinity;
		for (let j = i * LEVEL_FACTOR; j < end; j++) {
			low = Math.min(low, min[j] ?? 0);
			high = Math.max(high, max[j] ?? 0);
		}
		coarse.min[i] = low;
		coarse.max[i] = high;
	}
	return coarse;
}

/** The coarsest level with at least one bucket in each `secondsPerColumn`. */
export function pickLevel(levels: readonly WaveformPeaks[], secondsPerColumn: number): WaveformPeaks | null {
	let best = levels[0] ?? null;
	for (const level of levels) if (level.secondsPerBucket <= secondsPerColumn) best = level;
	return best;
}

/**
 * Extremes of `count` columns that begin at `start` seconds of the peaks, into `low` and `high`. A column without sound
 * gets 0 and 0. Allocates nothing.
 */
export function fillPeakColumns(
	peaks: WaveformPeaks,
	start: number,
	secondsPerColumn: number,
	low: Float32Array,
	high: Float32Array
): void {
	const { secondsPerBucket, min, max } = peaks;
	for (let column = 0; column < low.length; column++) {
		const time = start + column * secondsPerColumn;
		const from = Math.max(0, Math.floor(time / secondsPerBucket));
		const to = Math.min(min.length, Math.max(from + 1, Math.ceil((time + secondsPerColumn) / secondsPerBucket)));
		let least = time + secondsPerColumn > 0 && from < to ? Infinity : 0;
		let most = -least;
		if (least !== 0)
			for (let i = from; i < to; i++) {
				least = Math.min(least, min[i] ?? 0);
				most = Math.max(most, max[i] ?? 0);
			}
		low[column] = least;
		high[column] = most + 0;
	}
}

/** Frames of a curve that one entry of a {@link CurveSummary} stands for. */
export const SUMMARY_FRAMES: Frames = 32;
const CONFIDENCE_STEPS = 255;
const SILENT = 255;
const PITCHES = 128;
/** A row counts as sung in when at least this part of all voiced frames is there: a stray octave error is not. */
const ROW_SHARE_MIN = 0.004;

/** Blocks of a curve at one threshold: extremes of what is voiced in each, and the loudest. Grows with the curve. */
export class CurveSummary {
	#curve: Curve | null = null;
	#threshold = 0;
	#frames: Frames = 0;
	#revision = 0;
	#voicedFrames: Frames = 0;
	readonly #rows = new Uint32Array(PITCHES);
	/** Lowest and highest voiced step (half cents) of each block; 0 where none is voiced. */
	low = new Int16Array(0);
	high = new Int16Array(0);
	/** Mean confidence of what is voiced, 0 to 255. */
	confidence = new Uint8Array(0);
	/** Smallest stored loudness: half decibels below full scale. */
	loudest = new Uint8Array(0);

	/** Brings the summary up to the curve: O(new frames), or O(all) after a change of threshold. */
	follow(curve: Curve, threshold: number): void {
		if (curve !== this.#curve || threshold !== this.#threshold || curve.length < this.#frames) {
			this.#curve = curve;
			this.#threshold = threshold;
			this.#frames = 0;
			this.#revision = curve.revision;
			this.#voicedFrames = 0;
			this.#rows.fill(0);
		}
		this.#followRewrites(curve, threshold);
		if (curve.length === this.#frames) return;
		this.#reserve(Math.ceil(curve.length / SUMMARY_FRAMES));
		const { pitch, confidence, loudness } = curve;
		const least = threshold * CONFIDENCE_STEPS;
		this.#countRows(pitch, confidence, least);
		for (let block = Math.floor(this.#frames / SUMMARY_FRAMES); block * SUMMARY_FRAMES < pitch.length; block++)
			this.#sum(block, pitch, confidence, loudness, least);
		this.#frames = pitch.length;
	}

	/** Sums up anew what was drawn over. The rows stay those that were heard. */
	#followRewrites(curve: Curve, threshold: number): void {
		const changes = curve.changesSince(this.#revision);
		this.#revision = curve.revision;
		if (!changes) return;
		const { pitch, confidence, loudness } = curve;
		const to = Math.min(changes.to, this.#frames);
		for (let block = Math.floor(changes.from / SUMMARY_FRAMES); block * SUMMARY_FRAMES < to; block++)
			this.#sum(block, pitch, confidence, loudness, threshold * CONFIDENCE_STEPS);
	}

	/** The rows that are really sung in; null while nothing is. */
	computePitchRange(): { low: Midi; high: Midi } | null {
		const least = Math.max(1, this.#voicedFrames * ROW_SHARE_MIN);
		const low = this.#rows.findIndex((count) => count >= least);
		return low < 0 ? null : { low, high: this.#rows.findLastIndex((count) => count >= least) };
	}

	#countRows(pitch: Int16Array, confidence: Uint8Array, least: number): void {
		for (let i = this.#frames; i < pitch.length; i++) {
			const step = pitch[i] ?? 0;
			if (step === 0 || (confidence[i] ?? 0) < least) continue;
			const row = Math.min(PITCHES - 1, Math.round(Math.abs(step) / STEPS_PER_SEMITONE));
			this.#rows[row] = (this.#rows[row] ?? 0) + 1;
			this.#voicedFrames++;
		}
	}

	#sum(block: number, pitch: Int16Array, confidence: Uint8Array, loudness: Uint8Array, least: number): void {
		let low = 32_767;
		let high = 0;
		let sum = 0;
		let voiced = 0;
		let loudest = SILENT;
		const end = Math.min(pitch.length, (block + 1) * SUMMARY_FRAMES);
		for (let i = block * SUMMARY_FRAMES; i < end; i++) {
			loudest = Math.min(loudest, loudness[i] ?? SILENT);
			const step = Math.abs(pitch[i] ?? 0);
			const sure = confidence[i] ?? 0;
			if (step === 0 || sure < least) continue;
			low = Math.min(low, step);
			high = Math.max(high, step);
			sum += sure;
			voiced++;
		}
		this.low[block] = voiced ? low : 0;
		this.high[block] = high;
		this.confidence[block] = voiced ? sum / voiced : 0;
		this.loudest[block] = loudest;
	}

	#reserve(blocks: number): void {
		if (blocks <= this.low.length) return;
		const capacity = Math.max(256, blocks, this.low.length * 2);
		const grow = <T extends Int16Array | Uint8Array>(into: T, from: T): T => (into.set(from), into);
		this.low = grow(new Int16Array(capacity), this.low);
		this.high = grow(new Int16Array(capacity), this.high);
		this.confidence = grow(new Uint8Array(capacity), this.confidence);
		this.loudest = grow(new Uint8Array(capacity), this.loudest);
	}
}

/** Stored steps of a curve's pitch: half cents. */
export const STEPS_PER_SEMITONE = 200;
