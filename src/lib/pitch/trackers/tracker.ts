/** What every tracker gives: a guess of the pitch and how sure it is, for each frame of a window. */

import type { Frames, Hz } from '../../units.ts';
import type { Window, WindowPlan } from '../windows.ts';

/** A tracker's raw answer for one window; both columns have `count` entries. */
export interface RawPitch {
	/** Always a guess, voiced or not; 0 only where there is none. */
	readonly hz: Float32Array;
	/** 0 to 1. */
	readonly voicing: Float32Array;
}

/** Estimates f0 on 16 kHz audio, a frame each 10 ms, frame i centred at sample 160 i. */
export interface Tracker {
	readonly id: string;
	readonly version: string;
	readonly range: { readonly min: Hz; readonly max: Hz };
	/** How it wants its audio cut. */
	readonly plan: WindowPlan;
	track(window: Window): Promise<RawPitch>;
	/** Whether NSDF refinement helps; it does wherever the tracker's own resolution is coarser than a few cents. */
	readonly isRefined: boolean;
}

/** Frames of the first windows: soon at first, then long enough that the margins cost under a tenth. */
export const GROWING_WINDOWS: readonly Frames[] = [50, 50, 100, 200, 400, 800];
