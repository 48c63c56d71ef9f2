/** Alt or Ctrl and a click on a note of another track: that track is edited from now on. */

import { findNote } from '../hit-test.ts';
import type { RollState } from '../state.ts';
import { isDrag, REST, type Gesture, type PointerAt } from './gesture.ts';

/** The track of the ghost under a pointer; null where there is none. */
export function findGhostTrack(state: RollState, { x, y, isTouch }: PointerAt): number | null {
	const { layout, view, tempo, tracks, flagBoxes, selection, showsNotes } = state;
	const { ghosts } = tracks;
	if (!showsNotes || ghosts.notes.length === 0) return null;
	const scene = { layout, view, tempo, flagBoxes, selection, showsNotes, notes: ghosts };
	const hit = findNote(scene, x - layout.roll.x, y - layout.roll.y, isTouch);
	return hit && tracks.trackOf(hit.note);
}

/** The gesture that takes up a track; null unless its key is held over a ghost. */
export function startPickTrack(state: RollState, from: PointerAt): Gesture | null {
	const track = (from.alt || from.mod) && state.events.onTrack ? findGhostTrack(state, from) : null;
	if (track === null) return null;
	return { ...REST, cursor: 'pointer', end: (at) => (isDrag(from, at) ? undefined : state.events.onTrack?.(track)) };
}
