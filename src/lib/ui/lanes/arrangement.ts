/** How a viewer has arranged the lanes of a document: order, heights, what is shown and which values. Never in the document. */

import { LANE_HEIGHT_MAX, LANE_HEIGHT_MIN, type LaneAxis } from '#lib/roll/index.ts';

export interface Arrangement {
	/** Keys from the top; lanes that are not named follow as they were made. */
	readonly order: readonly string[];
	/** By key, in pixels; others have their usual height. */
	readonly heights: Readonly<Record<string, number>>;
	/** By key; others are shown or not as their kind is. */
	readonly shown: Readonly<Record<string, boolean>>;
	readonly axes: Readonly<Record<string, LaneAxis>>;
	/** The one that a narrow roll shows. */
	readonly narrow: string | null;
}

export const USUAL_ARRANGEMENT: Arrangement = { order: [], heights: {}, shown: {}, axes: {}, narrow: null };

/** What was kept; whatever is not as it should be is left out. */
export function readArrangement(kept: Readonly<Record<string, unknown>>): Arrangement {
	const { order, narrow } = kept;
	return {
		order: Array.isArray(order) ? order.filter((key) => typeof key === 'string') : [],
		heights: pick(kept['heights'], isHeight),
		shown: pick(kept['shown'], (value) => typeof value === 'boolean'),
		axes: pick(kept['axes'], isAxis),
		narrow: typeof narrow === 'string' ? narrow : null
	};
}

const isHeight = (value: unknown): value is number =>
	typeof value === 'number' && value >= LANE_HEIGHT_MIN && value <= LANE_HEIGHT_MAX;

const isAxis = (value: unknown): value is LaneAxis =>
	typeof value === 'object' &&
	value !== null &&
	'low' in value &&
	'high' in value &&
	'scale' in value &&
	Number.isFinite(value.low) &&
	Number.isFinite(value.high) &&
	Number(value.low) < Number(value.high) &&
	(value.scale === 'linear' || (value.scale === 'log' && Number(value.low) > 0));

function pick<T>(values: unknown, isFine: (value: unknown) => value is T): Record<string, T> {
	const picked: Record<string, T> = {};
	if (typeof values !== 'object' || values === null) return picked;
	for (const [key, value] of Object.entries(values)) if (isFine(value)) picked[key] = value;
	return picked;
}

/** Keys in the arranged order; those that it does not name come last, in their own. */
export function orderKeys(keys: readonly string[], order: readonly string[]): string[] {
	const rank = new Map(order.map((key, i) => [key, i]));
	return keys.toSorted(
		(a, b) => (rank.get(a) ?? Infinity) - (rank.get(b) ?? Infinity) || keys.indexOf(a) - keys.indexOf(b)
	);
}

/** The order with one key before another, or last where `before` is null. */
export function placeKey(keys: readonly string[], key: string, before: string | null): string[] {
	const others = keys.filter((each) => each !== key);
	const at = before === null ? others.length : others.indexOf(before);
	return others.toSpliced(at < 0 ? others.length : at, 0, key);
}
