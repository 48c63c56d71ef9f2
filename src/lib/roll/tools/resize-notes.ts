/** Drag of a note's end: all selected notes get as much longer or shorter. */

import type { Note } from '#lib/score/index.ts';
import { snapShift } from '../snap.ts';
import type { RollState } from '../state.ts';
import { isDrag, type Gesture, type PointerAt } from './gesture.ts';
import { createPitchPreview } from './pitch-preview.ts';

export function startResize(state: RollState, from: PointerAt, note: Note, edge: 'left' | 'right'): Gesture {
	const origin = state.pointAt(from.x, from.y);
	if (!state.selection.has(note.id)) state.setSelection(from.shift ? [...state.selection, note.id] : [note.id]);
	const notes = state.findSelected();
	const place = edge === 'left' ? note.start : note.start + note.duration;
	const preview = createPitchPreview(state);
	preview.play(note, 0, notes);
	let isMoving = false;
	return {
		cursor: 'ew-resize',
		scrolls: true,
		move(at) {
			isMoving ||= isDrag(from, at);
			if (!isMoving) return;
			const now = state.pointAt(at.x, at.y);
			const grid = at.alt ? 0 : state.grid;
			const ticks = snapShift(place, now.ticks - origin.ticks, grid, state.tempo.meterAt(now.ticks).tick);
			state.setDraft({ kind: 'resize', notes, edge, ticks });
		},
		end() {
			preview.stop();
			if (isMoving) state.commitDraft();
		},
		cancel() {
			preview.stop();
			state.setDraft(null);
		}
	};
}
