/** Takes the pitch away where the pointer passes; with Alt it gives back what was heard there. */

import { ABSENT, UNVOICED } from '#lib/score/index.ts';
import { PitchStroke } from '../pitch-stroke.ts';
import type { RollState } from '../state.ts';
import type { Gesture, PointerAt } from './gesture.ts';
import { alongLine, pitchPointAt } from './pitch-point.ts';

export function startErasePitch(state: RollState, from: PointerAt): Gesture {
	const stroke = new PitchStroke();
	let last = pitchPointAt(state, from);
	const pass = (at: PointerAt): void => {
		const now = pitchPointAt(state, at);
		const value = at.alt ? ABSENT : UNVOICED;
		alongLine(last, now, (frame) => stroke.paint(frame, value, (i) => state.pitch.drawnAt(i)));
		last = now;
		state.pitch.setStroke(stroke);
	};
	pass(from);
	return {
		cursor: 'crosshair',
		scrolls: true,
		move: pass,
		end() {
			state.pitch.setStroke(null);
			state.pitch.write([stroke.run()]);
		},
		cancel: () => state.pitch.setStroke(null)
	};
}
