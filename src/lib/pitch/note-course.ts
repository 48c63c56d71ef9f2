/** All that moves a note while it sounds, its f0 and its vibrato: the same when it is played and when it is exported. */

import type { Note } from '../score/records.ts';
import type { TempoMap } from '../score/tempo-map.ts';
import { FRAMES_PER_SECOND, HOP_SECONDS, type Seconds } from '../units.ts';
import { computeNoteBend } from './note-bend.ts';
import { findNoteFrames, type PlacedCurve } from './note-pitch.ts';
import { placeVibrato, sampleVibrato, vibratoAt } from './vibrato.ts';

/** Semitones to add to a note's pitch and cents, one each 10 ms from `start` seconds of the score on. */
export interface NoteCourse {
	readonly start: Seconds;
	readonly bend: Float32Array;
}

/** How a note moves; null where it sounds straight. Its vibrato is added to what it follows of the f0. */
export function computeNoteCourse(note: Note, tempo: TempoMap, sung: PlacedCurve | null): NoteCourse | null {
	const range = sung && findNoteFrames(note, tempo, sung);
	const bend = sung && range && computeNoteBend(note, range, sung);
	const placed = placeVibrato(note, tempo);
	if (!placed) return sung && range && bend ? { start: sung.offset + range.from * HOP_SECONDS, bend } : null;
	if (!sung || !range || !bend) return { start: placed.start, bend: sampleVibrato(placed, placed.start) };
	const start = sung.offset + range.from * HOP_SECONDS;
	const count = Math.max(bend.length, Math.ceil((placed.end - start) * FRAMES_PER_SECOND));
	const last = bend[bend.length - 1] ?? 0;
	const course = Float32Array.from(
		{ length: count },
		(_, i) => (bend[i] ?? last) + vibratoAt(placed, start + i * HOP_SECONDS) / 100
	);
	return { start, bend: course };
}
