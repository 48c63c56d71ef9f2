/** The document as one holder sees it: every change goes through here, and everyone else listens. */

import { apply, emptyState, type Edit, type State } from './edits.ts';
import {
	makeId,
	META_ID,
	type Analysis,
	type AnyRecord,
	type Clip,
	type Meta,
	type Note,
	type RecordId,
	type RecordKind,
	type RecordOf
} from './records.ts';

/** Who caused a change: this person's own gesture, her undo, another editor, or the analysis. */
export type Origin = 'local' | 'undo' | 'redo' | 'remote';

/** The one waist: what a transaction did, and how to go back. */
export interface Change {
	readonly edits: readonly Edit[];
	readonly inverse: readonly Edit[];
	readonly origin: Origin;
}

export type ChangeListener = (change: Change) => void;

/** A document in memory. One gesture = one `transact` = one {@link Change}. */
export class Score {
	readonly #state: State;
	readonly #listeners = new Set<ChangeListener>();
	#slot = 0;
	#counter = 1;
	#notes: readonly Note[] | null = null;

	constructor(state: State = emptyState()) {
		this.#state = state;
	}

	/** The live state; read it, never write it. */
	get state(): State {
		return this.#state;
	}

	get meta(): Meta {
		return this.#state.records.get(META_ID) as Meta;
	}

	/** All notes by start, then pitch. Computed once per change: O(n log n) after one, O(1) otherwise. */
	get notes(): readonly Note[] {
		this.#notes ??= this.all('note').sort((a, b) => a.start - b.start || a.pitch - b.pitch || a.id - b.id);
		return this.#notes;
	}

	get clips(): readonly Clip[] {
		return this.all('clip');
	}

	get analyses(): readonly Analysis[] {
		return this.all('analysis');
	}

	get(id: RecordId): AnyRecord | null {
		return this.#state.records.get(id) ?? null;
	}

	/** All records of a kind, in no order. O(n). */
	all<K extends RecordKind>(kind: K): RecordOf<K>[] {
		const found: RecordOf<K>[] = [];
		for (const record of this.#state.records.values()) if (record.kind === kind) found.push(record as RecordOf<K>);
		return found;
	}

	/** Where new ids are counted: the slot that the server gave, and the first free counter in it. */
	useSlot(slot: number, firstCounter: number): void {
		this.#slot = slot;
		this.#counter = firstCounter;
	}

	/** A fresh id in this editor's slot. */
	nextId(): RecordId {
		return makeId(this.#slot, this.#counter++);
	}

	/** Applies the edits at once and tells every listener. */
	transact(origin: Origin, edits: readonly Edit[]): Change {
		const inverse = apply(this.#state, edits);
		return this.#emit({ edits, inverse, origin });
	}

	/** Tells listeners of a change that was already made to {@link state} (by the sync client, which folds logs). */
	announce(change: Change): void {
		this.#emit(change);
	}

	/** Listens to every change; call the answer to stop. */
	subscribe(listener: ChangeListener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	#emit(change: Change): Change {
		this.#notes = null;
		for (const listener of [...this.#listeners]) listener(change);
		return change;
	}
}
