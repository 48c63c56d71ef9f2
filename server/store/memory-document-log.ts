/** The logs of a store in memory: rows, the clients that write them, snapshots. */

import { REFUSED_MAX, type ClientRow, type DocumentStore } from './document-store.ts';
import type { Book, Books, Client, Holding } from './memory-books.ts';

const DAY_MS = 86_400_000;

const byNumber = (a: number, b: number): number => a - b;
const headOf = ({ log, removed }: Readonly<Book>): number => removed + log.length;
const toRow = (cid: string, { slot, lastN }: Client): ClientRow => ({ cid, slot, lastN });

type LogPart = Pick<
	DocumentStore,
	'head' | 'read' | 'oldestSince' | 'append' | 'lastNAt' | 'refusedOf' | 'allWanted' | 'wantedIn' | 'dropWanted'
>;

export function logPart(books: Books, now: () => number): LogPart {
	const head = (doc: string): number => {
		const book = books.find(doc);
		return book ? headOf(book) : 0;
	};
	const wantedIn = (doc: string): number[] => [...(books.find(doc)?.wanted ?? [])].toSorted(byNumber);
	return {
		head,
		wantedIn,
		oldestSince: (doc) => books.find(doc)?.removed ?? 0,
		read: (doc, since, limit) => {
			const { log = [], removed = 0 } = books.find(doc) ?? {};
			const first = Math.max(0, since - removed);
			return log.slice(first, first + limit);
		},
		append: (doc, expect, rows) => {
			if (head(doc) !== expect) return false;
			books.batch(() => {
				for (const row of rows) {
					const book = books.open(doc);
					const client = book.clients.get(row.cid);
					if (client?.slot !== row.slot) throw new Error(`${row.cid} is no client ${row.slot} of the document ${doc}.`);
					const wanted = new Set(row.wanted);
					if (row.wanted && wanted.size < row.wanted.length) throw new Error('An analysis is wanted once.');
					const { cid, slot, n, edits } = row;
					book.log.push({ seq: headOf(book) + 1, cid, slot, n, edits: edits.slice() });
					Object.assign(client, { lastN: n, seen: now() });
					if (row.isRefused) client.refused = [...client.refused, n].slice(-REFUSED_MAX);
					if (row.wanted) book.wanted = wanted;
					if (row.named) nameOnly(book.held, row.named, now());
				}
			});
			return true;
		},
		lastNAt: (doc, cid, seq) => {
			const book = books.find(doc);
			const client = book?.clients.get(cid);
			if (!client) return 0;
			// of this registration: a client that was forgotten and has come again counts from 1
			const next = book?.log.find((row) => row.seq > seq && row.cid === cid && row.slot === client.slot);
			return next ? next.n - 1 : client.lastN;
		},
		refusedOf: (doc, cid) => [...(books.find(doc)?.clients.get(cid)?.refused ?? [])],
		allWanted: () => [...books.all.keys()].flatMap((doc) => wantedIn(doc).map((analysis) => ({ doc, analysis }))),
		dropWanted: (doc, analysis) => {
			if (books.find(doc)?.wanted.has(analysis)) books.open(doc).wanted.delete(analysis);
		}
	};
}

/** These and no others are named now. */
function nameOnly(held: ReadonlyMap<string, Holding>, named: readonly string[], since: number): void {
	for (const [sha256, holding] of held) {
		const isNamed = named.includes(sha256);
		if (holding.isNamed || isNamed) Object.assign(holding, { isNamed, since });
	}
}

/** Those of them that no record names have been named until `time`. */
function release(held: ReadonlyMap<string, Holding>, names: ReadonlySet<string>, time: number): void {
	for (const [sha256, holding] of held) if (!holding.isNamed && names.has(sha256)) holding.since = time;
}

export function clientPart(
	books: Books,
	now: () => number
): Pick<DocumentStore, 'openClient' | 'findClient' | 'dropOldClients'> {
	return {
		openClient: (doc, cid) => {
			const book = books.open(doc);
			const client = book.clients.get(cid) ?? { slot: book.nextSlot++, lastN: 0, seen: now(), refused: [] };
			client.seen = now();
			book.clients.set(cid, client);
			return toRow(cid, client);
		},
		findClient: (doc, cid) => {
			const client = books.find(doc)?.clients.get(cid);
			return client ? toRow(cid, client) : null;
		},
		dropOldClients: (days = 90) => {
			const before = now() - days * DAY_MS;
			let dropped = 0;
			for (const doc of books.all.keys()) {
				const { clients } = books.open(doc);
				const people = [...clients].filter(([cid]) => !cid.includes(':'));
				const old = people.filter(([, { seen }]) => seen < before);
				if (old.length === people.length) continue;
				for (const [cid] of old) clients.delete(cid);
				dropped += old.length;
			}
			return dropped;
		}
	};
}

type SnapshotPart = Pick<
	DocumentStore,
	'findSnapshot' | 'readSnapshot' | 'readStoredSnapshot' | 'putSnapshot' | 'listVersions' | 'findLongLogs'
>;

export function snapshotPart(books: Books, now: () => number): SnapshotPart {
	const newestOf = (book: Readonly<Book> | null): number => book?.snapshots.at(-1)?.seq ?? 0;
	const readSnapshot: DocumentStore['readSnapshot'] = (doc, asked) => {
		const found = books.find(doc)?.snapshots.find(({ seq }) => seq === asked);
		return found ? { seq: found.seq, bytes: found.bytes, time: found.time } : null;
	};
	return {
		readSnapshot,
		findSnapshot: (doc) => {
			const newest = books.find(doc)?.snapshots.at(-1);
			return newest ? { seq: newest.seq, bytes: newest.bytes } : null;
		},
		readStoredSnapshot: (doc, seq) => {
			const snapshot = readSnapshot(doc, seq);
			return snapshot && { bytes: snapshot.bytes, isGzip: false };
		},
		putSnapshot: (doc, { seq, bytes, named }, keepRows) => {
			if (newestOf(books.find(doc)) >= seq) return;
			const book = books.open(doc);
			if (headOf(book) < seq) throw new Error(`There is no row ${seq} in the document ${doc}.`);
			const all = [...book.snapshots, { seq, bytes: bytes.slice(), time: now(), named: new Set(named) }];
			const dayOf = (time: number): number => Math.floor(time / DAY_MS);
			book.snapshots = all.filter(
				({ time }, i) => !all.slice(i + 1).some((later) => dayOf(later.time) === dayOf(time))
			);
			for (const gone of all) if (!book.snapshots.includes(gone)) release(book.held, gone.named, now());
			const removed = Math.max(book.removed, seq - Math.max(1, keepRows));
			book.log = book.log.slice(removed - book.removed);
			book.removed = removed;
		},
		listVersions: (doc) =>
			(books.find(doc)?.snapshots ?? [])
				.map(({ seq, time, bytes }) => ({ seq, time, sizeBytes: bytes.length }))
				.toReversed(),
		findLongLogs: (rows) =>
			[...books.all].filter(([, book]) => headOf(book) > rows + newestOf(book)).map(([doc]) => doc)
	};
}
