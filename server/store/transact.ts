/** All or nothing: what a function does to a database in one transaction. */

import type { DatabaseSync } from 'node:sqlite';

/** One inside another is undone alone when it fails, and kept when the outermost one is. */
export type Transact = <T>(run: () => T) => T;

/** The transactions of one connection. The outermost waits until it may write, and is durable when it returns. */
export function createTransact(database: DatabaseSync): Transact {
	let depth = 0;
	return (run) => {
		// a full disk may have ended the outer one: what comes after that must not be kept alone
		if (depth > 0 && !database.isTransaction) throw new Error('The transaction around this one has been undone.');
		const [begin, keep, undo] =
			depth === 0
				? ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK']
				: ['SAVEPOINT inner', 'RELEASE inner', 'ROLLBACK TO inner; RELEASE inner'];
		database.exec(begin);
		depth++;
		try {
			const result = run();
			database.exec(keep);
			return result;
		} catch (error) {
			// a failed commit may have ended the transaction already
			if (database.isTransaction) database.exec(undo);
			throw error;
		} finally {
			depth--;
		}
	};
}
