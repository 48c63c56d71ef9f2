/** Where a pointer is on the recording: a frame, and a pitch as a sample. */

import { cleanStep } from '#lib/pitch/index.ts';
import { STEPS_PER_SEMITONE } from '../pitch-state.ts';
import type { RollState } from '../state.ts';
import type { Frames } from '../../units.ts';
import type { PointerAt } from './gesture.ts';

export interface PitchPoint {
	readonly frame: Frames;
	/** Half cents above MIDI 0. */
	readonly step: number;
}

export function pitchPointAt(state: RollState, at: PointerAt): PitchPoint {
	const { seconds, midi } = state.pointAt(at.x, at.y);
	return { frame: state.pitch.toFrame(seconds), step: cleanStep(midi * STEPS_PER_SEMITONE) };
}

/** Calls `paint` for each frame from one point to another, both included, with the pitch on the line between them. */
export function alongLine(from: PitchPoint, to: PitchPoint, paint: (frame: Frames, step: number) => void): void {
	const count = Math.abs(to.frame - from.frame);
	const way = Math.sign(to.frame - from.frame);
	for (let i = 0; i <= count; i++) {
		const share = count === 0 ? 1 : i / count;
		paint(from.frame + i * way, cleanStep(from.step + (to.step - from.step) * share));
	}
}
