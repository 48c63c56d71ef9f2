/** One frame of a curve as files say it. */

import type { Curve } from '#lib/pitch/index.ts';
import type { Frames, Hz } from '#lib/units.ts';

/** Frequency of frame i: positive where voiced at `threshold`, the negative of the guess where not, 0 where there is none. */
export function signedHz(curve: Curve, i: Frames, threshold: number): Hz {
	const guess = Math.abs(curve.hzAt(i));
	return guess === 0 || curve.isVoiced(i, threshold) ? guess : -guess;
}
