/** The low-pass kernel under the resampler: a sinc under a Kaiser window, as a function of continuous time. */

import type { Decibels } from '../units.ts';

export interface KaiserLowPass {
	/** Zero beyond this many input samples on either side. */
	readonly halfWidth: number;
	/** Value at `distance` input samples from the centre, |distance| <= halfWidth. */
	at(distance: number): number;
}

export interface LowPassDesign {
	/** Last frequency that passes unchanged, in cycles per input sample. */
	readonly passEdge: number;
	/** First frequency that is stopped, in cycles per input sample. */
	readonly stopEdge: number;
	/** Attenuation beyond the stop edge. */
	readonly stopBand: Decibels;
}

/** Kaiser's formulas for length and shape: Oppenheim and Schafer, Discrete-Time Signal Processing, 7.5.3. */
export function designLowPass({ passEdge, stopEdge, stopBand }: LowPassDesign): KaiserLowPass {
	const transition = 2 * Math.PI * (stopEdge - passEdge);
	const halfWidth = (stopBand - 8) / (2.285 * transition) / 2;
	const beta = 0.1102 * (stopBand - 8.7);
	const cutOff = passEdge + stopEdge;
	const scale = 1 / besselI0(beta);
	return {
		halfWidth,
		at(distance) {
			const x = distance / halfWidth;
			if (x <= -1 || x >= 1) return 0;
			return cutOff * sinc(cutOff * distance) * scale * besselI0(beta * Math.sqrt(1 - x * x));
		}
	};
}

function sinc(x: number): number {
	if (Math.abs(x) < 1e-9) return 1;
	return Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Modified Bessel function of the first kind and order 0, by its power series, to full double precision. */
function besselI0(x: number): number {
	const quarter = (x * x) / 4;
	let term = 1;
	let sum = 1;
	for (let k = 1; term > sum * 1e-17; k++) {
		term *= quarter / (k * k);
		sum += term;
	}
	return sum;
}
