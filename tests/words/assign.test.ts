import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignLyrics } from '#lib/words/index.ts';

const notesOf = (...lyrics: string[]) => lyrics.map((lyric) => ({ lyric }));
const ALL = { keepsSlurs: false, onlyEmpty: false };

test('each note gets the next syllable', () => {
	const { given, left, free } = assignLyrics(notesOf('a', '', 'b'), ['x', 'y'], ALL);
	expect(given.map(({ note, lyric }) => `${note.lyric}>${lyric}`)).toEqual(['a>x', '>y']);
	expect([left, free]).toEqual([0, 1]);
});

test('notes that sing on may keep doing so', () => {
	const { given, left } = assignLyrics(notesOf('a', '-', '+', 'b'), ['x', 'y', 'z'], { ...ALL, keepsSlurs: true });
	expect(given.map(({ lyric }) => lyric)).toEqual(['x', 'y']);
	expect(given[1]?.note.lyric).toBe('b');
	expect(left).toBe(1);
});

test('what is sung already may stay', () => {
	const { given, left, free } = assignLyrics(notesOf('a', '', '-', ''), ['x'], { ...ALL, onlyEmpty: true });
	expect(given).toHaveLength(1);
	expect(given[0]?.note.lyric).toBe('');
	expect([left, free]).toEqual([0, 1]);
});

test('every syllable and every note is counted once', () => {
	const lyrics = fc.array(fc.constantFrom('', '-', '+', 'a', '가'), { maxLength: 20 });
	fc.assert(
		fc.property(lyrics, lyrics, fc.boolean(), fc.boolean(), (present, syllables, keepsSlurs, onlyEmpty) => {
			const { given, left, free } = assignLyrics(notesOf(...present), syllables, { keepsSlurs, onlyEmpty });
			expect(given.length + left).toBe(syllables.length);
			expect(given.length + free).toBeLessThanOrEqual(present.length);
			expect(left === 0 || free === 0).toBe(true);
		}),
		{ seed: 4 }
	);
});
