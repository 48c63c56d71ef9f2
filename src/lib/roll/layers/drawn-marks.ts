/** Marks where a person decided on the pitch: beads under what was drawn, and what was heard, dotted, where it was erased. */

import { ABSENT, UNVOICED } from '#lib/score/index.ts';
import { FRAMES_PER_SECOND, HOP_SECONDS } from '../../units.ts';
import { STEPS_PER_SEMITONE } from '../pitch-state.ts';
import type { RollState } from '../state.ts';
import { toX, toY } from '../viewport.ts';
import type { Pen } from './pen.ts';

/** Pixels from bead to bead, their size, and how far they lie under the line. */
const EVERY = 7;
const SIZE = 2;
const UNDER = 6;

export function drawDrawnMarks({ g }: Pen, state: RollState): void {
	const { sung, shown } = state.pitch;
	if (!sung?.drawn || sung.drawn.length === 0 || !shown || !state.input.layers.f0) return;
	const { view, theme } = state;
	const every = Math.max(1, Math.round((EVERY / view.pixelsPerSecond) * FRAMES_PER_SECOND));
	// on the same frames wherever the view begins
	const first = Math.ceil(Math.max(0, (view.start - sung.offset) * FRAMES_PER_SECOND) / every) * every;
	const last = (view.start + view.width / view.pixelsPerSecond - sung.offset) * FRAMES_PER_SECOND;
	for (let i = first; i <= last; i += every) {
		const sample = state.pitch.drawnAt(i);
		if (sample === ABSENT || state.pitch.stroke?.has(i)) continue;
		const isErased = sample === UNVOICED;
		const step = isErased ? Math.abs(shown.heard.stepAt(i)) : sample;
		if (step === 0) continue;
		g.fillStyle = isErased ? theme.colours.muted : theme.colours.text;
		const y = toY(view, step / STEPS_PER_SEMITONE) + (isErased ? 0 : UNDER);
		g.fillRect(toX(view, sung.offset + i * HOP_SECONDS) - SIZE / 2, y - SIZE / 2, SIZE, SIZE);
	}
}
