/** Keeping gestures to the grid. Pure; answers are whole ticks. */

import type { TempoMap } from '#lib/score/index.ts';
import { TICKS_PER_QUARTER, type Ticks } from '../units.ts';
import type { View } from './viewport.ts';

/** A grid, 0 for none, or the one that suits the zoom. */
export type Snap = Ticks | 'auto';

export const SNAP_KINDS = ['straight', 'dotted', 'triplet'] as const;
export type SnapKind = (typeof SNAP_KINDS)[number];

/** One grid of snapping. A dotted one is half as long again, a triplet two thirds. */
export interface SnapStep {
	readonly ticks: Ticks;
	readonly kind: SnapKind;
	/** How many of the straight one there are in a whole note. */
	readonly parts: number;
}

const WHOLE: Ticks = TICKS_PER_QUARTER * 4;
const FACTORS: Readonly<Record<SnapKind, number>> = { straight: 1, dotted: 3 / 2, triplet: 2 / 3 };

/** The grids that can be chosen, coarse to fine, each value straight, dotted and as a triplet. */
export const SNAP_STEPS: readonly SnapStep[] = [1, 2, 4, 8, 16, 32, 64].flatMap((parts) =>
	SNAP_KINDS.map((kind) => ({ ticks: (WHOLE / parts) * FACTORS[kind], kind, parts }))
);

/** Cells of the automatic grid are at least so wide, in pixels: about what a pointer hits with ease. */
const AUTO_MIN = 18;

/** The grid in ticks at a zoom, by the tempo where the view begins; 0 for none. */
export function computeGrid(snap: Snap, view: View, tempo: TempoMap): Ticks {
	if (snap !== 'auto') return snap;
	const at = tempo.toTicks(view.start);
	const pixelsPerTick = (tempo.toSeconds(at + 1) - tempo.toSeconds(at)) * view.pixelsPerSecond;
	const straight = SNAP_STEPS.filter(({ kind }) => kind === 'straight');
	return straight.findLast(({ ticks }) => ticks * pixelsPerTick >= AUTO_MIN)?.ticks ?? WHOLE;
}

/** The next finer or coarser grid of the same kind; from the automatic grid or none, that of `ticks`. */
export function stepSnap(snap: Snap, ticks: Ticks, finer: boolean): Snap {
	const from = SNAP_STEPS.find((step) => step.ticks === (snap === 'auto' || snap === 0 ? ticks : snap));
	const kind = SNAP_STEPS.filter((step) => step.kind === (from?.kind ?? 'straight'));
	const at = kind.findIndex((step) => step.ticks <= (from?.ticks ?? ticks));
	return (kind[at + (finer ? 1 : -1)] ?? kind[at])?.ticks ?? snap;
}

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
