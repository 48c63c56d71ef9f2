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

/** Records of documents that stay in memory a while after the last has left: folding a large one anew takes long. */
const RECENT_RECORDS_MAX = 400_000;
const RECENT_MAX = 16;

/** Edits for which the last to leave a document has a snapshot written. */
const EDITS_LEFT_MIN = 50;

export function createLiveDocuments(store: DocumentStore, options: Partial<DocumentOptions> = {}): LiveDocuments {
	const open = new Map<string, { document: LiveDocument; users: number }>();
	/** Closed, the one that was left last at the end. */
	const recent = new Map<string, LiveDocument>();
	const listeners = new Set<(document: LiveDocument, row: Parameters<RowListener>[0]) => void>();
	const make = (doc: string): LiveDocument => {
		const document = new LiveDocument(doc, store, { ...DOCUMENT_OPTIONS, ...options });
		document.subscribe((row) => {
			for (const listener of listeners) listener(document, row);
		});
		return document;
	};
	const reopen = (doc: string): LiveDocument | null => {
		const document = recent.get(doc);
		recent.delete(doc);
		// another server may have written meanwhile
		document?.readTail();
		return document ?? null;
	};
	const keep = (document: LiveDocument): void => {
		recent.set(document.id, document);
		const sizes = [...recent.values()].map((each) => each.state.records.size);
		let records = sizes.reduce((sum, size) => sum + size, 0);
		for (const [i, doc] of [...recent.keys()].entries()) {
			if (records <= RECENT_RECORDS_MAX && recent.size <= RECENT_MAX) return;
			recent.delete(doc);
			records -= sizes[i] ?? 0;
		}
	};
	return {
		open: (doc) => {
			const held = open.get(doc) ?? { document: reopen(doc) ?? make(doc), users: 0 };
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
					keep(held.document);
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
