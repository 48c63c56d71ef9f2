/** The vibrato of a note in sound: how far it is from its pitch at each moment, as UST and USTX define it. */

import type { Note } from '../score/records.ts';
import type { TempoMap } from '../score/tempo-map.ts';
import { readVibrato, type Vibrato } from '../score/vibrato.ts';
import { FRAMES_PER_SECOND, type Cents, type Frames, type Seconds } from '../units.ts';

/** A vibrato laid over a note that lasts so long. */
export interface PlacedVibrato {
	readonly vibrato: Vibrato;
	/** Of the note. */
	readonly start: Seconds;
	readonly end: Seconds;
}

/** The vibrato of a note where it sounds; null where there is none. */
export function placeVibrato(
	note: Pick<Note, 'start' | 'duration' | 'vibrato'>,
	tempo: TempoMap
): PlacedVibrato | null {
	const vibrato = readVibrato(note.vibrato);
	if (!vibrato || vibrato.length <= 0 || vibrato.depth <= 0) return null;
	return { vibrato, start: tempo.toSeconds(note.start), end: tempo.toSeconds(note.start + note.duration) };
}

/** Where a vibrato begins: it reaches from the end of its note towards the start. */
export const startOfVibrato = ({ vibrato, start, end }: PlacedVibrato): Seconds =>
	end - ((end - start) * Math.min(100, vibrato.length)) / 100;

/**
 * Cents at a time of the score; 0 outside the vibrato. A sine whose depth grows over `fadeIn` per cent of it and fades
 * over `fadeOut`, begun `shift` per cent into a wave, around a middle `drift` per cent of the depth over the pitch.
 */
export function vibratoAt(placed: PlacedVibrato, seconds: Seconds): Cents {
	const { vibrato, end } = placed;
	const from = startOfVibrato(placed);
	if (seconds < from || seconds >= end) return 0;
	const length = end - from;
	const share = (seconds - from) / length;
	const rise = vibrato.fadeIn > 0 ? Math.min(1, share / (vibrato.fadeIn / 100)) : 1;
	const fall = vibrato.fadeOut > 0 ? Math.min(1, (1 - share) / (vibrato.fadeOut / 100)) : 1;
	const phase = ((seconds - from) * 1000) / vibrato.period + vibrato.shift / 100;
	return vibrato.depth * Math.min(rise, fall) * (Math.sin(2 * Math.PI * phase) + vibrato.drift / 100);
}

/** Semitones from `start` on, one a frame, up to the end of the note. */
export function sampleVibrato(placed: PlacedVibrato, start: Seconds): Float32Array {
	const count: Frames = Math.max(0, Math.ceil((placed.end - start) * FRAMES_PER_SECOND));
	return Float32Array.from({ length: count }, (_, i) => vibratoAt(placed, start + i / FRAMES_PER_SECOND) / 100);
}
