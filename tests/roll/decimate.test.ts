import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Curve } from '#lib/pitch/index.ts';
import { computePeakLevels, CurveSummary, fillPeakColumns, pickLevel, SUMMARY_FRAMES } from '#lib/roll/decimate.ts';

const peaksOf = (values: readonly number[]) => ({
	secondsPerBucket: 0.005,
	min: Float32Array.from(values, (value) => -value),
	max: Float32Array.from(values)
});

const columnsOf = (values: readonly number[], start: number, secondsPerColumn: number, count: number) => {
	const low = new Float32Array(count);
	const high = new Float32Array(count);
	fillPeakColumns(peaksOf(values), start, secondsPerColumn, low, high);
	return { low: [...low], high: [...high] };
};

test('each column has the extremes of the buckets under it', () => {
	expect(columnsOf([0, 0.5, 0.25, 1], 0, 0.01, 2)).toEqual({ low: [-0.5, -1], high: [0.5, 1] });
});

test('where there is no recording, before and after it, columns are flat', () => {
	const { low, high } = columnsOf([1, 1], -0.0225, 0.01, 5);
	expect(high).toEqual([0, 0, 1, 1, 0]);
	expect(low.map((value) => value + 0)).toEqual([0, 0, -1, -1, 0]);
});

test('close up a bucket fills many columns', () => {
	expect(columnsOf([0.5, 0.25], 0, 0.0025, 4).high).toEqual([0.5, 0.5, 0.25, 0.25]);
});

test('no level loses the loudest moment', () => {
	fc.assert(
		fc.property(
			fc.array(fc.double({ min: 0, max: 1, noNaN: true }).map(Math.fround), { minLength: 1, maxLength: 5000 }),
			(values) => {
				const loudest = Math.max(...values);
				for (const level of computePeakLevels(peaksOf(values))) {
					expect(Math.max(...level.max)).toBe(loudest);
					expect(level.max.length * level.secondsPerBucket).toBeGreaterThanOrEqual(values.length * 0.005 - 1e-9);
				}
			}
		),
		{ numRuns: 30 }
	);
});

test('the level is the coarsest that is not coarser than a column', () => {
	const levels = computePeakLevels(peaksOf(Array.from({ length: 10_000 }, () => 0)));
	expect(pickLevel(levels, 0.001)?.secondsPerBucket).toBe(0.005);
	expect(pickLevel(levels, 0.1)?.secondsPerBucket).toBe(0.08);
	expect(pickLevel([], 1)).toBeNull();
});

interface Frame {
	readonly pitch: number;
	readonly confidence: number;
}
const frames = fc.array(fc.record({ pitch: fc.integer({ min: -25_000, max: 25_000 }), confidence: fc.nat(255) }), {
	minLength: 1,
	maxLength: 300
});

const append = (curve: Curve, rows: readonly Frame[]): void => {
	curve.append({
		start: curve.length,
		pitch: Int16Array.from(rows, (row) => row.pitch),
		confidence: Uint8Array.from(rows, (row) => row.confidence),
		loudness: Uint8Array.from(rows, (row) => 255 - row.confidence)
	});
};

test('a block has the extremes of what is voiced in it, however the curve grew', () => {
	fc.assert(
		fc.property(frames, frames, fc.double({ min: 0, max: 1, noNaN: true }), (first, second, threshold) => {
			const curve = new Curve();
			const summary = new CurveSummary();
			append(curve, first);
			summary.follow(curve, threshold);
			append(curve, second);
			summary.follow(curve, threshold);
			const rows = [...first, ...second];
			for (let block = 0; block * SUMMARY_FRAMES < rows.length; block++) {
				const inBlock = rows.slice(block * SUMMARY_FRAMES, (block + 1) * SUMMARY_FRAMES);
				const voiced = inBlock.filter((row) => row.pitch !== 0 && row.confidence >= threshold * 255);
				const steps = voiced.map((row) => Math.abs(row.pitch));
				expect(summary.low[block]).toBe(steps.length ? Math.min(...steps) : 0);
				expect(summary.high[block]).toBe(steps.length ? Math.max(...steps) : 0);
				expect(summary.loudest[block]).toBe(Math.min(...inBlock.map((row) => 255 - row.confidence)));
			}
		})
	);
});

test('another threshold is another summary', () => {
	const curve = new Curve();
	append(curve, [
		{ pitch: 12_000, confidence: 255 },
		{ pitch: 14_000, confidence: 100 }
	]);
	const summary = new CurveSummary();
	summary.follow(curve, 0.9);
	expect(summary.high[0]).toBe(12_000);
	summary.follow(curve, 0.1);
	expect(summary.high[0]).toBe(14_000);
});

test('the sung range leaves out a stray octave error', () => {
	const curve = new Curve();
	append(
		curve,
		Array.from({ length: 1000 }, (_, i) => ({ pitch: i === 500 ? 20_000 : 12_000 + (i % 5) * 200, confidence: 255 }))
	);
	const summary = new CurveSummary();
	expect(summary.computePitchRange()).toBeNull();
	summary.follow(curve, 0.5);
	expect(summary.computePitchRange()).toEqual({ low: 60, high: 64 });
});
