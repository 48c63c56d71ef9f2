/** Notes have the names that musicians of a language use, and are found by them. */

import { expect, test } from 'vitest';
import { computeNames, NAMINGS, noteName, parseNoteName, type NamingOptions } from '#lib/roll/note-name.ts';

const named = (options: Partial<NamingOptions>, ...midi: number[]): string => {
	const names = computeNames({ naming: 'english', accidentals: 'auto', ...options });
	return midi.map((each) => noteName(each, names)).join(' ');
};

test('in English, and where nobody has chosen', () => {
	expect(named({}, 60, 69, 61, 58.4, 0, 127)).toBe('C4 A4 C♯4 B♭3 C-1 G9');
	expect(noteName(63)).toBe('E♭4');
});

test('in German B is H and B♭ is B', () => {
	expect(named({ naming: 'german' }, 59, 58, 63, 68, 66)).toBe('H3 B3 Es4 As4 Fis4');
	expect(named({ naming: 'german', accidentals: 'sharps' }, 58, 63)).toBe('Ais3 Dis4');
	expect(named({ naming: 'german', accidentals: 'flats' }, 61, 66)).toBe('Des4 Ges4');
});

test('in solfège and Korean', () => {
	expect(named({ naming: 'solfege' }, 60, 63, 66, 71)).toBe('Do4 Mi♭4 Fa♯4 Si4');
	expect(named({ naming: 'korean' }, 60, 63, 66, 71)).toBe('도4 내림미4 올림파4 시4');
});

test.each([
	[0, 'major', 'C♯4 E♭4'],
	[5, 'major', 'D♭4 E♭4'],
	[7, 'major', 'C♯4 D♯4'],
	[2, 'minor', 'D♭4 E♭4'],
	[4, 'dorian', 'C♯4 D♯4'],
	[3, 'minor', 'D♭4 E♭4'],
	[6, 'major', 'C♯4 D♯4'],
	[0, 'minor', 'D♭4 E♭4'],
	[0, '101101011010', 'D♭4 E♭4'],
	[0, '', 'C♯4 E♭4']
])('a key with tonic %i in %s says how its black keys are spelt: %s', (tonic, scale, text) => {
	expect(named({ key: { tonic, scale } }, 61, 63)).toBe(text);
});

test('every name is read back in its own system, with its octave', () => {
	for (const naming of NAMINGS)
		for (const accidentals of ['auto', 'sharps', 'flats'] as const) {
			const names = computeNames({ naming, accidentals });
			for (let midi = 0; midi < 128; midi++) expect(parseNoteName(noteName(midi, names), naming)).toBe(midi);
		}
});

test('English is understood everywhere but where German means something else', () => {
	expect(parseNoteName('c#4', 'korean')).toBe(61);
	expect(parseNoteName('Bb3', 'solfege')).toBe(58);
	expect(parseNoteName('b3', 'english')).toBe(59);
	expect(parseNoteName('b3', 'german')).toBe(58);
	expect(parseNoteName('57', 'german')).toBe(57);
	for (const none of ['', 'x4', '128', 'g#9', 'c99']) expect(parseNoteName(none, 'english')).toBeNull();
});
