/** The log of each document in SQLite: rows, the clients that write them, and what rows want to be heard. */

import type { DatabaseSync } from 'node:sqlite';
import { REFUSED_MAX, type ClientRow, type DocumentStore, type NewRow } from './document-store.ts';
import type { Transact } from './transact.ts';

type LogPart = Pick<
	DocumentStore,
	| 'head'
	| 'read'
	| 'oldestSince'
	| 'openClient'
	| 'findClient'
	| 'append'
	| 'lastNAt'
	| 'refusedOf'
	| 'dropOldClients'
	| 'allWanted'
	| 'wantedIn'
	| 'dropWanted'
>;

const DAY_MS = 86_400_000;

export function logPart(database: DatabaseSync, transact: Transact, now: () => number): LogPart {
	const headOf = database.prepare('SELECT max(seq) AS head FROM log WHERE doc = ?');
	const firstOf = database.prepare('SELECT min(seq) AS first FROM log WHERE doc = ?');
	const rowsAfter = database.prepare(
		'SELECT seq, cid, slot, n, edits FROM log WHERE doc = ? AND seq > ? ORDER BY seq LIMIT ?'
	);
	const head = (doc: string): number => Number(headOf.get(doc)?.['head'] ?? 0);
	const append = appendTo(database, now);
	return {
		...clientPart(database, transact, now),
		...wantedPart(database, transact),
		head,
		oldestSince: (doc) => Number(firstOf.get(doc)?.['first'] ?? 1) - 1,
		read: (doc, since, limit) =>
			rowsAfter.all(doc, since, limit).map((row) => ({
				seq: Number(row['seq']),
				cid: String(row['cid']),
				slot: Number(row['slot']),
				n: Number(row['n']),
				edits: row['edits'] as Uint8Array
			})),
		append: (doc, expect, rows) =>
			transact(() => {
				if (head(doc) !== expect) return false;
				for (const [i, row] of rows.entries()) append(doc, expect + 1 + i, row);
				return true;
			})
	};
}

/** Writes one row with all its effects. */
function appendTo(database: DatabaseSync, now: () => number): (doc: string, seq: number, row: NewRow) => void {
	const addRow = database.prepare('INSERT INTO log (doc, seq, cid, slot, n, t, edits) VALUES (?, ?, ?, ?, ?, ?, ?)');
	const moveClient = database.prepare(
		'UPDATE clients SET last_n = ?, seen = ? WHERE doc = ? AND cid = ? AND slot = ? RETURNING 1'
	);
	const addRefused = database.prepare('INSERT INTO refused (doc, cid, n) VALUES (?, ?, ?)');
	const trimRefused = database.prepare(
		`DELETE FROM refused WHERE doc = ?1 AND cid = ?2 AND n <=
		(SELECT n FROM refused WHERE doc = ?1 AND cid = ?2 ORDER BY n DESC LIMIT 1 OFFSET ${REFUSED_MAX})`
	);
	const clearWanted = database.prepare('DELETE FROM wanted WHERE doc = ?');
	const addWanted = database.prepare('INSERT INTO wanted (doc, analysis) VALUES (?, ?)');
	const unnameHeld = database.prepare('UPDATE held SET named = 0, since = ? WHERE doc = ? AND named = 1');
	const nameHeld = database.prepare('UPDATE held SET named = 1, since = ? WHERE doc = ? AND sha256 = ?');
	return (doc, seq, { cid, slot, n, edits, isRefused = false, wanted, named }) => {
		const time = now();
		addRow.run(doc, seq, cid, slot, n, time, edits);
		if (!moveClient.get(n, time, doc, cid, slot))
			throw new Error(`${cid} is no client ${slot} of the document ${doc}.`);
		if (isRefused) addRefused.run(doc, cid, n);
		if (isRefused) trimRefused.run(doc, cid);
		if (wanted) clearWanted.run(doc);
		for (const analysis of wanted ?? []) addWanted.run(doc, analysis);
		if (named) unnameHeld.run(time, doc);
		for (const sha256 of named ?? []) nameHeld.run(time, doc, sha256);
	};
}

type ClientPart = Pick<DocumentStore, 'openClient' | 'findClient' | 'lastNAt' | 'refusedOf' | 'dropOldClients'>;

function clientPart(database: DatabaseSync, transact: Transact, now: () => number): ClientPart {
	const clientOf = database.prepare('SELECT slot, last_n, seen FROM clients WHERE doc = ? AND cid = ?');
	const takeSlot = database.prepare(
		'UPDATE docs SET next_slot = next_slot + 1 WHERE doc = ? RETURNING next_slot - 1 AS slot'
	);
	const addClient = database.prepare('INSERT INTO clients (doc, cid, slot, last_n, seen) VALUES (?, ?, ?, 0, ?)');
	const seeClient = database.prepare('UPDATE clients SET seen = ? WHERE doc = ? AND cid = ?');
	// of this registration: a client that was forgotten and has come again counts from 1
	const nextN = database.prepare(
		'SELECT n FROM log WHERE doc = ? AND seq > ? AND cid = ? AND slot = ? ORDER BY seq LIMIT 1'
	);
	const refusedNs = database.prepare('SELECT n FROM refused WHERE doc = ? AND cid = ? ORDER BY n');
	const dropClients = database.prepare(
		`DELETE FROM clients WHERE seen < ?1 AND instr(cid, ':') = 0
		AND EXISTS (SELECT 1 FROM clients AS other WHERE other.doc = clients.doc AND other.seen >= ?1 AND instr(other.cid, ':') = 0)
		RETURNING doc, cid`
	);
	const dropRefused = database.prepare('DELETE FROM refused WHERE doc = ? AND cid = ?');
	const findClient = (doc: string, cid: string): ClientRow | null => {
		const row = clientOf.get(doc, cid);
		return row ? { cid, slot: Number(row['slot']), lastN: Number(row['last_n']) } : null;
	};
	return {
		findClient,
		openClient: (doc, cid) => {
			const row = clientOf.get(doc, cid);
			// a day more or less does not matter, and saves a write for every socket
			if (row && now() - Number(row['seen']) < DAY_MS)
				return { cid, slot: Number(row['slot']), lastN: Number(row['last_n']) };
			return transact(() => {
				const known = findClient(doc, cid);
				if (known) seeClient.run(now(), doc, cid);
				if (known) return known;
				const slot = Number(takeSlot.get(doc)?.['slot']);
				addClient.run(doc, cid, slot, now());
				return { cid, slot, lastN: 0 };
			});
		},
		// its numbers go up by one, so the next one tells the last
		lastNAt: (doc, cid, seq) => {
			const client = findClient(doc, cid);
			if (!client) return 0;
			const next = nextN.get(doc, seq, cid, client.slot);
			return next ? Number(next['n']) - 1 : client.lastN;
		},
		refusedOf: (doc, cid) => refusedNs.all(doc, cid).map((row) => Number(row['n'])),
		dropOldClients: (days = 90) =>
			transact(() => {
				const dropped = dropClients.all(now() - days * DAY_MS);
				for (const row of dropped) dropRefused.run(String(row['doc']), String(row['cid']));
				return dropped.length;
			})
	};
}

function wantedPart(
	database: DatabaseSync,
	transact: Transact
): Pick<DocumentStore, 'allWanted' | 'wantedIn' | 'dropWanted'> {
	const dropWanted = database.prepare('DELETE FROM wanted WHERE doc = ? AND analysis = ?');
	const wantedOf = database.prepare('SELECT analysis FROM wanted WHERE doc = ?');
	const listWanted = database.prepare('SELECT doc, analysis FROM wanted');
	return {
		wantedIn: (doc) => wantedOf.all(doc).map((row) => Number(row['analysis'])),
		dropWanted: (doc, analysis) => transact(() => void dropWanted.run(doc, analysis)),
		allWanted: () => listWanted.all().map((row) => ({ doc: String(row['doc']), analysis: Number(row['analysis']) }))
	};
}
