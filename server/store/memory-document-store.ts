/** Documents in memory: the rules of {@link DocumentStore} without a disk, for tests and for whatever need not last. */

import {
	isLastOwner,
	isOpenLink,
	LINKS_MAX,
	randomId,
	randomLinkId,
	type DocumentAccess,
	type LinkRow,
	type NewLink
} from './document-access.ts';
import type { AudioRow, DocumentStore, LogRow } from './document-store.ts';

interface Client {
	readonly slot: number;
	lastN: number;
}

interface Holding {
	isNamed: boolean;
	since: number;
}

interface Book {
	/** Row i has number i + 1. */
	readonly log: LogRow[];
	readonly clients: Map<string, Client>;
	/** In the order in which they were made. */
	links: { readonly token: string; readonly row: LinkRow }[];
	readonly held: Map<string, Holding>;
	wanted: Set<number>;
	nextSlot: number;
}

const HOUR_MS = 3_600_000;

const byNumber = (a: number, b: number): number => a - b;

/** A store that is gone with the process. */
export function createMemoryDocumentStore(now: () => number = Date.now): DocumentStore {
	const books = new Map<string, Book>();
	return { ...logPart(books, now), ...audioPart(books, now), ...accessPart(books, now), close: () => books.clear() };
}

type AccessPart = Pick<DocumentStore, keyof DocumentAccess | 'checkWritable'>;

function accessPart(books: Map<string, Book>, now: () => number): AccessPart {
	const rowsOf = (doc: string): LinkRow[] => (books.get(doc)?.links ?? []).map(({ row }) => row);
	const addLink = (book: Book, { role, name, expires }: NewLink): { id: string; token: string } => {
		const [id, token] = [randomLinkId(), randomId()];
		book.links.push({ token, row: { id, name, role, created: now(), expires, revoked: null } });
		return { id, token };
	};
	const findLink = (doc: string, token: string): LinkRow | null => {
		const link = books.get(doc)?.links.find((each) => each.token === token)?.row;
		return link && isOpenLink(link, now()) ? link : null;
	};
	return {
		create: (maker) => {
			const doc = randomId();
			const clients = new Map([[maker, { slot: 1, lastN: 0 }]]);
			const book: Book = { log: [], clients, links: [], held: new Map(), wanted: new Set(), nextSlot: 2 };
			books.set(doc, book);
			return { doc, token: addLink(book, { role: 'own', name: '', expires: null }).token };
		},
		exists: (doc) => books.has(doc),
		roleOf: (doc, token) => findLink(doc, token)?.role ?? null,
		findLink,
		listLinks: rowsOf,
		createLink: (doc, link) => {
			const book = books.get(doc);
			const spent = book?.links.find(({ row }) => !isOpenLink(row, now()));
			if (!book || (book.links.length >= LINKS_MAX && !spent)) return null;
			if (book.links.length >= LINKS_MAX) book.links = book.links.filter((each) => each !== spent);
			return addLink(book, link);
		},
		revokeLink: (doc, id) => {
			const book = books.get(doc);
			const link = rowsOf(doc).find((each) => each.id === id);
			if (!book || !link) return 'missing';
			if (link.revoked !== null) return 'revoked';
			if (isLastOwner(rowsOf(doc), link, now())) return 'last-owner';
			book.links = book.links.map((each) => (each.row === link ? { ...each, row: { ...link, revoked: now() } } : each));
			return 'revoked';
		},
		checkWritable: () => undefined
	};
}

type LogPart = Omit<DocumentStore, keyof AccessPart | keyof AudioPart | 'close'>;

function logPart(books: Map<string, Book>, now: () => number): LogPart {
	const bookOf = (doc: string): Book => {
		const book = books.get(doc);
		if (!book) throw new Error(`There is no document ${doc}.`);
		return book;
	};
	const head = (doc: string): number => books.get(doc)?.log.length ?? 0;
	const wantedIn = (doc: string): number[] => [...(books.get(doc)?.wanted ?? [])].toSorted(byNumber);
	return {
		head,
		wantedIn,
		read: (doc, since, limit) => (books.get(doc)?.log ?? []).slice(since, since + limit),
		openClient: (doc, cid) => {
			const book = bookOf(doc);
			const client = book.clients.get(cid) ?? { slot: book.nextSlot++, lastN: 0 };
			book.clients.set(cid, client);
			return { cid, ...client };
		},
		findClient: (doc, cid) => {
			const client = books.get(doc)?.clients.get(cid);
			return client ? { cid, ...client } : null;
		},
		append: (doc, expect, { cid, n, edits, wanted, named }) => {
			if (head(doc) !== expect) return false;
			const book = bookOf(doc);
			const client = book.clients.get(cid);
			if (!client) throw new Error(`${cid} is no client of the document ${doc}.`);
			const asked = new Set(wanted);
			if (wanted && asked.size < wanted.length) throw new Error('An analysis is wanted once.');
			book.log.push({ seq: expect + 1, cid, slot: client.slot, n, edits: edits.slice() });
			client.lastN = n;
			if (wanted) book.wanted = asked;
			if (named) nameOnly(book.held, named, now());
			return true;
		},
		allWanted: () => [...books.keys()].flatMap((doc) => wantedIn(doc).map((analysis) => ({ doc, analysis }))),
		dropWanted: (doc, analysis) => void books.get(doc)?.wanted.delete(analysis)
	};
}

/** These and no others are named now. */
function nameOnly(held: ReadonlyMap<string, Holding>, named: readonly string[], since: number): void {
	for (const [sha256, holding] of held) {
		const isNamed = named.includes(sha256);
		if (holding.isNamed || isNamed) Object.assign(holding, { isNamed, since });
	}
}

type AudioPart = Pick<
	DocumentStore,
	'findAudio' | 'putAudio' | 'holdAudio' | 'holdsAudio' | 'namesAudio' | 'findOrphanAudio' | 'dropAudio'
>;

function audioPart(books: ReadonlyMap<string, Book>, now: () => number): AudioPart {
	const audio = new Map<string, { readonly row: AudioRow; readonly created: number }>();
	return {
		findAudio: (sha256) => audio.get(sha256)?.row ?? null,
		// what is known of a recording follows from its bytes: only the time is new
		putAudio: (row) => void audio.set(row.sha256, { row: audio.get(row.sha256)?.row ?? row, created: now() }),
		holdAudio: (doc, sha256, isNamed) => void books.get(doc)?.held.set(sha256, { isNamed, since: now() }),
		holdsAudio: (doc, sha256) => books.get(doc)?.held.has(sha256) ?? false,
		namesAudio: (doc, sha256) => books.get(doc)?.held.get(sha256)?.isNamed ?? false,
		findOrphanAudio: (hours) => {
			const before = now() - hours * HOUR_MS;
			const all = [...books.values()];
			for (const { held } of all)
				for (const [sha256, { isNamed, since }] of held) if (!isNamed && since < before) held.delete(sha256);
			return [...audio]
				.filter(([sha256, { created }]) => created < before && !all.some(({ held }) => held.has(sha256)))
				.map(([sha256]) => sha256);
		},
		dropAudio: (sha256) => void audio.delete(sha256)
	};
}
