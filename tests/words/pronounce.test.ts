import { expect, test } from 'vitest';
import { loadSounds, NO_SOUNDS, hasSounds, pronounce, syllabify, toDictionary } from '#lib/words/index.ts';
import { notesOf, QUARTER } from './notes.ts';

const sounds = await loadSounds(['가', 'か', 'a']);
const say = (lyrics: string, rows: Readonly<Record<string, string>> = {}): string => {
	const entries = Object.entries(rows).map(([word, phonemes]) => ({ word, phonemes }));
	const { phonemes } = pronounce(notesOf(lyrics), sounds, toDictionary(entries));
	return phonemes.map((each) => each ?? '?').join(' | ');
};

test.each([
	['나', 'n a'],
	['국 물', 'k u ŋ | m u l'],
	['좋 아', 'tɕ o | a'],
	['설 날', 's ʌ l | l a l'],
	['굳 이', 'k u | tɕ i'],
	['학 교 에', 'h a k̚ | k͈ j o | e'],
	['값 이', 'k a p̚ | s͈ i'],
	['감 기', 'k a m | k i'],
	['앉 다', 'a n | t͈ a'],
	['사랑 해', 's a ɾ a ŋ | h ɛ'],
	['“국 물”', 'k u ŋ | m u l'],
	['국 - 물', 'k u ŋ |  | m u l'],
	['국 _ 물', 'k u k̚ |  | m u l']
])('Korean %s: sounds change within a phrase', (lyrics, expected) => {
	expect(say(lyrics)).toBe(expected);
});

test('a rest parts what would sound together', () => {
	const [first, second] = notesOf('국 물');
	const parted = [first, second && { ...second, start: second.start + QUARTER }].filter((note) => note !== undefined);
	expect(pronounce(parted, sounds, new Map()).phonemes).toEqual(['k u k̚', 'm u l']);
});

test.each([
	['きゃ っ と', 'kʲ a | ʔ | t o'],
	['コ ー ヒ ー', 'k o | o | h i | i'],
	['を ん ヴァ ティ デュ イェ', 'o | ɴ | v a | t i | dʲ ɯ | j e'],
	['ファイト', 'ɸ a i t o']
])('Japanese %s', (lyrics, expected) => {
	expect(say(lyrics)).toBe(expected);
});

test.each([
	['hel- lo world', 'h ə | l oʊ | w ɝ l d'],
	['hello + beautiful + + -', 'h ə | l oʊ | b j u | t ə | f ə l | '],
	['beautiful +', 'b j u | t ə f ə l'],
	['love - -', 'l ʌ v |  | '],
	["Don't, STOP!", 'd oʊ n t | s t ɑ p'],
	['in-the', 'ɪ n ð ə']
])('English %s: a word goes over its notes', (lyrics, expected) => {
	expect(say(lyrics)).toBe(expected);
});

test.each([
	['나 love きみ', 'n a | l ʌ v | k i m i'],
	['🎵 … - +', ' |  |  | '],
	['_ _', ' | ']
])('mixed %s', (lyrics, expected) => {
	expect(say(lyrics)).toBe(expected);
});

test('what nobody knows is said once, and has no phonemes', () => {
	const { phonemes, unknown } = pronounce(notesOf('我 Zzyzxq Привет 我 ㅋㅋ na'), sounds, new Map());
	expect(phonemes.slice(0, 5)).toEqual([null, null, null, null, null]);
	expect(unknown).toEqual(['我', 'Zzyzxq', 'Привет', 'ㅋㅋ']);
});

test('the document’s dictionary wins, however a word is spelled and over however many notes', () => {
	expect(say('HEL- lo, hello', { hello: 'x a . x o' })).toBe('x a | x o | x a x o');
	expect(say('사 랑 해', { 사랑: 'S A . R A NG', 사: 'no' })).toBe('S A | R A NG | h ɛ');
	expect(say('꽃 잎', { 꽃잎: 'k͈ o n n i p̚' })).toBe('k͈ o n | n i p̚');
	expect(say('我 +', { 我: 'w o' })).toBe('w o | ');
});

test('nothing is loaded that no lyric asks for', async () => {
	expect(await loadSounds(['123', '我', ''])).toEqual(NO_SOUNDS);
	expect(hasSounds(['가'], NO_SOUNDS)).toBe(false);
	expect(hasSounds(['我'], NO_SOUNDS)).toBe(true);
	const korean = await loadSounds(['가']);
	expect(korean.english).toBeNull();
	expect((await loadSounds(['か'], korean)).korean).toBe(korean.korean);
});

test.each([
	['h ə l oʊ', 'h ə . l oʊ'],
	['ɛ k s t ɹ ə', 'ɛ k s . t ɹ ə'],
	['s ɪ ŋ ɪ ŋ', 's ɪ ŋ . ɪ ŋ'],
	['HH AH0 L OW1', 'HH AH0 . L OW1'],
	['s t', 's t'],
	['a.b c', 'a . b c'],
	['', '']
])('%j has the syllables %s', (phonemes, expected) => {
	expect(
		syllabify(phonemes)
			.map((syllable) => syllable.join(' '))
			.join(' . ')
	).toBe(expected);
});
