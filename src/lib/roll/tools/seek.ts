/** The ruler: a press moves the playhead, a drag in its lower half scrubs; in its upper half, or with Shift, it sets the loop. */

import type { Seconds } from '../../units.ts';
import { roundToGrid } from '../snap.ts';
import type { RollState } from '../state.ts';
import { toX } from '../viewport.ts';
import { isDrag, type Gesture, type PointerAt } from './gesture.ts';

/** How far beside an end of the loop it is still meant, in pixels. */
const REACH = { mouse: 6, touch: 22 };

export function startSeek(state: RollState, from: PointerAt): Gesture {
	const seek = (at: PointerAt): void => {
		state.events.onSeek(Math.max(0, state.pointAt(at.x, at.y).seconds));
		state.invalidate('overlay');
	};
	seek(from);
	return { cursor: 'col-resize', scrolls: true, move: seek, end: () => undefined, cancel: () => undefined };
}

/** A drag makes a loop, or moves the end of it that is pressed; a click moves the playhead, or with Shift clears the loop. */
export function startLoop(state: RollState, from: PointerAt): Gesture {
	const secondsAt = (at: PointerAt): Seconds => {
		const { ticks } = state.pointAt(at.x, at.y);
		const grid = at.alt ? 0 : state.grid;
		const place = grid ? roundToGrid(ticks, grid, state.tempo.meterAt(ticks).tick) : ticks;
		return state.tempo.toSeconds(Math.max(0, place));
	};
	const before = state.input.loop ?? null;
	const origin = findOtherEnd(state, from) ?? secondsAt(from);
	const set = (at: PointerAt): void => {
		const now = secondsAt(at);
		if (now !== origin) state.events.onLoop?.({ start: Math.min(origin, now), end: Math.max(origin, now) });
	};
	const click = (at: PointerAt): void => {
		if (from.shift) state.events.onLoop?.(null);
		else startSeek(state, at);
	};
	return {
		cursor: 'ew-resize',
		move: (at) => (isDrag(from, at) ? set(at) : undefined),
		end: (at) => (isDrag(from, at) ? undefined : click(at)),
		cancel: () => state.events.onLoop?.(before)
	};
}

/** A finger takes an end of the loop by its handle, anywhere on the ruler. */
export const isOnLoopEnd = (state: RollState, at: PointerAt): boolean => findOtherEnd(state, at) !== null;

/** The end of the loop that stays when the one under the pointer is dragged; null where none is. */
function findOtherEnd({ input, view, layout }: RollState, at: PointerAt): Seconds | null {
	if (!input.loop) return null;
	const { start, end } = input.loop;
	const distance = (seconds: Seconds): number => Math.abs(toX(view, seconds) - (at.x - layout.ruler.x));
	const [near, far] = distance(start) < distance(end) ? [start, end] : [end, start];
	return distance(near) <= (at.isTouch ? REACH.touch : REACH.mouse) ? far : null;
}
