/** Snapshots over HTTP: who may read them, as what, and for how long. */

import { request as ask } from 'node:http';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { add, makeId, type Edit } from '#lib/score/index.ts';
import { decodeSnapshot, encodeEdits, pack } from '#lib/wire/index.ts';
import { compact } from '#server/compaction/index.ts';
import { openDocumentStore, type DocumentStore } from '#server/store/index.ts';
import { CID, startTestServer, temporaryFolder, type TestServer } from './test-server.ts';

const NOWHERE = 'AAAAAAAAAAAAAAAAAAAAAA';
const DAY_MS = 86_400_000;
const NOTES = 300;

let server: TestServer;
let store: DocumentStore;
let time = Date.parse('2026-01-01T12:00:00Z');
beforeAll(async () => {
	const dataDir = temporaryFolder();
	server = await startTestServer([], dataDir);
	// as the worker does, with a connection of its own
	store = openDocumentStore(path.join(dataDir, 'documents.sqlite'), () => time);
});
afterAll(async () => {
	store.close();
	await server.close();
});

interface Opened {
	readonly doc: string;
	readonly token: string;
}

/** A document of so many notes that has been compacted: its snapshot is row 1. */
function makeCompacted(notes = NOTES): Opened {
	const { doc, token } = store.create(CID);
	write(doc, 1, notes);
	expect(compact(store, doc, 0)).toEqual({ seq: 1 });
	return { doc, token };
}

function write(doc: string, n: number, notes = 1): void {
	const edits = Array.from({ length: notes }, (_, i): Edit => add('note', makeId(1, n * 1000 + i), { start: i * 240 }));
	expect(store.append(doc, n - 1, [{ cid: CID, slot: 1, n, edits: pack(encodeEdits(edits)) }])).toBe(true);
}

const get = ({ doc, token }: Opened, rest: string, init: RequestInit = {}): Promise<Response> =>
	fetch(`${server.url}/api/documents/${doc}/${rest}`, { headers: { authorization: `Bearer ${token}` }, ...init });
const statusOf = async (opened: Opened, rest: string): Promise<unknown> => (await get(opened, rest)).status;

/** The answer as it comes over the wire; `fetch` would unpack it. */
const getRaw = ({ doc, token }: Opened, encodings: string) =>
	new Promise<{ headers: Record<string, unknown>; bytes: Buffer }>((resolve, reject) => {
		const headers = { authorization: `Bearer ${token}`, 'accept-encoding': encodings };
		ask(`${server.url}/api/documents/${doc}/snapshots/1`, { headers }, (response) => {
			const parts: Buffer[] = [];
			response.on('data', (part: Buffer) => parts.push(part));
			response.on('end', () => resolve({ headers: response.headers, bytes: Buffer.concat(parts) }));
		})
			.once('error', reject)
			.end();
	});

test('a snapshot is read by everyone who may look, under both of its names, and may be kept', async () => {
	const owner = makeCompacted();
	const links = (['view', 'edit'] as const).map((role) =>
		store.createLink(owner.doc, { role, name: '', expires: null })
	);
	for (const token of [owner.token, ...links.map((link) => link?.token ?? '')])
		for (const name of ['snapshots', 'versions']) {
			const response = await get({ doc: owner.doc, token }, `${name}/1`);
			expect([response.status, response.headers.get('cache-control'), response.headers.get('content-type')]).toEqual([
				200,
				'private, max-age=31536000, immutable',
				'application/octet-stream'
			]);
			const state = decodeSnapshot(new Uint8Array(await response.arrayBuffer()));
			expect(state.records.size).toBe(NOTES + 1);
		}
});

test('a snapshot travels packed to those who take it so, and plain to others', async () => {
	const owner = makeCompacted();
	const plain = store.readSnapshot(owner.doc, 1)?.bytes ?? new Uint8Array();
	for (const encodings of ['gzip', 'br, GZIP;q=0.5', 'deflate, *']) {
		const { headers, bytes } = await getRaw(owner, encodings);
		expect(headers).toMatchObject({
			'content-encoding': 'gzip',
			vary: 'accept-encoding',
			'content-length': String(bytes.length)
		});
		expect(bytes.length).toBeLessThan(plain.length);
		expect(new Uint8Array(gunzipSync(bytes))).toEqual(plain);
	}
	for (const encodings of ['', 'br', 'gzip;q=0', 'identity, gzip; q=0.0']) {
		const { headers, bytes } = await getRaw(owner, encodings);
		expect(headers['content-encoding']).toBe(undefined);
		expect(new Uint8Array(bytes)).toEqual(plain);
	}
});

test('a snapshot opens with a link to the whole document and with nothing else', async () => {
	const owner = makeCompacted(1);
	const other = makeCompacted(1);
	const some = store.createLink(owner.doc, { role: 'edit', name: '', expires: null, parts: [0] });
	const gone = store.createLink(owner.doc, { role: 'own', name: '', expires: null });
	store.revokeLink(owner.doc, gone?.id ?? '');
	for (const rest of ['snapshots/1', 'versions/1', 'versions']) {
		expect(await statusOf(owner, rest)).toBe(200);
		for (const token of [other.token, '', some?.token ?? '', gone?.token ?? ''])
			expect(await statusOf({ doc: owner.doc, token }, rest)).toBe(403);
		expect(await statusOf({ doc: NOWHERE, token: owner.token }, rest)).toBe(404);
		expect((await get(owner, rest, { method: 'POST' })).status).toBe(400);
	}
});

test('what is not there, or is no row, is not found', async () => {
	const owner = makeCompacted(1);
	for (const rest of [
		'snapshots/2',
		'versions/2',
		'snapshots/0',
		'snapshots/-1',
		'snapshots/x',
		'snapshots/',
		'versions/'
	])
		expect(await statusOf(owner, rest)).toBe(404);
	expect(await statusOf(owner, `snapshots/${'9'.repeat(15)}`)).toBe(404);
	expect(await statusOf(owner, `snapshots/${'9'.repeat(400)}`)).toBe(404);
});

test('the last version of each day is listed and read, newest first; what a newer one has replaced is gone', async () => {
	const owner = makeCompacted(1);
	const first = time;
	write(owner.doc, 2);
	compact(store, owner.doc, 0);
	time += DAY_MS;
	write(owner.doc, 3);
	compact(store, owner.doc, 0);
	const response = await get(owner, 'versions');
	expect(response.headers.get('cache-control')).toBe('no-store');
	expect(await response.json()).toEqual({
		versions: [
			{ seq: 3, time: first + DAY_MS, sizeBytes: store.readSnapshot(owner.doc, 3)?.bytes.length },
			{ seq: 2, time: first, sizeBytes: store.readSnapshot(owner.doc, 2)?.bytes.length }
		]
	});
	expect(await statusOf(owner, 'versions/2')).toBe(200);
	const gone = await get(owner, 'snapshots/1');
	expect([gone.status, gone.headers.get('cache-control')]).toEqual([404, 'no-store']);
	expect(await gone.json()).toMatchObject({ code: 'not-found' });
});
