/** What a store in memory knows of each document, and how a batch that fails is undone. */

import type { LinkRow } from './document-access.ts';
import type { LogRow } from './document-store.ts';

export interface Client {
	readonly slot: number;
	lastN: number;
	seen: number;
	refused: number[];
}

export interface Holding {
	isNamed: boolean;
	since: number;
}

export interface KeptSnapshot {
	readonly seq: number;
	readonly bytes: Uint8Array;
	readonly time: number;
	/** Recordings that it names. */
	readonly named: ReadonlySet<string>;
}

export interface Book {
	/** Row i has number `removed` + i + 1. */
	log: LogRow[];
	removed: number;
	/** Oldest first. */
	snapshots: KeptSnapshot[];
	clients: Map<string, Client>;
	/** In the order in which they were made. */
	links: { readonly token: string; readonly row: LinkRow }[];
	held: Map<string, Holding>;
	wanted: Set<number>;
	nextSlot: number;
}

/** All documents. What is about to be changed is asked for with `open`. */
export class Books {
	readonly #books = new Map<string, Book>();
	/** What the books that a batch has opened were before, the innermost last; null for one that was not there. */
	readonly #before: Map<string, Book | null>[] = [];

	get all(): ReadonlyMap<string, Book> {
		return this.#books;
	}

	find(doc: string): Readonly<Book> | null {
		return this.#books.get(doc) ?? null;
	}

	/** The book, to be written in. Throws when there is no such document. */
	open(doc: string): Book {
		const book = this.#books.get(doc);
		if (!book) throw new Error(`There is no document ${doc}.`);
		this.#remember(doc, book);
		return book;
	}

	add(doc: string, book: Book): void {
		this.#remember(doc, null);
		this.#books.set(doc, book);
	}

	clear(): void {
		this.#books.clear();
	}

	batch<T>(run: () => T): T {
		const before = new Map<string, Book | null>();
		this.#before.push(before);
		try {
			const result = run();
			this.#before.pop();
			// the batch around this one may still fail
			const outer = this.#before.at(-1);
			for (const [doc, book] of before) if (outer && !outer.has(doc)) outer.set(doc, book);
			return result;
		} catch (error) {
			this.#before.pop();
			for (const [doc, book] of before)
				if (book) this.#books.set(doc, book);
				else this.#books.delete(doc);
			throw error;
		}
	}

	#remember(doc: string, book: Book | null): void {
		const before = this.#before.at(-1);
		if (before && !before.has(doc)) before.set(doc, book && copyOf(book));
	}
}

const copyOf = (book: Book): Book => ({
	...book,
	log: [...book.log],
	snapshots: [...book.snapshots],
	clients: new Map([...book.clients].map(([cid, client]) => [cid, { ...client, refused: [...client.refused] }])),
	links: [...book.links],
	held: new Map([...book.held].map(([sha256, holding]) => [sha256, { ...holding }])),
	wanted: new Set(book.wanted)
});
