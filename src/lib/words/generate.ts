/** Writes phonemes into notes: what a person wrote stays, unless she asks for it anew. Pure. */

import type { Edit, Note } from '#lib/score/index.ts';
import type { Dictionary } from './dictionary.ts';
import { pronounce, type Sounds } from './phonemes.ts';

export interface Generating {
	/** Of one voice, in order of start: the chosen ones and their neighbours, which decide how they sound. */
	readonly notes: readonly Note[];
	readonly isChosen: (note: Note) => boolean;
	readonly sounds: Sounds;
	readonly dictionary: Dictionary;
	/** Also where there are phonemes already. */
	readonly replaces: boolean;
}

export interface Generated {
	readonly edits: readonly Edit[];
	/** Of the chosen notes: words that nobody knows. */
	readonly unknown: readonly string[];
}

/** Phonemes for the chosen notes; a word that nobody knows leaves its note as it is. */
export function generatePhonemes({ notes, isChosen, sounds, dictionary, replaces }: Generating): Generated {
	const { phonemes, unknown } = pronounce(notes, sounds, dictionary);
	const edits = notes.flatMap((note, at): Edit[] => {
		const found = phonemes[at];
		if (!isChosen(note) || found === null || found === undefined || found === note.phoneme) return [];
		if (note.phoneme !== '' && !replaces) return [];
		return [{ kind: 'set', id: note.id, fields: { phoneme: found } }];
	});
	return { edits, unknown };
}

/**
 * Keeps phonemes in step with lyrics that are about to change: a note gets what it is sung like now, if it had nothing or
 * what it was sung like before. What a person wrote stays.
 */
export function followLyrics(
	notes: readonly Note[],
	lyrics: ReadonlyMap<number, string>,
	sounds: Sounds,
	dictionary: Dictionary
): Edit[] {
	const before = pronounce(notes, sounds, dictionary).phonemes;
	const after = pronounce(
		notes.map((note) => ({ ...note, lyric: lyrics.get(note.id) ?? note.lyric })),
		sounds,
		dictionary
	).phonemes;
	return notes.flatMap((note, at): Edit[] => {
		const phoneme = after[at] ?? '';
		const isOurs = note.phoneme === (before[at] ?? '') || (note.phoneme === '' && lyrics.has(note.id));
		if (!isOurs || phoneme === note.phoneme) return [];
		return [{ kind: 'set', id: note.id, fields: { phoneme } }];
	});
}
