/** The lane under the ruler: where tempo and meter change, and what is marked; and the flag that is being dragged. */

import type { FlagBox } from '../flags.ts';
import type { Rect } from '../layout.ts';
import type { RulerFlag } from '../events.ts';
import type { RollState } from '../state.ts';
import { toX } from '../viewport.ts';
import { crisp, drawIn, horizontalLine, setFont, verticalLine, type Pen } from './pen.ts';

const PADDING = 6;
const INSET = 3;
const RADIUS = 4;
/** How far the point of a marker reaches. */
const POINT = 6;

export function drawFlags(pen: Pen, state: RollState): void {
	const { g } = pen;
	const { layout, theme, flagDraft } = state;
	const { width, height } = layout.flags;
	g.fillStyle = theme.colours.surface;
	g.fillRect(0, 0, width, height);
	let drawn = -1;
	for (const box of state.flagBoxes) {
		// what falls on one line need not be drawn twice
		if (box.width === 0 && Math.round(box.x) === drawn) continue;
		drawn = Math.round(box.x);
		g.globalAlpha = flagDraft && isSame(flagDraft.flag, box.flag) ? 0.4 : 1;
		drawFlag(pen, state, box, false);
	}
	g.globalAlpha = 1;
	g.fillStyle = theme.colours.line;
	horizontalLine(pen, height - 1, 0, width);
}

const isSame = (one: RulerFlag, other: RulerFlag): boolean =>
	one.kind === other.kind && one.tick === other.tick && one.id === other.id;

function drawFlag(pen: Pen, { layout, theme }: RollState, { flag, x, width }: FlagBox, isDraft: boolean): void {
	const { g } = pen;
	const { colours } = theme;
	const { height } = layout.flags;
	g.fillStyle = isDraft ? colours.accent : colours.muted;
	verticalLine(pen, x, 0, height - 1);
	if (width === 0) return;
	const left = crisp(pen, x);
	g.beginPath();
	addShape(pen, flag, { x: left, y: INSET - 1, width, height: height - 2 * INSET + 1 });
	g.fillStyle = isDraft ? colours.accent : flag.kind === 'marker' ? colours.surface : colours.bar;
	g.fill();
	if (flag.kind === 'marker') outline(pen, isDraft ? colours.accent : colours.muted);
	g.save();
	g.clip();
	setFont(pen, theme, flag.kind === 'meter' ? 650 : 550, 11);
	g.textBaseline = 'middle';
	g.textAlign = 'left';
	g.fillStyle = isDraft ? colours['accent-ink'] : colours.text;
	g.fillText(flag.text, left + PADDING, height / 2);
	g.restore();
}

/** A marker is a pennant with a point, what changes the clock is a sign with round corners: told apart without colour. */
function addShape({ g }: Pen, { kind }: RulerFlag, { x, y, width, height }: Rect): void {
	if (kind !== 'marker') return g.roundRect(x, y, width, height, [0, RADIUS, RADIUS, 0]);
	const point = Math.min(POINT, width / 2);
	g.moveTo(x, y);
	g.lineTo(x + width - point, y);
	g.lineTo(x + width, y + height / 2);
	g.lineTo(x + width - point, y + height);
	g.lineTo(x, y + height);
	g.closePath();
}

function outline({ g }: Pen, colour: string): void {
	g.strokeStyle = colour;
	g.lineWidth = 1;
	g.stroke();
}

/** Where the flag would stand, with a line down through the roll. */
export function drawFlagDraft(pen: Pen, state: RollState): void {
	const { flagDraft, layout, view, tempo, theme } = state;
	if (!flagDraft) return;
	const x = toX(view, tempo.toSeconds(flagDraft.tick));
	const box = state.flagBoxes.find(({ flag }) => isSame(flag, flagDraft.flag));
	drawIn(pen, layout.flags, () => drawFlag(pen, state, { flag: flagDraft.flag, x, width: box?.width || 60 }, true));
	drawIn(pen, layout.roll, () => {
		pen.g.fillStyle = theme.colours.accent;
		verticalLine(pen, x, 0, layout.roll.height);
	});
}
