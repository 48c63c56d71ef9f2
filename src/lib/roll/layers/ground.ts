/** The rows, one for each semitone. */

import { isBelowWhiteBorder, isBlackKey } from '../note-name.ts';
import type { RollState } from '../state.ts';
import { toMidi, toY } from '../viewport.ts';
import { horizontalLine, type Pen } from './pen.ts';

/** Rows lower than this have no line between them. */
const LINED_ROW_MIN = 7;

export function drawGround(pen: Pen, { view, theme }: RollState): void {
	const { g } = pen;
	const { colours } = theme;
	g.fillStyle = colours.row;
	g.fillRect(0, 0, view.width, view.height);
	const lowest = Math.round(toMidi(view, view.height));
	const highest = Math.round(view.top);
	g.fillStyle = colours['row-black'];
	for (let midi = lowest; midi <= highest; midi++)
		if (isBlackKey(midi)) g.fillRect(0, toY(view, midi + 0.5), view.width, view.pixelsPerSemitone);
	g.fillStyle = colours.grid;
	for (let midi = lowest; midi <= highest; midi++)
		if (isBelowWhiteBorder(midi) && view.pixelsPerSemitone >= LINED_ROW_MIN)
			horizontalLine(pen, toY(view, midi - 0.5), 0, view.width);
}
