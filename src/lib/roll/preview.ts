/** What is heard of notes that are edited: the one at hand, and what sounds together with it. */

import type { Note } from '#lib/score/index.ts';
import type { PreviewKey } from './events.ts';

/** What of a note can be heard. */
export type HeardNote = Pick<Note, 'start' | 'duration' | 'pitch' | 'cents' | 'velocity'>;

/** More at once say nothing to the ear. */
const CHORD_MAX = 8;

/** `note`, and those of `others` that sound at its start: a melody is not heard as a cluster. */
export function findChord(note: HeardNote, others: readonly HeardNote[]): readonly HeardNote[] {
	const beside = others.filter(
		(other) => other !== note && other.start <= note.start && other.start + other.duration > note.start
	);
	return [note, ...beside].slice(0, CHORD_MAX);
}

export const previewKey = ({ pitch, cents, velocity }: HeardNote, semitones = 0): PreviewKey => ({
	midi: pitch + semitones + cents / 100,
	velocity
});
