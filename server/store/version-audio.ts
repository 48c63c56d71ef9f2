/** Recordings that the versions of a document name: which those are, and how they are kept while it holds them. */

import type { DatabaseSync } from 'node:sqlite';
import type { State } from '#lib/score/index.ts';
import { decodeSnapshot } from '#lib/wire/index.ts';
import { toStored, unpackBytes } from './stored-snapshot.ts';

/** The recordings that records of this state name, each once. */
export const recordingsOf = ({ records }: State): string[] => [
	...new Set([...records.values()].flatMap((record) => (record.kind === 'clip' && record.audio ? [record.audio] : [])))
];

/** A condition on a row of `held`: a version of its document names its recording. */
export const IS_IN_VERSION = `EXISTS (SELECT 1 FROM version_audio WHERE version_audio.doc = held.doc AND version_audio.sha256 = held.sha256)`;

/** Notes what a version names, and forgets a version that is gone. */
export function versionAudioOf(database: DatabaseSync): {
	add(doc: string, seq: number, named: readonly string[]): void;
	/** What the version named and no record does has been named until `time`. */
	drop(doc: string, seq: number, time: number): void;
} {
	const add = database.prepare('INSERT OR IGNORE INTO version_audio (doc, seq, sha256) VALUES (?, ?, ?)');
	const release = database.prepare(
		`UPDATE held SET since = ?3 WHERE doc = ?1 AND named = 0
		AND sha256 IN (SELECT sha256 FROM version_audio WHERE doc = ?1 AND seq = ?2)`
	);
	const drop = database.prepare('DELETE FROM version_audio WHERE doc = ? AND seq = ?');
	return {
		add: (doc, seq, named) => {
			for (const sha256 of named) add.run(doc, seq, sha256);
		},
		drop: (doc, seq, time) => {
			release.run(doc, seq, time);
			drop.run(doc, seq);
		}
	};
}

/**
 * The step that makes the table and fills it from the snapshots that are there, all at once: the server deletes orphans as soon
 * as it runs. One that cannot be read names nothing; it cannot be opened either, and must not keep the others from being migrated.
 */
export function addVersionAudio(database: DatabaseSync): void {
	database.exec(
		`CREATE TABLE version_audio (doc TEXT NOT NULL, seq INTEGER NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (doc, seq, sha256)) STRICT, WITHOUT ROWID;
		CREATE INDEX version_audio_by_audio ON version_audio (doc, sha256);`
	);
	const add = database.prepare('INSERT INTO version_audio (doc, seq, sha256) VALUES (?, ?, ?)');
	for (const row of database.prepare('SELECT doc, seq, gzip, bytes FROM snaps').iterate())
		for (const sha256 of readRecordings(row)) add.run(String(row['doc']), Number(row['seq']), sha256);
}

function readRecordings(row: Readonly<Record<string, unknown>>): string[] {
	try {
		return recordingsOf(decodeSnapshot(unpackBytes(toStored(row))));
	} catch {
		return [];
	}
}
