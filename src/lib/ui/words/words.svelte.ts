/** Words on the page: which lyric is being written, which dialog is open, and what is known of how words sound. */

import { trackOfNote, type Edit, type Note, type RecordId, type Word } from '#lib/score/index.ts';
import {
	assignLyrics,
	followLyrics,
	hasSounds,
	loadHyphenation,
	loadSounds,
	NO_SOUNDS,
	pronounce,
	toDictionary,
	type Assignment,
	type Dictionary,
	type Hyphenate,
	type Sounds
} from '#lib/words/index.ts';
import type { DocumentView } from '../document-view.svelte.ts';
import { getKept, keep } from '../kept.ts';
import type { RollView } from '../roll-view.svelte.ts';

export type WordDialog = 'lyrics' | 'phonemes' | 'dictionary';

const KEPT_NAME = 'phonemes-follow';
/** So many notes beside one that changes may belong to its word, or change their sounds with it. */
const NEIGHBOURS = 16;

export class Words {
	readonly #document: DocumentView;
	readonly #roll: RollView;
	readonly #getTrack: () => number;
	asked: WordDialog | null = $state(null);
	/** A word that the dictionary is opened for. */
	offered: string | null = $state(null);
	/** Whether phonemes are written as lyrics are typed. */
	#isFollowing = $state(getKept(KEPT_NAME) === 'true');
	#editing: RecordId | null = $state(null);
	#sounds: Sounds = $state.raw(NO_SOUNDS);
	#hyphenate: Hyphenate | null = $state.raw(null);

	/** Sorted as they are looked for. */
	readonly #words = $derived.by(() => this.#findWords());
	readonly #dictionary: Dictionary = $derived(toDictionary(this.#words));

	/** `getTrack` answers the track that is edited. */
	constructor(document: DocumentView, roll: RollView, getTrack: () => number) {
		this.#document = document;
		this.#roll = roll;
		this.#getTrack = getTrack;
	}

	/** The records of the dictionary, the oldest first. */
	get words(): readonly Word[] {
		return this.#words;
	}

	get dictionary(): Dictionary {
		return this.#dictionary;
	}

	get sounds(): Sounds {
		return this.#sounds;
	}

	/** Takes English words apart; null before {@link loadHyphenation}. */
	get hyphenate(): Hyphenate | null {
		return this.#hyphenate;
	}

	get isFollowing(): boolean {
		return this.#isFollowing;
	}

	set isFollowing(isFollowing: boolean) {
		this.#isFollowing = isFollowing;
		keep(KEPT_NAME, String(isFollowing));
	}

	/** The note whose lyric is being written; null as soon as it is gone. */
	get note(): Note | null {
		const notes = this.#document.notes;
		return this.#editing === null ? null : (notes.find(({ id }) => id === this.#editing) ?? null);
	}

	/** Begins to write the lyric of a note. */
	edit(note: RecordId): void {
		if (!this.#document.isReadonly) this.#editing = note;
	}

	close(): void {
		this.#editing = null;
		this.#roll.preview(null);
	}

	/** Goes on to the note after or before, in its track; answers false at the end. */
	step(direction: 1 | -1): boolean {
		const { note } = this;
		const row = note ? this.rowOf(note) : [];
		const next = row[row.findIndex(({ id }) => id === note?.id) + direction];
		if (!next || !note) return false;
		this.#roll.preview(null);
		this.#editing = next.id;
		this.#roll.select([next.id]);
		this.#roll.showNote(next.id);
		return true;
	}

	/** The notes that are sung together with one: those of its track, in order. */
	rowOf(note: Note): readonly Note[] {
		return this.#findRow(trackOfNote(note, this.#tracks));
	}

	/** The notes of the track that is edited, in order. */
	get row(): readonly Note[] {
		return this.#findRow(this.#getTrack());
	}

	#findRow(track: number): readonly Note[] {
		const tracks = this.#tracks;
		return this.#document.notes.filter((each) => trackOfNote(each, tracks) === track);
	}

	get #tracks(): ReadonlySet<number> {
		return new Set(this.#document.score.all('track').map(({ id }) => id));
	}

	/** What typing would do: syllables with spaces between them go to the notes that follow. */
	assignTyped(note: Note, typed: string): Assignment<Note> {
		const row = this.rowOf(note);
		const lyrics = typed.normalize('NFC').trim().split(/\s+/);
		const from = row.findIndex(({ id }) => id === note.id);
		return assignLyrics(row.slice(from), lyrics, { keepsSlurs: false, onlyEmpty: false });
	}

	/** Gives notes their lyrics, as one gesture, with phonemes where these follow. Notes are of one track. */
	setLyrics(given: Assignment<Note>['given']): void {
		const changed = given.filter(({ note, lyric }) => note.lyric !== lyric);
		const [first] = changed;
		const last = changed.at(-1);
		if (!first || !last) return;
		const edits = lyricEdits(changed);
		if (!this.isFollowing) return this.#document.edit(edits);
		const row = this.rowOf(first.note);
		const at = (note: Note): number => row.findIndex(({ id }) => id === note.id);
		const near = row.slice(Math.max(0, at(first.note) - NEIGHBOURS), at(last.note) + NEIGHBOURS + 1);
		const lyrics = new Map<number, string>(changed.map(({ note, lyric }) => [note.id, lyric]));
		const follow = (): Edit[] => followLyrics(near, lyrics, this.#sounds, this.#dictionary);
		const needed = [...near.map(({ lyric }) => lyric), ...lyrics.values()];
		if (hasSounds(needed, this.#sounds)) return this.#document.edit([...edits, ...follow()]);
		// what was typed is not kept waiting for a dictionary
		this.#document.edit(edits);
		void this.load(needed).then(() => this.#document.edit(follow()));
	}

	/** Loads what lyrics need to be pronounced. */
	async load(lyrics: Iterable<string>): Promise<void> {
		const needed = [...lyrics];
		if (hasSounds(needed, this.#sounds)) return;
		this.#sounds = await loadSounds(needed, this.#sounds);
	}

	async loadHyphenation(): Promise<Hyphenate> {
		return (this.#hyphenate ??= await loadHyphenation());
	}

	/** How a note is sung as far as it is known by now; '' for nothing, null where nobody knows. */
	findSound(note: Note): string | null {
		const row = this.rowOf(note);
		const at = row.findIndex(({ id }) => id === note.id);
		const from = Math.max(0, at - NEIGHBOURS);
		const { phonemes } = pronounce(row.slice(from, at + NEIGHBOURS + 1), this.#sounds, this.#dictionary);
		return phonemes[at - from] ?? null;
	}

	/** Opens the dictionary for a word that it does not have. */
	offer(word: string): void {
		this.offered = word;
		this.asked = 'dictionary';
	}

	#findWords(): readonly Word[] {
		// hears every change of the score
		void this.#document.noteCount;
		return this.#document.score.all('word').sort((a, b) => a.id - b.id);
	}
}

/** A `set` for each note whose lyric changes. */
export const lyricEdits = (given: Assignment<Note>['given']): Edit[] =>
	given
		.filter(({ note, lyric }) => note.lyric !== lyric)
		.map(({ note, lyric }) => ({ kind: 'set', id: note.id, fields: { lyric } }));
