/** Values over time as CSV: the f0 curve on the recording's own clock, unvoiced guesses negative; or a lane. */

import { Fault } from '#lib/fault.ts';
import type { Lane, Score } from '#lib/score/index.ts';
import { FRAMES_PER_SECOND } from '#lib/units.ts';
import type { FormatContent } from './format.ts';
import { signedHz } from './signed-hz.ts';
import { writeText } from './text.ts';
import { findDrawn, inOneLine, valuesOf } from './written-lanes.ts';

const HEADER = 'time,f0,confidence';
/** Frames are 10 ms apart, so two decimals are exact. */
const TIME_DECIMALS = 2;
const HZ_DECIMALS = 3;
const CONFIDENCE_DECIMALS = 3;

/** Six digits are as fine as a lane is. */
const VALUE_DIGITS = 7;

/**
 * Columns: seconds, Hz (negative = unvoiced guess, 0 = none; mir_eval's convention), confidence 0 to 1. Of the lane that
 * is wanted, or where nothing was heard of the first: seconds and the value, a row where there is one.
 */
export function writeCsv(content: FormatContent): Uint8Array {
	const { analysis } = content;
	const lane = analysis?.curve && content.lane === undefined ? null : findDrawn(content);
	if (lane) return writeText(`${[`time,${nameColumn(lane)}`, ...writeValues(content.score, lane, ',')].join('\n')}\n`);
	const curve = analysis?.curve;
	if (!analysis || !curve)
		throw new Fault('not-found', 'A CSV file holds an f0 curve, and there is none yet: add a recording first.');
	const rows = [HEADER];
	for (let i = 0; i < curve.length; i++) {
		const time = (i / FRAMES_PER_SECOND).toFixed(TIME_DECIMALS);
		const hz = signedHz(curve, i, analysis.threshold).toFixed(HZ_DECIMALS);
		rows.push(`${time},${hz},${curve.confidenceAt(i).toFixed(CONFIDENCE_DECIMALS)}`);
	}
	return writeText(`${rows.join('\n')}\n`);
}

/** A pitch is called what others call one. */
const nameColumn = ({ name, unit }: Lane): string =>
	unit === 'Hz' ? 'f0' : inOneLine(name.replace(/[,;"#]/g, ' ')) || 'value';

/** A row for each value of a lane. */
export const writeValues = (score: Score, lane: Lane, delimiter: string): string[] =>
	[...valuesOf(score, lane)].map(
		({ at, value }) => `${at.toFixed(TIME_DECIMALS)}${delimiter}${Number(value.toPrecision(VALUE_DIGITS))}`
	);
