/** What the dialog of phonemes works on: the chosen notes, how they are sung, and what would be written. */

import type { Edit, Note } from '#lib/score/index.ts';
import {
	findPhonemeLane,
	generatePhonemes,
	hasSounds,
	layOutPhonemes,
	pronounce,
	type Generated
} from '#lib/words/index.ts';
import type { DocumentView } from '../document-view.svelte.ts';
import type { RollView } from '../roll-view.svelte.ts';
import type { Words } from './words.svelte.ts';

export interface SoundedNote {
	readonly note: Note;
	/** What it is sung like: as a person wrote it, or as it is known; null where nobody knows. */
	readonly phonemes: string | null;
}

export class PhonemeWork {
	readonly #document: DocumentView;
	readonly #roll: RollView;
	readonly #words: Words;
	replaces = $state(false);
	isAnew = $state(false);

	/** Tracks are sung apart from each other. */
	readonly #rows = $derived.by((): readonly (readonly Note[])[] => {
		const left = new Set(this.notes);
		const rows: (readonly Note[])[] = [];
		for (const note of this.notes) {
			if (!left.has(note)) continue;
			const row = this.#words.rowOf(note);
			for (const each of row) left.delete(each);
			rows.push(row);
		}
		return rows;
	});
	readonly #chosen = $derived(new Set(this.notes.map(({ id }) => id)));

	constructor(document: DocumentView, roll: RollView, words: Words) {
		this.#document = document;
		this.#roll = roll;
		this.#words = words;
	}

	get isSelection(): boolean {
		return this.#roll.selectedNotes.length > 0;
	}

	get notes(): readonly Note[] {
		return this.isSelection ? this.#roll.selectedNotes : this.#words.row;
	}

	get isLoading(): boolean {
		return !hasSounds(
			this.notes.map(({ lyric }) => lyric),
			this.#words.sounds
		);
	}

	/** The chosen notes that have a lyric, with their sounds. */
	get sung(): readonly SoundedNote[] {
		const { sounds, dictionary } = this.#words;
		return this.#rows.flatMap((row) => {
			const { phonemes } = pronounce(row, sounds, dictionary);
			return row.flatMap((note, at) =>
				this.#chosen.has(note.id) && note.lyric !== ''
					? [{ note, phonemes: note.phoneme || (phonemes[at] ?? null) }]
					: []
			);
		});
	}

	generate(): Generated {
		const { sounds, dictionary } = this.#words;
		const isChosen = (note: Note): boolean => this.#chosen.has(note.id);
		const found = this.#rows.map((notes) =>
			generatePhonemes({ notes, isChosen, sounds, dictionary, replaces: this.replaces })
		);
		return {
			edits: found.flatMap(({ edits }) => edits),
			unknown: [...new Set(found.flatMap(({ unknown }) => unknown))]
		};
	}

	/** Of several tracks the first is laid out: segments of a lane stand one behind the other. */
	layOut(): readonly Edit[] {
		const [row = []] = this.#rows;
		const { sounds, dictionary } = this.#words;
		const { score, part, tempo } = this.#document;
		const known = pronounce(row, sounds, dictionary).phonemes;
		const lane = findPhonemeLane(score.all('lane'), part);
		const segments = lane ? score.all('segment').filter((segment) => segment.lane === lane.id) : [];
		const sung = row.flatMap((note, at) =>
			this.#chosen.has(note.id) ? [{ note, phonemes: note.phoneme || (known[at] ?? '') }] : []
		);
		return layOutPhonemes({
			notes: sung.map(({ note }) => note),
			phonemes: sung.map(({ phonemes }) => phonemes),
			tempo,
			part,
			lane: lane && { lane, segments },
			isAnew: this.isAnew,
			nextId: () => score.nextId()
		});
	}
}
