/** A lane under the roll: what it shows, how high it is, and which values its axis has. Pure. */

import type { RecordId } from '#lib/score/index.ts';

export type LaneKind = 'velocity' | 'loudness' | 'curve' | 'segments';

/** One lane as the viewer has arranged it. */
export interface RollLane {
	/** Tells lanes apart, and stays the same while a lane is shown, hidden or moved. */
	readonly key: string;
	readonly kind: LaneKind;
	/** The `lane` record of curves and segments; null for what every document has. */
	readonly record: RecordId | null;
	/** Wanted height in pixels; it gets less where there is no room. */
	readonly height: number;
	/** What its axis shows; no matter for segments. */
	readonly axis: LaneAxis;
}

/** Values at the lower and the upper edge of a lane. */
export interface LaneAxis {
	readonly low: number;
	readonly high: number;
	/** `log` needs `low` above 0: equal ratios are equally far apart. */
	readonly scale: 'linear' | 'log';
}

/** Lower than this a lane shows nothing that could be read. */
export const LANE_HEIGHT_MIN = 24;
export const LANE_HEIGHT_MAX = 600;
/** DESIGN: segments 30, curves 76. */
export const LANE_HEIGHTS: Readonly<Record<LaneKind, number>> = {
	velocity: 76,
	loudness: 76,
	curve: 76,
	segments: 30
};

/** Everything that a velocity may be. */
export const VELOCITY_AXIS: LaneAxis = { low: 1, high: 127, scale: 'linear' };
/** Decibels below full scale that are worth looking at. */
export const LOUDNESS_AXIS: LaneAxis = { low: -60, high: 0, scale: 'linear' };
