/** Documents in memory: the rules of {@link DocumentStore} without a disk, for tests and for whatever need not last. */

import {
	isLastOwner,
	isOpenLink,
	LINKS_MAX,
	partsOf,
	randomId,
	randomLinkId,
	type DocumentAccess,
	type LinkRow,
	type NewLink
} from './document-access.ts';
import type { AudioRow, DocumentStore } from './document-store.ts';
import { Books, type Book } from './memory-books.ts';
import { clientPart, logPart, snapshotPart } from './memory-document-log.ts';

const HOUR_MS = 3_600_000;

/** A store that is gone with the process. */
export function createMemoryDocumentStore(now: () => number = Date.now): DocumentStore {
	const books = new Books();
	return {
		...logPart(books, now),
		...clientPart(books, now),
		...snapshotPart(books, now),
		...audioPart(books, now),
		...accessPart(books, now),
		batch: (run) => books.batch(run),
		checkWritable: () => undefined,
		close: () => books.clear()
	};
}

function accessPart(books: Books, now: () => number): DocumentAccess {
	const rowsOf = (doc: string): LinkRow[] => (books.find(doc)?.links ?? []).map(({ row }) => row);
	const addLink = (book: Book, link: NewLink): { id: string; token: string } => {
		const { role, name, expires } = link;
		const [id, token] = [randomLinkId(), randomId()];
		const row: LinkRow = { id, name, role, created: now(), expires, revoked: null, parts: partsOf(link) };
		book.links.push({ token, row });
		return { id, token };
	};
	const findLink = (doc: string, token: string): LinkRow | null => {
		const link = books.find(doc)?.links.find((each) => each.token === token)?.row;
		return link && isOpenLink(link, now()) ? link : null;
	};
	return {
		create: (maker) => {
			const doc = randomId();
			const book: Book = {
				log: [],
				removed: 0,
				snapshots: [],
				clients: new Map([[maker, { slot: 1, lastN: 0, seen: now(), refused: [] }]]),
				links: [],
				held: new Map(),
				wanted: new Set(),
				nextSlot: 2
			};
			books.add(doc, book);
			return { doc, token: addLink(book, { role: 'own', name: '', expires: null }).token };
		},
		exists: (doc) => books.find(doc) !== null,
		roleOf: (doc, token) => findLink(doc, token)?.role ?? null,
		findLink,
		listLinks: rowsOf,
		createLink: (doc, link) => {
			if (!books.find(doc)) return null;
			const book = books.open(doc);
			const spent = book.links.find(({ row }) => !isOpenLink(row, now()));
			if (book.links.length >= LINKS_MAX && !spent) return null;
			if (book.links.length >= LINKS_MAX) book.links = book.links.filter((each) => each !== spent);
			return addLink(book, link);
		},
		revokeLink: (doc, id) => {
			const link = rowsOf(doc).find((each) => each.id === id);
			if (!link) return 'missing';
			if (link.revoked !== null) return 'revoked';
			if (isLastOwner(rowsOf(doc), link, now())) return 'last-owner';
			const book = books.open(doc);
			book.links = book.links.map((each) => (each.row === link ? { ...each, row: { ...link, revoked: now() } } : each));
			return 'revoked';
		}
	};
}

type AudioPart = Pick<
	DocumentStore,
	'findAudio' | 'putAudio' | 'holdAudio' | 'holdsAudio' | 'heldBytes' | 'namesAudio' | 'findOrphanAudio' | 'dropAudio'
>;

const isInVersion = ({ snapshots }: Readonly<Book>, sha256: string): boolean =>
	snapshots.some(({ named }) => named.has(sha256));

function audioPart(books: Books, now: () => number): AudioPart {
	const audio = new Map<string, { readonly row: AudioRow; readonly created: number }>();
	return {
		findAudio: (sha256) => audio.get(sha256)?.row ?? null,
		// what is known of a recording follows from its bytes: only the time is new
		putAudio: (row) => void audio.set(row.sha256, { row: audio.get(row.sha256)?.row ?? row, created: now() }),
		holdAudio: (doc, sha256, isNamed) => {
			if (books.find(doc)) books.open(doc).held.set(sha256, { isNamed, since: now() });
		},
		holdsAudio: (doc, sha256) => books.find(doc)?.held.has(sha256) ?? false,
		heldBytes: (doc) =>
			[...(books.find(doc)?.held.keys() ?? [])].reduce((sum, sha256) => sum + (audio.get(sha256)?.row.bytes ?? 0), 0),
		namesAudio: (doc, sha256) => {
			const book = books.find(doc);
			const holding = book?.held.get(sha256);
			return !!book && !!holding && (holding.isNamed || isInVersion(book, sha256));
		},
		findOrphanAudio: (hours) => {
			const before = now() - hours * HOUR_MS;
			for (const doc of books.all.keys()) {
				const book = books.open(doc);
				for (const [sha256, { isNamed, since }] of book.held)
					if (!isNamed && since < before && !isInVersion(book, sha256)) book.held.delete(sha256);
			}
			const isHeld = (sha256: string): boolean => [...books.all.values()].some(({ held }) => held.has(sha256));
			return [...audio]
				.filter(([sha256, { created }]) => created < before && !isHeld(sha256))
				.map(([sha256]) => sha256);
		},
		dropAudio: (sha256) => void audio.delete(sha256)
	};
}
