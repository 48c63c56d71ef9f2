/** Documents on disk: the log of each, who may open it, which recordings it holds. */

import { DatabaseSync } from 'node:sqlite';
import { accessPart, type DocumentAccess } from './document-access.ts';
import { migrate, type Migrations } from './migrations.ts';
import { transact } from './transact.ts';

/** One row of a log. `edits` is MessagePack, as it is sent. */
export interface LogRow {
	readonly seq: number;
	readonly cid: string;
	readonly slot: number;
	readonly n: number;
	readonly edits: Uint8Array;
}

/** A row to be written, and what else is true once it is. */
export interface NewRow {
	readonly cid: string;
	readonly n: number;
	readonly edits: Uint8Array;
	/** All analyses that are to be heard now, when the row changes them. */
	readonly wanted?: readonly number[];
	/** All recordings that records name now, when the row changes them. */
	readonly named?: readonly string[];
}

export interface ClientRow {
	readonly cid: string;
	readonly slot: number;
	readonly lastN: number;
}

/** An analysis that a document asks for and that is not finished in it. */
export interface WantedAnalysis {
	readonly doc: string;
	/** Id of the analysis record. */
	readonly analysis: number;
}

/** A recording on disk, shared by all documents that hold it. */
export interface AudioRow {
	readonly sha256: string;
	readonly bytes: number;
	readonly format: string;
	readonly sampleRate: number;
	readonly channels: number;
	/** Null where the header does not tell. */
	readonly seconds: number | null;
}

export interface DocumentStore extends DocumentAccess {
	/** Number of the last row. */
	head(doc: string): number;
	/** Rows after `since`, oldest first. */
	read(doc: string, since: number, limit: number): LogRow[];
	/** The client's row, made with the next free slot when it is new. */
	openClient(doc: string, cid: string): ClientRow;
	findClient(doc: string, cid: string): ClientRow | null;
	/**
	 * Writes one row, the client's counter and the row's effects in one transaction, durable when it returns. False when
	 * `expect` is not the head: read the tail, check again.
	 */
	append(doc: string, expect: number, row: NewRow): boolean;
	/** What documents ask to be heard. */
	allWanted(): WantedAnalysis[];
	wantedIn(doc: string): number[];
	/** The analysis has been heard to its end, and its notes are in the document. */
	dropWanted(doc: string, analysis: number): void;
	/** Recordings: what is on disk, and which documents hold it. */
	findAudio(sha256: string): AudioRow | null;
	putAudio(audio: AudioRow): void;
	/** `isNamed`: whether a record of the document names it already. */
	holdAudio(doc: string, sha256: string, isNamed: boolean): void;
	holdsAudio(doc: string, sha256: string): boolean;
	/** Whether a record of the document names it, which is what lets it be read. */
	namesAudio(doc: string, sha256: string): boolean;
	/** Lets go what documents have not named for `hours`, and answers the recordings that no document holds then. */
	findOrphanAudio(hours: number): string[];
	/** Takes a recording off the books. */
	dropAudio(sha256: string): void;
	/** Writes something that changes nothing, durably; throws when the database cannot be written. */
	checkWritable(): void;
	close(): void;
}

/** The schema, as the steps that lead to it. */
export const DOCUMENT_STEPS: Migrations = [
	`CREATE TABLE docs (doc TEXT PRIMARY KEY, created INTEGER NOT NULL, next_slot INTEGER NOT NULL) STRICT;
	CREATE TABLE links (token_sha256 TEXT PRIMARY KEY, doc TEXT NOT NULL REFERENCES docs, role TEXT NOT NULL, created INTEGER NOT NULL) STRICT;
	CREATE TABLE log (doc TEXT NOT NULL, seq INTEGER NOT NULL, cid TEXT NOT NULL, n INTEGER NOT NULL, t INTEGER NOT NULL, edits BLOB NOT NULL,
		PRIMARY KEY (doc, seq)) STRICT, WITHOUT ROWID;
	CREATE TABLE clients (doc TEXT NOT NULL, cid TEXT NOT NULL, slot INTEGER NOT NULL, last_n INTEGER NOT NULL, seen INTEGER NOT NULL,
		PRIMARY KEY (doc, cid)) STRICT, WITHOUT ROWID;
	CREATE TABLE wanted (doc TEXT NOT NULL, analysis INTEGER NOT NULL, PRIMARY KEY (doc, analysis)) STRICT, WITHOUT ROWID;
	CREATE TABLE audio (sha256 TEXT PRIMARY KEY, bytes INTEGER NOT NULL, format TEXT NOT NULL, sample_rate REAL NOT NULL, channels INTEGER NOT NULL,
		seconds REAL, created INTEGER NOT NULL) STRICT;
	CREATE TABLE held (doc TEXT NOT NULL, sha256 TEXT NOT NULL, named INTEGER NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (doc, sha256)) STRICT, WITHOUT ROWID;
	CREATE INDEX held_by_audio ON held (sha256);`,
	`CREATE TABLE named_links (id TEXT PRIMARY KEY, token_sha256 TEXT NOT NULL UNIQUE, doc TEXT NOT NULL REFERENCES docs, role TEXT NOT NULL,
		name TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER, revoked INTEGER) STRICT;
	INSERT INTO named_links (id, token_sha256, doc, role, name, created)
		SELECT lower(hex(randomblob(8))), token_sha256, doc, role, '', created FROM links;
	DROP TABLE links;
	ALTER TABLE named_links RENAME TO links;
	CREATE INDEX links_of_doc ON links (doc);`
];

const HOUR_MS = 3_600_000;

/** Opens (and makes or migrates) the database in `file`. Rows are durable when they are written: WAL with full fsync. */
export function openDocumentStore(file: string, now: () => number = Date.now): DocumentStore {
	const database = new DatabaseSync(file);
	database.exec(
		'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON'
	);
	migrate(database, DOCUMENT_STEPS);
	return {
		...logPart(database, now),
		...accessPart(database, now),
		...audioPart(database, now),
		checkWritable: () => checkWritable(database),
		close: () => database.close()
	};
}

type LogPart = Pick<
	DocumentStore,
	'head' | 'read' | 'openClient' | 'findClient' | 'append' | 'allWanted' | 'wantedIn' | 'dropWanted'
>;

function logPart(database: DatabaseSync, now: () => number): LogPart {
	const headOf = database.prepare('SELECT max(seq) AS head FROM log WHERE doc = ?');
	const rowsAfter = database.prepare(
		`SELECT log.seq, log.cid, log.n, log.edits, clients.slot FROM log JOIN clients ON clients.doc = log.doc AND clients.cid = log.cid
		WHERE log.doc = ? AND log.seq > ? ORDER BY log.seq LIMIT ?`
	);
	const clientOf = database.prepare('SELECT slot, last_n FROM clients WHERE doc = ? AND cid = ?');
	const takeSlot = database.prepare(
		'UPDATE docs SET next_slot = next_slot + 1 WHERE doc = ? RETURNING next_slot - 1 AS slot'
	);
	const addClient = database.prepare('INSERT INTO clients (doc, cid, slot, last_n, seen) VALUES (?, ?, ?, 0, ?)');
	const addRow = database.prepare('INSERT INTO log (doc, seq, cid, n, t, edits) VALUES (?, ?, ?, ?, ?, ?)');
	const moveClient = database.prepare('UPDATE clients SET last_n = ?, seen = ? WHERE doc = ? AND cid = ?');
	const clearWanted = database.prepare('DELETE FROM wanted WHERE doc = ?');
	const addWanted = database.prepare('INSERT INTO wanted (doc, analysis) VALUES (?, ?)');
	const dropWanted = database.prepare('DELETE FROM wanted WHERE doc = ? AND analysis = ?');
	const wantedOf = database.prepare('SELECT analysis FROM wanted WHERE doc = ?');
	const unnameHeld = database.prepare('UPDATE held SET named = 0, since = ? WHERE doc = ? AND named = 1');
	const nameHeld = database.prepare('UPDATE held SET named = 1, since = ? WHERE doc = ? AND sha256 = ?');
	const listWanted = database.prepare('SELECT doc, analysis FROM wanted');
	const head = (doc: string): number => Number(headOf.get(doc)?.['head'] ?? 0);
	const findClient = (doc: string, cid: string): ClientRow | null => {
		const row = clientOf.get(doc, cid);
		return row ? { cid, slot: Number(row['slot']), lastN: Number(row['last_n']) } : null;
	};
	return {
		head,
		findClient,
		read: (doc, since, limit) =>
			rowsAfter.all(doc, since, limit).map((row) => ({
				seq: Number(row['seq']),
				cid: String(row['cid']),
				slot: Number(row['slot']),
				n: Number(row['n']),
				edits: row['edits'] as Uint8Array
			})),
		openClient: (doc, cid) =>
			transact(database, () => {
				const known = findClient(doc, cid);
				if (known) return known;
				const slot = Number(takeSlot.get(doc)?.['slot']);
				addClient.run(doc, cid, slot, now());
				return { cid, slot, lastN: 0 };
			}),
		append: (doc, expect, { cid, n, edits, wanted, named }) =>
			transact(database, () => {
				if (head(doc) !== expect) return false;
				addRow.run(doc, expect + 1, cid, n, now(), edits);
				moveClient.run(n, now(), doc, cid);
				if (wanted) clearWanted.run(doc);
				for (const analysis of wanted ?? []) addWanted.run(doc, analysis);
				if (named) unnameHeld.run(now(), doc);
				for (const sha256 of named ?? []) nameHeld.run(now(), doc, sha256);
				return true;
			}),
		wantedIn: (doc) => wantedOf.all(doc).map((row) => Number(row['analysis'])),
		dropWanted: (doc, analysis) => void dropWanted.run(doc, analysis),
		allWanted: () => listWanted.all().map((row) => ({ doc: String(row['doc']), analysis: Number(row['analysis']) }))
	};
}

type AudioPart = Pick<
	DocumentStore,
	'findAudio' | 'putAudio' | 'holdAudio' | 'holdsAudio' | 'namesAudio' | 'findOrphanAudio' | 'dropAudio'
>;

function audioPart(database: DatabaseSync, now: () => number): AudioPart {
	const audioOf = database.prepare(
		'SELECT sha256, bytes, format, sample_rate, channels, seconds FROM audio WHERE sha256 = ?'
	);
	const addAudio = database.prepare(
		'INSERT INTO audio (sha256, bytes, format, sample_rate, channels, seconds, created) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET created = excluded.created'
	);
	const addHeld = database.prepare(
		'INSERT INTO held (doc, sha256, named, since) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET named = excluded.named, since = excluded.since'
	);
	const heldOf = database.prepare('SELECT 1 FROM held WHERE doc = ? AND sha256 = ?');
	const namedOf = database.prepare('SELECT 1 FROM held WHERE doc = ? AND sha256 = ? AND named = 1');
	const dropHeld = database.prepare('DELETE FROM held WHERE named = 0 AND since < ?');
	const orphans = database.prepare(
		'SELECT sha256 FROM audio WHERE created < ? AND NOT EXISTS (SELECT 1 FROM held WHERE held.sha256 = audio.sha256)'
	);
	const dropAudio = database.prepare('DELETE FROM audio WHERE sha256 = ?');
	return {
		findAudio: (sha256) => {
			const row = audioOf.get(sha256);
			if (!row) return null;
			return {
				sha256,
				bytes: Number(row['bytes']),
				format: String(row['format']),
				sampleRate: Number(row['sample_rate']),
				channels: Number(row['channels']),
				seconds: row['seconds'] === null ? null : Number(row['seconds'])
			};
		},
		putAudio: ({ sha256, bytes, format, sampleRate, channels, seconds }) =>
			void addAudio.run(sha256, bytes, format, sampleRate, channels, seconds, now()),
		holdAudio: (doc, sha256, isNamed) => void addHeld.run(doc, sha256, isNamed ? 1 : 0, now()),
		holdsAudio: (doc, sha256) => heldOf.get(doc, sha256) !== undefined,
		namesAudio: (doc, sha256) => namedOf.get(doc, sha256) !== undefined,
		findOrphanAudio: (hours) =>
			transact(database, () => {
				const before = now() - hours * HOUR_MS;
				dropHeld.run(before);
				return orphans.all(before).map((row) => String(row['sha256']));
			}),
		dropAudio: (sha256) => void dropAudio.run(sha256)
	};
}

function checkWritable(database: DatabaseSync): void {
	const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
	database.exec(`PRAGMA user_version = ${version}`);
}
