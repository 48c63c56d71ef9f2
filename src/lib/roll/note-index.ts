/** Finds the notes in a stretch of time without looking at the others. */

import type { Note } from '#lib/score/index.ts';
import type { Ticks } from '../units.ts';

/**
 * Notes by start, with the latest end so far beside each, so that both ends of a search are binary. A search is
 * O(log n + notes between the first one still sounding and the end of the range).
 */
export class NoteIndex {
	readonly notes: readonly Note[];
	/** The latest end of any note up to and including this one; never falls. */
	readonly #ends: Float64Array;

	/** `notes` must be sorted by start, as a score gives them. */
	constructor(notes: readonly Note[]) {
		this.notes = notes;
		this.#ends = new Float64Array(notes.length);
		let latest = 0;
		for (let i = 0; i < notes.length; i++) {
			const note = notes[i];
			if (note) latest = Math.max(latest, note.start + note.duration);
			this.#ends[i] = latest;
		}
	}

	/** Where the last note ends; 0 without notes. */
	get end(): Ticks {
		return this.#ends[this.#ends.length - 1] ?? 0;
	}

	/** Whether this very note is one of them. O(log n + notes that start with it). */
	has(note: Note): boolean {
		let low = 0;
		let high = this.notes.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.notes[middle]?.start ?? 0) < note.start) low = middle + 1;
			else high = middle;
		}
		for (let i = low; this.notes[i]?.start === note.start; i++) if (this.notes[i] === note) return true;
		return false;
	}

	/** Calls `visit` for each note that sounds in [from, to), in order of start. Allocates nothing. */
	visit(from: Ticks, to: Ticks, visit: (note: Note) => void): void {
		for (let i = this.#firstSounding(from); i < this.notes.length; i++) {
			const note = this.notes[i];
			if (!note || note.start >= to) return;
			if (note.start + note.duration > from) visit(note);
		}
	}

	/** The same as a list. */
	find(from: Ticks, to: Ticks): Note[] {
		const found: Note[] = [];
		this.visit(from, to, (note) => found.push(note));
		return found;
	}

	/** The first index whose latest end so far is after `from`: no note before it still sounds. */
	#firstSounding(from: Ticks): number {
		let low = 0;
		let high = this.#ends.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.#ends[middle] ?? 0) > from) high = middle;
			else low = middle + 1;
		}
		return low;
	}
}
