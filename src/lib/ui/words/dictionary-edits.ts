/** The dictionary of a document as it is edited: each answer is the edits of one gesture. */

import { add, type Edit, type RecordId, type Word } from '#lib/score/index.ts';
import { keyOfWord, type DictionaryRow } from '#lib/words/index.ts';

/** Writes rows into the dictionary: a word that is there already is sung otherwise from now on. */
export function mergeRows(words: readonly Word[], rows: readonly DictionaryRow[], nextId: () => RecordId): Edit[] {
	const known = new Map(words.map((word) => [keyOfWord(word.word), word]));
	// of two rows for one word the later counts
	const fresh = new Map(rows.map((row) => [keyOfWord(row.word), row]));
	return [...fresh].flatMap(([key, row]): Edit[] => {
		const phonemes = row.phonemes.trim().replace(/\s+/g, ' ');
		if (!key || !phonemes) return [];
		const word = known.get(key);
		if (!word) return [add('word', nextId(), { word: row.word.trim(), phonemes })];
		return word.phonemes === phonemes ? [] : [{ kind: 'set', id: word.id, fields: { phonemes } }];
	});
}

/** Words whose spelling or sounds hold `sought`; all without one. */
export function filterWords(words: readonly Word[], sought: string): readonly Word[] {
	const part = sought.trim().toLowerCase();
	const found = part
		? words.filter(({ word, phonemes }) => word.toLowerCase().includes(part) || phonemes.toLowerCase().includes(part))
		: words;
	return found.toSorted((a, b) => a.word.localeCompare(b.word));
}
