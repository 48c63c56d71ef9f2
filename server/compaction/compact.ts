/** Makes a long log short: a snapshot of what it comes to, and away with the rows that nobody needs any more. */

import { encodeSnapshot } from '#lib/wire/index.ts';
import { recordingsOf, type DocumentStore } from '#server/store/index.ts';
import { readState } from './read-state.ts';

/** Rows that stay, for those who come back after a short break. */
export const ROWS_KEPT = 2000;

/** The row that the document is kept up to now; null when there was nothing to do. */
export function compact(store: DocumentStore, doc: string, keepRows = ROWS_KEPT): { seq: number } | null {
	if ((store.listVersions(doc)[0]?.seq ?? 0) >= store.head(doc)) return null;
	const { seq, state } = readState(store, doc);
	store.putSnapshot(doc, { seq, bytes: encodeSnapshot(state), named: recordingsOf(state) }, keepRows);
	return { seq };
}
