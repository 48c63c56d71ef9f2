/** The lane under the ruler: where tempo and meter change; and the flag that is being dragged. */

import type { FlagBox } from '../flags.ts';
import type { RollState } from '../state.ts';
import { toX } from '../viewport.ts';
import { crisp, drawIn, horizontalLine, setFont, verticalLine, type Pen } from './pen.ts';

const PADDING = 6;
const INSET = 3;
const RADIUS = 4;

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
		g.globalAlpha =
			flagDraft && flagDraft.flag.kind === box.flag.kind && flagDraft.flag.tick === box.flag.tick ? 0.4 : 1;
		drawFlag(pen, state, box, false);
	}
	g.globalAlpha = 1;
	g.fillStyle = theme.colours.line;
	horizontalLine(pen, height - 1, 0, width);
}

function drawFlag(pen: Pen, { layout, theme }: RollState, { flag, x, width }: FlagBox, isDraft: boolean): void {
	const { g } = pen;
	const { colours } = theme;
	const { height } = layout.flags;
	g.fillStyle = isDraft ? colours.accent : colours.muted;
	verticalLine(pen, x, 0, height - 1);
	if (width === 0) return;
	const left = crisp(pen, x);
	g.beginPath();
	g.roundRect(left, INSET - 1, width, height - 2 * INSET + 1, [0, RADIUS, RADIUS, 0]);
	g.fillStyle = isDraft ? colours.accent : colours.bar;
	g.fill();
	g.save();
	g.clip();
	setFont(pen, theme, flag.kind === 'meter' ? 650 : 550, 11);
	g.textBaseline = 'middle';
	g.textAlign = 'left';
	g.fillStyle = isDraft ? colours['accent-ink'] : colours.text;
	g.fillText(flag.text, left + PADDING, height / 2);
	g.restore();
}

/** Where the flag would stand, with a line down through the roll. */
export function drawFlagDraft(pen: Pen, state: RollState): void {
	const { flagDraft, layout, view, tempo, theme } = state;
	if (!flagDraft) return;
	const x = toX(view, tempo.toSeconds(flagDraft.tick));
	const box = state.flagBoxes.find(
		({ flag }) => flag.kind === flagDraft.flag.kind && flag.tick === flagDraft.flag.tick
	);
	drawIn(pen, layout.flags, () => drawFlag(pen, state, { flag: flagDraft.flag, x, width: box?.width || 60 }, true));
	drawIn(pen, layout.roll, () => {
		pen.g.fillStyle = theme.colours.accent;
		verticalLine(pen, x, 0, layout.roll.height);
	});
}
