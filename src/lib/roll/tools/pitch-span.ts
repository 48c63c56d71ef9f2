/** Chooses a stretch of the recording: by a drag with the pitch tool, or on the strip that shows where analyses differ. */

import { FRAMES_PER_SECOND } from '../../units.ts';
import type { RollState } from '../state.ts';
import { isDrag, REST, type Gesture, type PointerAt } from './gesture.ts';
import { pitchPointAt } from './pitch-point.ts';

/** How far beside a stretch of disagreement a click on the strip still means it, in pixels. */
const REACH = 8;

/** A drag chooses what it passes and asks what to do with it; a click chooses nothing. */
export function startPitchSpan(state: RollState, from: PointerAt): Gesture {
	const before = state.pitch.span;
	const origin = pitchPointAt(state, from).frame;
	let isMoving = false;
	const choose = (at: PointerAt, isAsked: boolean): void => {
		const now = pitchPointAt(state, at).frame;
		const start = Math.max(0, Math.min(origin, now));
		const end = Math.max(0, Math.max(origin, now));
		state.pitch.setSpan(end > start ? { from: start, to: end, isAsked } : null);
	};
	return {
		cursor: 'col-resize',
		scrolls: true,
		move(at) {
			isMoving ||= isDrag(from, at);
			if (isMoving) choose(at, false);
		},
		end(at) {
			if (isMoving) choose(at, true);
			else state.pitch.setSpan(null);
		},
		cancel: () => state.pitch.setSpan(before)
	};
}

/** A click on the strip chooses the stretch of disagreement that is there, a drag what it passes. */
export function startStrip(state: RollState, from: PointerAt): Gesture {
	if (state.pitch.clip === null) return REST;
	const drag = startPitchSpan(state, from);
	let isMoving = false;
	return {
		...drag,
		move(at) {
			isMoving ||= isDrag(from, at);
			drag.move(at);
		},
		end(at) {
			if (isMoving) return drag.end(at);
			const reach = Math.ceil((REACH / state.view.pixelsPerSecond) * FRAMES_PER_SECOND);
			const found = state.pitch.disagreement?.findSpan(pitchPointAt(state, at).frame, reach) ?? null;
			state.pitch.setSpan(found && { ...found, isAsked: true });
		}
	};
}
