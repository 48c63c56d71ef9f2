/** Edits that the server would not take, rolled back here: how many, why, and the notes as they would be. */

import { apply, copyState, type Edit, type Note, type State } from '../score/index.ts';

export interface Refused {
	/** Gestures that were refused since somebody last looked. */
	readonly count: number;
	/** The server's sentence about the last one; empty when it gave none. */
	readonly text: string;
	/** Notes that they were to add or to change, as they would be now. */
	readonly notes: readonly Note[];
}

export class Refusals {
	#edits: (readonly Edit[])[] = [];
	#refused: Refused | null = null;

	/** Null when there were none, or they were dismissed. */
	get all(): Refused | null {
		return this.#refused;
	}

	/** One more; `state` is the document without it. */
	add(edits: readonly Edit[], text: string, state: State): void {
		this.#edits.push(edits);
		this.#refused = { count: this.#edits.length, text, notes: findNotes(state, this.#edits) };
	}

	dismiss(): void {
		this.#edits = [];
		this.#refused = null;
	}
}

function findNotes(state: State, refused: readonly (readonly Edit[])[]): Note[] {
	const copy = copyState(state);
	for (const edits of refused) apply(copy, edits);
	const notes: Note[] = [];
	for (const [id, record] of copy.records)
		if (record.kind === 'note' && record !== state.records.get(id)) notes.push(record);
	return notes;
}
