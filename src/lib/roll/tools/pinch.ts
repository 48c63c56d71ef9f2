/** Two fingers: what is under each stays under it, in time and in pitch as far as they are apart. */

import type { RollState } from '../state.ts';
import { scrollView, zoomPitch, zoomTime } from '../viewport.ts';
import type { PointerAt } from './gesture.ts';

/** Fingers closer than this along an axis do not scale it. */
const SPREAD_MIN = 48;

type Pair = readonly [PointerAt, PointerAt];

/** Follows two fingers from where they are now. */
export function startPinch(state: RollState, from: Pair): (to: Pair) => void {
	let last = from;
	const middle = (pair: Pair): { x: number; y: number } => ({
		x: (pair[0].x + pair[1].x) / 2 - state.layout.roll.x,
		y: (pair[0].y + pair[1].y) / 2 - state.layout.roll.y
	});
	const spread = (pair: Pair, axis: 'x' | 'y'): number => Math.abs(pair[0][axis] - pair[1][axis]);
	const factor = (to: Pair, axis: 'x' | 'y'): number =>
		Math.min(spread(last, axis), spread(to, axis)) < SPREAD_MIN ? 1 : spread(to, axis) / spread(last, axis);
	return (to) => {
		const before = middle(last);
		const now = middle(to);
		const end = state.contentEnd;
		let view = scrollView(state.view, before.x - now.x, before.y - now.y);
		view = zoomTime(view, factor(to, 'x'), now.x, end);
		view = zoomPitch(view, factor(to, 'y'), now.y, end);
		state.setViewByHand(view);
		last = to;
	};
}
