/** Each limit of a socket and of a document: broken, and answered as docs/PROTOCOL.md says. */

import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { add, makeId, type AnyRecord, type Edit, type RecordKind } from '#lib/score/index.ts';
import { CLOSE, encodeClientFrame, LANES, pack, PROTOCOL_VERSION, SCHEMA_VERSION } from '#lib/wire/index.ts';
import { CID, makeDocument, startTestServer, TestClient, type Address, type TestServer } from './test-server.ts';

const open: TestServer[] = [];
afterEach(async () => {
	for (const server of open.splice(0)) await server.close();
});

async function serve(...flags: string[]): Promise<TestServer> {
	const server = await startTestServer(flags);
	open.push(server);
	return server;
}

async function join(server: TestServer, address?: Address, cid?: string, slot?: number): Promise<TestClient> {
	const client = new TestClient(server.url, address ?? (await makeDocument(server.url)), cid, slot);
	await client.until(() => client.has('welcome') || client.closeCode !== null, 'an answer');
	return client;
}

const closed = (client: TestClient): Promise<void> => client.until(() => client.closeCode !== null, 'the close');
const refusals = (client: TestClient): string[] =>
	client.frames.flatMap((frame) => (frame.kind === 'no' ? [frame.code] : []));
const metric = async (server: TestServer, name: string): Promise<number> => {
	const text = await (await fetch(`${server.url}/metrics`)).text();
	return Number(
		text
			.split('\n')
			.find((line) => line.startsWith(`${name} `))
			?.split(' ')[1] ?? 0
	);
};

test('socketsPerAddress bounds the sockets of one address on one document', async () => {
	const server = await serve('--sockets-per-address', '1');
	const address = await makeDocument(server.url);
	await join(server, address);
	expect((await join(server, address, 'second-one', 0)).closeCode).toBe(CLOSE.pace);
	// another document is another matter
	expect((await join(server)).closeCode).toBe(null);
});

test('frameLimitBytes closes whoever sends a larger frame', async () => {
	const server = await serve('--frame-limit-bytes', '1024');
	const client = await join(server);
	client.sendBytes(new Uint8Array(1025));
	await closed(client);
	expect(client.closeCode).toBe(1009);
});

test('framesPerSecond and framesBurst close a flood', async () => {
	const server = await serve('--frames-per-second', '1', '--frames-burst', '5');
	const client = await join(server);
	for (let time = 0; time < 4; time++) client.send({ kind: 'ping', time });
	await client.until(() => client.frames.filter((frame) => frame.kind === 'pong').length === 4, 'the answers');
	for (let time = 0; time < 4; time++) client.send({ kind: 'ping', time });
	await closed(client);
	expect(client.closeCode).toBe(CLOSE.pace);
});

test('editsPerOp refuses one op for good, and the next is taken', async () => {
	const server = await serve('--edits-per-op', '3');
	const client = await join(server);
	const notes = (count: number): Edit[] => Array.from({ length: count }, () => add('note', client.score.nextId(), {}));
	client.edit(notes(4));
	client.edit(notes(3));
	await client.until(() => client.unsaved === 0, 'both');
	expect([refusals(client), client.score.notes.length]).toEqual([['full'], 3]);
});

test('groupLimitBytes refuses a gesture of several ops as a whole', async () => {
	const server = await serve('--group-limit-bytes', '4096');
	const client = await join(server);
	const notes = Array.from({ length: 1200 }, (_, start) => add('note', client.score.nextId(), { start }));
	client.edit(notes);
	client.edit([add('note', client.score.nextId(), { lyric: 'after' })]);
	await client.until(() => client.unsaved === 0, 'the refusal');
	expect([refusals(client)[0], client.score.notes.length]).toEqual(['full', 1]);
	const reader = await join(server, undefined, 'another-one');
	reader.close();
});

test.each<[string, RecordKind]>([
	['notes', 'note'],
	['clips', 'clip'],
	['analyses', 'analysis'],
	['curves', 'curve'],
	['parts', 'part']
])('%sPerDocument bounds a document', async (name, kind) => {
	const server = await serve(`--${name}-per-document`, '2');
	const client = await join(server);
	const found = (): AnyRecord[] => [...client.score.state.records.values()].filter((record) => record.kind === kind);
	for (let i = 0; i < 3; i++) client.edit([add(kind, client.score.nextId(), {})]);
	await client.until(() => client.unsaved === 0, 'all three');
	expect([refusals(client), found().length]).toEqual([['full'], 2]);
	// what is deleted makes room
	const [first] = found();
	if (first) client.edit([{ kind: 'delete', ids: [first.id] }]);
	client.edit([add(kind, client.score.nextId(), {})]);
	await client.until(() => client.unsaved === 0, 'the room');
	expect([refusals(client).length, found().length]).toEqual([1, 2]);
});

test('a gesture that takes away as much as it brings is within the limits', async () => {
	const server = await serve('--notes-per-document', '2');
	const client = await join(server);
	client.edit([add('note', client.score.nextId(), {}), add('note', client.score.nextId(), {})]);
	const ids = client.score.notes.map((note) => note.id);
	client.edit([
		{ kind: 'delete', ids },
		add('note', client.score.nextId(), {}),
		add('note', client.score.nextId(), {})
	]);
	await client.until(() => client.unsaved === 0, 'both');
	expect([refusals(client), client.score.notes.length]).toEqual([[], 2]);
});

test('samplesPerDocument bounds what is drawn', async () => {
	const server = await serve('--samples-per-document', '5000');
	const client = await join(server);
	const [clip, curve] = [client.score.nextId(), client.score.nextId()];
	client.edit([add('clip', clip, {}), add('curve', curve, { clip })]);
	const draw = (start: number): void =>
		client.edit([{ kind: 'curve', id: curve, start, values: new Int16Array(1000).fill(12_000) }]);
	for (const start of [0, 5000, 10_000]) draw(start);
	await client.until(() => client.unsaved === 0, 'the strokes');
	expect(refusals(client)).toEqual(['full']);
	client.edit([{ kind: 'delete', ids: [curve] }, add('curve', client.score.nextId(), { clip })]);
	await client.until(() => client.unsaved === 0, 'the room');
	expect(refusals(client).length).toBe(1);
});

test('one op may look at every record only so often', async () => {
	const server = await serve();
	const client = await join(server);
	const where = { part: 0, from: 0, to: 960 };
	const moves = Array.from({ length: 9 }, () => ({ kind: 'shift', where, ticks: 1, semitones: 0 }) as const);
	client.send({ kind: 'op', n: 1, edits: moves });
	await client.until(() => client.has('no'), 'the refusal');
	expect(refusals(client)).toEqual(['full']);
});

test('commitDelayMs and commitOps decide how many edits are written together', async () => {
	const batches = async (...flags: string[]): Promise<number> => {
		const server = await serve(...flags);
		const client = await join(server);
		const before = await metric(server, 'melograph_append_seconds_count');
		for (let i = 0; i < 12; i++) client.edit([add('note', client.score.nextId(), {})]);
		await client.until(() => client.unsaved === 0, 'all edits');
		return (await metric(server, 'melograph_append_seconds_count')) - before;
	};
	expect(await batches('--commit-delay-ms', '1000', '--commit-ops', '12')).toBe(1);
	expect(await batches('--commit-delay-ms', '1000', '--commit-ops', '4')).toBe(3);
	expect(await batches('--commit-ops', '1')).toBe(12);
	expect(await batches('--commit-delay-ms', '300')).toBe(1);
});

test('snapshotEdits and keptRows decide when a log is made short, and how far', async () => {
	const server = await serve('--snapshot-edits', '5', '--kept-rows', '2');
	const address = await makeDocument(server.url);
	const client = await join(server, address);
	for (let i = 0; i < 5; i++) {
		client.edit([add('note', client.score.nextId(), { start: i })]);
		await client.until(() => client.unsaved === 0, 'an edit');
	}
	const versions = async (): Promise<number> => {
		const headers = { authorization: `Bearer ${address.token}` };
		const answer = await fetch(`${server.url}/api/documents/${address.doc}/versions`, { headers });
		return ((await answer.json()) as { versions: unknown[] }).versions.length;
	};
	await expect.poll(versions, { timeout: 10_000 }).toBe(1);
	const late = await join(server, address, 'late-comer', 0);
	await late.until(() => late.score.notes.length === 5, 'the notes');
	expect(late.frames.some((frame) => frame.kind === 'snap' && frame.seq === 5)).toBe(true);
});

test('streamsPerSocket refuses one more', async () => {
	const server = await serve('--streams-per-socket', '1');
	const client = await join(server);
	const [clip, analysis] = [client.score.nextId(), client.score.nextId()];
	client.edit([add('clip', clip, { audio: 'ab'.repeat(32) }), add('analysis', analysis, { clip })]);
	for (const sid of [1, 2]) client.send({ kind: 'sub', sid, analysis, lane: LANES.f0, cursor: 0, credit: 1 });
	await client.until(() => client.has('no'), 'the refusal');
	expect(client.frames.find((frame) => frame.kind === 'no')).toMatchObject({ code: 'nojob', about: 2 });
});

test('an edit that only a newer version knows is refused, and the next is taken', async () => {
	const server = await serve();
	const client = await join(server);
	client.sendBytes(pack([2, 1, [[99, 1, 2, 3]]]));
	await client.until(() => client.has('no'), 'the refusal');
	expect(refusals(client)).toEqual(['unsupported']);
	client.send({ kind: 'op', n: 2, edits: [add('note', makeId(1, 1), {})] });
	await client.until(() => client.frames.filter((frame) => frame.kind === 'rows').length === 2, 'both rows');
	expect(client.closeCode).toBe(null);
});

test('overloadLagMs keeps new pages out while the server is far behind, and those who are there go on', async () => {
	const server = await serve('--overload-lag-ms', '2');
	const client = await join(server);
	// the server runs in this very process: what holds it up here holds it up there
	const level = (): Promise<number> => metric(server, 'melograph_overload_level');
	const block = new Int32Array(new SharedArrayBuffer(4));
	const hold = setInterval(() => Atomics.wait(block, 0, 0, 60), 1);
	try {
		await expect.poll(level, { timeout: 15_000 }).toBe(3);
		const answer = await fetch(`${server.url}/api/live/http`);
		expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
		const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/live`, 'melograph.1');
		const refused = new Promise<string>((resolve) => socket.once('error', (error) => resolve(error.message)));
		expect(await refused).toContain('503');
		client.edit([add('note', client.score.nextId(), {})]);
		await client.until(() => client.unsaved === 0, 'the edit');
	} finally {
		clearInterval(hold);
	}
	await expect.poll(level, { timeout: 15_000 }).toBeLessThan(3);
});

/** A document whose log has some megabytes, and somebody who opens it and reads nothing. */
async function stall(...flags: string[]): Promise<{ server: TestServer; socket: WebSocket }> {
	const server = await serve('--ops-per-second', '100000', '--ops-burst', '100000', ...flags);
	const address = await makeDocument(server.url);
	const writer = await join(server, address);
	const lyric = '가'.repeat(64);
	// 24 MiB: more than an operating system takes for a reader who does not read
	for (let i = 0; i < 240; i++) {
		const notes = Array.from({ length: 500 }, (_, start) => add('note', writer.score.nextId(), { start, lyric }));
		writer.edit(notes.slice(0, 400));
		await writer.until(() => writer.unsaved < 4, 'the log');
	}
	// the writer stays, because a snapshot is made when she goes
	await writer.until(() => writer.unsaved === 0, 'the log');
	const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/live`, 'melograph.1');
	await new Promise((resolve) => socket.once('open', resolve));
	socket.pause();
	const hello = { kind: 'hello', version: PROTOCOL_VERSION, schema: SCHEMA_VERSION, ...address, cid: `${CID}-slow` };
	socket.send(encodeClientFrame({ ...hello, kind: 'hello', since: 0 }));
	return { server, socket };
}

const TOO_SLOW = `melograph_closed_sockets_total{code="${CLOSE.pace}"}`;

test(
	'bufferedLimitBytes closes a reader at once, slowReaderBytes after slowReaderMs',
	{ timeout: 60_000 },
	async () => {
		const generous = ['--busy-bytes', '1073741824', '--snapshot-edits', '100000'];
		const far = await stall(...generous, '--buffered-limit-bytes', '65536', '--slow-reader-ms', '86400000');
		await expect.poll(() => metric(far.server, TOO_SLOW), { timeout: 5000 }).toBe(1);
		const limit = ['--buffered-limit-bytes', '1073741824', '--slow-reader-bytes', '65536'];
		const slow = await stall(...generous, ...limit, '--slow-reader-ms', '100');
		await expect.poll(() => metric(slow.server, TOO_SLOW), { timeout: 5000 }).toBe(1);
		far.socket.terminate();
		slow.socket.terminate();
	}
);

test('busyBytes keeps what a slow reader has not taken in the store', { timeout: 60_000 }, async () => {
	const { server, socket } = await stall('--snapshot-edits', '100000', '--buffered-limit-bytes', '2097152');
	const sent = (): Promise<number> => metric(server, 'melograph_sent_bytes_total');
	await expect.poll(async () => (await sent()) === (await sent()), { timeout: 5000 }).toBe(true);
	expect(await metric(server, TOO_SLOW)).toBe(0);
	let bytes = 0;
	socket.on('message', (data: Buffer) => (bytes += data.length));
	socket.resume();
	await expect.poll(() => bytes, { timeout: 10_000 }).toBeGreaterThan(15_000_000);
	socket.terminate();
});
