/** The schema of the documents. */

import type { Migrations } from './migrations.ts';
import { addVersionAudio } from './version-audio.ts';

/** The schema, as the steps that lead to it. */
export const DOCUMENT_STEPS = [
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
	CREATE INDEX links_of_doc ON links (doc);`,
	`ALTER TABLE log ADD COLUMN slot INTEGER NOT NULL DEFAULT 0;
	UPDATE log SET slot = coalesce((SELECT slot FROM clients WHERE clients.doc = log.doc AND clients.cid = log.cid), 0);
	CREATE TABLE snaps (doc TEXT NOT NULL REFERENCES docs, seq INTEGER NOT NULL, t INTEGER NOT NULL, size INTEGER NOT NULL, gzip INTEGER NOT NULL,
		bytes BLOB NOT NULL, PRIMARY KEY (doc, seq)) STRICT;
	CREATE TABLE refused (doc TEXT NOT NULL, cid TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (doc, cid, n)) STRICT, WITHOUT ROWID;
	ALTER TABLE links ADD COLUMN parts TEXT;`,
	addVersionAudio
] as const satisfies Migrations;
