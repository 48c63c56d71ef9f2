/** The names of notes: in English, German, solfège or Korean, with the accidentals that musicians write most often, or those of a key. */

import { findSigns } from '#lib/score/index.ts';
import type { Midi } from '../units.ts';

export const NAMINGS = ['english', 'german', 'solfege', 'korean'] as const;
export type Naming = (typeof NAMINGS)[number];
export const ACCIDENTALS = ['auto', 'sharps', 'flats'] as const;
/** `auto` are those of the key, and without one what is written most often. */
export type Accidentals = (typeof ACCIDENTALS)[number];

/** What a note is called: twelve names without octaves, from C up. */
export type NoteNames = readonly string[];

export interface NamingOptions {
	readonly naming: Naming;
	readonly accidentals: Accidentals;
	/** As of a part; with none the accidentals of no key. */
	readonly key?: { readonly tonic: number; readonly scale: string } | undefined;
}

/** Seven names and how each is raised and lowered. */
interface System {
	readonly naturals: readonly [string, string, string, string, string, string, string];
	raise(name: string): string;
	lower(name: string): string;
}

const sign =
	(by: string) =>
	(name: string): string =>
		name + by;

const SYSTEMS: Readonly<Record<Naming, System>> = {
	english: { naturals: ['C', 'D', 'E', 'F', 'G', 'A', 'B'], raise: sign('♯'), lower: sign('♭') },
	german: {
		naturals: ['C', 'D', 'E', 'F', 'G', 'A', 'H'],
		raise: sign('is'),
		lower: (name) => ({ E: 'Es', A: 'As', H: 'B' })[name] ?? `${name}es`
	},
	solfege: { naturals: ['Do', 'Re', 'Mi', 'Fa', 'Sol', 'La', 'Si'], raise: sign('♯'), lower: sign('♭') },
	korean: {
		naturals: ['도', '레', '미', '파', '솔', '라', '시'],
		raise: (name) => `올림${name}`,
		lower: (name) => `내림${name}`
	}
};
const NATURALS = [0, 2, 4, 5, 7, 9, 11];
/** Of the black keys, those that are written as lowered where nothing says otherwise: E♭, A♭, B♭. */
const USUALLY_LOWERED = [3, 8, 10];

const pitchClass = (midi: Midi): number => ((Math.round(midi) % 12) + 12) % 12;

/** The twelve names. */
export function computeNames({ naming, accidentals, key }: NamingOptions): NoteNames {
	const { naturals, raise, lower } = SYSTEMS[naming];
	const signs = accidentals === 'auto' ? key && findSigns(key) : accidentals;
	return Array.from({ length: 12 }, (_, pitch) => {
		const natural = naturals[NATURALS.indexOf(pitch)];
		if (natural !== undefined) return natural;
		const isLowered = signs ? signs === 'flats' : USUALLY_LOWERED.includes(pitch);
		const neighbour = naturals[NATURALS.indexOf(pitch + (isLowered ? 1 : -1))] ?? '';
		return isLowered ? lower(neighbour) : raise(neighbour);
	});
}

/** Those that stand where nobody has chosen: C, C♯, D, E♭ ... */
const USUAL_NAMES = computeNames({ naming: 'english', accidentals: 'auto' });

/** The name of the nearest semitone with its octave: 69 is A4, 60 is C4. */
export const noteName = (midi: Midi, names: NoteNames = USUAL_NAMES): string =>
	`${names[pitchClass(midi)] ?? ''}${octaveOf(midi)}`;

/** Its name without an octave. */
export const pitchName = (midi: Midi, names: NoteNames = USUAL_NAMES): string => names[pitchClass(midi)] ?? '';

const octaveOf = (midi: Midi): number => Math.floor(Math.round(midi) / 12) - 1;

/** The MIDI number that a name in any spelling of a system means, or a number; null for none from 0 to 127. English is understood by all but German, whose B is another. */
export function parseNoteName(text: string, naming: Naming): Midi | null {
	const typed = text.trim().toLowerCase().replaceAll('#', '♯');
	const match = /^(\D+?)\s*(-?\d)$/.exec(typed);
	const octave = Number(match?.[2]) + 1;
	const midi = match ? (findPitch(match[1] ?? '', naming) ?? Number.NaN) + 12 * octave : Number(typed || 'none');
	return Number.isInteger(midi) && midi >= 0 && midi <= 127 ? midi : null;
}

/** Semitones over C, -1 to 12: C♭ is under its octave, B♯ over it. */
function findPitch(name: string, naming: Naming): number | null {
	for (const system of naming === 'german' ? [SYSTEMS.german] : [SYSTEMS[naming], SYSTEMS.english])
		for (const [at, natural] of system.naturals.entries()) {
			const pitch = NATURALS[at] ?? 0;
			const isSigned = (by: string): boolean => name === (natural + by).toLowerCase();
			if (isSigned('')) return pitch;
			if (isSigned('♯') || name === system.raise(natural).toLowerCase()) return pitch + 1;
			if (isSigned('♭') || name === system.lower(natural).toLowerCase()) return pitch - 1;
			if (system === SYSTEMS.english && isSigned('b')) return pitch - 1;
		}
	return null;
}

export const isBlackKey = (midi: Midi): boolean => !NATURALS.includes(pitchClass(midi));
export const isC = (midi: Midi): boolean => pitchClass(midi) === 0;
/** Two white keys touch below C and below F; the grid draws a line there. */
export const isBelowWhiteBorder = (midi: Midi): boolean => pitchClass(midi) === 0 || pitchClass(midi) === 5;
