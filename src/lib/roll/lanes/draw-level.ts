/** Loudness as it was heard, as a filled line in a lane. */

import { HOP_SECONDS } from '../../units.ts';
import { SUMMARY_FRAMES } from '../decimate.ts';
import type { Pen } from '../layers/pen.ts';
import type { RollState } from '../state.ts';
import { toSeconds, toX } from '../viewport.ts';
import { toLaneY } from './axis.ts';
import type { LaneAxis } from './lane.ts';

/** Half decibels below full scale, as stored: what is softer is drawn there. */
const SILENT_STEPS = 255;
const FILL_OPACITY = 0.13;

export function drawLevel(
	{ g }: Pen,
	{ view, input, theme, summary }: RollState,
	axis: LaneAxis,
	height: number
): void {
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
	const x = (i: number): number => toX(view, offset + i * stride);
	// what is softer than the axis shows runs along its lower end
	const bottom = toLaneY(axis, height, axis.low);
	g.beginPath();
	const first = from - (from % step);
	for (let i = first; i < to; i += step) {
		let loudest = SILENT_STEPS;
		for (let k = i; k < Math.min(i + step, to); k++) loudest = Math.min(loudest, values[k] ?? SILENT_STEPS);
		const y = Math.min(bottom, toLaneY(axis, height, -loudest / 2));
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
