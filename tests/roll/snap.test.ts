import fc from 'fast-check';
import { expect, test } from 'vitest';
import { computeGridSteps, findGrid, visitLines } from '#lib/roll/grid.ts';
import { computeGrid, floorToGrid, roundToGrid, SNAP_STEPS, snapShift, stepSnap } from '#lib/roll/snap.ts';
import { TempoMap } from '#lib/score/index.ts';

const GRID = 240;

test('new notes begin on the line before the pointer', () => {
	expect(floorToGrid(479, GRID)).toBe(240);
	expect(floorToGrid(-5, GRID)).toBe(0);
	expect(floorToGrid(479.6, 0)).toBe(480);
	expect(roundToGrid(479, GRID)).toBe(480);
});

test('a heard note off the grid stays where it is until a line is nearer', () => {
	expect(snapShift(101, 30, GRID)).toBe(0);
	expect(snapShift(101, 120, GRID)).toBe(139);
	expect(snapShift(101, -90, GRID)).toBe(-101);
});

test('without a grid every tick is free', () => expect(snapShift(101, 30.4, 0)).toBe(30));

test('what is moved ends on a line or has not moved, and never jumps farther than a cell', () => {
	fc.assert(
		fc.property(fc.nat(10_000), fc.double({ min: -5000, max: 5000, noNaN: true }), (from, delta) => {
			const shift = snapShift(from, delta, GRID);
			expect(shift === 0 || (((from + shift) % GRID) + GRID) % GRID === 0).toBe(true);
			expect(Math.abs(shift - delta)).toBeLessThanOrEqual(GRID);
		})
	);
});

const tempo = new TempoMap({ tempo: 500_000, beatsPerBar: 4, beatUnit: 4 });
const view = (pixelsPerSecond: number) => ({
	start: 0,
	top: 72,
	pixelsPerSecond,
	pixelsPerSemitone: 20,
	width: 1000,
	height: 500
});

test('grid lines show the snap while there is room for it, then beats, then bars alone', () => {
	expect(computeGridSteps(view(200), tempo, 240).fine).toBe(240);
	expect(computeGridSteps(view(60), tempo, 240).fine).toBe(480);
	expect(computeGridSteps(view(5), tempo, 240).fine).toBe(0);
});

test('bars thin out to groups of two, four, eight ... and numbers with them', () => {
	const { strong, labelled } = computeGridSteps(view(1), tempo, 240);
	const { ticksPerBar } = tempo.meterAt(0);
	expect(strong % ticksPerBar).toBe(0);
	expect(Math.log2(strong / ticksPerBar) % 1).toBe(0);
	expect(labelled % strong).toBe(0);
});

test('lines begin at 0 and lie in the range', () => {
	const seen: number[] = [];
	visitLines(480, -1000, 1440, (ticks) => seen.push(ticks));
	expect(seen).toEqual([0, 480, 960]);
});

test('lines begin again where the meter changes, and thin out by the tempo there', () => {
	const changing = new TempoMap(
		{ tempo: 500_000, beatsPerBar: 4, beatUnit: 4 },
		[{ tick: 5000, tempo: 150_000 }],
		[{ tick: 5000, beatsPerBar: 3, beatUnit: 8 }]
	);
	const bars: number[] = [];
	const spans = findGrid(view(200), changing, 240, -500, 9000);
	for (const { steps, visit } of spans) visit(steps.strong, (ticks) => bars.push(ticks));
	expect(bars).toEqual([0, 3840, 5000, 6440, 7880]);
	expect(spans.map(({ steps }) => steps.fine)).toEqual([240, 480]);
	expect(findGrid(view(200), changing, 240, 6000, 9000).map(({ meter }) => meter.tick)).toEqual([5000]);
});

test('the grid is counted from the bar that a change of meter begins', () => {
	expect(floorToGrid(5300, GRID, 5000)).toBe(5240);
	expect(roundToGrid(5130, GRID, 5000)).toBe(5240);
	expect(snapShift(5100, 130, GRID, 5000)).toBe(140);
});

test('each value from 1/1 to 1/64 is there straight, dotted and as a triplet, in whole ticks', () => {
	expect(SNAP_STEPS).toHaveLength(21);
	for (const { ticks } of SNAP_STEPS) expect(Number.isInteger(ticks)).toBe(true);
	const eighths = SNAP_STEPS.filter(({ parts }) => parts === 8).map(({ kind, ticks }) => [kind, ticks]);
	expect(eighths).toEqual([
		['straight', 480],
		['dotted', 720],
		['triplet', 320]
	]);
});

test('the automatic grid gets finer as the view comes nearer, and is never too fine to hit', () => {
	const grids = [2, 20, 60, 200, 2000, 1e5].map((scale) => computeGrid('auto', view(scale), tempo));
	expect(grids).toEqual([3840, 1920, 960, 240, 60, 60]);
	expect(computeGrid(0, view(200), tempo)).toBe(0);
	expect(computeGrid(320, view(2), tempo)).toBe(320);
});

test('finer and coarser stay with dotted values and triplets, and end at the ends', () => {
	expect(stepSnap(480, 480, true)).toBe(240);
	expect(stepSnap(320, 320, false)).toBe(640);
	expect(stepSnap(720, 720, true)).toBe(360);
	expect(stepSnap(60, 60, true)).toBe(60);
	expect(stepSnap(3840, 3840, false)).toBe(3840);
	expect(stepSnap('auto', 240, false)).toBe(480);
	expect(stepSnap(0, 480, true)).toBe(240);
});
