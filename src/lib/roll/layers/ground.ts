/** The rows, one for each semitone: those of black keys are darker, and with a key those that are not in it. */

import { isBelowWhiteBorder, isBlackKey } from '../note-name.ts';
import type { RollState } from '../state.ts';
import { toMidi, toY } from '../viewport.ts';
import { horizontalLine, type Pen } from './pen.ts';

/** Rows lower than this have no line between them. */
const LINED_ROW_MIN = 7;

const TONIC_OPACITY = 0.07;

export function drawGround(pen: Pen, { view, theme, rowsInKey: rows }: RollState): void {
	const { g } = pen;
	const { colours } = theme;
	g.fillStyle = colours.row;
	g.fillRect(0, 0, view.width, view.height);
	const lowest = Math.round(toMidi(view, view.height));
	const highest = Math.round(view.top);
	g.fillStyle = rows ? colours['row-out'] : colours['row-black'];
	for (let midi = lowest; midi <= highest; midi++)
		if (rows ? rows[midi % 12] === 'out' : isBlackKey(midi))
			g.fillRect(0, toY(view, midi + 0.5), view.width, view.pixelsPerSemitone);
	g.fillStyle = colours.accent;
	g.globalAlpha = TONIC_OPACITY;
	for (let midi = lowest; midi <= highest; midi++)
		if (rows?.[midi % 12] === 'tonic') g.fillRect(0, toY(view, midi + 0.5), view.width, view.pixelsPerSemitone);
	g.globalAlpha = 1;
	g.fillStyle = colours.grid;
	for (let midi = lowest; midi <= highest; midi++)
		if (isBelowWhiteBorder(midi) && view.pixelsPerSemitone >= LINED_ROW_MIN)
			horizontalLine(pen, toY(view, midi - 0.5), 0, view.width);
}
