/** Bars and beats over the roll, and the loop. */

import { findGrid, type GridSpan } from '../grid.ts';
import type { RollState } from '../state.ts';
import { toSeconds, toX } from '../viewport.ts';
import { horizontalLine, setFont, verticalLine, type Pen } from './pen.ts';

const TICK_HEIGHT = 6;
const LOOP_OPACITY = 0.28;
const LOOP_HANDLE = 3;
const GRIP = { width: 12, inset: 3 };
const LABEL_REACH = 60;
/** Beats so wide, in pixels, have names of their own: a bar may be wider than the view. */
const LABELLED_BEAT_MIN = 90;

export function drawRuler(pen: Pen, state: RollState): void {
	const { g } = pen;
	const { view, layout, theme, tempo, input } = state;
	const { width, height } = layout.ruler;
	const { colours } = theme;
	g.fillStyle = colours.surface;
	g.fillRect(0, 0, width, height);
	if (input.loop) drawLoop(pen, state, toX(view, input.loop.start), toX(view, input.loop.end));
	const from = tempo.toFractionalTicks(toSeconds(view, -LABEL_REACH));
	const to = tempo.toFractionalTicks(toSeconds(view, width));
	const spans = findGrid(view, tempo, 0, from, to);
	const x = (ticks: number): number => toX(view, tempo.toSeconds(ticks));
	g.fillStyle = colours.faint;
	for (const { steps, meter, visit } of spans)
		visit(steps.fine > 0 && steps.fine <= meter.ticksPerBeat ? meter.ticksPerBeat : steps.strong, (ticks) =>
			verticalLine(pen, x(ticks), height - TICK_HEIGHT - 1, height - 1)
		);
	setFont(pen, theme, 600, 11);
	g.textBaseline = 'middle';
	g.textAlign = 'left';
	g.fillStyle = colours.text;
	for (const { steps, visit } of spans)
		visit(steps.labelled, (ticks) => g.fillText(String(tempo.toBarPosition(ticks).bar), x(ticks) + 5, height / 2));
	drawBeatNames(
		pen,
		state,
		spans.filter(({ meter }) => x(meter.tick + meter.ticksPerBeat) - x(meter.tick) >= LABELLED_BEAT_MIN)
	);
	g.fillStyle = colours.line;
	horizontalLine(pen, height - 1, 0, width);
}

function drawLoop({ g }: Pen, { layout, theme }: RollState, from: number, to: number): void {
	const height = layout.ruler.height / 2;
	g.fillStyle = theme.colours.accent;
	g.globalAlpha = LOOP_OPACITY;
	g.fillRect(from, 0, to - from, height);
	g.globalAlpha = 1;
	g.fillRect(from, 0, to - from, 2);
	// handles
	g.fillRect(from, 0, LOOP_HANDLE, height);
	g.fillRect(to - LOOP_HANDLE, 0, LOOP_HANDLE, height);
	if (layout.isNarrow) for (const x of [from, to]) drawGrip(g, x, layout.ruler.height);
}

/** What a finger takes hold of; it reaches further than it looks. */
function drawGrip(g: CanvasRenderingContext2D, x: number, height: number): void {
	g.beginPath();
	g.roundRect(x - GRIP.width / 2, GRIP.inset, GRIP.width, height - 2 * GRIP.inset, GRIP.width / 2);
	g.fill();
}

function drawBeatNames(pen: Pen, { view, layout, theme, tempo }: RollState, spans: readonly GridSpan[]): void {
	const { g } = pen;
	setFont(pen, theme, 500, 11);
	g.fillStyle = theme.colours.muted;
	for (const { meter, visit } of spans)
		visit(meter.ticksPerBeat, (ticks) => {
			const { bar, beat } = tempo.toBarPosition(ticks);
			if (beat > 1) g.fillText(`${bar}.${beat}`, toX(view, tempo.toSeconds(ticks)) + 5, layout.ruler.height / 2);
		});
}
