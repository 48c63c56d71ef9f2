/** Lines of time over the roll and its lanes. */

import { computeGridSteps, visitLines } from '../grid.ts';
import type { RollState } from '../state.ts';
import { toSeconds, toX } from '../viewport.ts';
import { verticalLine, type Pen } from './pen.ts';

/** Draws in an area of `height` that is as wide as the roll. */
export function drawGrid(pen: Pen, { view, tempo, theme, input }: RollState, height: number): void {
	const steps = computeGridSteps(view, tempo, input.snap);
	const from = tempo.toFractionalTicks(view.start);
	const to = tempo.toFractionalTicks(toSeconds(view, view.width));
	const line = (ticks: number): void => verticalLine(pen, toX(view, tempo.toSeconds(ticks)), 0, height);
	pen.g.fillStyle = theme.colours.grid;
	visitLines(steps.fine, from, to, line);
	pen.g.fillStyle = theme.colours.bar;
	visitLines(steps.strong, from, to, line);
}
