import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadHyphenation, SPLIT_LANGUAGES, splitLyrics, toLyrics, type SplitLanguage } from '#lib/words/index.ts';

const hyphenate = await loadHyphenation();
const split = (text: string, language: SplitLanguage = 'auto'): string =>
	toLyrics(splitLyrics(text, { language, hyphenate })).join('|');

test.each([
	['사랑해 너를', '사|랑|해|너|를'],
	['ㅋㅋ', 'ㅋ|ㅋ'],
	['きゃっと コーヒー', 'きゃ|っ|と|コ|ー|ヒ|ー'],
	['ファイト', 'ファ|イ|ト'],
	['日本語の歌', '日|本|語|の|歌'],
	['我爱你', '我|爱|你'],
	['Hello, wonderful world!', 'Hel-|lo,|won-|der-|ful|world!'],
	['나는 love 너', '나|는|love|너'],
	['love사랑', 'love|사|랑'],
	["don't", "don't"],
	['hel-lo la- la', 'hel-|lo|la-|la'],
	['a - b +', 'a|-|b|+'],
	['- + +~ --', '-|+|+~|-|-'],
	['“안녕” (hey)', '“안|녕”|(hey)'],
	['요… ! 네', '요…!|네'],
	['🎵 노래 🎶 끝🎉', '🎵노|래|🎶끝🎉'],
	['e\u0301te', 'éte'],
	['Привет 2024', 'Привет|2024'],
	['…', '…'],
	['', ''],
	[' \n\t ', '']
])('%j is sung as %s', (text, expected) => {
	expect(split(text)).toBe(expected);
});

test.each([
	['en', '사랑 hello', '사랑|hel-|lo'],
	['ko', '사랑 hello', '사|랑|hello'],
	['ja', 'きみ hello 사랑', 'き|み|hello|사랑'],
	['none', '사랑 hello日本', '사랑|hello日本']
] as const)('%s takes apart its own words only', (language, text, expected) => {
	expect(split(text, language)).toBe(expected);
});

test('a word can stand on its first note whole, with plus signs behind it', () => {
	const syllables = splitLyrics('wonderful 사랑 hel-lo', { language: 'auto', hyphenate });
	expect(toLyrics(syllables, 'plus')).toEqual(['wonderful', '+', '+', '사', '랑', 'hel-lo', '+']);
});

test('nothing is lost or made up: the syllables put together are the text without its spaces', () => {
	const alphabet = [...' \n--+~*\'’abeé가랑ㅋきゃっーファ日我🎵👨‍👩‍👧…"(「」.,!1'];
	const text = fc.oneof(
		fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 40 }),
		fc.string({ unit: 'grapheme', maxLength: 20 })
	);
	fc.assert(
		fc.property(text, fc.constantFrom(...SPLIT_LANGUAGES), (lyrics, language) => {
			const syllables = splitLyrics(lyrics, { language, hyphenate });
			expect(syllables.map((syllable) => syllable.text).join('')).toBe(lyrics.normalize('NFC').replace(/\s+/g, ''));
			expect(syllables.every((syllable) => syllable.text !== '')).toBe(true);
		}),
		{ seed: 4, numRuns: 2000 }
	);
});
