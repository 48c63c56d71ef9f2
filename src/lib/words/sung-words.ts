/** The words that a row of notes sings: `hel-` and `lo`, or `hello` and `+`, are one. Pure. */

import type { Ticks } from '../units.ts';
import { scriptOf, sungScriptOf, type Script } from './script.ts';
import { isNextSyllable, isSlur } from './split.ts';

/** What of a note is sung when. */
export interface SungNote {
	readonly start: Ticks;
	readonly duration: Ticks;
	readonly lyric: string;
}

export interface SungWord {
	/** Without marks; in Latin letters without the hyphens between its syllables. */
	readonly text: string;
	readonly script: Script;
	/** Which notes have a syllable of it, but not those that sing on. */
	readonly notes: readonly number[];
	/** Rises at each rest: sounds change each other within a phrase only. */
	readonly phrase: number;
}

/** A rest so long parts two phrases: an eighth. */
const PHRASE_REST: Ticks = 480;

/** The words of notes that are in order of start. */
export function findWords(notes: readonly SungNote[]): SungWord[] {
	const words: { text: string; script: Script; notes: number[]; phrase: number; isOpen: boolean }[] = [];
	let phrase = 0;
	let end: Ticks = 0;
	notes.forEach(({ start, duration, lyric }, at) => {
		if (lyric === '' || start - end >= PHRASE_REST) phrase++;
		end = Math.max(end, start + duration);
		const last = words.at(-1);
		const isSamePhrase = last?.phrase === phrase;
		if (isSlur(lyric)) return;
		if (isNextSyllable(lyric)) {
			if (isSamePhrase) last.notes.push(at);
			return;
		}
		const script = sungScriptOf(lyric);
		if (script === 'mark') return;
		const isOpen = script === 'latin' && /\p{Letter}-+[^\p{Letter}]*$/u.test(lyric);
		const text = trimMarks(lyric, script);
		if (isSamePhrase && last.isOpen && script === 'latin') {
			last.text += text;
			last.notes.push(at);
			last.isOpen = isOpen;
		} else words.push({ text, script, notes: [at], phrase, isOpen });
	});
	return words;
}

/** What is sung of a lyric. */
function trimMarks(lyric: string, script: Script): string {
	const text = lyric.normalize('NFC');
	if (script !== 'latin') return [...text].filter((character) => scriptOf(character) !== 'mark').join('');
	return text.replace(/^[^\p{Letter}\p{Number}'’]+|[^\p{Letter}\p{Number}'’]+$/gu, '');
}
