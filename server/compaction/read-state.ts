/** What a document is now: its newest snapshot, and the rows after it folded in. */

import { apply, emptyState, type State } from '#lib/score/index.ts';
import { decodeEdits, decodeSnapshot, unpack } from '#lib/wire/index.ts';
import type { DocumentStore } from '#server/store/index.ts';

/** Rows of the log are ours, not a stranger's: they may be as large as a whole op. */
export const ROW_LIMITS = { depth: 8, elements: 200_000, bytes: 32 * 1024 * 1024 };
/** Rows read from the store at once. */
const PAGE = 500;

/** The fold of all rows up to and with `seq`. Throws when the store does, or when what it holds cannot be read. */
export function readState(store: DocumentStore, doc: string): { seq: number; state: State } {
	for (let last = -1; ;) {
		const snapshot = store.findSnapshot(doc);
		const since = snapshot?.seq ?? 0;
		if (since === last) throw new Error(`Rows after ${since} of the document ${doc} are missing.`);
		const state = snapshot ? decodeSnapshot(snapshot.bytes) : emptyState();
		const seq = foldRows(store, { doc, since }, state);
		if (seq !== null) return { seq, state };
		// while these were read, a newer snapshot has come and taken rows away
		last = since;
	}
}

/** Number of the last row; null when one is missing. */
function foldRows(
	store: DocumentStore,
	{ doc, since }: { readonly doc: string; readonly since: number },
	state: State
): number | null {
	let seq = since;
	for (let rows = store.read(doc, seq, PAGE); rows.length > 0; rows = store.read(doc, seq, PAGE))
		for (const row of rows) {
			if (row.seq !== seq + 1) return null;
			apply(state, decodeEdits(unpack(row.edits, ROW_LIMITS)));
			seq = row.seq;
		}
	return seq;
}
