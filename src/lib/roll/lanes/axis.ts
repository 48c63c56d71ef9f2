/** The value axis of a lane: where a value stands, which values are worth a label, and what zooming makes of it. Pure. */

import type { LaneAxis } from './lane.ts';

/** Room above the highest and below the lowest value, so that what is there is seen whole. */
const PADDING = 8;
/** Labels closer than this, in pixels, cannot be read. */
const LABEL_MIN = 18;
/** An axis shows at least this part of the whole range. */
const SPAN_MIN = 0.01;
/** Part of the axis left free around what is fitted. */
const FIT_MARGIN = 0.08;

const padOf = (height: number): number => Math.min(PADDING, height / 6);

const toShare = ({ low, high, scale }: LaneAxis, value: number): number =>
	scale === 'log' && low > 0
		? Math.log(Math.max(value, Number.MIN_VALUE) / low) / Math.log(high / low)
		: (value - low) / (high - low);

const fromShare = ({ low, high, scale }: LaneAxis, share: number): number =>
	scale === 'log' && low > 0 ? low * (high / low) ** share : low + share * (high - low);

/** Where a value stands below the upper edge of a lane of `height`, in pixels; outside of it what the axis does not show. */
export function toLaneY(axis: LaneAxis, height: number, value: number): number {
	const pad = padOf(height);
	return height - pad - toShare(axis, value) * (height - 2 * pad);
}

/** The value at `y`, within the axis. */
export function toLaneValue(axis: LaneAxis, height: number, y: number): number {
	const pad = padOf(height);
	const share = (height - pad - y) / Math.max(1, height - 2 * pad);
	return fromShare(axis, Math.max(0, Math.min(1, share)));
}

/** Round values with room for a label each, from low to high. */
export function computeLaneTicks(axis: LaneAxis, height: number): number[] {
	const room = Math.max(1, Math.floor((height - 2 * padOf(height)) / LABEL_MIN));
	if (axis.scale === 'log' && axis.low > 0) return computeRatioTicks(axis, room);
	const step = roundStep((axis.high - axis.low) / room);
	const ticks: number[] = [];
	const first = Math.ceil(axis.low / step - 1e-9);
	for (let i = first; i * step <= axis.high + step * 1e-9; i++) ticks.push(i * step + 0);
	return ticks;
}

/** The next of 1, 2 and 5 times a power of ten. */
function roundStep(least: number): number {
	const power = 10 ** Math.floor(Math.log10(least));
	return ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10) * power;
}

/** Powers of ten with their doubles and fives where there is room, otherwise only the powers, or every other one. */
function computeRatioTicks({ low, high }: LaneAxis, room: number): number[] {
	const decades = Math.log10(high / low);
	const factors = decades * 3 <= room ? [1, 2, 5] : [1];
	const every = factors.length > 1 ? 1 : Math.max(1, Math.ceil(decades / room));
	const ticks: number[] = [];
	for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high) + 1e-9; power += every)
		for (const factor of factors) {
			const value = factor * 10 ** power;
			if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) ticks.push(value);
		}
	return ticks;
}

/** Decimals that tell the labels of an axis apart. */
export function countDecimals(axis: LaneAxis, height: number): number {
	const ticks = computeLaneTicks(axis, height);
	const step =
		ticks.length > 1 ? Math.min(...ticks.slice(1).map((tick, i) => tick - (ticks[i] ?? 0))) : axis.high - axis.low;
	return Math.max(0, Math.min(4, -Math.floor(Math.log10(step) + 1e-9)));
}

/** Shows more or less of `whole` so that the value at `share` of the height, 0 at the bottom, stays there. */
export function zoomAxis(axis: LaneAxis, whole: LaneAxis, factor: number, share: number): LaneAxis {
	const [from, to] = [
		toShare({ ...whole, scale: axis.scale }, axis.low),
		toShare({ ...whole, scale: axis.scale }, axis.high)
	];
	const span = Math.max(SPAN_MIN, Math.min(1, (to - from) / factor));
	return placeSpan(axis, whole, from + share * (to - from - span), span);
}

/** Shows higher or lower values, by a part of what is shown. */
export function scrollAxis(axis: LaneAxis, whole: LaneAxis, by: number): LaneAxis {
	const within = { ...whole, scale: axis.scale };
	const [from, to] = [toShare(within, axis.low), toShare(within, axis.high)];
	return placeSpan(axis, whole, from + by * (to - from), to - from);
}

function placeSpan(axis: LaneAxis, whole: LaneAxis, from: number, span: number): LaneAxis {
	const start = Math.max(0, Math.min(1 - span, from));
	const within = { ...whole, scale: axis.scale };
	return { scale: axis.scale, low: fromShare(within, start), high: fromShare(within, start + span) };
}

/** Shows all of `low` to `high` and a little more, within `whole`. */
export function fitAxis(axis: LaneAxis, whole: LaneAxis, low: number, high: number): LaneAxis {
	const within = { ...whole, scale: axis.scale };
	const [from, to] = [toShare(within, low), toShare(within, high)];
	const span = Math.min(1, Math.max(SPAN_MIN, (to - from) * (1 + 2 * FIT_MARGIN)));
	return placeSpan(axis, whole, (from + to - span) / 2, span);
}
