/** Documents in memory: the rules of {@link DocumentStore} without a disk, for tests and for whatever need not last. */

import { randomBytes } from 'node:crypto';
import type { Role } from '#lib/wire/index.ts';
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
	readonly roles: Map<string, Role>;
	readonly held: Map<string, Holding>;
	wanted: Set<number>;
	nextSlot: number;
}

const HOUR_MS = 3_600_000;

/** 128 random bits as 22 characters that need no escaping in an address. */
const randomId = (): string => randomBytes(16).toString('base64url');
const byNumber = (a: number, b: number): number => a - b;

/** A store that is gone with the process. */
export function createMemoryDocumentStore(now: () => number = Date.now): DocumentStore {
	const books = new Map<string, Book>();
	return { ...logPart(books, now), ...audioPart(books, now), ...accessPart(books), close: () => books.clear() };
}

type AccessPart = Pick<DocumentStore, 'create' | 'roleOf' | 'exists' | 'checkWritable'>;

function accessPart(books: Map<string, Book>): AccessPart {
	return {
		create: (maker) => {
			const doc = randomId();
			const token = randomId();
			books.set(doc, {
				log: [],
				clients: new Map([[maker, { slot: 1, lastN: 0 }]]),
				roles: new Map([[token, 'own']]),
				held: new Map(),
				wanted: new Set(),
				nextSlot: 2
			});
			return { doc, token };
		},
		roleOf: (doc, token) => books.get(doc)?.roles.get(token) ?? null,
		exists: (doc) => books.has(doc),
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
