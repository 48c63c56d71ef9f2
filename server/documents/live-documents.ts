/** The documents that are open now; each stays in memory while somebody needs it. */

import type { DocumentStore } from '#server/store/index.ts';
import { DOCUMENT_OPTIONS, LiveDocument, type DocumentOptions, type RowListener } from './document.ts';

export interface LiveDocuments {
	/** The document, which must exist; call `release` once when done with it. */
	open(doc: string): { document: LiveDocument; release(): void };
	/** Hears of every row of every open document. */
	subscribe(listener: (document: LiveDocument, row: Parameters<RowListener>[0]) => void): () => void;
	/** Another server may have written to this document; nothing to do while it is not open. */
	readTail(doc: string): void;
	readonly openCount: number;
}

/** Edits for which the last to leave a document has a snapshot written. */
const EDITS_LEFT_MIN = 50;

export function createLiveDocuments(store: DocumentStore, options: Partial<DocumentOptions> = {}): LiveDocuments {
	const open = new Map<string, { document: LiveDocument; users: number }>();
	const listeners = new Set<(document: LiveDocument, row: Parameters<RowListener>[0]) => void>();
	const make = (doc: string): LiveDocument => {
		const document = new LiveDocument(doc, store, { ...DOCUMENT_OPTIONS, ...options });
		document.subscribe((row) => {
			for (const listener of listeners) listener(document, row);
		});
		return document;
	};
	return {
		open: (doc) => {
			const held = open.get(doc) ?? { document: make(doc), users: 0 };
			open.set(doc, held);
			held.users++;
			let isReleased = false;
			return {
				document: held.document,
				release: () => {
					if (isReleased) return;
					isReleased = true;
					held.users--;
					if (held.users > 0) return;
					open.delete(doc);
					if (held.document.editsSinceSnapshot >= EDITS_LEFT_MIN) held.document.askForSnapshot();
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
