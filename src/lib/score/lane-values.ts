/** Curves of lanes: samples of 10 ms as values in the lane's range. Pure. */

import { HOP_SECONDS, type Seconds } from '../units.ts';
import { add, type Edit } from './edit.ts';
import type { Curve, Lane, RecordId } from './records.ts';
import { ABSENT, findRuns } from './samples.ts';
import type { Score } from './score.ts';

/** Samples of a lane's curve are 1 to this; {@link ABSENT} is nothing. */
const SAMPLE_MAX = 32_767;

/** The value that a sample stands for. */
export const valueOfSample = (sample: number, { low, high }: Pick<Lane, 'low' | 'high'>): number =>
	low + ((sample - 1) / (SAMPLE_MAX - 1)) * (high - low);

/** The sample nearest to a value, the least or the greatest for what is out of range. */
export const sampleOfValue = (value: number, { low, high }: Pick<Lane, 'low' | 'high'>): number =>
	high === low
		? 1
		: Math.max(1, Math.min(SAMPLE_MAX, 1 + Math.round(((value - low) / (high - low)) * (SAMPLE_MAX - 1)))) + 0;

/** The curve of a lane; the first where there are several, null where nothing was drawn yet. */
export const curveOfLane = (score: Pick<Score, 'all'>, lane: RecordId): Curve | null =>
	score
		.all('curve')
		.filter((curve) => curve.lane === lane)
		.sort((a, b) => a.id - b.id)[0] ?? null;

/** Writes samples from `start` on into the curve of a lane, which is made where there is none yet. */
export function writeLane(
	score: Pick<Score, 'all' | 'nextId'>,
	lane: RecordId,
	start: number,
	values: Int16Array
): Edit[] {
	const known = curveOfLane(score, lane);
	if (known) return [{ kind: 'curve', id: known.id, start, values }];
	if (values.every((value) => value === ABSENT)) return [];
	const id = score.nextId();
	return [add('curve', id, { lane }), { kind: 'curve', id, start, values }];
}

/** The number of the sample nearest to a time. */
export const sampleIndexAt = (seconds: Seconds): number => Math.max(0, Math.round(seconds / HOP_SECONDS));

/** The edits that give a lane another range while its curve keeps its values, as far as they lie in it. */
export function changeRange(score: Pick<Score, 'all'>, lane: Lane, range: Pick<Lane, 'low' | 'high'>): Edit[] {
	if (range.low === lane.low && range.high === lane.high) return [];
	const curve = curveOfLane(score, lane.id);
	const runs = curve ? findRuns(curve.samples) : [];
	return [
		{ kind: 'set', id: lane.id, fields: { low: range.low, high: range.high } },
		...runs.map(({ start, values }): Edit => ({
			kind: 'curve',
			id: curve?.id ?? lane.id,
			start,
			values: values.map((sample) => (sample > ABSENT ? sampleOfValue(valueOfSample(sample, lane), range) : sample))
		}))
	];
}
