/** Free hand: the pitch is where the pointer was, in a straight line between the places that it told of. */

import { PitchStroke } from '../pitch-stroke.ts';
import type { RollState } from '../state.ts';
import type { Gesture, PointerAt } from './gesture.ts';
import { alongLine, pitchPointAt } from './pitch-point.ts';

export function startPitchPencil(state: RollState, from: PointerAt): Gesture {
	const stroke = new PitchStroke();
	const between = (frame: number): number => state.pitch.drawnAt(frame);
	let last = pitchPointAt(state, from);
	const draw = (at: PointerAt): void => {
		const now = pitchPointAt(state, at);
		alongLine(last, now, (frame, step) => stroke.paint(frame, step, between));
		last = now;
		state.pitch.setStroke(stroke);
	};
	draw(from);
	return {
		cursor: 'crosshair',
		scrolls: true,
		isFine: true,
		move: draw,
		end() {
			state.pitch.setStroke(null);
			state.pitch.write([stroke.run()]);
		},
		cancel: () => state.pitch.setStroke(null)
	};
}
