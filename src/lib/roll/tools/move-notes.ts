/** Press on a note: selects it, moves the selection, or a copy of it with Alt. */

import type { Note } from '#lib/score/index.ts';
import { clampMove } from '../draft.ts';
import { snapShift } from '../snap.ts';
import type { RollState } from '../state.ts';
import { isDrag, type Gesture, type PointerAt } from './gesture.ts';
import { createPitchPreview } from './pitch-preview.ts';

export function startMove(state: RollState, from: PointerAt, note: Note): Gesture {
	const origin = state.pointAt(from.x, from.y);
	const wasSelected = state.selection.has(note.id);
	if (!wasSelected) state.setSelection(from.shift ? [...state.selection, note.id] : [note.id]);
	const notes = state.findSelected();
	const preview = createPitchPreview(state);
	preview.play(note, 0, notes);
	// Alt makes a copy when it was down at the press; let go and held again it frees from the grid like elsewhere
	let isAltForCopy = from.alt;
	let isMoving = false;
	return {
		cursor: state.input.isReadonly ? 'default' : from.alt ? 'copy' : 'grabbing',
		scrolls: true,
		move(at) {
			isMoving ||= isDrag(from, at);
			if (!isMoving || state.input.isReadonly) return;
			isAltForCopy &&= at.alt;
			const now = state.pointAt(at.x, at.y);
			const grid = at.alt && !isAltForCopy ? 0 : state.grid;
			const isFlat = at.shift && Math.abs(at.x - from.x) > Math.abs(at.y - from.y);
			const isUpright = at.shift && !isFlat;
			const ticks = isUpright
				? 0
				: snapShift(note.start, now.ticks - origin.ticks, grid, state.tempo.meterAt(now.ticks).tick);
			const semitones = isFlat ? 0 : Math.round(now.midi) - Math.round(origin.midi);
			const clamped = clampMove(notes, ticks, semitones);
			preview.play(note, clamped.semitones, notes);
			state.setDraft({ kind: 'move', notes, ...clamped, isCopy: from.alt });
		},
		end() {
			preview.stop();
			if (isMoving) return state.commitDraft();
			if (from.shift && wasSelected) state.setSelection([...state.selection].filter((id) => id !== note.id));
			else if (!from.shift) state.setSelection([note.id]);
		},
		cancel() {
			preview.stop();
			state.setDraft(null);
		}
	};
}
