/** What a gesture would do if it ended now: drawn in place of the score, and turned into edits once, at its end. Pure. */

import {
	add,
	apply,
	FIRST_PART,
	FIRST_TRACK,
	idsOf,
	type AnyRecord,
	type Edit,
	type Note,
	type RecordId,
	type Score
} from '#lib/score/index.ts';
import { assertNever } from '../fault.ts';
import type { Midi, Ticks } from '../units.ts';
import type { Placed } from './note-box.ts';

export type Draft =
	| {
			readonly kind: 'move';
			readonly notes: readonly Note[];
			readonly ticks: Ticks;
			readonly semitones: number;
			readonly isCopy: boolean;
	  }
	| { readonly kind: 'resize'; readonly notes: readonly Note[]; readonly edge: 'left' | 'right'; readonly ticks: Ticks }
	| { readonly kind: 'draw'; readonly note: Placed & { readonly velocity: number; readonly track: number } }
	| { readonly kind: 'erase'; readonly notes: readonly Note[] }
	/** Edits that wait for a yes, and the notes as they would leave them. */
	| {
			readonly kind: 'preview';
			readonly notes: readonly Note[];
			readonly edits: readonly Edit[];
			readonly after: readonly Note[];
	  };

/** A note as the draft would leave it. */
export interface DraftNote extends Placed {
	readonly velocity: number;
	readonly lyric: string;
	readonly track: number;
}

/** A 1/128 note: what a resize leaves at least, unless the note was shorter. */
export const DURATION_MIN: Ticks = 30;
const PITCH_MAX: Midi = 127;

/** A move that keeps the notes' distances: none goes before 0 or leaves the keyboard. */
export function clampMove(
	notes: readonly Note[],
	ticks: Ticks,
	semitones: number
): { ticks: Ticks; semitones: number } {
	let start = Infinity;
	let low: Midi = PITCH_MAX;
	let high: Midi = 0;
	for (const note of notes) {
		start = Math.min(start, note.start);
		low = Math.min(low, note.pitch);
		high = Math.max(high, note.pitch);
	}
	if (notes.length === 0) return { ticks: 0, semitones: 0 };
	return { ticks: Math.max(ticks, -start) + 0, semitones: Math.max(-low, Math.min(PITCH_MAX - high, semitones)) + 0 };
}

/** A note pulled at one edge by `ticks`. */
export function resizeNote(note: Note, edge: 'left' | 'right', ticks: Ticks): Pick<Note, 'start' | 'duration'> {
	const least = Math.min(DURATION_MIN, note.duration);
	if (edge === 'right') return { start: note.start, duration: Math.max(least, note.duration + ticks) };
	const end = note.start + note.duration;
	const start = Math.max(0, Math.min(end - least, note.start + ticks));
	return { start, duration: end - start };
}

/** Ids of the notes that are drawn through the draft, or not at all. */
export function hiddenBy(draft: Draft | null): ReadonlySet<RecordId> {
	if (!draft || draft.kind === 'draw' || (draft.kind === 'move' && draft.isCopy)) return NONE;
	return new Set(draft.notes.map((note) => note.id));
}
const NONE: ReadonlySet<RecordId> = new Set();

/** The notes that the draft would leave. */
export function draftNotes(draft: Draft): readonly DraftNote[] {
	switch (draft.kind) {
		case 'move':
			return draft.notes.map((note) => ({
				...note,
				start: note.start + draft.ticks,
				pitch: note.pitch + draft.semitones
			}));
		case 'resize':
			return draft.notes.map((note) => ({ ...note, ...resizeNote(note, draft.edge, draft.ticks) }));
		case 'draw':
			return [{ ...draft.note, lyric: '' }];
		case 'preview':
			return draft.after;
		case 'erase':
			return [];
		default:
			return assertNever(draft);
	}
}

/** The edits of a finished gesture, none when nothing would change, and the notes that it made. */
export function draftEdits(
	draft: Draft,
	score: Pick<Score, 'nextId'>,
	place: Pick<Note, 'part' | 'track'> = { part: FIRST_PART, track: FIRST_TRACK }
): { edits: Edit[]; made: RecordId[] } {
	switch (draft.kind) {
		case 'move':
			return draft.isCopy ? copyEdits(draftNotesOf(draft), score, place.part) : { edits: moveEdits(draft), made: [] };
		case 'resize':
			return {
				edits: draft.notes.flatMap((note) => resizeEdits(note, resizeNote(note, draft.edge, draft.ticks))),
				made: []
			};
		case 'draw': {
			const id = score.nextId();
			return { edits: [add('note', id, { ...draft.note, ...place })], made: [id] };
		}
		case 'preview':
			return { edits: [...draft.edits], made: [] };
		case 'erase':
			return {
				edits: draft.notes.length ? [{ kind: 'delete', ids: draft.notes.map((note) => note.id) }] : [],
				made: []
			};
		default:
			return assertNever(draft);
	}
}

/** The draft of edits that name notes of a score. */
export function computePreview(edits: readonly Edit[], score: Pick<Score, 'get'>): Draft {
	const records = new Map(
		edits.flatMap(idsOf).flatMap((id) => {
			const record = score.get(id);
			return record?.kind === 'note' ? [[id, record] as const] : [];
		})
	);
	const notes = [...records.values()];
	const state = { records: new Map<RecordId, AnyRecord>(records) };
	apply(state, edits);
	const after = [...state.records.values()].filter((record) => record.kind === 'note');
	return { kind: 'preview', notes, edits, after };
}

const draftNotesOf = ({ notes, ticks, semitones }: Extract<Draft, { kind: 'move' }>): Note[] =>
	notes.map((note) => ({ ...note, start: note.start + ticks, pitch: note.pitch + semitones }));

function moveEdits({ notes, ticks, semitones }: Extract<Draft, { kind: 'move' }>): Edit[] {
	if (notes.length === 0 || (ticks === 0 && semitones === 0)) return [];
	return [{ kind: 'shift', ids: notes.map((note) => note.id), ticks, semitones }];
}

function resizeEdits(note: Note, { start, duration }: Pick<Note, 'start' | 'duration'>): Edit[] {
	if (start === note.start && duration === note.duration) return [];
	return [{ kind: 'set', id: note.id, fields: start === note.start ? { duration } : { start, duration } }];
}

/** Notes as new records by hand, in a part and their tracks; what a person copied is hers. */
export function copyEdits(
	notes: readonly Omit<Note, 'id' | 'kind' | 'source' | 'part'>[],
	score: Pick<Score, 'nextId'>,
	part: number = FIRST_PART
): { edits: Edit[]; made: RecordId[] } {
	const made: RecordId[] = [];
	const edits = notes.map(({ start, duration, pitch, cents, velocity, lyric, track, phoneme, vibrato }) => {
		const id = score.nextId();
		made.push(id);
		const fields = { start, duration, pitch, cents, velocity, lyric, part, track, phoneme, vibrato };
		return add('note', id, fields);
	});
	return { edits, made };
}
