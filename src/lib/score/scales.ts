/** Scales by name, and which pitches are in one. Pure. */

import type { Midi } from '../units.ts';

/** Semitones over the key. */
export const SCALES = {
	major: [0, 2, 4, 5, 7, 9, 11],
	minor: [0, 2, 3, 5, 7, 8, 10],
	'harmonic-minor': [0, 2, 3, 5, 7, 8, 11],
	'melodic-minor': [0, 2, 3, 5, 7, 9, 11],
	dorian: [0, 2, 3, 5, 7, 9, 10],
	phrygian: [0, 1, 3, 5, 7, 8, 10],
	lydian: [0, 2, 4, 6, 7, 9, 11],
	mixolydian: [0, 2, 4, 5, 7, 9, 10],
	locrian: [0, 1, 3, 5, 6, 8, 10],
	'major-pentatonic': [0, 2, 4, 7, 9],
	'minor-pentatonic': [0, 3, 5, 7, 10],
	blues: [0, 3, 5, 6, 7, 10]
} as const satisfies Readonly<Record<string, readonly number[]>>;

export type ScaleName = keyof typeof SCALES;

export interface Scale {
	/** 0 = C to 11 = B. */
	readonly key: number;
	/** Semitones over the key, 0 to 11; with none, every pitch is in the scale. */
	readonly steps: readonly number[];
}

const OCTAVE = 12;

export const isInScale = (pitch: Midi, { key, steps }: Scale): boolean =>
	steps.length === 0 || steps.includes((((pitch - key) % OCTAVE) + OCTAVE) % OCTAVE);

/**
 * The pitch of a scale, 0 to 127, that `sounding` (a pitch with its cents) goes to. Where there is none that way, the
 * nearest the other way; of two equally near the lower one.
 */
export function findInScale(sounding: Midi, scale: Scale, way: 'nearest' | 'up' | 'down'): Midi {
	let found = Math.round(sounding);
	let least = Infinity;
	// a pitch is in reach of an octave either way, but where the keyboard ends
	for (let pitch = Math.round(sounding) - OCTAVE; pitch <= Math.round(sounding) + OCTAVE; pitch++) {
		if (pitch < 0 || pitch > 127 || !isInScale(pitch, scale)) continue;
		const away = pitch - sounding;
		// half a semitone off is still meant as the pitch itself
		const isWrongWay = (way === 'up' && away < -0.5) || (way === 'down' && away > 0.5);
		const distance = Math.abs(away) + (isWrongWay ? 2 * OCTAVE : 0);
		if (distance >= least) continue;
		least = distance;
		found = pitch;
	}
	return found;
}
