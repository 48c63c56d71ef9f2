/** Press on empty ground with the pen: a note begins there, and the drag lengthens it. */

import { DURATION_MIN } from '../draft.ts';
import { floorToGrid, roundToGrid } from '../snap.ts';
import type { RollState } from '../state.ts';
import { isDrag, type Gesture, type PointerAt } from './gesture.ts';
import { createPitchPreview } from './pitch-preview.ts';

const VELOCITY = 100;

/** A new note at a point: it fills the cell of the grid, or is a quarter of a beat long where there is no grid. */
export function noteAt(state: RollState, x: number, y: number, grid: number) {
	const { ticks, midi } = state.pointAt(x, y);
	const pitch = Math.max(0, Math.min(127, Math.round(midi)));
	const { tick, ticksPerBeat } = state.tempo.meterAt(ticks);
	const start = floorToGrid(ticks, grid, tick);
	return { start, duration: grid || ticksPerBeat / 4, pitch, velocity: VELOCITY, track: state.tracks.active };
}

export function startDraw(state: RollState, from: PointerAt): Gesture {
	const first = noteAt(state, from.x, from.y, from.alt ? 0 : state.grid);
	const preview = createPitchPreview(state);
	const hear = (pitch: number): void => preview.play({ ...first, pitch: 0, cents: 0 }, pitch);
	state.setDraft({ kind: 'draw', note: first });
	hear(first.pitch);
	return {
		cursor: 'crosshair',
		scrolls: true,
		move(at) {
			const { ticks, midi } = state.pointAt(at.x, at.y);
			const grid = at.alt ? 0 : state.grid;
			const end = roundToGrid(ticks, grid, state.tempo.meterAt(ticks).tick);
			const duration = isDrag(from, at) ? Math.max(grid || DURATION_MIN, end - first.start) : first.duration;
			const pitch = at.shift ? first.pitch : Math.max(0, Math.min(127, Math.round(midi)));
			hear(pitch);
			state.setDraft({ kind: 'draw', note: { ...first, duration, pitch } });
		},
		end() {
			preview.stop();
			state.commitDraft();
		},
		cancel() {
			preview.stop();
			state.setDraft(null);
		}
	};
}
