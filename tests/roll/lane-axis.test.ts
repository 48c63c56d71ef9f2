/** The axes of lanes and where lanes stand: what holds for any range and any height. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	computeLaneTicks,
	countDecimals,
	fitAxis,
	scrollAxis,
	toLaneValue,
	toLaneY,
	zoomAxis
} from '#lib/roll/lanes/axis.ts';
import { LANE_HEIGHT_MIN, LOUDNESS_AXIS, VELOCITY_AXIS, type LaneAxis, type RollLane } from '#lib/roll/lanes/lane.ts';
import { computeLayout } from '#lib/roll/layout.ts';

const anyAxis: fc.Arbitrary<LaneAxis> = fc
	.tuple(fc.double({ min: 0.01, max: 1000, noNaN: true }), fc.double({ min: 1, max: 1000, noNaN: true }), fc.boolean())
	.map(([low, span, isLog]) => ({ low, high: low + span, scale: isLog ? 'log' : 'linear' }));
const anyHeight = fc.integer({ min: LANE_HEIGHT_MIN, max: 400 });
const lane = (key: string, height: number): RollLane => ({
	key,
	kind: 'velocity',
	record: null,
	height,
	axis: VELOCITY_AXIS
});

test('a value stands where it is read, and more stands higher', () => {
	fc.assert(
		fc.property(anyAxis, anyHeight, fc.double({ min: 0, max: 1, noNaN: true }), (axis, height, share) => {
			const value = axis.low + share * (axis.high - axis.low);
			const y = toLaneY(axis, height, value);
			expect(toLaneValue(axis, height, y)).toBeCloseTo(value, 6);
			expect(y).toBeGreaterThanOrEqual(toLaneY(axis, height, axis.high) - 1e-9);
			expect(y).toBeLessThanOrEqual(toLaneY(axis, height, axis.low) + 1e-9);
		})
	);
});

test('labels are round, in the axis, and no closer than they can be read', () => {
	expect(computeLaneTicks(LOUDNESS_AXIS, 76)).toEqual([-60, -40, -20, 0]);
	expect(computeLaneTicks(VELOCITY_AXIS, 76)).toEqual([50, 100]);
	expect(computeLaneTicks({ low: 10, high: 1000, scale: 'log' }, 76)).toEqual([10, 100, 1000]);
	expect(countDecimals({ low: 0, high: 0.4, scale: 'linear' }, 76)).toBe(1);
	fc.assert(
		fc.property(anyAxis, anyHeight, (axis, height) => {
			const places = computeLaneTicks(axis, height).map((value) => toLaneY(axis, height, value));
			for (const [i, y] of places.entries())
				if (i > 0) expect((places[i - 1] ?? 0) - y).toBeGreaterThan(axis.scale === 'log' ? 4 : 15);
		})
	);
});

test('zooming keeps the value under the pointer, and never leaves the whole', () => {
	fc.assert(
		fc.property(
			anyAxis,
			fc.double({ min: 0.2, max: 8, noNaN: true }),
			fc.double({ min: 0, max: 1, noNaN: true }),
			(whole, factor, share) => {
				const zoomed = zoomAxis(whole, whole, factor, share);
				expect(zoomed.low).toBeGreaterThanOrEqual(whole.low * (1 - 1e-9));
				expect(zoomed.high).toBeLessThanOrEqual(whole.high * (1 + 1e-9));
				const [y, height] = [8 + (1 - share) * 184, 200];
				if (factor >= 1) expect(toLaneValue(zoomed, height, y) / toLaneValue(whole, height, y)).toBeCloseTo(1, 6);
				const moved = scrollAxis(zoomed, whole, 3);
				expect(moved.high).toBeLessThanOrEqual(whole.high * (1 + 1e-9));
				expect(moved.low).toBeGreaterThanOrEqual(zoomed.low * (1 - 1e-9));
			}
		)
	);
});

test('what is fitted is seen whole', () => {
	const fitted = fitAxis(VELOCITY_AXIS, VELOCITY_AXIS, 60, 80);
	expect(fitted.low).toBeLessThan(60);
	expect(fitted.high).toBeGreaterThan(80);
	expect(fitted.high - fitted.low).toBeLessThan(30);
});

test('lanes stand under the roll from the top; they give way before the roll does, and the last leave first', () => {
	const wide = computeLayout(1000, 800, [lane('a', 76), lane('b', 30)]);
	expect(wide.lanes.map(({ lane: { key }, body }) => [key, body.y, body.height])).toEqual([
		['a', 694, 76],
		['b', 770, 30]
	]);
	expect(wide.roll.y + wide.roll.height).toBe(694);
	expect(wide.lanes[0]?.head).toEqual({ x: 0, y: 694, width: 56, height: 76 });
	const low = computeLayout(1000, 310, [lane('a', 76), lane('b', 76), lane('c', 76)]);
	expect(low.lanes.map(({ lane: { key } }) => key)).toEqual(['a', 'b', 'c']);
	expect(low.roll.height).toBeGreaterThanOrEqual(160);
	expect(computeLayout(1000, 290, [lane('a', 76), lane('b', 76)]).lanes).toHaveLength(2);
	expect(computeLayout(1000, 270, [lane('a', 76), lane('b', 76)]).lanes).toHaveLength(1);
	expect(computeLayout(1000, 250, [lane('a', 76)]).lanes).toHaveLength(0);
});
