/** Makes several notes of one, and one of several. Pure. */

import type { Ticks } from '../units.ts';
import { add, type Edit } from './edit.ts';
import type { Note, RecordId } from './records.ts';
import type { TempoMap } from './tempo-map.ts';

/** What is sung on under the lyric of the note before. */
const SUNG_ON = '-';
/** Notes that a split makes at most: a grid may be much finer than a note. */
const PIECES_MAX = 20_000;
/** Rests up to so long lie between notes that are merged: a whole note. */
const REST_MAX: Ticks = 3840;

export interface Split {
	readonly edits: Edit[];
	/** The new notes, each behind one that is there. */
	readonly made: RecordId[];
}

/**
 * Cuts each note at the ticks that `findCuts` answers for it, in order; cuts outside the note are none. Everything but
 * the lyric and its phonemes goes on in the pieces. Makes nothing where that would be more than 20,000 notes.
 */
function splitNotes(notes: readonly Note[], findCuts: (note: Note) => Iterable<Ticks>, nextId: () => RecordId): Split {
	const edits: Edit[] = [];
	const made: RecordId[] = [];
	for (const note of notes) {
		const end = note.start + note.duration;
		const cuts: Ticks[] = [];
		for (const cut of findCuts(note)) if (cut > (cuts.at(-1) ?? note.start) && cut < end) cuts.push(cut);
		const [first] = cuts;
		if (first === undefined) continue;
		if (made.length + cuts.length > PIECES_MAX) return { edits: [], made: [] };
		edits.push({ kind: 'set', id: note.id, fields: { duration: first - note.start } });
		const { kind: _kind, id: _id, ...fields } = note;
		cuts.forEach((start, i) => {
			const id = nextId();
			made.push(id);
			const lyric = note.lyric && SUNG_ON;
			const piece = { ...fields, start, duration: (cuts[i + 1] ?? end) - start, lyric, phoneme: '' };
			edits.push(add('note', id, piece));
		});
	}
	return { edits, made };
}

/** Cuts notes at one tick. */
export const splitAt = (notes: readonly Note[], tick: Ticks, nextId: () => RecordId): Split =>
	splitNotes(notes, () => [tick], nextId);

/** Cuts notes at every line of a grid, counted from where each meter begins. */
export function splitAtGrid(notes: readonly Note[], tempo: TempoMap, grid: Ticks, nextId: () => RecordId): Split {
	if (grid <= 0) return { edits: [], made: [] };
	function* findCuts({ start, duration }: Note): Iterable<Ticks> {
		for (let line = start, cuts = 0; line < start + duration && cuts <= PIECES_MAX; cuts++) {
			const { tick } = tempo.meterAt(line);
			const next = tick + (Math.floor((line - tick) / grid) + 1) * grid;
			const after = tempo.meterAt(next).tick;
			// a meter begins with a line, however far the last one is
			line = after > tick ? after : next;
			yield line;
		}
	}
	return splitNotes(notes, findCuts, nextId);
}

/** Where the notes that sounded so far end: the last of any pitch, and the last of another pitch than that. */
class Ends {
	#last = { pitch: -1, end: 0 };
	#other = { pitch: -1, end: 0 };

	add({ pitch, start, duration }: Note): void {
		const end = start + duration;
		if (pitch === this.#last.pitch) this.#last = { pitch, end: Math.max(end, this.#last.end) };
		else if (end > this.#last.end) [this.#last, this.#other] = [{ pitch, end }, this.#last];
		else if (end > this.#other.end) this.#other = { pitch, end };
	}

	/** When the last note of another pitch ended. */
	lastBut(pitch: number): Ticks {
		return (pitch === this.#last.pitch ? this.#other : this.#last).end;
	}
}

/**
 * Joins neighbours of the same pitch and track: notes that touch or overlap, or have at most a whole note of rest between them in
 * which no other of `notes` sounds. The first of them stays, with all the lyrics and the average cents.
 */
export function mergeNotes(notes: readonly Note[]): Edit[] {
	const inOrder = notes.toSorted((a, b) => a.start - b.start || a.pitch - b.pitch || a.id - b.id);
	const runs = new Map<string, { readonly notes: Note[]; end: Ticks }>();
	const done: Note[][] = [];
	const ends = new Ends();
	let heard = 0;
	for (const note of inOrder) {
		for (let before = inOrder[heard]; before && before.start < note.start; before = inOrder[++heard]) ends.add(before);
		const row = `${note.track}/${note.pitch}`;
		const run = runs.get(row);
		const rest = run ? note.start - run.end : Infinity;
		if (run && (rest <= 0 || (rest <= REST_MAX && ends.lastBut(note.pitch) <= run.end))) {
			run.notes.push(note);
			run.end = Math.max(run.end, note.start + note.duration);
		} else {
			const fresh = { notes: [note], end: note.start + note.duration };
			done.push(fresh.notes);
			runs.set(row, fresh);
		}
	}
	const merged = done.filter((run) => run.length > 1);
	if (merged.length === 0) return [];
	return [
		...merged.flatMap(mergeRun),
		{ kind: 'delete', ids: merged.flatMap((run) => run.slice(1).map(({ id }) => id)) }
	];
}

function mergeRun(run: readonly Note[]): Edit[] {
	const [first] = run;
	if (!first) return [];
	const end = run.reduce((last, { start, duration }) => Math.max(last, start + duration), 0);
	const sounding = run.reduce((sum, { duration }) => sum + duration, 0);
	const cents = Math.round(run.reduce((sum, note) => sum + note.cents * note.duration, 0) / sounding) + 0;
	const lyric = joinLyrics(run.map((note) => note.lyric));
	const phoneme = joinPhonemes(run);
	const fields = {
		duration: end - first.start,
		...(cents === first.cents ? {} : { cents }),
		...(lyric === first.lyric ? {} : { lyric }),
		...(phoneme === first.phoneme ? {} : { phoneme })
	};
	return [{ kind: 'set', id: first.id, fields }];
}

/** What is sung one after the other; '' where it is known of some only, so that the dictionary says it. */
function joinPhonemes(run: readonly Note[]): string {
	const sung = run.filter(({ lyric, phoneme }) => phoneme !== '' || (lyric !== '' && lyric !== SUNG_ON));
	return sung.every(({ phoneme }) => phoneme !== '') ? sung.map(({ phoneme }) => phoneme).join(' ') : '';
}

/** Syllables of one word are joined as they are sung on (`hel-` and `lo`, `사` and `랑`), words by a space. */
export function joinLyrics(lyrics: readonly string[]): string {
	const isWide = (character: string): boolean =>
		/\p{Script=Hangul}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(character);
	return lyrics
		.filter((lyric) => lyric !== '' && lyric !== SUNG_ON && lyric !== '+')
		.reduce((all, lyric) => {
			if (all === '') return lyric;
			if (all.endsWith('-')) return all.slice(0, -1) + lyric;
			return isWide(all.slice(-1)) || isWide(lyric.slice(0, 1)) ? all + lyric : `${all} ${lyric}`;
		}, '');
}
