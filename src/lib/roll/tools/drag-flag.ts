/** The lane under the ruler: a press on a flag edits it, a drag takes it along beats or bars, with Alt anywhere. */

import { computeMapWithout, roundToMeter } from '#lib/score/index.ts';
import type { RollState } from '../state.ts';
import { roundToGrid } from '../snap.ts';
import type { RulerFlag } from '../events.ts';
import { isDrag, REST, type Gesture, type PointerAt } from './gesture.ts';
import { startSeek } from './seek.ts';

/** Asks the host for what begins at a point of the ruler: a flag that is there, or another. */
export function askFlag(state: RollState, x: number, flag: RulerFlag | null): void {
	const at = Math.max(0, state.pointAt(x, 0).ticks);
	state.events.onFlag?.(flag?.tick ?? roundToMeter(state.tempo, at, 'beat'), flag);
}

export function startFlag(state: RollState, from: PointerAt, flag: RulerFlag): Gesture {
	if (state.input.isReadonly) return startSeek(state, from);
	const { part, tempo } = state;
	// bars are counted as if it were not there
	const { kind } = flag;
	const others = kind === 'marker' ? tempo : computeMapWithout(state.input.score, { kind, part, tick: flag.tick });
	const step = flag.kind === 'meter' ? 'bar' : 'beat';
	const { ticksPerBar, ticksPerBeat } = others.meterAt(0);
	const least = kind === 'marker' ? 0 : step === 'bar' ? ticksPerBar : ticksPerBeat;
	const grip = tempo.toFractionalTicks(state.pointAt(from.x, from.y).seconds) - flag.tick;
	const place = (at: PointerAt): number => {
		const ticks = state.pointAt(at.x, at.y).ticks - grip;
		if (at.alt && kind !== 'meter') return Math.max(Math.min(least, 1), Math.round(ticks));
		if (kind === 'marker' && state.grid > 0) return roundToGrid(ticks, state.grid, tempo.meterAt(ticks).tick);
		return Math.max(least, roundToMeter(others, ticks, step));
	};
	const set = (tick: number | null): void => {
		state.flagDraft = tick === null ? null : { flag, tick };
		state.invalidate();
	};
	return {
		cursor: flag.isChange ? 'col-resize' : 'pointer',
		scrolls: true,
		move: (at) => {
			if (flag.isChange && (state.flagDraft || isDrag(from, at))) set(place(at));
		},
		end: () => {
			const to = state.flagDraft?.tick ?? null;
			set(null);
			if (to !== null && to !== flag.tick) state.events.onMoveFlag?.(flag, to);
			else if (to === null) askFlag(state, from.x, flag);
		},
		cancel: () => set(null)
	};
}

/** A finger that taps where no flag is asks for one; a mouse, which has other ways, moves the playhead. */
export function startFlagGround(state: RollState, from: PointerAt): Gesture {
	if (!from.isTouch || state.input.isReadonly) return startSeek(state, from);
	return { ...REST, end: (at) => (isDrag(from, at) ? undefined : askFlag(state, at.x, null)) };
}
