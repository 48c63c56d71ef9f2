/** Finds the notes in a stretch of time without looking at the others. */

import type { Note, TempoMap } from '#lib/score/index.ts';
import type { Ticks } from '../units.ts';

/** Knows the colour of each track. */
export interface Coloured {
	colourOf(note: Pick<Note, 'track'>): number;
}

/** Where the notes sound, in seconds, in their order. */
export interface NoteTimes {
	readonly from: Float64Array;
	readonly to: Float64Array;
}

/**
 * Notes by start, and what of them each frame asks for in columns: reading 100,000 records takes longer than a frame.
 * Beside them stands the latest end so far, so that both ends of a search are binary. A search is
 * O(log n + notes between the first one still sounding and the end of the range).
 */
export class NoteIndex {
	readonly notes: readonly Note[];
	readonly starts: Float64Array;
	readonly ends: Float64Array;
	readonly pitches: Uint8Array;
	readonly velocities: Uint8Array;
	readonly #tracks: Float64Array;
	/** The latest end of any note up to and including this one; never falls. */
	readonly #latest: Float64Array;
	#times: (NoteTimes & { readonly tempo: TempoMap }) | null = null;
	#colours: { readonly of: Uint8Array; readonly tracks: Coloured } | null = null;

	/** `notes` must be sorted by start, as a score gives them. */
	constructor(notes: readonly Note[]) {
		this.notes = notes;
		this.starts = new Float64Array(notes.length);
		this.ends = new Float64Array(notes.length);
		this.pitches = new Uint8Array(notes.length);
		this.velocities = new Uint8Array(notes.length);
		this.#tracks = new Float64Array(notes.length);
		this.#latest = new Float64Array(notes.length);
		let latest = 0;
		for (let i = 0; i < notes.length; i++) {
			const note = notes[i];
			if (!note) continue;
			const end = note.start + note.duration;
			this.starts[i] = note.start;
			this.ends[i] = end;
			this.pitches[i] = note.pitch;
			this.velocities[i] = note.velocity;
			this.#tracks[i] = note.track;
			latest = Math.max(latest, end);
			this.#latest[i] = latest;
		}
	}

	/** Where the last note ends; 0 without notes. */
	get end(): Ticks {
		return this.#latest[this.#latest.length - 1] ?? 0;
	}

	/** Whether this very note is one of them. O(log n + notes that start with it). */
	has(note: Note): boolean {
		for (let i = this.findFrom(note.start); this.starts[i] === note.start; i++) if (this.notes[i] === note) return true;
		return false;
	}

	/** Calls `visit` for each note that sounds in [from, to), in order of start. Allocates nothing. */
	visit(from: Ticks, to: Ticks, visit: (note: Note) => void): void {
		const end = this.findFrom(to);
		for (let i = this.findSounding(from); i < end; i++) {
			const note = this.notes[i];
			if (note && (this.ends[i] ?? 0) > from) visit(note);
		}
	}

	/** The same as a list. */
	find(from: Ticks, to: Ticks): Note[] {
		const found: Note[] = [];
		this.visit(from, to, (note) => found.push(note));
		return found;
	}

	/** The position of the first note whose latest end so far is after `from`: none before it still sounds. O(log n). */
	findSounding(from: Ticks): number {
		let low = 0;
		let high = this.#latest.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.#latest[middle] ?? 0) > from) high = middle;
			else low = middle + 1;
		}
		return low;
	}

	/** The position of the first note that starts at `tick` or later. O(log n). */
	findFrom(tick: Ticks): number {
		let low = 0;
		let high = this.starts.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.starts[middle] ?? 0) < tick) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Computed once for each tempo map. */
	timesBy(tempo: TempoMap): NoteTimes {
		if (this.#times?.tempo === tempo) return this.#times;
		const from = new Float64Array(this.starts.length);
		const to = new Float64Array(this.ends.length);
		tempo.fillSeconds(this.starts, from);
		tempo.fillSeconds(this.ends, to);
		this.#times = { tempo, from, to };
		return this.#times;
	}

	/** Of each note, as `tracks` have it; computed once for them. */
	coloursBy(tracks: Coloured): Uint8Array {
		if (this.#colours?.tracks === tracks) return this.#colours.of;
		const known = new Map<number, number>();
		const of = new Uint8Array(this.#tracks.length);
		for (let i = 0; i < of.length; i++) {
			const track = this.#tracks[i] ?? 0;
			let colour = known.get(track);
			if (colour === undefined) known.set(track, (colour = tracks.colourOf({ track })));
			of[i] = colour;
		}
		this.#colours = { of, tracks };
		return of;
	}
}
