/** Lets notes be heard while one of them is pressed or dragged, unless music is playing anyway. */

import { findChord, previewKey, type HeardNote } from '../preview.ts';
import type { RollState } from '../state.ts';

export function createPitchPreview({ input, events }: RollState): {
	/** Sounds `note`, and those of `others` that are held at its start; says the same again in silence. */
	play(note: HeardNote, semitones: number, others?: readonly HeardNote[]): void;
	stop(): void;
} {
	let heard: number | null = null;
	return {
		play(note, semitones, others = []) {
			if (input.isPlaying || heard === semitones) return;
			heard = semitones;
			events.onPreview(
				findChord(note, others).map((each) => previewKey(each, semitones)),
				'notes'
			);
		},
		stop() {
			if (heard !== null) events.onPreviewEnd();
			heard = null;
		}
	};
}
