/** From lyrics to phonemes: the document's dictionary first, then what is known of each language. */

import { loadEnglish, type SoundEnglish } from './english.ts';
import { loadJapanese, type SoundJapanese } from './japanese.ts';
import { loadKorean, type SoundKorean } from './korean.ts';
import { keyOfWord, type Dictionary } from './dictionary.ts';
import { isVowel, readPhonemes, spread, syllabify } from './sounds.ts';
import { findWords, type SungNote, type SungWord } from './sung-words.ts';

/** What is loaded of each language; null where nothing was asked of it yet. */
export interface Sounds {
	readonly korean: SoundKorean | null;
	readonly japanese: SoundJapanese | null;
	readonly english: SoundEnglish | null;
}

export const NO_SOUNDS: Sounds = { korean: null, japanese: null, english: null };

export interface Pronunciation {
	/** Of each note, with spaces: '' where it sings on or has no lyric, null where nobody knows. */
	readonly phonemes: readonly (string | null)[];
	/** The words that nobody knows, each once, in order. */
	readonly unknown: readonly string[];
}

/** Loads what the lyrics need and `known` has not yet: of a language only when one of its words is there. */
export async function loadSounds(lyrics: Iterable<string>, known: Sounds = NO_SOUNDS): Promise<Sounds> {
	const text = [...lyrics].join(' ');
	const needs = {
		korean: !known.korean && /\p{Script=Hangul}/u.test(text),
		japanese: !known.japanese && /[\p{Script=Hiragana}\p{Script=Katakana}ー]/u.test(text),
		english: !known.english && /\p{Script=Latin}/u.test(text)
	};
	const [korean, japanese, english] = await Promise.all([
		needs.korean ? loadKorean() : known.korean,
		needs.japanese ? loadJapanese() : known.japanese,
		needs.english ? loadEnglish() : known.english
	]);
	return { korean, japanese, english };
}

/** Whether {@link loadSounds} would have nothing to load for these lyrics. */
export const hasSounds = (lyrics: Iterable<string>, { korean, japanese, english }: Sounds): boolean => {
	const text = [...lyrics].join(' ');
	return (
		(korean !== null || !/\p{Script=Hangul}/u.test(text)) &&
		(japanese !== null || !/[\p{Script=Hiragana}\p{Script=Katakana}ー]/u.test(text)) &&
		(english !== null || !/\p{Script=Latin}/u.test(text))
	);
};

/** How notes of one voice, in order of start, are pronounced. Neighbours count: words go over notes, and sounds change. */
export function pronounce(notes: readonly SungNote[], sounds: Sounds, dictionary: Dictionary): Pronunciation {
	const words = findWords(notes);
	const phonemes: (string | null)[] = notes.map(() => '');
	const unknown = new Map<string, string>();
	const write = (word: SungWord, syllables: readonly (readonly string[])[] | null): void => {
		if (!syllables) unknown.set(keyOfWord(word.text), word.text);
		const each = syllables ? spread(syllables, word.notes.length) : [null];
		word.notes.forEach((note, at) => (phonemes[note] = each[at] ?? (syllables ? '' : at === 0 ? null : '')));
	};
	const korean = soundKoreanWords(words, sounds);
	for (let at = 0; at < words.length;) {
		const found = findEntry(words, at, dictionary);
		const word = words[at];
		if (found) spreadEntry(words.slice(at, at + found.length), found.phonemes, write);
		else if (word) write(word, korean.get(word) ?? soundWord(word, sounds, phonemes));
		at += found?.length ?? 1;
	}
	return { phonemes, unknown: [...unknown.values()] };
}

/** The longest row of words from `at` on that the dictionary has as one: in Latin letters only a word by itself. */
function findEntry(
	words: readonly SungWord[],
	at: number,
	dictionary: Dictionary
): { readonly length: number; readonly phonemes: string } | null {
	if (dictionary.size === 0) return null;
	let text = '';
	let found: { length: number; phonemes: string } | null = null;
	const first = words[at];
	for (let i = at; i < words.length && i < at + ENTRY_NOTES_MAX; i++) {
		const word = words[i];
		if (!word || word.phrase !== first?.phrase || (i > at && (word.script === 'latin' || first.script === 'latin')))
			break;
		text += word.text;
		const phonemes = dictionary.get(keyOfWord(text));
		if (phonemes !== undefined) found = { length: i - at + 1, phonemes };
	}
	return found;
}
/** No entry goes over more words. */
const ENTRY_NOTES_MAX = 16;

/** An entry that is sung on several notes: its syllables one after the other. */
function spreadEntry(
	words: readonly SungWord[],
	entry: string,
	write: (word: SungWord, syllables: readonly (readonly string[])[]) => void
): void {
	const notes = words.flatMap((word) => word.notes);
	const [first] = words;
	if (first) write({ ...first, notes }, syllabify(entry));
}

/** Korean words of a phrase together, because their sounds change each other. */
function soundKoreanWords(words: readonly SungWord[], { korean }: Sounds): Map<SungWord, string[][]> {
	const found = new Map<SungWord, string[][]>();
	if (!korean) return found;
	for (let at = 0; at < words.length;) {
		const run: SungWord[] = [];
		for (let word = words[at]; word && isHangul(word) && word.phrase === (run[0] ?? word).phrase; word = words[++at])
			run.push(word);
		if (run.length === 0) at++;
		const syllables = korean(run.map(({ text }) => text).join(''));
		let from = 0;
		for (const word of run) found.set(word, syllables.slice(from, (from += [...word.text].length)));
	}
	return found;
}

const isHangul = ({ text }: SungWord): boolean => /^[가-힣]+$/.test(text);

function soundWord(
	{ text, script, notes }: SungWord,
	{ japanese, english }: Sounds,
	before: readonly (string | null)[]
): readonly (readonly string[])[] | null {
	if (script === 'kana') {
		const sung = before.slice(0, notes[0] ?? 0).findLast((each) => each !== '');
		const vowel = readPhonemes(sung ?? '').findLast(isVowel) ?? '';
		const found = japanese?.(text, vowel);
		return found ? syllabify(found.join(' ')) : null;
	}
	if (script !== 'latin') return null;
	const whole = english?.(text);
	const parts = whole ? [whole] : text.split(/[\s-]+/).map((word) => english?.(word) ?? null);
	return parts.every((part) => part !== null) ? syllabify(parts.flat().join(' ')) : null;
}
