/** Smooths the pitch that the pointer passes, once a pass: the longer one rubs, the smoother it gets. */

import { smoothPitch } from '#lib/pitch/index.ts';
import { ABSENT } from '#lib/score/index.ts';
import { PitchStroke } from '../pitch-stroke.ts';
import type { RollState } from '../state.ts';
import type { Gesture, PointerAt } from './gesture.ts';
import { pitchPointAt } from './pitch-point.ts';

/** Half the brush, in frames. */
const REACH = 5;

export function startSmoothPitch(state: RollState, from: PointerAt): Gesture {
	const stroke = new PitchStroke();
	let last = pitchPointAt(state, from).frame;
	const pass = (at: PointerAt): void => {
		const { shown } = state.pitch;
		const now = pitchPointAt(state, at).frame;
		if (!shown) return;
		const range = { from: Math.max(0, Math.min(last, now) - REACH), to: Math.max(last, now) + REACH };
		last = now;
		const painted = (frame: number): number => (stroke.has(frame) ? stroke.at(frame) : ABSENT);
		stroke.paintRun(smoothPitch(shown, range, { painted }), (i) => state.pitch.drawnAt(i));
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
