/** Drag over empty ground: selects what the frame touches. A click selects nothing. */

import type { RecordId } from '#lib/score/index.ts';
import type { Rect } from '../layout.ts';
import type { RollState } from '../state.ts';
import { toX, toY } from '../viewport.ts';
import { isDrag, type Gesture, type PointerAt } from './gesture.ts';

export function startMarquee(state: RollState, from: PointerAt): Gesture {
	// kept in time and pitch, so that the frame grows when the view scrolls under it
	const origin = state.pointAt(from.x, from.y);
	const kept: readonly RecordId[] = from.shift || from.mod ? [...state.selection] : [];
	let isMoving = false;
	const frameTo = (at: PointerAt): Rect => {
		const x = toX(state.view, origin.seconds);
		const y = toY(state.view, origin.midi);
		const toRight = at.x - state.layout.roll.x;
		const toBottom = at.y - state.layout.roll.y;
		return {
			x: Math.min(x, toRight),
			y: Math.min(y, toBottom),
			width: Math.abs(toRight - x),
			height: Math.abs(toBottom - y)
		};
	};
	const findTouched = (at: PointerAt): RecordId[] => {
		const now = state.pointAt(at.x, at.y);
		const low = Math.min(origin.midi, now.midi) - 0.5;
		const high = Math.max(origin.midi, now.midi) + 0.5;
		const within = state.notes.find(Math.min(origin.ticks, now.ticks), Math.max(origin.ticks, now.ticks));
		return state.showsNotes ? within.filter(({ pitch }) => pitch > low && pitch < high).map(({ id }) => id) : [];
	};
	const hide = (): void => {
		state.marquee = null;
		state.invalidate('overlay');
	};
	return {
		cursor: 'crosshair',
		scrolls: true,
		move(at) {
			isMoving ||= isDrag(from, at);
			if (!isMoving) return;
			state.marquee = frameTo(at);
			state.invalidate('overlay');
		},
		end(at) {
			hide();
			state.setSelection(isMoving ? [...kept, ...findTouched(at)] : kept);
		},
		cancel: hide
	};
}
