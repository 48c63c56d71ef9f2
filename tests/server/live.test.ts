import { connect } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { add, makeId } from '#lib/score/index.ts';
import { CLOSE, encodeEdits, LANES, pack, STREAMS_MAX } from '#lib/wire/index.ts';
import { openDocumentStore } from '#server/store/index.ts';
import {
	CID,
	makeDocument,
	makeTones,
	makeWav,
	putAudio,
	sha256,
	startTestServer,
	temporaryFolder,
	TestClient,
	type Address,
	type TestServer
} from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
	server = await startTestServer();
});
afterAll(() => server.close());

async function join(address: Address, cid = CID, slot = 1): Promise<TestClient> {
	const client = new TestClient(server.url, address, cid, slot);
	await client.until(() => client.has('welcome'), 'welcome');
	return client;
}
const inDatabase = <T>(run: (database: DatabaseSync) => T): T => {
	const database = new DatabaseSync(path.join(server.dataDir, 'documents.sqlite'));
	try {
		return run(database);
	} finally {
		database.close();
	}
};

test('a log of many megabytes opens, and edits made meanwhile are in it', { timeout: 60_000 }, async () => {
	const dataDir = temporaryFolder();
	const store = openDocumentStore(path.join(dataDir, 'documents.sqlite'));
	const address = store.create(CID);
	const lyric = '가'.repeat(64);
	const rows = 150;
	for (let n = 1; n <= rows; n++) {
		const edits = Array.from({ length: 250 }, (_, i) => add('note', makeId(1, n * 250 + i), { start: i, lyric }));
		store.append(address.doc, n - 1, [{ cid: CID, slot: 1, n, edits: pack(encodeEdits(edits)) }]);
	}
	store.close();
	const large = await startTestServer([], dataDir);
	const reader = new TestClient(large.url, address, 'the-reader', 0);
	await reader.until(() => reader.has('welcome'), 'welcome');
	const mine = reader.score.nextId();
	reader.edit([add('note', mine, { pitch: 99 })]);
	await reader.until(() => reader.score.notes.length === rows * 250 + 1 && reader.unsaved === 0, 'every note', 30_000);
	expect(reader.closeCode).toBe(null);
	expect(reader.frames.filter((frame) => frame.kind === 'rows').length).toBeGreaterThan(5);
	await large.close();
});

test('a page that comes back on another socket replaces the first', async () => {
	const address = await makeDocument(server.url);
	const first = await join(address);
	const second = await join(address);
	await first.until(() => first.closeCode !== null, 'the close');
	expect(first.closeCode).toBe(CLOSE.replaced);
	second.edit([add('note', second.score.nextId(), {})]);
	await second.until(() => second.unsaved === 0, 'the edit');
	second.close();
});

test('an op that the server will not take is told with its reason before the log goes on, and others see nothing of it', async () => {
	const address = await makeDocument(server.url);
	const author = await join(address);
	const witness = await join(address, 'the-witness', 0);
	author.send({ kind: 'op', n: 1, edits: Array.from({ length: 2001 }, (_, i) => add('note', makeId(1, i + 1), {})) });
	author.send({ kind: 'op', n: 2, edits: [add('note', makeId(1, 5000), {})] });
	await author.until(() => author.frames.filter((frame) => frame.kind === 'rows').length === 2, 'both rows');
	await witness.until(() => witness.score.notes.length === 1, 'the second op');
	const [no, row] = author.frames.filter((frame) => frame.kind === 'no' || frame.kind === 'rows');
	expect(no).toMatchObject({ kind: 'no', code: 'full', about: 1 });
	expect(row).toMatchObject({ kind: 'rows', rows: [{ n: 1, edits: [] }] });
	author.close();
	witness.close();
});

test('a link that may only look is refused every edit, and leaves no trace in the log', async () => {
	const address = await makeDocument(server.url);
	const clients = (): number =>
		inDatabase((database) =>
			Number(database.prepare('SELECT count(*) AS n FROM clients WHERE doc = ?').get(address.doc)?.['n'])
		);
	const made = await fetch(`${server.url}/api/documents/${address.doc}/links`, {
		method: 'POST',
		headers: { authorization: `Bearer ${address.token}` },
		body: JSON.stringify({ role: 'view' })
	});
	const { token } = (await made.json()) as { token: string };
	const viewer = await join({ doc: address.doc, token }, 'the-viewer', 0);
	viewer.send({ kind: 'op', n: 1, edits: [add('note', makeId(0, 1), {})] });
	await viewer.until(() => viewer.has('no'), 'the refusal');
	expect(viewer.frames.find((frame) => frame.kind === 'no')).toMatchObject({ code: 'readonly', about: 1 });
	expect(clients()).toBe(1);
	expect((await putAudio(server.url, { doc: address.doc, token: 'look' }, makeWav(makeTones([220])))).status).toBe(403);
	viewer.close();
});

test('streams that ended make room for others, and one too many is refused by itself', async () => {
	const address = await makeDocument(server.url);
	const client = await join(address);
	const clip = client.score.nextId();
	const [waiting, stopped] = [client.score.nextId(), client.score.nextId()];
	client.edit([
		add('clip', clip, { audio: 'c'.repeat(64) }),
		add('analysis', waiting, { clip }),
		add('analysis', stopped, { clip, state: 'cancelled' })
	]);
	await client.until(() => client.unsaved === 0, 'the records');
	const sub = (sid: number, analysis: typeof waiting): void =>
		client.send({ kind: 'sub', sid, analysis, lane: LANES.f0, cursor: 0, credit: 1000 });
	for (let sid = 1; sid <= 3 * STREAMS_MAX; sid++) sub(sid, stopped);
	for (let sid = 101; sid <= 101 + STREAMS_MAX; sid++) sub(sid, waiting);
	await client.until(() => client.has('no'), 'the refusal');
	expect(client.frames.filter((frame) => frame.kind === 'end').length).toBe(3 * STREAMS_MAX);
	expect(client.frames.filter((frame) => frame.kind === 'no')).toMatchObject([
		{ code: 'nojob', about: 101 + STREAMS_MAX }
	]);
	client.close();
});

test('a stream may be asked for before its recording has come', async () => {
	const address = await makeDocument(server.url);
	const client = await join(address);
	const wav = makeWav(makeTones([330, 440]));
	const clip = client.score.nextId();
	const analysis = client.score.nextId();
	client.edit([add('clip', clip, { audio: sha256(wav) }), add('analysis', analysis, { clip })]);
	client.follow(analysis);
	client.send({ kind: 'ping', time: 1 });
	await client.until(() => client.has('pong'), 'the pong');
	expect((await putAudio(server.url, address, wav)).status).toBe(201);
	await client.until(() => client.hasEnded, 'the end');
	expect(client.curve.length).toBe(130);
	// and its record, which was there first, lets it be read
	const audio = await fetch(`${server.url}/api/documents/${address.doc}/audio/${sha256(wav)}`, {
		headers: { authorization: `Bearer ${address.token}` }
	});
	expect(audio.status).toBe(200);
	client.close();
});

test('a socket that floods is let go, whatever it says', async () => {
	const client = await join(await makeDocument(server.url));
	for (let i = 0; i < 3000; i++) client.send({ kind: 'unsub', sid: i });
	await client.until(() => client.closeCode !== null, 'the close');
	expect(client.closeCode).toBe(CLOSE.pace);
});

test('a server that stops says so, and does not wait for those who do not answer', async () => {
	const own = await startTestServer();
	const client = new TestClient(own.url, await makeDocument(own.url));
	await client.until(() => client.has('welcome'), 'welcome');
	const deaf = connect(Number(new URL(own.url).port), '127.0.0.1');
	await new Promise<void>((resolve) => {
		deaf.once('data', () => resolve());
		deaf.write(
			'GET /api/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'
		);
	});
	const start = performance.now();
	await own.close();
	expect(performance.now() - start).toBeLessThan(10_000);
	await client.until(() => client.closeCode !== null, 'the close');
	expect(client.closeCode).toBe(CLOSE.goingAway);
	deaf.destroy();
});

test('a page of another place that is gone before it is refused ends nothing', async () => {
	const strict = await startTestServer(['--allowed-origins', 'https://music.example']);
	for (let i = 0; i < 20; i++) {
		const socket = connect(Number(new URL(strict.url).port), '127.0.0.1');
		socket.on('error', () => undefined);
		socket.write(
			'GET /api/live HTTP/1.1\r\nHost: x\r\nOrigin: https://elsewhere.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
			() => socket.resetAndDestroy()
		);
	}
	expect((await fetch(`${strict.url}/api/models`)).status).toBe(200);
	await strict.close();
});
