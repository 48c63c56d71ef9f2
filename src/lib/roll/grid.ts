/** Which lines of time are worth drawing at a scale. Pure. */

import type { TempoMap } from '#lib/score/index.ts';
import type { Ticks } from '../units.ts';
import type { View } from './viewport.ts';

export interface GridSteps {
	/** Distance of the faint lines; 0 where they would be too close. */
	readonly fine: Ticks;
	/** Distance of the strong lines: bars, or groups of bars. */
	readonly strong: Ticks;
	/** Distance of the bar numbers. */
	readonly labelled: Ticks;
}

/** Lines closer than this, in pixels, are noise. */
const FINE_MIN = 13;
const STRONG_MIN = 22;
const LABEL_MIN = 46;

export function computeGridSteps(view: View, tempo: TempoMap, snap: Ticks): GridSteps {
	const pixelsPerTick = tempo.toSeconds(1) * view.pixelsPerSecond;
	const bars = (least: number): Ticks => {
		let step = tempo.ticksPerBar;
		while (step * pixelsPerTick < least) step *= 2;
		return step;
	};
	const candidates = [snap, tempo.ticksPerBeat / 2, tempo.ticksPerBeat];
	const fine = candidates.find((step) => step > 0 && step * pixelsPerTick >= FINE_MIN) ?? 0;
	return { fine, strong: bars(STRONG_MIN), labelled: bars(LABEL_MIN) };
}

/** Calls `visit` with each multiple of `step` in [from, to). */
export function visitLines(step: Ticks, from: number, to: number, visit: (ticks: Ticks) => void): void {
	if (step <= 0) return;
	for (let ticks = Math.max(0, Math.ceil(from / step) * step); ticks < to; ticks += step) visit(ticks);
}
