/** A handle of a vibrato: how far it reaches, how wide its waves are, how deep they go. */

import { writeVibrato, type Note } from '#lib/score/index.ts';
import { boxWidth } from '../note-box.ts';
import type { RollState } from '../state.ts';
import { pullVibrato, vibratoOf, type VibratoPart } from '../vibrato-handles.ts';
import { isDrag, type Gesture, type PointerAt } from './gesture.ts';

export function startVibrato(state: RollState, from: PointerAt, note: Note, part: VibratoPart): Gesture {
	const before = vibratoOf(note);
	let text: string | null = null;
	const set = (next: string | null): void => {
		text = next;
		state.pitch.vibrato = next === null ? null : { note: note.id, text: next };
		state.invalidate();
	};
	return {
		cursor: part === 'depth' ? 'ns-resize' : 'ew-resize',
		scrolls: true,
		move(at) {
			if (text === null && !isDrag(from, at)) return;
			const { view, tempo } = state;
			const { pixelsPerSecond, pixelsPerSemitone } = view;
			const scale = { width: boxWidth(view, tempo, note), pixelsPerSecond, pixelsPerSemitone };
			const by = { x: at.x - from.x, y: at.y - from.y };
			set(writeVibrato(pullVibrato(before, part, by, scale)));
		},
		end() {
			const after = text;
			set(null);
			if (after !== null && after !== note.vibrato)
				state.events.onEdit([{ kind: 'set', id: note.id, fields: { vibrato: after } }]);
		},
		cancel: () => set(null)
	};
}
