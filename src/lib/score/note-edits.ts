/**
 * What is done to chosen notes at once: each function answers the edits of one gesture, none when nothing would change.
 * Pure; the notes are those of one part.
 */

import type { Cents, Seconds, Ticks } from '../units.ts';
import type { Edit } from './edit.ts';
import { createRandom } from './random.ts';
import type { Note, RecordId } from './records.ts';
import { findInScale, type Scale } from './scales.ts';
import type { TempoMap } from './tempo-map.ts';

const FIELDS = ['start', 'duration', 'pitch', 'cents', 'velocity', 'lyric'] as const;
type NoteChange = Partial<Pick<Note, (typeof FIELDS)[number]>>;

/** From so many notes on, one `shift` of all is shorter than a `set` for each. */
const SHIFT_MIN = 4;
const PITCH_MAX = 127;

/**
 * The edits that bring each note to what `change` answers for it: `shift` where several move by the same difference and
 * nothing else of them changes, otherwise `set` with the fields that differ.
 */
export function changeNotes(notes: readonly Note[], change: (note: Note) => NoteChange): Edit[] {
	const moved = new Map<string, { readonly ticks: Ticks; readonly semitones: number; readonly ids: RecordId[] }>();
	const edits: Edit[] = [];
	for (const note of notes) {
		const after = { ...note, ...change(note) };
		const changed = FIELDS.filter((name) => after[name] !== note[name]);
		const by = { ticks: after.start - note.start, semitones: after.pitch - note.pitch };
		if (changed.some((name) => name !== 'start' && name !== 'pitch')) {
			const fields = Object.fromEntries(changed.map((name) => [name, after[name]]));
			edits.push({ kind: 'set', id: note.id, fields });
		} else if (changed.length) {
			const name = `${by.ticks} ${by.semitones}`;
			const group = moved.get(name) ?? { ...by, ids: [] };
			group.ids.push(note.id);
			moved.set(name, group);
		}
	}
	const byId = new Map(notes.map((note) => [note.id, note]));
	for (const { ticks, semitones, ids } of moved.values())
		if (ids.length >= SHIFT_MIN) edits.push({ kind: 'shift', ids, ticks, semitones });
		else for (const id of ids) edits.push(...setPlace(byId.get(id), ticks, semitones));
	return edits;
}

function setPlace(note: Note | undefined, ticks: Ticks, semitones: number): Edit[] {
	if (!note) return [];
	const fields = {
		...(ticks ? { start: note.start + ticks } : {}),
		...(semitones ? { pitch: note.pitch + semitones } : {})
	};
	return [{ kind: 'set', id: note.id, fields }];
}

export interface Transposing {
	readonly semitones: number;
	/** Added to the notes' own; what goes over half a semitone becomes one. */
	readonly cents?: Cents;
}

/** Moves all notes by the same interval, or none where one of them would leave the keyboard. */
export function transpose(notes: readonly Note[], { semitones, cents = 0 }: Transposing): Edit[] {
	if (cents === 0) {
		const isRoom = notes.every(({ pitch }) => pitch + semitones >= 0 && pitch + semitones <= PITCH_MAX);
		if (notes.length === 0 || semitones === 0 || !isRoom) return [];
		return [{ kind: 'shift', ids: notes.map(({ id }) => id), ticks: 0, semitones }];
	}
	const places = new Map(
		notes.map((note) => {
			const total = note.cents + cents;
			const carried = Math.abs(total) > 50 ? Math.round(total / 100) : 0;
			return [note.id, { pitch: note.pitch + semitones + carried, cents: total - 100 * carried }];
		})
	);
	if ([...places.values()].some(({ pitch }) => pitch < 0 || pitch > PITCH_MAX)) return [];
	return changeNotes(notes, ({ id }) => places.get(id) ?? {});
}

/** Each note lasts until the next of them begins; those that begin last stay as they are. */
export function legato(notes: readonly Note[]): Edit[] {
	const starts = [...new Set(notes.map(({ start }) => start))].sort((a, b) => a - b);
	const next = new Map(starts.map((start, i) => [start, starts[i + 1]]));
	return changeNotes(notes, ({ start, duration }) => ({ duration: (next.get(start) ?? start + duration) - start }));
}

/** Plays the notes backwards within the time that they take: what ended last begins first. */
export function reverse(notes: readonly Note[]): Edit[] {
	let from = Infinity;
	let to = 0;
	for (const { start, duration } of notes) {
		from = Math.min(from, start);
		to = Math.max(to, start + duration);
	}
	return changeNotes(notes, ({ start, duration }) => ({ start: from + to - start - duration }));
}

export interface Humanising {
	/** Each note begins earlier or later by up to so much. */
	readonly seconds: Seconds;
	/** And is louder or softer by up to so much of its own velocity, 0 to 1. */
	readonly share: number;
	/** The same seed gives the same. */
	readonly seed: number;
}

/** What good players differ by. */
export const HUMAN: Readonly<Omit<Humanising, 'seed'>> = { seconds: 0.01, share: 0.08 };

/** Small differences in time and loudness, as by a hand. */
export function humanise(notes: readonly Note[], tempo: TempoMap, { seconds, share, seed }: Humanising): Edit[] {
	const next = createRandom(seed);
	const either = (most: number): number => (next() * 2 - 1) * most;
	return changeNotes(notes, ({ start, velocity }) => ({
		start: seconds > 0 ? tempo.toTicks(Math.max(0, tempo.toSeconds(start) + either(seconds))) : start,
		velocity: Math.max(1, Math.min(127, Math.round(velocity * (1 + either(share)))))
	}));
}

/** Moves notes that are outside a scale into it. */
export const snapToScale = (notes: readonly Note[], scale: Scale, way: 'nearest' | 'up' | 'down' = 'nearest'): Edit[] =>
	changeNotes(notes, ({ pitch, cents }) => ({ pitch: findInScale(pitch + cents / 100, scale, way) }));
