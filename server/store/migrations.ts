/** Brings a database from any earlier schema to the newest, forward only, each step in one transaction. */

import type { DatabaseSync } from 'node:sqlite';

/** Step i takes a database from version i to i + 1. Never edit a step that has been released; add one. */
export type Migrations = readonly string[];

/** Runs the steps that this database has not seen. */
export function migrate(database: DatabaseSync, steps: Migrations): void {
	const row = database.prepare('PRAGMA user_version').get();
	let version = Number(row?.['user_version'] ?? 0);
	if (version > steps.length)
		throw new Error(`The database is of version ${version}; this Melograph knows up to ${steps.length}.`);
	for (; version < steps.length; version++) {
		database.exec('BEGIN IMMEDIATE');
		try {
			database.exec(steps[version] ?? '');
			database.exec(`PRAGMA user_version = ${version + 1}`);
			database.exec('COMMIT');
		} catch (error) {
			database.exec('ROLLBACK');
			throw error;
		}
	}
}
