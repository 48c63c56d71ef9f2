/** Keeping gestures to the grid. Pure; answers are whole ticks. */

import type { Ticks } from '../units.ts';

/** The grid line at or before `ticks`, counted from `origin`; with no grid the nearest tick. */
export const floorToGrid = (ticks: number, grid: Ticks, origin: Ticks = 0): Ticks =>
	Math.max(0, grid > 0 ? origin + Math.floor((ticks - origin) / grid) * grid : Math.round(ticks));

/** The nearest grid line. */
export const roundToGrid = (ticks: number, grid: Ticks, origin: Ticks = 0): Ticks =>
	Math.max(0, grid > 0 ? origin + Math.round((ticks - origin) / grid) * grid : Math.round(ticks));

/**
 * How far something at `from` moves when pulled by `delta`: to the nearest grid line, or nowhere when where it was is
 * nearer. So a heard note that lies off the grid keeps its time while it is moved in pitch.
 */
export function snapShift(from: Ticks, delta: number, grid: Ticks, origin: Ticks = 0): Ticks {
	if (grid <= 0) return Math.round(delta);
	const target = from + delta;
	const line = origin + Math.round((target - origin) / grid) * grid;
	return Math.abs(delta) <= Math.abs(target - line) ? 0 : line - from;
}
