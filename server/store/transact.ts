/** All or nothing: what a function does to a database in one transaction. */

import type { DatabaseSync } from 'node:sqlite';

export function transact<T>(database: DatabaseSync, run: () => T): T {
	database.exec('BEGIN IMMEDIATE');
	try {
		const result = run();
		database.exec('COMMIT');
		return result;
	} catch (error) {
		// a failed commit may have ended the transaction already
		if (database.isTransaction) database.exec('ROLLBACK');
		throw error;
	}
}
