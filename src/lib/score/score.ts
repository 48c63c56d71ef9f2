/** The document as one holder sees it: every change goes through here, and everyone else listens. */

import { emptyState, type Edit, type State } from './edit.ts';
import { apply } from './edits.ts';
import {
	makeId,
	META_ID,
	type Analysis,
	type AnyRecord,
	type Clip,
	type Meta,
	type Note,
	type Part,
	type RecordId,
	type RecordKind,
	type RecordOf
} from './records.ts';
import { RecordIndex } from './record-index.ts';
import { computeTempoMap, type TempoMap } from './tempo-map.ts';

/** Who caused a change: this person's own gesture, her undo, another editor, or the analysis. */
export type Origin = 'local' | 'undo' | 'redo' | 'remote';

/** The one waist: what a transaction did, and how to go back. */
export interface Change {
	readonly edits: readonly Edit[];
	readonly inverse: readonly Edit[];
	readonly origin: Origin;
	/** What came back under a new id, by its old one; only where an undo or redo brought something back. */
	readonly renamed?: ReadonlyMap<RecordId, RecordId>;
}

export type ChangeListener = (change: Change) => void;

/** A document in memory. One gesture = one `transact` = one {@link Change}. */
export class Score {
	readonly #state: State;
	readonly #listeners = new Set<ChangeListener>();
	#slot = 0;
	#counter = 1;
	readonly #index = new RecordIndex();
	#isIndexed = false;

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

	/** All notes by start, then pitch. O(n) after a change, O(1) otherwise. */
	get notes(): readonly Note[] {
		return this.#indexed.notes;
	}

	/** The notes of one part, in the same order. */
	notesOf(part: number): readonly Note[] {
		return this.#indexed.notesOf(part);
	}

	/** The parts but the first, which `meta` describes, as they were made. */
	get parts(): readonly Part[] {
		return this.all('part').sort((a, b) => a.id - b.id);
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

	/** All records of a kind but notes, in no order. */
	all<K extends Exclude<RecordKind, 'note'>>(kind: K): RecordOf<K>[] {
		return this.#indexed.all(kind);
	}

	/** Tempo and meter of a part; the same map as long as nothing but notes changes. */
	tempoMapOf(part: number): TempoMap {
		return this.#indexed.tempoMapOf(part);
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
	transact(origin: Origin, edits: readonly Edit[], renamed?: ReadonlyMap<RecordId, RecordId>): Change {
		const inverse = apply(this.#state, edits);
		return this.#emit({ edits, inverse, origin, ...(renamed ? { renamed } : {}) });
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

	get #indexed(): RecordIndex {
		if (!this.#isIndexed) this.#index.update(this.#state.records.values());
		this.#isIndexed = true;
		return this.#index;
	}

	#emit(change: Change): Change {
		this.#isIndexed = false;
		for (const listener of [...this.#listeners]) listener(change);
		return change;
	}
}

/** Tempo and meter of a part with all their changes. O(n) records after a change of a score, and of a state always. */
export const tempoMapOf = (source: Score | State, part: number): TempoMap =>
	source instanceof Score ? source.tempoMapOf(part) : computeTempoMap(source.records.values(), part);
