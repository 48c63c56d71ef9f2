/** Which values the axis of a lane can show, shows at first, and would show to fit what is there. */

import { LOUDNESS_AXIS, VELOCITY_AXIS, type LaneAxis } from '#lib/roll/index.ts';
import type { Curve } from '#lib/pitch/index.ts';
import { curveOfLane, findRuns, valueOfSample, type Note, type Score } from '#lib/score/index.ts';
import type { LaneOnPage } from './lane-on-page.ts';

/** Softer than that nothing is stored. */
const LOUDNESS_WHOLE: LaneAxis = { low: -120, high: 0, scale: 'linear' };
/** Frames of a curve that are louder than silence. */
const SILENT_STEPS = 200;

type Lane = Pick<LaneOnPage, 'kind' | 'record'>;

/** All that a lane can show. */
export function computeWholeAxis({ kind, record }: Lane): LaneAxis {
	if (kind === 'velocity') return VELOCITY_AXIS;
	if (kind === 'loudness') return LOUDNESS_WHOLE;
	const { low, high } = record ?? { low: 0, high: 1 };
	return { low, high: high > low ? high : low + 1, scale: 'linear' };
}

/** What it shows until somebody chooses otherwise. */
export const firstAxis = (lane: Lane): LaneAxis => (lane.kind === 'loudness' ? LOUDNESS_AXIS : computeWholeAxis(lane));

/** The least and the greatest value that a lane holds; null where it holds none. O(all of them). */
export function findExtremes(
	{ kind, record }: Lane,
	{ notes, score }: { readonly notes: readonly Note[]; readonly score: Pick<Score, 'all'> },
	curve: Curve | null
): { readonly low: number; readonly high: number } | null {
	let low = Infinity;
	let high = -Infinity;
	const take = (value: number): void => {
		low = Math.min(low, value);
		high = Math.max(high, value);
	};
	if (kind === 'velocity') for (const { velocity } of notes) take(velocity);
	if (kind === 'loudness') for (const steps of curve?.loudness ?? []) if (steps < SILENT_STEPS) take(-steps / 2);
	if (record)
		for (const { values } of findRuns(curveOfLane(score, record.id)?.samples ?? []))
			for (const sample of values) if (sample > 0) take(valueOfSample(sample, record));
	return low <= high ? { low, high } : null;
}
