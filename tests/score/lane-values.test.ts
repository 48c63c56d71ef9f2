/** Curves of lanes: samples are values of the lane's range, and another range keeps the values. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	add,
	changeRange,
	curveOfLane,
	makeId,
	readSamples,
	sampleOfValue,
	Score,
	valueOfSample,
	writeLane,
	type Lane
} from '#lib/score/index.ts';

const LANE = makeId(1, 1);
function scoreOf(low: number, high: number): { score: Score; lane: () => Lane } {
	const score = new Score();
	score.useSlot(2, 1);
	score.transact('remote', [add('lane', LANE, { name: 'Breath', shape: 'curve', low, high })]);
	const lane = (): Lane => {
		const record = score.get(LANE);
		if (record?.kind !== 'lane') throw new Error('The lane has gone.');
		return record;
	};
	return { score, lane };
}

test('a sample is the value nearest to it, at both ends exactly', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: -1000, max: 1000 }),
			fc.integer({ min: 1, max: 5000 }),
			fc.double({ min: 0, max: 1, noNaN: true }),
			(low, span, share) => {
				const range = { low, high: low + span };
				const value = low + share * span;
				expect(Math.abs(valueOfSample(sampleOfValue(value, range), range) - value)).toBeLessThanOrEqual(span / 65_000);
				expect(sampleOfValue(low - 1, range)).toBe(1);
				expect(sampleOfValue(low + span + 1, range)).toBe(32_767);
			}
		)
	);
});

test('the first stroke makes the curve, further ones write into it, and erasing nothing makes none', () => {
	const { score } = scoreOf(0, 1);
	expect(writeLane(score, LANE, 5, new Int16Array(3))).toEqual([]);
	score.transact('local', writeLane(score, LANE, 5, Int16Array.of(10, 20, 30)));
	score.transact('local', writeLane(score, LANE, 6, Int16Array.of(99)));
	const curve = curveOfLane(score, LANE);
	expect(score.all('curve')).toHaveLength(1);
	expect([...readSamples(curve?.samples ?? [], 4, 9)]).toEqual([0, 10, 99, 30, 0]);
});

test('another range keeps the values that lie in it', () => {
	const { score, lane } = scoreOf(0, 100);
	const values = [0, 25, 50, 100];
	const samples = Int16Array.from(values, (value) => sampleOfValue(value, lane()));
	score.transact('local', writeLane(score, LANE, 0, samples));
	const { inverse } = score.transact('local', changeRange(score, lane(), { low: 0, high: 50 }));
	const now = [...readSamples(curveOfLane(score, LANE)?.samples ?? [], 0, 4)].map((sample) =>
		valueOfSample(sample, lane())
	);
	for (const [i, value] of [0, 25, 50, 50].entries()) expect(now[i]).toBeCloseTo(value, 1);
	score.transact('undo', inverse);
	expect(lane().high).toBe(100);
	expect(readSamples(curveOfLane(score, LANE)?.samples ?? [], 0, 4)).toEqual(samples);
});
