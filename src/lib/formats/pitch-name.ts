/** Names of pitches in files: C4, F#3, Bb2; 60 is C4. */

import type { Midi } from '#lib/units.ts';

const NAMES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'] as const;
const STEPS: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };

export const writePitchName = (midi: Midi): string => `${NAMES[midi % 12] ?? ''}${Math.floor(midi / 12) - 1}`;

/** The MIDI number of a name, or null when it is none. */
export function readPitchName(text: string): Midi | null {
	const match = /^([A-G])([#♯b♭]?)(-?\d)$/.exec(text);
	if (!match) return null;
	const [, letter = '', sign = '', octave = ''] = match;
	const alter = sign === '' ? 0 : sign === '#' || sign === '♯' ? 1 : -1;
	const midi = (STEPS[letter] ?? 0) + alter + (Number(octave) + 1) * 12;
	return midi >= 0 && midi <= 127 ? midi : null;
}
