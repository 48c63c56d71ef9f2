/** Finds the stem of a velocity that a pointer means. Pure. */

import type { Note } from '#lib/score/index.ts';
import type { LaneBox } from '../layout.ts';
import type { RollState } from '../state.ts';
import { toSeconds, toX } from '../viewport.ts';
import { toLaneY } from './axis.ts';

/** How far beside its head a stem is still meant, in pixels. */
const REACH = { mouse: 7, touch: 18 };

type Scene = Pick<RollState, 'view' | 'tempo' | 'notes' | 'selection' | 'showsNotes'>;

/** The note whose head is nearest to a point of the lane's body, a selected one before others. */
export function findStem(
	{ view, tempo, notes, selection, showsNotes }: Scene,
	{ lane, body }: LaneBox,
	at: { readonly x: number; readonly y: number; readonly isTouch: boolean }
): Note | null {
	if (!showsNotes) return null;
	const reach = at.isTouch ? REACH.touch : REACH.mouse;
	const from = tempo.toFractionalTicks(toSeconds(view, at.x - reach));
	const to = tempo.toFractionalTicks(toSeconds(view, at.x + reach));
	let best: Note | null = null;
	let nearest = reach + 0.5;
	notes.visit(from, to, (note) => {
		const dx = toX(view, tempo.toSeconds(note.start)) - at.x;
		const dy = toLaneY(lane.axis, body.height, note.velocity) - at.y;
		const distance = Math.hypot(dx, dy) - (selection.has(note.id) ? 0.5 : 0);
		if (distance >= nearest) return;
		best = note;
		nearest = distance;
	});
	return best;
}
