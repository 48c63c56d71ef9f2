/** Lines of time over the roll and its lanes. */

import { findGrid } from '../grid.ts';
import type { RollState } from '../state.ts';
import { toSeconds, toX } from '../viewport.ts';
import { verticalLine, type Pen } from './pen.ts';

/** Draws in an area of `height` that is as wide as the roll. */
export function drawGrid(pen: Pen, { view, tempo, theme, grid }: RollState, height: number): void {
	const from = tempo.toFractionalTicks(view.start);
	const to = tempo.toFractionalTicks(toSeconds(view, view.width));
	const spans = findGrid(view, tempo, grid, from, to);
	const line = (ticks: number): void => verticalLine(pen, toX(view, tempo.toSeconds(ticks)), 0, height);
	pen.g.fillStyle = theme.colours.grid;
	for (const { steps, visit } of spans) visit(steps.fine, line);
	pen.g.fillStyle = theme.colours.bar;
	for (const { steps, visit } of spans) visit(steps.strong, line);
}
