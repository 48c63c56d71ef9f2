import { expect, test } from 'vitest';
import { followLyrics, generatePhonemes, loadSounds } from '#lib/words/index.ts';
import { notesOf } from './notes.ts';

const sounds = await loadSounds(['가', 'a']);
const none = new Map<string, string>();
const written = (edits: readonly { readonly kind: string }[]): unknown[] =>
	edits.map((edit) => ('fields' in edit ? edit.fields : edit.kind));

test('what a person wrote stays unless it is to be replaced', () => {
	const notes = notesOf('국 물 나').map((note, at) => (at === 1 ? { ...note, phoneme: 'mine' } : note));
	const generate = (replaces: boolean) =>
		generatePhonemes({ notes, isChosen: (note) => note.start < 1920, sounds, dictionary: none, replaces });
	expect(written(generate(false).edits)).toEqual([{ phoneme: 'k u ŋ' }]);
	expect(written(generate(true).edits)).toEqual([{ phoneme: 'k u ŋ' }, { phoneme: 'm u l' }]);
});

test('what nobody knows leaves its note as it is', () => {
	const notes = notesOf('我 나');
	const { edits, unknown } = generatePhonemes({
		notes,
		isChosen: () => true,
		sounds,
		dictionary: none,
		replaces: true
	});
	expect(written(edits)).toEqual([{ phoneme: 'n a' }]);
	expect(unknown).toEqual(['我']);
});

test('phonemes follow a lyric that is typed, and its neighbours where they sound otherwise', () => {
	const [first, second] = notesOf('국 가');
	if (!first || !second) throw new Error('There are no notes.');
	const notes = [
		{ ...first, phoneme: 'k u k̚' },
		{ ...second, phoneme: 'k͈ a' }
	];
	const typed = new Map([[second.id, '물']]);
	expect(written(followLyrics(notes, typed, sounds, none))).toEqual([{ phoneme: 'k u ŋ' }, { phoneme: 'm u l' }]);
	const own = [{ ...first, phoneme: 'mine' }, second];
	expect(written(followLyrics(own, typed, sounds, none))).toEqual([{ phoneme: 'm u l' }]);
	// a neighbour that has no phonemes gets none
	expect(written(followLyrics([first, second], typed, sounds, none))).toEqual([{ phoneme: 'm u l' }]);
});
