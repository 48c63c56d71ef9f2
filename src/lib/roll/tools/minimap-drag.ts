/** The minimap: the frame follows the pointer, a press outside it brings it there, and its edges zoom. */

import { minimapSeconds } from '../layers/minimap.ts';
import type { RollState } from '../state.ts';
import { fitTimeExactly, shownSeconds } from '../viewport.ts';
import { REST, type Gesture, type PointerAt } from './gesture.ts';

/** How far beside an edge of the frame it is still meant, in pixels; half of it inside, so that a small frame can be moved. */
const REACH = { mouse: 5, touch: 22 };
/** A frame is not made narrower by its edge. */
const SPAN_MIN = 0.2;

export type MinimapEdge = 'left' | 'right';

/** The edge of the frame at a point of the strip; null for none. */
export function findMinimapEdge(state: RollState, x: number, isTouch: boolean): MinimapEdge | null {
	const { minimap } = state.layout;
	if (!minimap) return null;
	const scale = minimap.width / minimapSeconds(state);
	const left = minimap.x + state.view.start * scale;
	const right = left + shownSeconds(state.view) * scale;
	const reach = isTouch ? REACH.touch : REACH.mouse;
	const inner = Math.min(reach, (right - left) / 4);
	if (x >= right - inner && x <= right + reach) return 'right';
	return x >= left - reach && x <= left + inner ? 'left' : null;
}

export function startMinimapDrag(state: RollState, from: PointerAt): Gesture {
	const { minimap } = state.layout;
	if (!minimap) return REST;
	// held still during the drag: near the end the strip would grow with the view
	const scale = minimapSeconds(state) / minimap.width;
	const secondsAt = (at: PointerAt): number => (at.x - minimap.x) * scale;
	const edge = findMinimapEdge(state, from.x, from.isTouch);
	if (edge) return startMinimapZoom(state, edge, from, secondsAt);
	const span = shownSeconds(state.view);
	const pressed = secondsAt(from) - state.view.start;
	const grip = pressed >= 0 && pressed <= span ? pressed : span / 2;
	const follow = (at: PointerAt): void => state.setViewByHand({ ...state.view, start: secondsAt(at) - grip });
	follow(from);
	return { cursor: 'grabbing', move: follow, end: () => undefined, cancel: () => undefined };
}

/** One edge goes with the pointer, the other stays. */
function startMinimapZoom(
	state: RollState,
	edge: MinimapEdge,
	from: PointerAt,
	secondsAt: (at: PointerAt) => number
): Gesture {
	const { view } = state;
	const end = view.start + shownSeconds(view);
	const grip = secondsAt(from) - (edge === 'left' ? view.start : end);
	const move = (at: PointerAt): void => {
		const place = secondsAt(at) - grip;
		const left = edge === 'left' ? Math.max(0, Math.min(place, end - SPAN_MIN)) : view.start;
		const right = edge === 'left' ? end : Math.max(place, view.start + SPAN_MIN);
		state.setViewByHand(fitTimeExactly(state.view, left, right));
	};
	return { cursor: 'ew-resize', move, end: () => undefined, cancel: () => state.setViewByHand(view) };
}
