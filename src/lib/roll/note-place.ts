/** Where a note stands in its host, for what the page puts over it. Pure. */

import type { RecordId } from '#lib/score/index.ts';
import type { Rect } from './layout.ts';
import { boxHeight, boxWidth, boxX, boxY } from './note-box.ts';
import type { RollState } from './state.ts';

/** A note in pixels of the host, also where it is cut by the border of the roll; null for one that is out of view. */
export function findNotePlace({ input, view, tempo, layout }: RollState, id: RecordId): Rect | null {
	const note = input.score.get(id);
	if (note?.kind !== 'note') return null;
	const [x, y, width, height] = [
		boxX(view, tempo, note),
		boxY(view, note),
		boxWidth(view, tempo, note),
		boxHeight(view)
	];
	const isSeen = x < view.width && x + width > 0 && y < view.height && y + height > 0;
	return isSeen ? { x: layout.roll.x + x, y: layout.roll.y + y, width, height } : null;
}
