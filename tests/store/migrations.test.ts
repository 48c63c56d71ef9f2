/** Databases of every earlier schema: nothing in them is lost, and none is half-way between two. */

import { createHash } from 'node:crypto';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { gzipSync } from 'node:zlib';
import { add, apply, emptyState, makeId } from '#lib/score/index.ts';
import { encodeSnapshot, unpackChunk } from '#lib/wire/index.ts';
import { CHUNK_STEPS } from '#server/store/chunk-store.ts';
import { DOCUMENT_STEPS } from '#server/store/document-steps.ts';
import { openChunkStore, openDocumentStore } from '#server/store/index.ts';
import { migrate } from '#server/store/migrations.ts';
import { makeFile } from './file.ts';

const [SONG, OTHER] = ['D'.repeat(22), 'E'.repeat(22)];
const [OWN, VIEW, ELSE] = ['T'.repeat(22), 'V'.repeat(22), 'W'.repeat(22)];
const [HEARD, SPARE] = ['a'.repeat(64), 'b'.repeat(64)];
const ANALYSIS = 2 ** 32 + 2;

const hash = (token: string): string => createHash('sha256').update(token).digest('hex');
const versionOf = (database: DatabaseSync): unknown => database.prepare('PRAGMA user_version').get()?.['user_version'];

/** A database as Melograph 0.1 made it, with something in each of its tables. */
function makeFirst(file: string): void {
	const old = new DatabaseSync(file);
	old.exec('PRAGMA journal_mode = WAL');
	old.exec(DOCUMENT_STEPS[0] ?? '');
	old.exec('PRAGMA user_version = 1');
	const put = (table: string, ...values: (string | number | Uint8Array | null)[]): void =>
		void old.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`).run(...values);
	put('docs', SONG, 5, 4);
	put('docs', OTHER, 6, 2);
	put('links', hash(OWN), SONG, 'own', 5);
	put('links', hash(VIEW), SONG, 'view', 7);
	put('links', hash(ELSE), OTHER, 'own', 6);
	put('clients', SONG, 'maker', 1, 2, 10);
	put('clients', SONG, 'second', 3, 1, 11);
	put('clients', SONG, `analysis:${ANALYSIS}`, 2, 1, 12);
	put('clients', OTHER, 'maker', 1, 0, 6);
	put('log', SONG, 1, 'maker', 1, 8, Uint8Array.of(1));
	put('log', SONG, 2, 'second', 1, 9, Uint8Array.of(2, 2));
	put('log', SONG, 3, `analysis:${ANALYSIS}`, 1, 9, new Uint8Array());
	put('log', SONG, 4, 'maker', 2, 10, Uint8Array.of(4));
	put('wanted', SONG, ANALYSIS);
	put('audio', HEARD, 99, 'flac', 44_100, 2, 12.5, 5);
	put('audio', SPARE, 98, 'mp3', 22_050, 1, null, 5);
	put('held', SONG, HEARD, 1, 8);
	put('held', SONG, SPARE, 0, 8);
	old.close();
}

/** All rows of all tables that were there at first, but for what later steps have added to them. */
function readAll(file: string): Record<string, unknown[]> {
	const database = new DatabaseSync(file, { readOnly: true });
	const read = (columns: string, table: string): unknown[] =>
		database.prepare(`SELECT ${columns} FROM ${table} ORDER BY 1, 2`).all();
	const all = {
		docs: read('doc, created, next_slot', 'docs'),
		links: read('token_sha256, doc, role, created', 'links'),
		clients: read('doc, cid, slot, last_n, seen', 'clients'),
		log: read('doc, seq, cid, n, t, edits', 'log'),
		wanted: read('doc, analysis', 'wanted'),
		audio: read('sha256, bytes, format, sample_rate, channels, seconds, created', 'audio'),
		held: read('doc, sha256, named, since', 'held')
	};
	database.close();
	return all;
}

test('documents of the first schema lose nothing on any step to the newest', () => {
	const file = makeFile('documents.sqlite');
	makeFirst(file);
	const before = readAll(file);
	for (let version = 2; version <= DOCUMENT_STEPS.length; version++) {
		const database = new DatabaseSync(file);
		migrate(database, DOCUMENT_STEPS.slice(0, version));
		expect(versionOf(database)).toBe(version);
		expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
		expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
		database.close();
		expect(readAll(file)).toEqual(before);
	}
});

test('documents of the first schema are read, written and compacted as if they had been made today', () => {
	const file = makeFile('documents.sqlite');
	makeFirst(file);
	const store = openDocumentStore(file);
	expect(store.read(SONG, 0, 10)).toEqual([
		{ seq: 1, cid: 'maker', slot: 1, n: 1, edits: Uint8Array.of(1) },
		{ seq: 2, cid: 'second', slot: 3, n: 1, edits: Uint8Array.of(2, 2) },
		{ seq: 3, cid: `analysis:${ANALYSIS}`, slot: 2, n: 1, edits: new Uint8Array() },
		{ seq: 4, cid: 'maker', slot: 1, n: 2, edits: Uint8Array.of(4) }
	]);
	expect([store.head(SONG), store.head(OTHER), store.oldestSince(SONG)]).toEqual([4, 0, 0]);
	const roles = [
		store.roleOf(SONG, OWN),
		store.roleOf(SONG, VIEW),
		store.roleOf(OTHER, ELSE),
		store.roleOf(OTHER, OWN)
	];
	expect(roles).toEqual(['own', 'view', 'own', null]);
	expect(store.findLink(SONG, VIEW)).toMatchObject({
		role: 'view',
		name: '',
		expires: null,
		revoked: null,
		parts: null
	});
	expect([store.allWanted(), store.wantedIn(SONG)]).toEqual([[{ doc: SONG, analysis: ANALYSIS }], [ANALYSIS]]);
	expect([store.findAudio(HEARD)?.seconds, store.findAudio(SPARE)?.seconds]).toEqual([12.5, null]);
	expect([store.namesAudio(SONG, HEARD), store.namesAudio(SONG, SPARE), store.holdsAudio(SONG, SPARE)]).toEqual([
		true,
		false,
		true
	]);
	expect([store.refusedOf(SONG, 'maker'), store.lastNAt(SONG, 'maker', 3)]).toEqual([[], 1]);
	expect(store.openClient(SONG, 'fourth')).toEqual({ cid: 'fourth', slot: 4, lastN: 0 });
	expect(store.append(SONG, 4, [{ cid: 'second', slot: 3, n: 2, edits: Uint8Array.of(5), isRefused: true }])).toBe(
		true
	);
	store.putSnapshot(SONG, { seq: 5, bytes: Uint8Array.of(9), named: [] }, 1);
	store.close();
	const again = openDocumentStore(file);
	expect([again.head(SONG), again.oldestSince(SONG), again.findSnapshot(SONG)?.seq]).toEqual([5, 4, 5]);
	expect(again.refusedOf(SONG, 'second')).toEqual([2]);
	again.close();
});

/** The snapshot of a document whose clips name these recordings. */
function snapshotWith(...recordings: readonly string[]): Uint8Array {
	const state = emptyState();
	apply(
		state,
		recordings.map((audio, i) => add('clip', makeId(1, i + 1), { audio, name: 'song' }))
	);
	return encodeSnapshot(state);
}

test('what versions name that were kept before anyone wrote it down is known after the step, and stays', () => {
	const file = makeFile('documents.sqlite');
	makeFirst(file);
	const old = new DatabaseSync(file);
	migrate(old, DOCUMENT_STEPS.slice(0, 3));
	const put = (doc: string, seq: number, gzip: number, bytes: Uint8Array): void =>
		void old.prepare('INSERT INTO snaps VALUES (?, ?, ?, 9, ?, ?)').run(doc, seq, seq, gzip, bytes);
	put(SONG, 1, 0, snapshotWith(HEARD));
	put(SONG, 2, 1, gzipSync(snapshotWith(HEARD, SPARE, HEARD)));
	put(SONG, 3, 0, snapshotWith());
	put(SONG, 4, 1, Uint8Array.of(1, 2, 3));
	put(OTHER, 1, 0, snapshotWith(SPARE));
	migrate(old, DOCUMENT_STEPS);
	const all = old.prepare('SELECT doc, seq, sha256 FROM version_audio ORDER BY 1, 2, 3').all();
	expect(all.map(({ doc, seq, sha256 }) => [doc, seq, sha256])).toEqual([
		[SONG, 1, HEARD],
		[SONG, 2, HEARD],
		[SONG, 2, SPARE],
		[OTHER, 1, SPARE]
	]);
	old.close();
	const store = openDocumentStore(file);
	expect(store.namesAudio(SONG, SPARE)).toBe(true);
	// no record has named it since the seventies
	expect([store.findOrphanAudio(1), store.holdsAudio(SONG, SPARE)]).toEqual([[], true]);
	expect(store.namesAudio(OTHER, SPARE)).toBe(false);
	store.close();
});

test('frames of the first schema are heard as they were', () => {
	const file = makeFile('chunks.sqlite');
	const old = new DatabaseSync(file);
	old.exec(CHUNK_STEPS[0] ?? '');
	old.exec('PRAGMA user_version = 1');
	const pitch = Int16Array.of(12_000, -11_990, 0);
	const curve = new Uint8Array([...new Uint8Array(pitch.buffer), 250, 100, 0]);
	old.prepare('INSERT INTO analyses VALUES (?, 53, 100, ?, ?)').run('key', 'failed', 'damaged');
	for (const k of [0, 1])
		old.prepare('INSERT INTO chunks VALUES (?, ?, ?, ?)').run('key', k, curve, Uint8Array.of(7, 8, 9));
	old.close();
	const store = openChunkStore(file);
	expect(store.find('key')).toEqual({ frames: 53, expected: 100, status: 'failed', fault: 'damaged' });
	const read = store.read('key', 0, 10).map(({ curve: packed, loudness }) => unpackChunk(0, packed, loudness));
	expect(read.map((chunk) => [chunk.pitch, chunk.confidence])).toEqual(
		[0, 1].map(() => [pitch, Uint8Array.of(250, 100, 0)])
	);
	expect(store.beginAttempt('key')).toBe(1);
	store.close();
});

const OPENERS = [
	['documents', openDocumentStore, DOCUMENT_STEPS.length],
	['chunks', openChunkStore, CHUNK_STEPS.length]
] as const;

test.each(OPENERS)(
	'a database of %s from a newer Melograph is refused in a sentence, and not touched',
	(_, open, known) => {
		const file = makeFile('newer.sqlite');
		open(file).close();
		const newer = new DatabaseSync(file);
		newer.exec(`PRAGMA user_version = ${known + 4}`);
		expect(() => open(file)).toThrow(
			expect.objectContaining({
				code: 'config',
				message: expect.stringMatching(new RegExp(`newer\\.sqlite is of version ${known + 4}, .* up to ${known}\\.`))
			})
		);
		expect(versionOf(newer)).toBe(known + 4);
		// nothing holds it any more
		newer.exec('PRAGMA journal_mode = DELETE');
		newer.close();
	}
);

test('a step that fails half-way leaves the database as it was, at the version it had', () => {
	const file = makeFile('documents.sqlite');
	makeFirst(file);
	const before = readAll(file);
	const database = new DatabaseSync(file);
	const spoiled = [...DOCUMENT_STEPS, `DROP TABLE wanted; UPDATE log SET edits = NULL; DROP TABLE held;`];
	expect(() => migrate(database, spoiled)).toThrow('NOT NULL');
	expect([versionOf(database), database.isTransaction]).toEqual([DOCUMENT_STEPS.length, false]);
	const half = [DOCUMENT_STEPS[0] ?? '', `${DOCUMENT_STEPS[1]}; SELECT no_such_function();`];
	const second = makeFile('documents.sqlite');
	makeFirst(second);
	const other = new DatabaseSync(second);
	expect(() => migrate(other, half)).toThrow('no_such_function');
	expect([versionOf(other), versionOf(database)]).toEqual([1, DOCUMENT_STEPS.length]);
	other.close();
	database.close();
	expect([readAll(file), readAll(second)]).toEqual([before, before]);
	openDocumentStore(second).close();
	expect(readAll(second)).toEqual(before);
});

test('several that open an old database at once migrate it once', async () => {
	const file = makeFile('documents.sqlite');
	makeFirst(file);
	const before = readAll(file);
	const source = `
		const { parentPort, workerData } = require('node:worker_threads');
		import(workerData.store).then(({ openDocumentStore }) => {
			openDocumentStore(workerData.file).close();
		});`;
	const workerData = { store: path.resolve('server/store/index.ts'), file };
	const openings = [1, 2, 3].map(
		() =>
			new Promise<void>((resolve, reject) => {
				const worker = new Worker(source, { eval: true, workerData });
				worker.once('error', reject);
				worker.once('exit', () => resolve());
			})
	);
	await Promise.all(openings);
	expect(readAll(file)).toEqual(before);
	openDocumentStore(file).close();
});
