/** Which lines of time are worth drawing at a scale. Pure. */

import type { MeterSpan, TempoMap } from '#lib/score/index.ts';
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

/** A stretch of one meter, and its lines in [from, to). Lines are counted from where its first bar begins. */
export interface GridSpan {
	readonly meter: MeterSpan;
	readonly steps: GridSteps;
	/** Calls `visit` with each multiple of `step`. */
	visit(step: Ticks, visit: (ticks: Ticks) => void): void;
}

/** Lines closer than this, in pixels, are noise. */
const FINE_MIN = 13;
const STRONG_MIN = 22;
const LABEL_MIN = 46;

/** The lines of [from, to), a stretch for each meter. */
export function findGrid(view: View, tempo: TempoMap, snap: Ticks, from: number, to: number): GridSpan[] {
	return tempo.meters.flatMap((meter, i) => {
		const first = Math.max(from, meter.tick);
		const end = Math.min(to, tempo.meters[i + 1]?.tick ?? Infinity);
		if (first >= end) return [];
		return [
			{
				meter,
				steps: computeGridSteps(view, tempo, snap, first),
				visit: (step: Ticks, visit: (ticks: Ticks) => void) => visitLines(step, first, end, visit, meter.tick)
			}
		];
	});
}

/** As wide as the meter and the tempo at `at` make them. */
export function computeGridSteps(view: View, tempo: TempoMap, snap: Ticks, at: Ticks = 0): GridSteps {
	const { ticksPerBar, ticksPerBeat } = tempo.meterAt(at);
	const pixelsPerTick = (tempo.toSeconds(at + 1) - tempo.toSeconds(at)) * view.pixelsPerSecond;
	const bars = (least: number): Ticks => {
		let step = ticksPerBar;
		while (step * pixelsPerTick < least) step *= 2;
		return step;
	};
	const candidates = [snap, ticksPerBeat / 2, ticksPerBeat];
	const fine = candidates.find((step) => step > 0 && step * pixelsPerTick >= FINE_MIN) ?? 0;
	return { fine, strong: bars(STRONG_MIN), labelled: bars(LABEL_MIN) };
}

/** Calls `visit` with each multiple of `step` after `origin` in [from, to). */
export function visitLines(step: Ticks, from: number, to: number, visit: (ticks: Ticks) => void, origin = 0): void {
	if (step <= 0) return;
	const first = origin + Math.max(0, Math.ceil((from - origin) / step)) * step;
	for (let ticks = first; ticks < to; ticks += step) visit(ticks);
}
