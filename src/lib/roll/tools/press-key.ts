/** The keyboard at the left: a pressed key sounds, a slide plays what it passes; with Ctrl a press selects all of its pitch. */

import { toMidi } from '../viewport.ts';
import { selectPitches } from '../note-commands.ts';
import type { RollState } from '../state.ts';
import type { Gesture, PointerAt } from './gesture.ts';

const VELOCITY = 100;

export function startKey(state: RollState, from: PointerAt): Gesture {
	const press = (at: PointerAt): void => {
		const midi = Math.max(0, Math.min(127, Math.round(toMidi(state.view, at.y - state.layout.keyboard.y))));
		if (midi === state.pressedKey) return;
		state.pressedKey = midi;
		state.events.onPreview([{ midi, velocity: VELOCITY }], 'keyboard');
		state.invalidate('overlay');
	};
	const release = (): void => {
		state.pressedKey = null;
		state.events.onPreviewEnd();
		state.invalidate('overlay');
	};
	press(from);
	if (from.mod && state.pressedKey !== null)
		selectPitches(state, new Set([state.pressedKey]), from.shift ? state.selection : []);
	return { cursor: 'pointer', move: press, end: release, cancel: release };
}
