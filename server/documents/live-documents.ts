/** The documents that are open now; each stays in memory while somebody needs it. */

import { judgeOp } from '#lib/wire/index.ts';
import type { DocumentStore } from '#server/store/index.ts';
import { LiveDocument, type RowListener } from './document.ts';

export interface LiveDocuments {
	/** The document, which must exist; call `release` once when done with it. */
	open(doc: string): { document: LiveDocument; release(): void };
	/** Hears of every row of every open document. */
	subscribe(listener: (document: LiveDocument, row: Parameters<RowListener>[0]) => void): () => void;
	/** Another server may have written to this document; nothing to do while it is not open. */
	readTail(doc: string): void;
	readonly openCount: number;
}

export function createLiveDocuments(store: DocumentStore, judge = judgeOp): LiveDocuments {
	const open = new Map<string, { document: LiveDocument; users: number }>();
	const listeners = new Set<(document: LiveDocument, row: Parameters<RowListener>[0]) => void>();
	return {
		open: (doc) => {
			let entry = open.get(doc);
			if (!entry) {
				const document = new LiveDocument(doc, store, judge);
				document.subscribe((row) => {
					for (const listener of listeners) listener(document, row);
				});
				entry = { document, users: 0 };
				open.set(doc, entry);
			}
			const held = entry;
			held.users++;
			let isReleased = false;
			return {
				document: held.document,
				release: () => {
					if (isReleased) return;
					isReleased = true;
					held.users--;
					if (held.users === 0) open.delete(doc);
				}
			};
		},
		subscribe: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		readTail: (doc) => open.get(doc)?.document.readTail(),
		get openCount() {
			return open.size;
		}
	};
}
