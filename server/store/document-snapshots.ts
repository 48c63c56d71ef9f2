/** The snapshots of each document in SQLite, and the rows that they make superfluous. */

import type { DatabaseSync } from 'node:sqlite';
import type { DocumentStore } from './document-store.ts';
import { packBytes, toStored, unpackBytes } from './stored-snapshot.ts';
import type { Transact } from './transact.ts';
import { versionAudioOf } from './version-audio.ts';

type SnapshotPart = Pick<
	DocumentStore,
	'findSnapshot' | 'readSnapshot' | 'readStoredSnapshot' | 'putSnapshot' | 'listVersions' | 'findLongLogs'
>;

export function snapshotPart(database: DatabaseSync, transact: Transact, now: () => number): SnapshotPart {
	const newest = database.prepare('SELECT seq, gzip, bytes FROM snaps WHERE doc = ? ORDER BY seq DESC LIMIT 1');
	const snapshotOf = database.prepare('SELECT t, gzip, bytes FROM snaps WHERE doc = ? AND seq = ?');
	const versionsOf = database.prepare('SELECT seq, t, size FROM snaps WHERE doc = ? ORDER BY seq DESC');
	const longLogs = database.prepare(
		`SELECT doc FROM docs WHERE (SELECT max(seq) FROM log WHERE log.doc = docs.doc) >
		? + coalesce((SELECT max(seq) FROM snaps WHERE snaps.doc = docs.doc), 0)`
	);
	return {
		findSnapshot: (doc) => {
			const row = newest.get(doc);
			return row ? { seq: Number(row['seq']), bytes: unpackBytes(toStored(row)) } : null;
		},
		readSnapshot: (doc, seq) => {
			const row = snapshotOf.get(doc, seq);
			return row ? { seq, bytes: unpackBytes(toStored(row)), time: Number(row['t']) } : null;
		},
		readStoredSnapshot: (doc, seq) => {
			const row = snapshotOf.get(doc, seq);
			return row ? toStored(row) : null;
		},
		putSnapshot: putSnapshotIn(database, transact, now),
		listVersions: (doc) =>
			versionsOf
				.all(doc)
				.map((row) => ({ seq: Number(row['seq']), time: Number(row['t']), sizeBytes: Number(row['size']) })),
		findLongLogs: (rows) => longLogs.all(rows).map((row) => String(row['doc']))
	};
}

/**
 * Rows removed in one transaction, and the pause before the next one. SQLite wakes nobody who waits to write: without
 * pauses the longest append beside the removal of 98,000 rows was measured at 50 to 100 ms, with them at 4 to 9.
 */
const SLICE_ROWS = 500;
const PAUSE_MS = 2;
const DAY_MS = 86_400_000;

function putSnapshotIn(database: DatabaseSync, transact: Transact, now: () => number): DocumentStore['putSnapshot'] {
	const lastRow = database.prepare('SELECT max(seq) AS seq FROM log WHERE doc = ?');
	const oldRow = database.prepare('SELECT 1 FROM log WHERE doc = ? AND seq <= ? LIMIT 1');
	const lastSnapshot = database.prepare('SELECT max(seq) AS seq FROM snaps WHERE doc = ?');
	const addSnapshot = database.prepare('INSERT INTO snaps (doc, seq, t, size, gzip, bytes) VALUES (?, ?, ?, ?, ?, ?)');
	const dropRows = database.prepare(
		`DELETE FROM log WHERE doc = ?1 AND seq <= min(?2, (SELECT min(seq) FROM log WHERE doc = ?1) + ${SLICE_ROWS - 1})`
	);
	const dropSnapshots = database.prepare(
		`DELETE FROM snaps WHERE doc = ?1 AND seq NOT IN (SELECT max(seq) FROM snaps WHERE doc = ?1 GROUP BY t / ${DAY_MS}) RETURNING seq`
	);
	const versionAudio = versionAudioOf(database);
	const isNewest = (doc: string, seq: number): boolean => Number(lastSnapshot.get(doc)?.['seq'] ?? 0) < seq;
	return (doc, { seq, bytes, named }, keepRows) => {
		if (!isNewest(doc, seq)) return;
		// before the transaction, which others wait for
		const stored = packBytes(bytes);
		const lastToGo = seq - Math.max(1, keepRows);
		const isWritten = transact(() => {
			if (!isNewest(doc, seq)) return false;
			if (Number(lastRow.get(doc)?.['seq'] ?? 0) < seq)
				throw new Error(`There is no row ${seq} in the document ${doc}.`);
			const time = now();
			addSnapshot.run(doc, seq, time, bytes.length, stored.isGzip ? 1 : 0, stored.bytes);
			versionAudio.add(doc, seq, named);
			for (const dropped of dropSnapshots.all(doc)) versionAudio.drop(doc, Number(dropped['seq']), time);
			dropRows.run(doc, lastToGo);
			return true;
		});
		while (isWritten && oldRow.get(doc, lastToGo)) {
			if (!database.isTransaction) pause();
			transact(() => dropRows.run(doc, lastToGo));
		}
	};
}

const pause = (): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
