/** What of pitch is under a point: the strip where analyses differ, or a handle of a vibrato. */

import type { Note, RecordId, TempoMap } from '#lib/score/index.ts';
import { isInside, type Layout } from './layout.ts';
import type { PitchState } from './pitch-state.ts';
import { computeHandles, findHandle, type VibratoPart } from './vibrato-handles.ts';
import type { View } from './viewport.ts';

/** What of the roll is looked at. */
export interface PitchScene {
	readonly layout: Layout;
	readonly view: View;
	readonly tempo: TempoMap;
	readonly pitch: PitchState;
	readonly selection: ReadonlySet<RecordId>;
	readonly showsNotes: boolean;
	findSelected(): readonly Note[];
}

export type PitchHit =
	| { readonly kind: 'strip' }
	| { readonly kind: 'vibrato'; readonly note: Note; readonly part: VibratoPart };

/** Height of the strip at the upper edge of the roll, and how much of it a finger needs. */
export const STRIP_HEIGHT = 10;
const STRIP_TOUCH = 24;
/** More selected notes than this have no handles: they would cover each other. */
const HANDLED_MAX = 24;

export function findPitchHit(state: PitchScene, x: number, y: number, isTouch: boolean): PitchHit | null {
	const { roll } = state.layout;
	if (!isInside(roll, x, y)) return null;
	if (state.pitch.isCompared && y < roll.y + (isTouch ? STRIP_TOUCH : STRIP_HEIGHT)) return { kind: 'strip' };
	for (const note of findHandled(state)) {
		const handle = findHandle(computeHandles(state.view, state.tempo, note), x - roll.x, y - roll.y, isTouch);
		if (handle) return { kind: 'vibrato', note, part: handle.part };
	}
	return null;
}

/** The notes whose vibrato has handles now. */
export function findHandled(
	state: Pick<PitchScene, 'pitch' | 'selection' | 'showsNotes' | 'findSelected'>
): readonly Note[] {
	const { selection, showsNotes } = state;
	if (!state.pitch.input.showsVibrato || state.pitch.isReadonly || !showsNotes) return [];
	return selection.size === 0 || selection.size > HANDLED_MAX ? [] : state.findSelected();
}
