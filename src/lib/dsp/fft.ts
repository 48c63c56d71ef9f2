/** The discrete Fourier transform of real samples, by a radix-2 transform of half the length. */

import { assert } from '../fault.ts';
import type { Samples } from '../units.ts';

/** Transforms of one size; the tables and the workspace are made once, a transform allocates nothing. */
export interface RealFft {
	readonly size: Samples;
	/** Bin k of `size / 2 + 1` goes to `re[k]` and `im[k]`, unscaled. `samples` has at least `size` values and is not changed. */
	transform(samples: Float32Array | Float64Array, re: Float64Array, im: Float64Array): void;
}

/** `size` is a power of two from 4 on. */
export function createRealFft(size: Samples): RealFft {
	assert(size >= 4 && Number.isInteger(Math.log2(size)), `A transform of ${size} samples is no power of two.`);
	const half = size / 2;
	const order = computeBitReversal(half);
	const turns = computeTurns(size);
	const zRe = new Float64Array(half);
	const zIm = new Float64Array(half);
	return {
		size,
		transform(samples, re, im) {
			for (let i = 0; i < half; i++) {
				const from = 2 * (order[i] ?? 0);
				zRe[i] = samples[from] ?? 0;
				zIm[i] = samples[from + 1] ?? 0;
			}
			runButterflies(zRe, zIm, turns);
			untangle({ zRe, zIm, turns, re, im });
		}
	};
}

/** Cosines and negative sines of k / size turns, for k below size / 2. */
interface Turns {
	readonly cosine: Float64Array;
	readonly sine: Float64Array;
}

function computeTurns(size: Samples): Turns {
	const turn = (k: number): number => (2 * Math.PI * k) / size;
	return {
		cosine: Float64Array.from({ length: size / 2 }, (_, k) => Math.cos(turn(k))),
		sine: Float64Array.from({ length: size / 2 }, (_, k) => -Math.sin(turn(k)))
	};
}

function computeBitReversal(count: number): Uint32Array {
	const order = new Uint32Array(count);
	const bits = Math.log2(count);
	for (let i = 0; i < count; i++) order[i] = ((order[i >> 1] ?? 0) >> 1) | ((i & 1) << (bits - 1));
	return order;
}

/** The complex transform in place, of values in bit-reversed order. The turns are of twice its length. */
function runButterflies(re: Float64Array, im: Float64Array, { cosine, sine }: Turns): void {
	const count = re.length;
	for (let span = 1; span < count; span *= 2) {
		const stride = count / span;
		for (let k = 0; k < span; k++) {
			const c = cosine[k * stride] ?? 0;
			const s = sine[k * stride] ?? 0;
			for (let i = k; i < count; i += 2 * span) {
				const j = i + span;
				const aRe = re[i] ?? 0;
				const aIm = im[i] ?? 0;
				const bRe = re[j] ?? 0;
				const bIm = im[j] ?? 0;
				const tRe = bRe * c - bIm * s;
				const tIm = bRe * s + bIm * c;
				re[i] = aRe + tRe;
				im[i] = aIm + tIm;
				re[j] = aRe - tRe;
				im[j] = aIm - tIm;
			}
		}
	}
}

interface Tangled {
	/** The transform of even samples plus i times odd ones. */
	readonly zRe: Float64Array;
	readonly zIm: Float64Array;
	readonly turns: Turns;
	readonly re: Float64Array;
	readonly im: Float64Array;
}

/** Parts the transforms of the even and odd samples by their symmetry and joins them (Numerical Recipes, 12.3). */
function untangle({ zRe, zIm, turns, re, im }: Tangled): void {
	const half = zRe.length;
	re[0] = (zRe[0] ?? 0) + (zIm[0] ?? 0);
	im[0] = 0;
	re[half] = (zRe[0] ?? 0) - (zIm[0] ?? 0);
	im[half] = 0;
	for (let k = 1; k < half; k++) {
		const aRe = zRe[k] ?? 0;
		const aIm = zIm[k] ?? 0;
		const bRe = zRe[half - k] ?? 0;
		const bIm = -(zIm[half - k] ?? 0);
		const oddRe = (aIm - bIm) / 2;
		const oddIm = (bRe - aRe) / 2;
		const c = turns.cosine[k] ?? 0;
		const s = turns.sine[k] ?? 0;
		re[k] = (aRe + bRe) / 2 + oddRe * c - oddIm * s;
		im[k] = (aIm + bIm) / 2 + oddRe * s + oddIm * c;
	}
}
