/** What is done to all documents now and then, whoever is there. */

import type { DocumentStore } from '#server/store/index.ts';
import type { Compactor } from './compactor.ts';
import { rowsBeforeCompaction } from './compact.ts';

/** How often {@link tidyDocuments} is worth while. */
export const TIDY_MS = 86_400_000;

/** Forgets clients that have not been seen for long, and compacts logs that nobody has compacted when he left. */
export function tidyDocuments(store: DocumentStore, compactor: Pick<Compactor, 'request'>): void {
	store.dropOldClients();
	for (const doc of store.findLongLogs(rowsBeforeCompaction(0))) compactor.request(doc);
}
