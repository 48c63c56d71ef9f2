/** The lane of loudness under the roll. */

import { HOP_SECONDS } from '../../units.ts';
import { SUMMARY_FRAMES } from '../decimate.ts';
import type { Rect } from '../layout.ts';
import type { RollState } from '../state.ts';
import { toSeconds, toX } from '../viewport.ts';
import { drawGrid } from './grid.ts';
import { drawIn, horizontalLine, setFont, type Pen } from './pen.ts';

/** The lane shows from here up to full scale, in half decibels as stored. */
const FLOOR_STEPS = 120;
const FLOOR_LABEL = '−60';
const UNIT_LABEL = 'dB';
const PADDING = { top: 10, bottom: 8 };
const FILL_OPACITY = 0.13;

export function drawLoudness(pen: Pen, state: RollState, lane: Rect): void {
	const { g } = pen;
	const { colours } = state.theme;
	g.fillStyle = colours.bg;
	g.fillRect(0, lane.y, lane.x + lane.width, lane.height);
	drawIn(pen, lane, () => {
		g.globalAlpha = 0.6;
		drawGrid(pen, state, lane.height);
		g.globalAlpha = 1;
		drawLevel(pen, state, lane.height);
	});
	g.fillStyle = colours.line;
	horizontalLine(pen, lane.y, 0, lane.x + lane.width);
	setFont(pen, state.theme, 500, 10);
	g.fillStyle = colours.muted;
	g.textAlign = 'right';
	g.textBaseline = 'middle';
	g.fillText(UNIT_LABEL, lane.x - 21, lane.y + PADDING.top + 5);
	g.fillText(FLOOR_LABEL, lane.x - 21, lane.y + lane.height - PADDING.bottom - 5);
	g.textAlign = 'left';
}

function drawLevel({ g }: Pen, { view, input, theme, summary }: RollState, height: number): void {
	if (!input.curve) return;
	const { curve, offset, threshold } = input.curve;
	summary.follow(curve, threshold);
	// far out one point stands for a block of frames: its loudest
	const isFar = view.pixelsPerSecond * SUMMARY_FRAMES * HOP_SECONDS < 1;
	const values = isFar ? summary.loudest : curve.loudness;
	const stride = isFar ? SUMMARY_FRAMES * HOP_SECONDS : HOP_SECONDS;
	const count = isFar ? Math.ceil(curve.length / SUMMARY_FRAMES) : curve.length;
	const from = Math.max(0, Math.floor((view.start - offset) / stride) - 1);
	const to = Math.min(count, Math.ceil((toSeconds(view, view.width) - offset) / stride) + 2);
	if (to - from < 1) return;
	const step = Math.max(1, Math.floor(1 / (stride * view.pixelsPerSecond)));
	const span = height - PADDING.top - PADDING.bottom;
	const x = (i: number): number => toX(view, offset + i * stride);
	g.beginPath();
	const first = from - (from % step);
	for (let i = first; i < to; i += step) {
		let loudest = FLOOR_STEPS;
		for (let k = i; k < Math.min(i + step, to); k++) loudest = Math.min(loudest, values[k] ?? FLOOR_STEPS);
		const y = PADDING.top + (loudest / FLOOR_STEPS) * span;
		if (i === first) g.moveTo(x(i), y);
		else g.lineTo(x(i), y);
	}
	g.lineWidth = 1.6;
	g.lineJoin = 'round';
	g.strokeStyle = theme.colours.loud;
	g.stroke();
	g.lineTo(x(to - 1), height);
	g.lineTo(x(first), height);
	g.fillStyle = theme.colours.loud;
	g.globalAlpha = FILL_OPACITY;
	g.fill();
	g.globalAlpha = 1;
}
