/** What all readers of the same parts of a document see: made once, however many of them there are. */

import { PartView, type Edit, type PartIds } from '#lib/score/index.ts';
import { encodeEdits, encodeSnapshot, type WireValue } from '#lib/wire/index.ts';
import type { CommittedRow, LiveDocument } from '#server/documents/index.ts';

/** What a row changed in the parts. */
export interface PartRow {
	readonly seq: number;
	readonly edits: WireValue;
	readonly isEmpty: boolean;
}

/** An edit that does nothing: one's own row must not be empty, which would say that the op was refused. */
export const NOTHING = encodeEdits([{ kind: 'delete', ids: [] } satisfies Edit]);

export class SharedParts {
	readonly #document: LiveDocument;
	readonly #parts: PartIds;
	readonly #stop: () => void;
	/** Null when the rows were interrupted: who reads on needs the whole again. */
	#view: PartView | null = null;
	#seq = 0;
	#row: PartRow | null = null;
	#snapshot: { readonly seq: number; readonly bytes: Uint8Array } | null = null;

	constructor(document: LiveDocument, parts: PartIds) {
		this.#document = document;
		this.#parts = parts;
		// before any of the readers, who ask for what it makes of a row when they hear of it
		this.#stop = document.subscribe((row) => this.#onRow(row));
	}

	/** The parts as they are in all rows up to `seq`, and what the rows after it give is right on top of that. */
	get snapshot(): { readonly seq: number; readonly bytes: Uint8Array } {
		const { state, seq } = this.#document;
		// rows that were read again after a failure are told to nobody
		if (!this.#view || this.#seq < seq) {
			this.#view = new PartView(state, this.#parts);
			this.#seq = seq;
			this.#row = null;
		}
		if (this.#snapshot?.seq !== this.#seq) this.#snapshot = { seq: this.#seq, bytes: encodeSnapshot(this.#view.seen) };
		return this.#snapshot;
	}

	/** What the row that was told last changed; null when it can only be seen in the whole. */
	changesOf(seq: number): PartRow | null {
		return this.#row?.seq === seq ? this.#row : null;
	}

	dispose(): void {
		this.#stop();
	}

	#onRow({ seq, inverse }: CommittedRow): void {
		if (!this.#view || seq <= this.#seq) return;
		this.#row = null;
		this.#snapshot = null;
		if (seq !== this.#seq + 1 || !inverse) {
			this.#view = null;
			return;
		}
		this.#seq = seq;
		try {
			// by what is now, not by what the row said: rows after this one may be in it already
			const edits = this.#view.project(this.#document.state, inverse);
			this.#row = { seq, edits: encodeEdits(edits), isEmpty: edits.length === 0 };
		} catch {
			// the reader who asks next meets it, and is told
			this.#view = null;
		}
	}
}

interface Shared {
	readonly parts: SharedParts;
	readers: number;
}

const shared = new WeakMap<LiveDocument, Map<string, Shared>>();

/** The view of these parts of the document that is there, or a new one; call `release` once when done with it. */
export function shareParts(document: LiveDocument, parts: PartIds): { parts: SharedParts; release(): void } {
	const views = shared.get(document) ?? new Map<string, Shared>();
	shared.set(document, views);
	const key = [...parts].toSorted((a, b) => a - b).join();
	const view = views.get(key) ?? { parts: new SharedParts(document, parts), readers: 0 };
	views.set(key, view);
	view.readers++;
	return {
		parts: view.parts,
		release: () => {
			view.readers--;
			if (view.readers > 0) return;
			view.parts.dispose();
			views.delete(key);
		}
	};
}
