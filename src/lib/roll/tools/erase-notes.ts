/** Press or drag with the eraser: every note that the pointer passes is deleted at the end. */

import type { Note, RecordId } from '#lib/score/index.ts';
import { findNote } from '../hit-test.ts';
import type { RollState } from '../state.ts';
import type { Gesture, PointerAt } from './gesture.ts';

/** A fast pointer skips pixels; between two events it is looked at this often. */
const STEP = 3;

export function startErase(state: RollState, from: PointerAt): Gesture {
	const erased = new Map<RecordId, Note>();
	let last = from;
	const pass = (at: PointerAt): void => {
		const steps = Math.max(1, Math.ceil(Math.hypot(at.x - last.x, at.y - last.y) / STEP));
		const before = erased.size;
		for (let i = 1; i <= steps; i++) {
			const x = last.x + ((at.x - last.x) * i) / steps - state.layout.roll.x;
			const y = last.y + ((at.y - last.y) * i) / steps - state.layout.roll.y;
			const hit = findNote(state, x, y, at.isTouch);
			if (hit) erased.set(hit.note.id, hit.note);
		}
		last = at;
		if (erased.size !== before) state.setDraft({ kind: 'erase', notes: [...erased.values()] });
	};
	pass(from);
	return { cursor: 'crosshair', move: pass, end: () => state.commitDraft(), cancel: () => state.setDraft(null) };
}
