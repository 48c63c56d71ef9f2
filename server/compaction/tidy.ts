/** What is done to all documents now and then, whoever is there. */

import type { DocumentStore } from '#server/store/index.ts';
import type { Compactor } from './compactor.ts';

/** How often {@link tidyDocuments} is called: so there is a version of each day on which something changed. */
export const TIDY_MS = 86_400_000;

/** Forgets clients that have not been seen for long, and writes a snapshot of every document that has changed since its last. */
export function tidyDocuments(store: DocumentStore, compactor: Pick<Compactor, 'request'>): void {
	store.dropOldClients();
	for (const doc of store.findLongLogs(0)) compactor.request(doc);
}
