/** The f0 of other analyses, thin, each with a colour and a dash of its own. */

import { BLOCK_FRAMES, type Curve } from '#lib/pitch/index.ts';
import { HOP_SECONDS } from '../../units.ts';
import { STEPS_PER_SEMITONE } from '../pitch-state.ts';
import type { RollState } from '../state.ts';
import { toSeconds, toX, toY } from '../viewport.ts';
import type { Pen } from './pen.ts';

/** Lengths of line and gap in pixels, by look. */
const DASHES = [
	[8, 0],
	[7, 4],
	[2, 4],
	[11, 3]
] as const;
/** Pitches further apart than this are not joined. In half cents. */
const JUMP_MAX = 2 * STEPS_PER_SEMITONE;
/** So many frames of a pixel are looked at: from afar a few tell as much as all. */
const LOOKS_PER_PIXEL = 3;

export function drawOtherCurves(pen: Pen, state: RollState): void {
	const { sung, input } = state.pitch;
	if (!sung || !state.input.layers.f0) return;
	const { g } = pen;
	g.lineWidth = 1.5;
	g.lineCap = 'butt';
	for (const { curve, look } of input.others) {
		const colour = state.theme.colours[LOOK_TOKENS[look] ?? 'analysis-1'];
		g.strokeStyle = colour;
		g.beginPath();
		addCurve(g, state, curve, DASHES[look] ?? DASHES[0]);
		g.stroke();
	}
}

const LOOK_TOKENS = ['f0', 'analysis-1', 'analysis-2', 'analysis-3'] as const;

/** One corner a pixel at most; dashes lie on the recording, so that they do not crawl while it scrolls. */
function addCurve(g: CanvasRenderingContext2D, state: RollState, curve: Curve, dash: readonly [number, number]): void {
	const { view } = state;
	const { offset = 0, threshold = 0 } = state.pitch.sung ?? {};
	const framePixels = HOP_SECONDS * view.pixelsPerSecond;
	const stride = Math.max(1, Math.floor(1 / (framePixels * LOOKS_PER_PIXEL)));
	const from = Math.max(0, Math.floor((view.start - offset) / HOP_SECONDS / BLOCK_FRAMES) * BLOCK_FRAMES);
	const to = Math.min(curve.length, Math.ceil((toSeconds(view, view.width) - offset) / HOP_SECONDS) + stride);
	const period = dash[0] + dash[1];
	let before = 0;
	for (let i = from - (from % stride); i < to; i += stride) {
		const step = curve.isVoiced(i, threshold) ? Math.abs(curve.stepAt(i)) : 0;
		const isInk = dash[1] === 0 || (i * framePixels) % period < dash[0];
		const x = toX(view, offset + i * HOP_SECONDS);
		const y = toY(view, step / STEPS_PER_SEMITONE);
		if (step > 0 && isInk) {
			if (before > 0 && Math.abs(step - before) <= JUMP_MAX) g.lineTo(x, y);
			else {
				g.moveTo(x - 0.75, y);
				g.lineTo(x, y);
			}
		}
		before = isInk ? step : 0;
	}
}
