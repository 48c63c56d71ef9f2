/** Lyrics of many notes at once: the text, how it is taken apart, and which note gets what. */

import type { Note } from '#lib/score/index.ts';
import {
	assignLyrics,
	findWords,
	isSign,
	splitLyrics,
	toLyrics,
	type Assignment,
	type SplitLanguage
} from '#lib/words/index.ts';
import type { RollView } from '../roll-view.svelte.ts';
import type { Words } from './words.svelte.ts';

export class BulkLyrics {
	readonly #words: Words;
	/** Those that were chosen when it was opened, or all of their track from the playhead on; in order. */
	readonly notes: readonly Note[];
	readonly isSelection: boolean;
	text = $state('');
	language: SplitLanguage = $state('auto');
	/** Whether the first note of a word has all of it, with `+` on the others. */
	isWhole = $state(false);
	keepsSlurs = $state(true);
	onlyEmpty = $state(false);

	readonly #lyrics = $derived.by(() => {
		const hyphenate = this.#words.hyphenate ?? undefined;
		const syllables = splitLyrics(this.text, { language: this.language, hyphenate });
		return toLyrics(syllables, this.isWhole ? 'plus' : 'syllables');
	});

	constructor(words: Words, notes: readonly Note[], isSelection: boolean) {
		this.#words = words;
		this.notes = notes;
		this.isSelection = isSelection;
		// a text with gaps would go to other notes than it comes from
		const sung = notes.filter(({ lyric }) => lyric !== '');
		if (sung.length === notes.length) this.text = composeText(notes);
		else this.onlyEmpty = sung.length > 0;
		if (notes.some(({ lyric }) => isSign(lyric)) && sung.length === notes.length) this.keepsSlurs = false;
	}

	get lyrics(): readonly string[] {
		return this.#lyrics;
	}

	get assignment(): Assignment<Note> {
		return assignLyrics(this.notes, this.#lyrics, { keepsSlurs: this.keepsSlurs, onlyEmpty: this.onlyEmpty });
	}
}

/** What is chosen, or what comes after the playhead in the track that is edited. */
export function findTargets(
	roll: RollView,
	words: Words,
	from: number
): { readonly notes: readonly Note[]; readonly isSelection: boolean } {
	const chosen = roll.selectedNotes;
	if (chosen.length) return { notes: chosen, isSelection: true };
	return { notes: words.row.filter(({ start }) => start >= from), isSelection: false };
}

/** The lyrics of notes as a text that is taken apart into them again, a line for each phrase. */
function composeText(notes: readonly Note[]): string {
	const phrases = new Map<number, number>();
	for (const word of findWords(notes)) for (const note of word.notes) phrases.set(note, word.phrase);
	let phrase = phrases.get(0) ?? 0;
	let text = '';
	notes.forEach(({ lyric }, at) => {
		const own = phrases.get(at) ?? phrase;
		const isOpen = /\p{Letter}-$/u.test(text) && !isSign(lyric);
		const glue = text === '' || isOpen ? '' : own === phrase ? ' ' : '\n';
		text += glue + lyric;
		phrase = own;
	});
	return text;
}
