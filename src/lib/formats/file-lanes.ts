/** Lanes of a file: labelled stretches of time, and values over time brought onto the grid of a document's curves. */

import { Fault } from '#lib/fault.ts';
import {
	ABSENT,
	CURVE_SAMPLES_MAX,
	DECIMAL_MAX,
	sampleOfValue,
	STEPS_PER_UNIT,
	type LabelledSpan
} from '#lib/score/index.ts';
import { HOP_SECONDS, type Seconds } from '#lib/units.ts';

export interface SegmentsInFile {
	readonly shape: 'segments';
	readonly name: string;
	readonly spans: readonly LabelledSpan[];
}

export interface CurveInFile {
	readonly shape: 'curve';
	readonly name: string;
	readonly unit: string;
	readonly low: number;
	readonly high: number;
	/** The first sample, {@link HOP_SECONDS} each, and what follows it as a lane's curve has it. */
	readonly start: number;
	readonly values: Int16Array;
	/** Whether it is the pitch of a recording, in Hz. */
	readonly isPitch?: boolean;
}

export type FileLane = SegmentsInFile | CurveInFile;

/** A value at a time; null says that there is none from here to the next, as in an unvoiced frame. */
export interface CurvePoint {
	readonly at: Seconds;
	readonly value: number | null;
}

export interface CurveOptions {
	readonly name: string;
	readonly unit: string;
	/** What the file says the range is; it becomes as wide as the values are. */
	readonly range?: readonly [low: number, high: number] | null;
	/** Points farther from each other have nothing between them. */
	readonly gap: Seconds;
	readonly isPitch?: boolean;
}

/** Samples that are made of one file at most: a day of them, whatever the number of lanes. */
export interface SampleBudget {
	samples: number;
}
export const makeSampleBudget = (): SampleBudget => ({ samples: CURVE_SAMPLES_MAX });

/** Of two times that are this near each other neither is later: what is left of sums of decimals. */
const SAME: Seconds = 1e-6;
/** Unvoiced frames that are left out of a file leave a gap; frames come at one pace otherwise. */
const HOPS_IN_GAP = 3;

/** A gap in points that come at one pace: three times their usual distance. */
export function findGap(points: readonly CurvePoint[]): Seconds {
	const hops = points.slice(1).map(({ at }, i) => at - (points[i]?.at ?? at));
	const sorted = Float64Array.from(hops).sort();
	return HOPS_IN_GAP * (sorted[sorted.length >> 1] ?? 0) + SAME;
}

/** A curve through points in any order; null where there is none. Faults: `too-large` for more samples than a day has. */
export function makeCurve(
	points: readonly CurvePoint[],
	options: CurveOptions,
	budget: SampleBudget
): CurveInFile | null {
	const last = (CURVE_SAMPLES_MAX - 1) * HOP_SECONDS;
	const sorted = points.filter(({ at }) => at >= 0 && at <= last).toSorted((a, b) => a.at - b.at);
	const [from, to] = [sorted[0]?.at, sorted.at(-1)?.at];
	if (from === undefined || to === undefined) return null;
	const start = Math.round(from / HOP_SECONDS);
	const values = sampleLine(sorted, start, takeSamples(budget, Math.round(to / HOP_SECONDS) - start + 1), options.gap);
	const range = findRange(values, options.range ?? null);
	if (!range) return null;
	const { name, unit, isPitch = false } = options;
	const samples = Int16Array.from(values, (value) => (Number.isNaN(value) ? ABSENT : sampleOfValue(value, range)));
	return { shape: 'curve', name, unit, ...range, start, values: samples, isPitch };
}

function takeSamples(budget: SampleBudget, count: number): number {
	budget.samples -= count;
	if (budget.samples < 0)
		throw new Fault(
			'too-large',
			`The curves of the file last longer than the ${CURVE_SAMPLES_MAX} values that are read.`
		);
	return count;
}

/** Values on the grid; NaN where there is none. O(points + count). */
function sampleLine(points: readonly CurvePoint[], start: number, count: number, gap: Seconds): Float64Array {
	const values = new Float64Array(count).fill(Number.NaN);
	let next = 0;
	for (let i = 0; i < count; i++) {
		const at = (start + i) * HOP_SECONDS;
		while (next < points.length && (points[next]?.at ?? at) <= at + SAME) next++;
		values[i] = valueBetween(points[next - 1], points[next], at, gap) ?? Number.NaN;
	}
	return values;
}

function valueBetween(a: CurvePoint | undefined, b: CurvePoint | undefined, at: Seconds, gap: Seconds): number | null {
	if (a && at - a.at <= SAME) return a.value;
	if (a && b && a.value !== null && b.value !== null && b.at - a.at <= gap)
		return a.value + ((at - a.at) / (b.at - a.at)) * (b.value - a.value);
	const nearest = !a || (b && b.at - at < at - a.at) ? b : a;
	return nearest && Math.abs(nearest.at - at) <= HOP_SECONDS / 2 + SAME ? nearest.value : null;
}

/** The range that holds them all, in the steps in which a document keeps it; null where there is no value. */
function findRange(
	values: Float64Array,
	given: readonly [number, number] | null
): { low: number; high: number } | null {
	let [low, high] = [Infinity, -Infinity];
	for (const value of values) {
		if (value < low) low = value;
		if (value > high) high = value;
	}
	if (low > high) return null;
	if (given) [low, high] = [Math.min(low, ...given), Math.max(high, ...given)];
	const clean = (value: number): number => Math.min(DECIMAL_MAX, Math.max(-DECIMAL_MAX, value));
	// a hair off a step is that step
	low = clean(Math.floor(low * STEPS_PER_UNIT + SAME) / STEPS_PER_UNIT);
	high = clean(Math.ceil(high * STEPS_PER_UNIT - SAME) / STEPS_PER_UNIT);
	return { low, high: high > low ? high : Math.min(DECIMAL_MAX, low + 1) };
}
