/** What is done to all documents now and then, whoever is there. */

import type { DocumentStore } from '#server/store/index.ts';
import type { Compactor } from './compactor.ts';

/** How often {@link tidyDocuments} is worth while. */
export const TIDY_MS = 86_400_000;

/** Rows after a snapshot that are many. */
const LONG_ROWS = 500;

/** Forgets clients that have not been seen for long, and compacts logs of more than `rows` that nobody has compacted. */
export function tidyDocuments(store: DocumentStore, compactor: Pick<Compactor, 'request'>, rows = LONG_ROWS): void {
	store.dropOldClients();
	for (const doc of store.findLongLogs(rows)) compactor.request(doc);
}
