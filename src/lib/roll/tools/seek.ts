/** The ruler: a press moves the playhead, a drag scrubs; with Shift a drag sets the loop. */

import { roundToGrid } from '../snap.ts';
import type { RollState } from '../state.ts';
import { isDrag, type Gesture, type PointerAt } from './gesture.ts';

export function startSeek(state: RollState, from: PointerAt): Gesture {
	const seek = (at: PointerAt): void => {
		state.events.onSeek(Math.max(0, state.pointAt(at.x, at.y).seconds));
		state.invalidate('overlay');
	};
	seek(from);
	return { cursor: 'col-resize', scrolls: true, move: seek, end: () => undefined, cancel: () => undefined };
}

export function startLoop(state: RollState, from: PointerAt): Gesture {
	const secondsAt = (at: PointerAt): number => {
		const { ticks } = state.pointAt(at.x, at.y);
		const grid = at.alt ? 0 : state.grid;
		const place = grid ? roundToGrid(ticks, grid, state.tempo.meterAt(ticks).tick) : ticks;
		return state.tempo.toSeconds(Math.max(0, place));
	};
	const origin = secondsAt(from);
	const before = state.input.loop ?? null;
	const set = (at: PointerAt): void => {
		const now = secondsAt(at);
		if (now !== origin) state.events.onLoop?.({ start: Math.min(origin, now), end: Math.max(origin, now) });
	};
	return {
		cursor: 'ew-resize',
		move: (at) => (isDrag(from, at) ? set(at) : undefined),
		end: (at) => (isDrag(from, at) ? undefined : state.events.onLoop?.(null)),
		cancel: () => state.events.onLoop?.(before)
	};
}
