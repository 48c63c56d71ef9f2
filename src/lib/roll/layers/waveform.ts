/** The sound itself, quiet behind everything. */

import { fillPeakColumns, pickLevel } from '../decimate.ts';
import type { RollState } from '../state.ts';
import type { Pen } from './pen.ts';

/** Part of the roll's height that full scale takes, to each side. */
const REACH = 0.42;
/** Also silence is a line. */
const THICKNESS_MIN = 0.6;
const OPACITY = 0.5;

/** Keeps its columns between frames, so that drawing allocates nothing. */
export function createWaveformLayer(): (pen: Pen, state: RollState) => void {
	let low = new Float32Array(0);
	let high = new Float32Array(0);
	return ({ g }, state) => {
		const { view, theme, input, peakLevels } = state;
		if (!input.waveform || !input.layers.waveform) return;
		const columns = Math.ceil(view.width);
		if (low.length !== columns) {
			low = new Float32Array(columns);
			high = new Float32Array(columns);
		}
		const level = pickLevel(peakLevels, 1 / view.pixelsPerSecond);
		if (!level) return;
		const start = view.start - input.waveform.offset;
		fillPeakColumns(level, start, 1 / view.pixelsPerSecond, low, high);
		const first = Math.max(0, Math.floor(-start * view.pixelsPerSecond));
		const last = Math.min(
			columns,
			Math.ceil((level.min.length * level.secondsPerBucket - start) * view.pixelsPerSecond)
		);
		if (last <= first) return;
		const middle = view.height / 2;
		const reach = view.height * REACH;
		g.beginPath();
		g.moveTo(first, middle);
		for (let x = first; x < last; x++) g.lineTo(x + 0.5, middle - (high[x] ?? 0) * reach - THICKNESS_MIN);
		for (let x = last - 1; x >= first; x--) g.lineTo(x + 0.5, middle - (low[x] ?? 0) * reach + THICKNESS_MIN);
		g.closePath();
		g.globalAlpha = OPACITY;
		g.fillStyle = theme.colours.wave;
		g.fill();
		g.globalAlpha = 1;
	};
}
