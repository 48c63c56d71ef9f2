/** Documents on disk, in SQLite. Several connections, of threads and of processes, may have the file open at once. */

import { DatabaseSync } from 'node:sqlite';
import { accessPart } from './document-access.ts';
import { audioPart } from './document-audio.ts';
import { logPart } from './document-log.ts';
import { snapshotPart } from './document-snapshots.ts';
import { DOCUMENT_STEPS } from './document-steps.ts';
import type { DocumentStore } from './document-store.ts';
import { migrate } from './migrations.ts';
import { createTransact } from './transact.ts';

/** Opens (and makes or migrates) the database in `file`. Rows are durable when they are written: WAL with full fsync. */
export function openDocumentStore(file: string, now: () => number = Date.now): DocumentStore {
	const database = new DatabaseSync(file);
	try {
		database.exec(
			'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON'
		);
		migrate(database, DOCUMENT_STEPS);
		const transact = createTransact(database);
		return {
			...logPart(database, transact, now),
			...snapshotPart(database, transact, now),
			...accessPart(database, transact, now),
			...audioPart(database, transact, now),
			batch: transact,
			checkWritable: () => checkWritable(database),
			close: () => database.close()
		};
	} catch (error) {
		database.close();
		throw error;
	}
}

function checkWritable(database: DatabaseSync): void {
	const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
	database.exec(`PRAGMA user_version = ${version}`);
}
