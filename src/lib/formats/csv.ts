/** The f0 curve as CSV: a row each 10 ms, on the recording's own clock, unvoiced guesses negative. */

import { Fault } from '#lib/fault.ts';
import { FRAMES_PER_SECOND } from '#lib/units.ts';
import type { FormatContent } from './format.ts';
import { signedHz } from './signed-hz.ts';

const HEADER = 'time,f0,confidence';
/** Frames are 10 ms apart, so two decimals are exact. */
const TIME_DECIMALS = 2;
const HZ_DECIMALS = 3;
const CONFIDENCE_DECIMALS = 3;

/** Columns: seconds, Hz (negative = unvoiced guess, 0 = none; mir_eval's convention), confidence 0 to 1. */
export function writeCsv({ analysis }: FormatContent): Uint8Array {
	const curve = analysis?.curve;
	if (!analysis || !curve)
		throw new Fault('not-found', 'A CSV file holds an f0 curve, and there is none yet: add a recording first.');
	const rows = [HEADER];
	for (let i = 0; i < curve.length; i++) {
		const time = (i / FRAMES_PER_SECOND).toFixed(TIME_DECIMALS);
		const hz = signedHz(curve, i, analysis.threshold).toFixed(HZ_DECIMALS);
		rows.push(`${time},${hz},${curve.confidenceAt(i).toFixed(CONFIDENCE_DECIMALS)}`);
	}
	return new TextEncoder().encode(`${rows.join('\n')}\n`);
}
