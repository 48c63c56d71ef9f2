/** A straight line of pitch from the press to the pointer. */

import { PitchStroke } from '../pitch-stroke.ts';
import type { RollState } from '../state.ts';
import { isDrag, type Gesture, type PointerAt } from './gesture.ts';
import { alongLine, pitchPointAt } from './pitch-point.ts';

export function startPitchLine(state: RollState, from: PointerAt): Gesture {
	const origin = pitchPointAt(state, from);
	let stroke: PitchStroke | null = null;
	return {
		cursor: 'crosshair',
		scrolls: true,
		move(at) {
			if (!stroke && !isDrag(from, at)) return;
			const line = new PitchStroke();
			alongLine(origin, pitchPointAt(state, at), (frame, step) =>
				line.paint(frame, step, (i) => state.pitch.drawnAt(i))
			);
			stroke = line;
			state.pitch.setStroke(line);
		},
		end() {
			state.pitch.setStroke(null);
			if (stroke) state.pitch.write([stroke.run()]);
		},
		cancel: () => state.pitch.setStroke(null)
	};
}
