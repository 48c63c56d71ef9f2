/** The books of recordings: what is on disk, and which documents hold it. */

import type { DatabaseSync } from 'node:sqlite';
import type { DocumentStore } from './document-store.ts';
import type { Transact } from './transact.ts';
import { IS_IN_VERSION } from './version-audio.ts';

const HOUR_MS = 3_600_000;

type AudioPart = Pick<
	DocumentStore,
	'findAudio' | 'putAudio' | 'holdAudio' | 'holdsAudio' | 'heldBytes' | 'namesAudio' | 'findOrphanAudio' | 'dropAudio'
>;

export function audioPart(database: DatabaseSync, transact: Transact, now: () => number): AudioPart {
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
	const heldBytesOf = database.prepare(
		'SELECT COALESCE(SUM(bytes), 0) AS bytes FROM held JOIN audio ON audio.sha256 = held.sha256 WHERE doc = ?'
	);
	const namedOf = database.prepare(
		`SELECT 1 FROM held WHERE doc = ? AND sha256 = ? AND (named = 1 OR ${IS_IN_VERSION})`
	);
	const dropHeld = database.prepare(`DELETE FROM held WHERE named = 0 AND since < ? AND NOT ${IS_IN_VERSION}`);
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
		heldBytes: (doc) => Number(heldBytesOf.get(doc)?.['bytes'] ?? 0),
		namesAudio: (doc, sha256) => namedOf.get(doc, sha256) !== undefined,
		findOrphanAudio: (hours) =>
			transact(() => {
				const before = now() - hours * HOUR_MS;
				dropHeld.run(before);
				return orphans.all(before).map((row) => String(row['sha256']));
			}),
		dropAudio: (sha256) => void dropAudio.run(sha256)
	};
}
