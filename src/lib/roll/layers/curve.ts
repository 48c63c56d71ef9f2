/** The f0 line with a band that is as wide as it is unsure, and gaps where nobody sings. */

import { HOP_SECONDS } from '../../units.ts';
import { STEPS_PER_SEMITONE, SUMMARY_FRAMES } from '../decimate.ts';
import type { RollState } from '../state.ts';
import { toSeconds, toX, toY, type View } from '../viewport.ts';
import type { Pen } from './pen.ts';

/** Steps of a line that gets thinner and fainter as confidence falls; each is one path. */
const STYLES = [
	{ width: 1, opacity: 0.5 },
	{ width: 1.5, opacity: 0.78 },
	{ width: 2, opacity: 1 }
] as const;
/** With more frames than this in a pixel, columns of extremes stand for the line. */
const FRAMES_PER_PIXEL_MAX = 5;
/** No voice moves so far in 10 ms: the line breaks instead of crossing. In half cents. */
const JUMP_MAX = 6 * STEPS_PER_SEMITONE;
/** Half the band in semitones where confidence is 1, and what is added where it is 0. */
const BAND_SURE = 0.12;
const BAND_UNSURE = 2.2;
const CONFIDENCE_STEPS = 255;
const STEP_MAX = 32_767;
/** Also a steady tone is a line. In pixels. */
const COLUMN_HEIGHT_MIN = 1.5;

export function drawCurve(pen: Pen, state: RollState): void {
	const { input, heardView: view } = state;
	if (!input.curve || !input.layers.f0) return;
	const { curve, offset, threshold } = input.curve;
	state.summary.follow(curve, threshold);
	const from = Math.max(0, Math.floor((view.start - offset) / HOP_SECONDS) - 1);
	const to = Math.min(curve.length, Math.ceil((toSeconds(view, view.width) - offset) / HOP_SECONDS) + 2);
	if (to <= from) return;
	const line = {
		view,
		pitch: curve.pitch,
		confidence: curve.confidence,
		least: threshold * CONFIDENCE_STEPS,
		offset,
		from,
		to,
		hidden: state.pitch.stroke ?? NONE
	};
	const framesPerPixel = 1 / (HOP_SECONDS * view.pixelsPerSecond);
	if (framesPerPixel > FRAMES_PER_PIXEL_MAX) return drawColumns(pen, state, line, framesPerPixel);
	drawBand(pen, state, line);
	drawLine(pen, state, line);
}

interface Line {
	readonly view: View;
	readonly pitch: Int16Array;
	readonly confidence: Uint8Array;
	/** Stored confidence from which a frame is voiced. */
	readonly least: number;
	readonly offset: number;
	readonly from: number;
	readonly to: number;
	/** Frames that are being drawn over are left out: [from, to). */
	readonly hidden: { readonly from: number; readonly to: number };
}

const NONE = { from: 0, to: 0 };

const isVoiced = (line: Line, i: number): boolean =>
	i < line.to &&
	line.pitch[i] !== 0 &&
	(line.confidence[i] ?? 0) >= line.least &&
	(i < line.hidden.from || i >= line.hidden.to);
const stepAt = (line: Line, i: number): number => Math.abs(line.pitch[i] ?? 0);
const xAt = (line: Line, i: number): number => toX(line.view, line.offset + i * HOP_SECONDS);
const yAt = (line: Line, i: number): number => toY(line.view, stepAt(line, i) / STEPS_PER_SEMITONE);

/** The last frame of the run of voiced frames that `i` begins. */
function endOfRun(line: Line, i: number): number {
	let last = i;
	while (isVoiced(line, last + 1) && Math.abs(stepAt(line, last + 1) - stepAt(line, last)) <= JUMP_MAX) last++;
	return last;
}

/** One corner a pixel: where frames stand closer, half of the time went into corners that nobody sees. */
function drawBand({ g }: Pen, { theme, view }: RollState, line: Line): void {
	const stride = Math.max(1, Math.round(1 / (HOP_SECONDS * view.pixelsPerSecond)));
	// the same frames wherever the view begins, or the band would flicker while scrolling
	const isCorner = (k: number): boolean => k % stride === 0;
	g.beginPath();
	for (let i = line.from; i < line.to; i++) {
		if (!isVoiced(line, i)) continue;
		const last = endOfRun(line, i);
		const half = (k: number): number =>
			(BAND_SURE + (1 - (line.confidence[k] ?? 0) / CONFIDENCE_STEPS) * BAND_UNSURE) * view.pixelsPerSemitone;
		g.moveTo(xAt(line, i), yAt(line, i) - half(i));
		for (let k = i + 1; k <= last; k++) if (k === last || isCorner(k)) g.lineTo(xAt(line, k), yAt(line, k) - half(k));
		for (let k = last; k >= i; k--)
			if (k === i || k === last || isCorner(k)) g.lineTo(xAt(line, k), yAt(line, k) + half(k));
		g.closePath();
		i = last;
	}
	g.fillStyle = theme.colours['f0-band'];
	g.fill();
}

/** The style of the line between two frames, by the less sure of them. */
function styleAt(line: Line, i: number, next: number): number {
	const sure = Math.min(line.confidence[i] ?? 0, line.confidence[next] ?? 0);
	const share = (sure - line.least) / Math.max(1, CONFIDENCE_STEPS - line.least);
	return share < 0.3 ? 0 : share < 0.6 ? 1 : 2;
}

function drawLine({ g }: Pen, { theme }: RollState, line: Line): void {
	g.strokeStyle = theme.colours.f0;
	g.lineJoin = 'round';
	for (let style = 0; style < STYLES.length; style++) {
		g.beginPath();
		for (let i = line.from; i < line.to; i++) {
			if (!isVoiced(line, i)) continue;
			const last = endOfRun(line, i);
			addRun(g, line, i, last, style);
			i = last;
		}
		g.lineWidth = STYLES[style]?.width ?? 1;
		g.globalAlpha = STYLES[style]?.opacity ?? 1;
		g.lineCap = style === STYLES.length - 1 ? 'round' : 'butt';
		g.stroke();
	}
	g.globalAlpha = 1;
}

/** The parts of one run that have this style; a frame alone is as long as its hop. */
function addRun(g: CanvasRenderingContext2D, line: Line, first: number, last: number, style: number): void {
	if (first === last) {
		if (styleAt(line, first, first) !== style) return;
		g.moveTo(toX(line.view, line.offset + (first - 0.5) * HOP_SECONDS), yAt(line, first));
		g.lineTo(toX(line.view, line.offset + (first + 0.5) * HOP_SECONDS), yAt(line, first));
		return;
	}
	let isDown = false;
	for (let i = first; i < last; i++) {
		const isMine = styleAt(line, i, i + 1) === style;
		if (isMine && !isDown) g.moveTo(xAt(line, i), yAt(line, i));
		if (isMine) g.lineTo(xAt(line, i + 1), yAt(line, i + 1));
		isDown = isMine;
	}
}

/**
 * Far out: one bar a column from the lowest to the highest that is sung there, long enough to touch the one before. Bars,
 * because a stroke of thousands of corners takes 80 ms a frame without a graphics card (measured on an hour in one view),
 * and these stay within one frame of 17 ms.
 */
function drawColumns({ g }: Pen, state: RollState, line: Line, framesPerPixel: number): void {
	const { summary, theme } = state;
	const { view } = line;
	const isSummed = framesPerPixel >= SUMMARY_FRAMES;
	const unit = isSummed ? SUMMARY_FRAMES : 1;
	const step = Math.max(1, Math.ceil(framesPerPixel / unit));
	const last = Math.ceil(line.to / unit);
	// columns are the same frames wherever the view begins, or they would flicker while scrolling
	const first = Math.floor(line.from / unit / step) * step;
	const width = step * unit * HOP_SECONDS * view.pixelsPerSecond;
	let lowBefore = STEP_MAX;
	let highBefore = 0;
	g.fillStyle = theme.colours.f0;
	for (let column = first; column < last; column += step) {
		let low = STEP_MAX;
		let high = 0;
		for (let i = column; i < Math.min(column + step, last); i++) {
			const top = isSummed ? (summary.high[i] ?? 0) : isVoiced(line, i) ? stepAt(line, i) : 0;
			if (top === 0) continue;
			low = Math.min(low, isSummed ? (summary.low[i] ?? low) : top);
			high = Math.max(high, top);
		}
		if (high > 0) {
			const top = toY(view, Math.max(high, lowBefore === STEP_MAX ? 0 : lowBefore) / STEPS_PER_SEMITONE);
			const bottom = toY(view, Math.min(low, highBefore || STEP_MAX) / STEPS_PER_SEMITONE);
			const x = toX(view, line.offset + column * unit * HOP_SECONDS);
			g.fillRect(x, top - COLUMN_HEIGHT_MIN / 2, width, bottom - top + COLUMN_HEIGHT_MIN);
		}
		lowBefore = low;
		highBefore = high;
	}
}
