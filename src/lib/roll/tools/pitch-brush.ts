/** The pitch tool: which gesture a press begins by its brush. */

import type { RollState } from '../state.ts';
import { REST, type Gesture, type PointerAt } from './gesture.ts';
import { startErasePitch } from './erase-pitch.ts';
import { startPitchLine } from './pitch-line.ts';
import { startPitchPencil } from './pitch-pencil.ts';
import { startPitchSpan } from './pitch-span.ts';
import { startSmoothPitch } from './smooth-pitch.ts';

/** A press with the pitch tool; where nothing was recorded it does nothing. */
export function startPitch(state: RollState, at: PointerAt): Gesture {
	if (state.pitch.clip === null) return REST;
	switch (state.pitch.input.brush) {
		case 'pencil':
			return at.shift ? startPitchLine(state, at) : startPitchPencil(state, at);
		case 'line':
			return startPitchLine(state, at);
		case 'smooth':
			return startSmoothPitch(state, at);
		case 'erase':
			return startErasePitch(state, at);
		case 'span':
			return startPitchSpan(state, at);
	}
}
