/** Lets a note be heard while it is pressed or dragged, unless music is playing anyway. */

import type { Midi } from '../../units.ts';
import type { RollState } from '../state.ts';

/** What of a note can be heard. */
interface Heard {
	readonly pitch: Midi;
	readonly cents: number;
	readonly velocity: number;
}

export function createPitchPreview({ input, events }: RollState): {
	play(note: Heard, semitones: number): void;
	stop(): void;
} {
	let heard: number | null = null;
	return {
		play(note, semitones) {
			if (input.isPlaying || heard === semitones) return;
			heard = semitones;
			events.onPreview(note.pitch + semitones + note.cents / 100, note.velocity);
		},
		stop() {
			if (heard !== null) events.onPreviewEnd();
			heard = null;
		}
	};
}
