/** Moves the view: with the middle button, or one finger on empty ground, where a long press begins a marquee instead. */

import type { RollState } from '../state.ts';
import { scrollView } from '../viewport.ts';
import { isDrag, type Gesture, type PointerAt } from './gesture.ts';
import { startMarquee } from './marquee.ts';

const LONG_PRESS_MS = 420;

export function startPan(state: RollState, from: PointerAt): Gesture {
	let last = from;
	return {
		cursor: 'grabbing',
		move(at) {
			state.setViewByHand(scrollView(state.view, last.x - at.x, last.y - at.y));
			last = at;
		},
		end: () => undefined,
		cancel: () => undefined
	};
}

/** One finger on empty ground: a tap selects nothing, a drag pans, a long press and drag is a marquee. */
export function startTouchGround(state: RollState, from: PointerAt): Gesture {
	let inner: Gesture | null = null;
	const timer = setTimeout(() => {
		inner ??= startMarquee(state, from);
		state.marquee = {
			x: from.x - state.layout.roll.x - 12,
			y: from.y - state.layout.roll.y - 12,
			width: 24,
			height: 24
		};
		state.invalidate('overlay');
	}, LONG_PRESS_MS);
	return {
		move(at) {
			if (!inner && isDrag(from, at)) {
				clearTimeout(timer);
				inner = startPan(state, at);
			}
			inner?.move(at);
		},
		end(at) {
			clearTimeout(timer);
			if (inner) inner.end(at);
			else state.setSelection([]);
		},
		cancel() {
			clearTimeout(timer);
			inner?.cancel();
		}
	};
}
