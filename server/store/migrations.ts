/** Brings a database from any earlier schema to the newest, forward only, each step in one transaction. */

import type { DatabaseSync } from 'node:sqlite';
import { Fault } from '#lib/fault.ts';

/** Statements, or what computes from what is there and knows no other tables than those of its version. */
export type Migration = string | ((database: DatabaseSync) => void);

/** Step i takes a database from version i to i + 1. Never edit a step that has been released; add one. */
export type Migrations = readonly Migration[];

/**
 * Runs the steps that this database has not seen; one that fails leaves it as it was before that step. A `Fault('config')` for
 * a database of a newer version.
 */
export function migrate(database: DatabaseSync, steps: Migrations): void {
	while (versionOf(database) !== steps.length) {
		database.exec('BEGIN IMMEDIATE');
		try {
			// another process may have come first while this one waited
			const version = versionOf(database);
			if (version > steps.length)
				throw new Fault(
					'config',
					`The database ${database.location() ?? 'in memory'} is of version ${version}, and this Melograph knows versions up to ${steps.length}. Start the newer one that has written it, or name another folder with --data-dir.`
				);
			const step = steps[version];
			if (step !== undefined) {
				if (typeof step === 'string') database.exec(step);
				else step(database);
				database.exec(`PRAGMA user_version = ${version + 1}`);
			}
			database.exec('COMMIT');
		} catch (error) {
			if (database.isTransaction) database.exec('ROLLBACK');
			throw error;
		}
	}
}

const versionOf = (database: DatabaseSync): number =>
	Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
