/** Analysis frames on disk, in a database of their own: they can be computed again, edits cannot. */

import { DatabaseSync } from 'node:sqlite';
import type { Frames } from '#lib/units.ts';
import { packCurve } from '#lib/wire/index.ts';
import { migrate, type Migrations } from './migrations.ts';

export type AnalysisStatus = 'running' | 'done' | 'failed';

export interface StoredAnalysis {
	/** Frames stored so far. */
	readonly frames: Frames;
	/** Frames that the whole recording will have, as far as is known. */
	readonly expected: Frames;
	readonly status: AnalysisStatus;
	/** Fault code when failed, otherwise empty. */
	readonly fault: string;
}

/** Both lanes of one chunk. */
export interface StoredChunk {
	readonly index: number;
	readonly curve: Uint8Array;
	readonly loudness: Uint8Array;
}

export interface ChunkStore {
	find(key: string): StoredAnalysis | null;
	/** Writes chunk `index` (again, if it is there) and how far the analysis is. */
	putChunk(key: string, chunk: StoredChunk, frames: Frames, expected: Frames): void;
	finish(key: string, status: Exclude<AnalysisStatus, 'running'>, fault: string): void;
	/** Makes a failed analysis one that is to be gone on with. */
	reopen(key: string): void;
	/**
	 * Counts a try to go on with the analysis, durably, and answers which it is: tries that began at the same frame and
	 * never ended have taken something down with them, a thread or the whole server.
	 */
	beginAttempt(key: string): number;
	/** The try came to an end, whichever. */
	endAttempt(key: string): void;
	/** Chunks from `index` on, in order. */
	read(key: string, index: number, limit: number): StoredChunk[];
	close(): void;
}

/** The schema, as the steps that lead to it; the steps call `repack_curve`. */
export const CHUNK_STEPS = [
	`CREATE TABLE analyses (key TEXT PRIMARY KEY, frames INTEGER NOT NULL, expected INTEGER NOT NULL, status TEXT NOT NULL, fault TEXT NOT NULL) STRICT;
	CREATE TABLE chunks (key TEXT NOT NULL, k INTEGER NOT NULL, curve BLOB NOT NULL, loudness BLOB NOT NULL, PRIMARY KEY (key, k)) STRICT, WITHOUT ROWID;`,
	`CREATE TABLE attempts (key TEXT PRIMARY KEY, frames INTEGER NOT NULL, count INTEGER NOT NULL) STRICT;`,
	// curves were three bytes a frame
	`UPDATE chunks SET curve = repack_curve(curve);`
] as const satisfies Migrations;

const STATUSES: readonly AnalysisStatus[] = ['running', 'done', 'failed'];

/** Opens (and makes or migrates) the database in `file`. Several threads may have it open at once. */
export function openChunkStore(file: string): ChunkStore {
	const database = new DatabaseSync(file);
	try {
		database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
		database.function('repack_curve', (curve) => repackCurve(curve as Uint8Array));
		migrate(database, CHUNK_STEPS);
	} catch (error) {
		database.close();
		throw error;
	}
	const analysisOf = database.prepare('SELECT frames, expected, status, fault FROM analyses WHERE key = ?');
	const putAnalysis = database.prepare(
		`INSERT INTO analyses (key, frames, expected, status, fault) VALUES (?, ?, ?, 'running', '')
		ON CONFLICT DO UPDATE SET frames = excluded.frames, expected = excluded.expected`
	);
	const setStatus = database.prepare(
		`INSERT INTO analyses (key, frames, expected, status, fault) VALUES (?, 0, 0, ?, ?)
		ON CONFLICT DO UPDATE SET status = excluded.status, fault = excluded.fault`
	);
	const addAttempt = database.prepare(
		`INSERT INTO attempts (key, frames, count) VALUES (?, ?, 1)
		ON CONFLICT DO UPDATE SET count = CASE WHEN frames = excluded.frames THEN count + 1 ELSE 1 END, frames = excluded.frames
		RETURNING count`
	);
	const dropAttempt = database.prepare('DELETE FROM attempts WHERE key = ?');
	const addChunk = database.prepare('INSERT OR REPLACE INTO chunks (key, k, curve, loudness) VALUES (?, ?, ?, ?)');
	const chunksFrom = database.prepare(
		'SELECT k, curve, loudness FROM chunks WHERE key = ? AND k >= ? ORDER BY k LIMIT ?'
	);
	return {
		find: (key) => {
			const row = analysisOf.get(key);
			if (!row) return null;
			const status = STATUSES.find((known) => known === row['status']) ?? 'failed';
			return { frames: Number(row['frames']), expected: Number(row['expected']), status, fault: String(row['fault']) };
		},
		putChunk: (key, { index, curve, loudness }, frames, expected) => {
			database.exec('BEGIN IMMEDIATE');
			try {
				addChunk.run(key, index, curve, loudness);
				putAnalysis.run(key, frames, expected);
				database.exec('COMMIT');
			} catch (error) {
				if (database.isTransaction) database.exec('ROLLBACK');
				throw error;
			}
		},
		finish: (key, status, fault) => void setStatus.run(key, status, fault),
		reopen: (key) => void setStatus.run(key, 'running', ''),
		beginAttempt: (key) => Number(addAttempt.get(key, Number(analysisOf.get(key)?.['frames'] ?? 0))?.['count']),
		endAttempt: (key) => void dropAttempt.run(key),
		read: (key, index, limit) =>
			chunksFrom.all(key, index, limit).map((row) => ({
				index: Number(row['k']),
				curve: row['curve'] as Uint8Array,
				loudness: row['loudness'] as Uint8Array
			})),
		close: () => database.close()
	};
}

/** A curve as it was first stored, all pitches as little-endian int16 and then all confidences, as it is stored now. */
function repackCurve(curve: Uint8Array): Uint8Array {
	const count = Math.floor(curve.length / 3);
	const view = new DataView(curve.buffer, curve.byteOffset, curve.byteLength);
	const pitch = Int16Array.from({ length: count }, (_, i) => view.getInt16(i * 2, true));
	return packCurve({ pitch, confidence: curve.subarray(count * 2, count * 3) });
}
