/** Keeps the playhead in view while it moves, until someone scrolls away from it. */

import type { RollState } from './state.ts';
import { followView, glideView, isAtGlidePlace, toX } from './viewport.ts';

/** A view that was scrolled by hand glides on when the playhead comes this near to its place, in pixels. */
const CATCH_REACH = 4;

/** Called before each frame while playing. */
export function follow(state: RollState, isDragging: boolean): void {
	const { input, theme, view } = state;
	const playhead = input.playhead();
	// a view that never rests is motion, too
	const way = input.follow === 'smooth' && theme.isMotionReduced ? 'page' : input.follow;
	const x = toX(view, playhead);
	if (way === 'smooth' ? isAtGlidePlace(view, playhead, CATCH_REACH) : x >= 0 && x <= view.width)
		state.isFollowSuspended = false;
	if (way === 'off' || state.isFollowSuspended || isDragging) return;
	const next = way === 'smooth' ? glideView(view, playhead) : followView(view, playhead);
	if (next && next.start !== view.start) state.setView(next);
}
