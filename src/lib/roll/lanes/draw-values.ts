/** A curve of values drawn by hand, with gaps where nothing is. */

import { readSamples, sampleAt, valueOfSample, type CurveSamples, type Lane } from '#lib/score/index.ts';
import { HOP_SECONDS } from '../../units.ts';
import type { Pen } from '../layers/pen.ts';
import type { RollState } from '../state.ts';
import { toSeconds, toX } from '../viewport.ts';
import { toLaneY } from './axis.ts';
import type { LaneAxis } from './lane.ts';

/** Samples closer than this, in pixels, are columns from the lowest to the highest. */
const SPACING_MIN = 0.5;
const FILL_OPACITY = 0.12;

export interface ValueCurve {
	readonly lane: Lane;
	readonly samples: CurveSamples;
	/** Written over the samples while a gesture runs. */
	readonly draft: { readonly start: number; readonly values: Int16Array } | null;
	readonly axis: LaneAxis;
	readonly height: number;
}

export function drawValues(pen: Pen, state: RollState, curve: ValueCurve): void {
	const { view } = state;
	const from = Math.max(0, Math.floor(view.start / HOP_SECONDS) - 1);
	const to = Math.ceil(toSeconds(view, view.width) / HOP_SECONDS) + 2;
	if (HOP_SECONDS * view.pixelsPerSecond < SPACING_MIN) drawColumns(pen, state, curve, from, to);
	else drawLine(pen, state, curve, from, to);
}

function drawLine({ g }: Pen, { view, theme }: RollState, curve: ValueCurve, from: number, to: number): void {
	const values = readSamples(curve.samples, from, to);
	const { draft, lane, axis, height } = curve;
	if (draft)
		for (let i = Math.max(from, draft.start); i < Math.min(to, draft.start + draft.values.length); i++)
			values[i - from] = draft.values[i - draft.start] ?? 0;
	const x = (i: number): number => toX(view, (from + i) * HOP_SECONDS);
	const y = (i: number): number => toLaneY(axis, height, valueOfSample(values[i] ?? 1, lane));
	const hop = HOP_SECONDS * view.pixelsPerSecond;
	const line = new Path2D();
	const area = new Path2D();
	for (let i = 0; i < values.length; i++) {
		if ((values[i] ?? 0) <= 0) continue;
		const first = i;
		line.moveTo(x(i) - hop / 2, y(i));
		area.moveTo(x(i) - hop / 2, height);
		area.lineTo(x(i) - hop / 2, y(i));
		for (; (values[i] ?? 0) > 0; i++) {
			line.lineTo(x(i), y(i));
			area.lineTo(x(i), y(i));
		}
		const last = Math.max(first, i - 1);
		line.lineTo(x(last) + hop / 2, y(last));
		area.lineTo(x(last) + hop / 2, y(last));
		area.lineTo(x(last) + hop / 2, height);
	}
	g.fillStyle = g.strokeStyle = theme.colours.seg;
	g.globalAlpha = FILL_OPACITY;
	g.fill(area);
	g.globalAlpha = 1;
	g.lineWidth = 1.6;
	g.lineJoin = 'round';
	g.stroke(line);
}

/** Far out: one bar a pixel. Columns are the same samples wherever the view begins, so that nothing flickers. */
function drawColumns({ g }: Pen, { view, theme }: RollState, curve: ValueCurve, from: number, to: number): void {
	const { samples, draft, lane, axis, height } = curve;
	const step = Math.max(1, Math.ceil(1 / (HOP_SECONDS * view.pixelsPerSecond)));
	const width = Math.max(1, step * HOP_SECONDS * view.pixelsPerSecond);
	const at = (i: number): number =>
		draft && i >= draft.start && i < draft.start + draft.values.length
			? (draft.values[i - draft.start] ?? 0)
			: sampleAt(samples, i);
	g.fillStyle = theme.colours.seg;
	for (let column = Math.floor(from / step) * step; column < to; column += step) {
		let low = Infinity;
		let high = 0;
		for (let i = column; i < column + step; i++) {
			const sample = at(i);
			if (sample <= 0) continue;
			if (sample < low) low = sample;
			if (sample > high) high = sample;
		}
		if (high === 0) continue;
		const top = toLaneY(axis, height, valueOfSample(high, lane));
		const bottom = Math.max(top + 1.5, toLaneY(axis, height, valueOfSample(low, lane)));
		const x = toX(view, column * HOP_SECONDS);
		g.fillRect(x, top, width, bottom - top);
		g.globalAlpha = FILL_OPACITY;
		g.fillRect(x, bottom, width, height - bottom);
		g.globalAlpha = 1;
	}
}
