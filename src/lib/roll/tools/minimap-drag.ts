/** The minimap: the frame follows the pointer; a press outside it brings it there. */

import { minimapSeconds } from '../layers/minimap.ts';
import type { RollState } from '../state.ts';
import { shownSeconds } from '../viewport.ts';
import { REST, type Gesture, type PointerAt } from './gesture.ts';

export function startMinimapDrag(state: RollState, from: PointerAt): Gesture {
	const { minimap } = state.layout;
	if (!minimap) return REST;
	// held still during the drag: near the end the strip would grow with the view
	const scale = minimapSeconds(state) / minimap.width;
	const secondsAt = (at: PointerAt): number => (at.x - minimap.x) * scale;
	const span = shownSeconds(state.view);
	const pressed = secondsAt(from) - state.view.start;
	const grip = pressed >= 0 && pressed <= span ? pressed : span / 2;
	const follow = (at: PointerAt): void => state.setViewByHand({ ...state.view, start: secondsAt(at) - grip });
	follow(from);
	return { cursor: 'grabbing', move: follow, end: () => undefined, cancel: () => undefined };
}
