/** Takes a text apart into what one note sings each. Pure: hyphenation comes from outside. */

import { graphemesOf, scriptOf, type Script } from './script.ts';

/** What of a text is taken apart inside its words: everything by its script, one language alone, or nothing. */
export type SplitLanguage = 'auto' | 'ko' | 'ja' | 'zh' | 'en' | 'none';
export const SPLIT_LANGUAGES: readonly SplitLanguage[] = ['auto', 'ko', 'ja', 'zh', 'en', 'none'];

/** Takes a word of Latin letters apart; the pieces put together must be the word. */
export type Hyphenate = (word: string) => readonly string[];

/** What one note sings. The texts of all syllables put together are the text without its spaces. */
export interface Syllable {
	readonly text: string;
	/** The word goes on in the next syllable. */
	readonly goesOn: boolean;
	readonly script: Script;
}

export interface Splitting {
	readonly language: SplitLanguage;
	/** Without it words of Latin letters come apart at their own hyphens only. */
	readonly hyphenate?: Hyphenate | undefined;
}

/** Sung on under the note before. `+~` and `+*` are how others write it. */
const SLUR = /^(?:-|\+[~*])$/;
/** The next syllable of the word before. */
const NEXT = '+';
const SIGNS = /-|\+[~*]?/g;

export const isSlur = (lyric: string): boolean => SLUR.test(lyric);
export const isNextSyllable = (lyric: string): boolean => lyric === NEXT;
/** Whether a lyric is a sign for what the note before began, and no word of its own. */
export const isSign = (lyric: string): boolean => isSlur(lyric) || isNextSyllable(lyric);

/** Joined to the kana before it: `きゃ` is sung as one. `っ`, `ん` and `ー` are sung by themselves. */
const SMALL_KANA = /^[ゃゅょぁぃぅぇぉゎゕゖャュョァィゥェォヮヵヶ]/;
const OPENING = /^[\p{Open_Punctuation}\p{Initial_Punctuation}"'¿¡♪♫🎵🎶]/u;
const APOSTROPHE = /^['’ʼ]$/;

/** The syllables of a text. Spaces and line ends separate words; `-` and `+` by themselves stay signs. */
export function splitLyrics(text: string, splitting: Splitting): Syllable[] {
	const syllables: Syllable[] = [];
	let before = '';
	for (const word of text.normalize('NFC').split(/\s+/).filter(Boolean)) {
		const signs = word.match(SIGNS) ?? [];
		if (signs.join('') === word) {
			syllables.push(...signs.map((sign): Syllable => ({ text: sign, goesOn: false, script: 'mark' })));
			continue;
		}
		before = splitWord(before + word, splitting, syllables);
	}
	if (before) attach(before, syllables);
	return syllables;
}

/** The texts of `syllables` as lyrics of notes: `hel-` and `lo`, or `hello` and `+`. */
export function toLyrics(syllables: readonly Syllable[], style: 'syllables' | 'plus' = 'syllables'): string[] {
	const isOnward = (at: number): boolean => syllables[at]?.goesOn === true && syllables[at]?.script === 'latin';
	return syllables.map(({ text }, at) => {
		if (style === 'syllables') return isOnward(at) && !text.endsWith('-') ? `${text}-` : text;
		if (isOnward(at - 1)) return NEXT;
		let word = text;
		for (let i = at; isOnward(i); i++) word += syllables[i + 1]?.text ?? '';
		return isOnward(at) ? word.replace(/-+$/, '') : word;
	});
}

/** Adds the syllables of one word; answers the marks that nothing in it could carry. */
function splitWord(word: string, splitting: Splitting, into: Syllable[]): string {
	let waiting = '';
	const found: Syllable[] = [];
	for (const { script, text } of findRuns(word)) {
		if (script !== 'mark') {
			const [first, ...others] = splitRun(script, text, splitting);
			if (first) found.push({ ...first, text: waiting + first.text }, ...others);
			waiting = '';
		} else if (OPENING.test(text) || (found.length === 0 && into.length === 0)) waiting += text;
		else attach(text, found.length ? found : into, waiting);
	}
	if (waiting && found.length) attach(waiting, found);
	const isCarried = found.length > 0 || waiting === '';
	into.push(...joinWhole(found, splitting));
	return isCarried ? '' : waiting;
}

/** Puts marks behind the last syllable, or makes them one where there is none. */
function attach(marks: string, syllables: Syllable[], waiting = ''): void {
	const last = syllables.pop();
	syllables.push(
		last ? { ...last, text: last.text + waiting + marks } : { text: waiting + marks, goesOn: false, script: 'mark' }
	);
}

/** Where nothing is taken apart, a word is one syllable however it is written. */
function joinWhole(found: readonly Syllable[], { language }: Splitting): readonly Syllable[] {
	const [first] = found;
	if (language !== 'none' || !first) return found;
	return [{ ...first, text: found.map(({ text }) => text).join(''), goesOn: false }];
}

interface Run {
	readonly script: Script;
	readonly text: string;
}

/** Stretches of one script. A hyphen or an apostrophe behind a Latin letter belongs to its word. */
function findRuns(word: string): Run[] {
	const characters = graphemesOf(word);
	const runs: Run[] = [];
	characters.forEach((character, at) => {
		const before = runs.at(-1);
		const next = characters[at + 1];
		const isInWord =
			before?.script === 'latin' &&
			(character === '-' || (APOSTROPHE.test(character) && next !== undefined && scriptOf(next) === 'latin'));
		const script = isInWord ? 'latin' : scriptOf(character);
		const joins = before?.script === script && (script !== 'mark' || !OPENING.test(character));
		if (joins) runs[runs.length - 1] = { script, text: before.text + character };
		else runs.push({ script, text: character });
	});
	return runs;
}

const SPLITS: Readonly<Record<SplitLanguage, readonly Script[]>> = {
	auto: ['hangul', 'kana', 'han', 'latin'],
	ko: ['hangul'],
	ja: ['kana', 'han'],
	zh: ['han'],
	en: ['latin'],
	none: []
};

function splitRun(script: Script, text: string, { language, hyphenate }: Splitting): Syllable[] {
	if (!SPLITS[language].includes(script)) return [{ text, goesOn: false, script }];
	if (script === 'latin') return splitLatin(text, hyphenate);
	const pieces = graphemesOf(text).reduce<string[]>((all, character) => {
		const last = all.at(-1);
		if (script === 'kana' && last !== undefined && SMALL_KANA.test(character)) all[all.length - 1] = last + character;
		else all.push(character);
		return all;
	}, []);
	return pieces.map((piece) => ({ text: piece, goesOn: false, script }));
}

function splitLatin(text: string, hyphenate: Hyphenate | undefined): Syllable[] {
	const pieces = (text.match(/[^-]+-*|-+/g) ?? []).flatMap((part) => {
		const word = part.replace(/-+$/, '');
		const found = hyphenate?.(word) ?? [word];
		const whole = found.join('') === word ? [...found] : [word];
		const last = whole.pop() ?? '';
		return [...whole, last + part.slice(word.length)];
	});
	return pieces.map((piece, at) => ({
		text: piece,
		goesOn: at < pieces.length - 1 || piece.endsWith('-'),
		script: 'latin'
	}));
}
