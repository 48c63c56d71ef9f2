/** Scientific pitch names, with the accidentals that musicians write most often. */

import type { Midi } from '../units.ts';

const NAMES = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'] as const;
const BLACK = [1, 3, 6, 8, 10];

const pitchClass = (midi: Midi): number => ((Math.round(midi) % 12) + 12) % 12;

/** The name of the nearest semitone: 69 is A4, 60 is C4. */
export const noteName = (midi: Midi): string =>
	`${NAMES[pitchClass(midi)] ?? ''}${Math.floor(Math.round(midi) / 12) - 1}`;

export const isBlackKey = (midi: Midi): boolean => BLACK.includes(pitchClass(midi));
export const isC = (midi: Midi): boolean => pitchClass(midi) === 0;
/** Two white keys touch below C and below F; the grid draws a line there. */
export const isBelowWhiteBorder = (midi: Midi): boolean => pitchClass(midi) === 0 || pitchClass(midi) === 5;
