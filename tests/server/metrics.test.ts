/** The figures of a real server move by exactly what happened to it, and are told to those whom they concern. */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { toFault } from '#lib/fault.ts';
import { add, makeId } from '#lib/score/index.ts';
import { parseExposition, sumOf, type Exposition } from '#lib/ui/operator/exposition.ts';
import {
	decodeServerFrame,
	encodeClientFrame,
	PROTOCOL_VERSION,
	SCHEMA_VERSION,
	SUBPROTOCOL,
	type ClientFrame,
	type ServerFrame
} from '#lib/wire/index.ts';
import { requireOperator } from '#server/http/operator-access.ts';
import { countErrors, createMetrics, measureStore } from '#server/metrics/index.ts';
import { createMemoryDocumentStore } from '#server/store/index.ts';
import { PresenceRoom } from '../../server/live/presence-room.ts';
import { HttpPage } from './http-page.ts';
import {
	makeDocument,
	makeTones,
	makeWav,
	putAudio,
	sha256,
	startTestServer,
	TestClient,
	type Address,
	type TestServer
} from './test-server.ts';

async function serve(flags: readonly string[] = []): Promise<TestServer> {
	const server = await startTestServer(flags);
	onTestFinished(() => server.close());
	return server;
}

const ask = async (url: string): Promise<Exposition> => parseExposition(await (await fetch(`${url}/metrics`)).text());
type Labels = Readonly<Record<string, string>>;

/** What a figure has grown by since this was called. */
async function countFrom(url: string) {
	const before = await ask(url);
	return async (name: string, where?: Labels): Promise<number> =>
		sumOf(await ask(url), name, where) - sumOf(before, name, where);
}

/** A socket that counts the bytes of its frames itself. */
class CountingSocket {
	readonly frames: ServerFrame[] = [];
	sentBytes = 0;
	receivedBytes = 0;
	readonly #socket: WebSocket;
	readonly #opened: Promise<unknown>;

	constructor(url: string) {
		this.#socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`, SUBPROTOCOL);
		this.#opened = new Promise((resolve) => this.#socket.once('open', resolve));
		this.#socket.on('message', (data: Buffer) => {
			this.receivedBytes += data.length;
			const frame = decodeServerFrame(new Uint8Array(data));
			if (frame) this.frames.push(frame);
		});
	}

	get closed(): Promise<void> {
		return new Promise((resolve) => this.#socket.once('close', () => resolve()));
	}

	async hello({ doc, token }: Address, cid: string): Promise<void> {
		await this.#opened;
		this.send({ kind: 'hello', version: PROTOCOL_VERSION, schema: SCHEMA_VERSION, doc, cid, token, since: 0 });
		await this.until('welcome');
	}

	send(frame: ClientFrame): void {
		this.sendBytes(encodeClientFrame(frame));
	}

	sendBytes(bytes: Uint8Array): void {
		this.sentBytes += bytes.length;
		this.#socket.send(bytes);
	}

	/** Settles when that many frames of the kind have come. */
	until(kind: ServerFrame['kind'], count = 1): Promise<void> {
		return expect
			.poll(() => this.frames.filter((frame) => frame.kind === kind).length, { timeout: 10_000 })
			.toBeGreaterThanOrEqual(count);
	}

	close(code?: number): void {
		this.#socket.close(code);
	}
}

test('edits count by what became of them, with their durable writes and every byte', async () => {
	const { url } = await serve(['--ops-per-second', '1', '--ops-burst', '5']);
	const address = await makeDocument(url);
	const grown = await countFrom(url);
	const socket = new CountingSocket(url);
	await socket.hello(address, 'counting-client');
	for (let n = 1; n <= 3; n++) {
		socket.send({ kind: 'op', n, edits: [add('note', makeId(2, n), { pitch: 60 })] });
		await socket.until('rows', n);
	}
	expect(await grown('melograph_append_seconds_count')).toBe(3);
	expect(await grown('melograph_edit_batch_size_sum')).toBe(3);
	// sent again, as after a line that was cut; then more than are taken at once
	socket.send({ kind: 'op', n: 3, edits: [add('note', makeId(2, 3), { pitch: 60 })] });
	socket.send({ kind: 'op', n: 4, edits: [] });
	socket.send({ kind: 'op', n: 5, edits: [] });
	await socket.until('no');
	await socket.until('rows', 4);
	socket.send({ kind: 'ping', time: 1 });
	await socket.until('pong');
	expect(await grown('melograph_ops_total', { outcome: 'committed' })).toBe(4);
	expect(await grown('melograph_ops_total', { outcome: 'done' })).toBe(1);
	expect(await grown('melograph_ops_total', { outcome: 'refused', code: 'rate' })).toBe(1);
	expect(await grown('melograph_ops_total')).toBe(6);
	expect(await grown('melograph_append_seconds_count')).toBe(4);
	expect(await grown('melograph_append_seconds_sum')).toBeGreaterThan(0);
	expect(await grown('melograph_received_bytes_total')).toBe(socket.sentBytes);
	expect(await grown('melograph_sent_bytes_total')).toBe(socket.receivedBytes);
	expect(await grown('melograph_queue_length')).toBe(0);
	socket.close();
});

test('connections are counted by their kind while they last, and by how they ended', async () => {
	const { url } = await serve();
	const address = await makeDocument(url);
	const grown = await countFrom(url);
	const first = new CountingSocket(url);
	await first.hello(address, 'first-client');
	const page = new HttpPage(url, address, 'blocked-client');
	await page.until(() => page.has('welcome'), 'welcome');
	expect(await grown('melograph_sockets', { transport: 'websocket' })).toBe(1);
	expect(await grown('melograph_sockets', { transport: 'http' })).toBe(1);
	expect(await grown('melograph_open_documents')).toBe(1);
	const rude = new CountingSocket(url);
	await rude.hello(address, 'rude-client');
	rude.sendBytes(new Uint8Array([0xc1]));
	await rude.closed;
	const inventive = new CountingSocket(url);
	await inventive.hello(address, 'inventive-client');
	inventive.close(4777);
	await inventive.closed;
	first.close(1000);
	await first.closed;
	const closed = (code: string) => grown('melograph_closed_sockets_total', { code });
	await expect.poll(async () => [await closed('1000'), await closed('4400'), await closed('other')]).toEqual([1, 1, 1]);
	expect(await grown('melograph_sockets', { transport: 'websocket' })).toBe(0);
	expect((await ask(url)).get('melograph_closed_sockets_total')?.length).toBe(3);
});

test('requests are counted under the pattern of their address, and tell nothing of it', async () => {
	const { url } = await serve();
	const { doc, token } = await makeDocument(url);
	const grown = await countFrom(url);
	await fetch(`${url}/api/models`);
	await fetch(`${url}/api/models`);
	await fetch(`${url}/api/documents/${doc}/links`, { headers: { authorization: `Bearer ${token}` } });
	await fetch(`${url}/api/documents/${doc}/links`);
	await fetch(`${url}/api/my%20song.wav`);
	const count = (route: string, status: number) =>
		grown('melograph_http_request_seconds_count', { route, status: String(status) });
	expect(await count('/api/models', 200)).toBe(2);
	expect(await count('/api/documents/:doc/links', 200)).toBe(1);
	expect(await count('/api/documents/:doc/links', 403)).toBe(1);
	expect(await count('other', 404)).toBe(1);
	const text = await (await fetch(`${url}/metrics`)).text();
	for (const secret of [doc, token, 'song']) expect(text).not.toContain(secret);
});

test('analyses are counted by how they ended', { timeout: 60_000 }, async () => {
	const { url } = await serve();
	const address = await makeDocument(url);
	const grown = await countFrom(url);
	const client = new TestClient(url, address);
	await client.until(() => client.has('welcome'), 'welcome');
	const hear = async (wav: Uint8Array): Promise<void> => {
		expect((await putAudio(url, address, wav)).status).toBe(201);
		const clip = client.score.nextId();
		client.edit([add('clip', clip, { audio: sha256(wav) }), add('analysis', client.score.nextId(), { clip })]);
	};
	const ended = (end: string) => grown('melograph_analyses_total', { end });
	await hear(makeWav(makeTones([220])));
	await expect.poll(() => ended('done'), { timeout: 20_000 }).toBe(1);
	await hear(makeWav(new Float32Array(16_000)));
	await expect.poll(() => ended('failed'), { timeout: 20_000 }).toBe(1);
	expect(await ended('cancelled')).toBe(0);
	await expect.poll(() => grown('melograph_jobs')).toBe(0);
	client.close();
});

/** One line of the text format: a comment, or a sample with labels in quotes. */
const LINE =
	/^(# (HELP|TYPE) [a-z]\w* .+|[a-z]\w*(\{[a-z]\w*="[^"\\]*"(,[a-z]\w*="[^"\\]*")*\})? (NaN|[-+]?Inf|[-+]?[\d.]+(e[-+]?\d+)?))$/;

test('it is the text format of Prometheus, with the figures of the process', async () => {
	const { url } = await serve();
	const socket = new CountingSocket(url);
	await socket.hello(await makeDocument(url), 'counting-client');
	const response = await fetch(`${url}/metrics`);
	expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
	expect(response.headers.get('cache-control')).toBe('no-store');
	const lines = (await response.text()).split('\n').filter((line) => line !== '');
	expect(lines.filter((line) => !LINE.test(line))).toEqual([]);
	const samples = lines.filter((line) => !line.startsWith('#')).map((line) => line.slice(0, line.lastIndexOf(' ')));
	expect(new Set(samples).size).toBe(samples.length);
	const typed = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2] ?? '');
	const named = (sample: string): boolean =>
		typed.some((name) => new RegExp(`^${name}(_bucket|_sum|_count)?(\\{|$)`).test(sample));
	expect(samples.filter((sample) => !named(sample))).toEqual([]);
	const figures = await ask(url);
	expect(sumOf(figures, 'process_resident_memory_bytes')).toBeGreaterThan(10e6);
	expect(figures.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);
	expect(sumOf(figures, 'melograph_append_seconds_bucket', { le: '+Inf' })).toBe(
		sumOf(figures, 'melograph_append_seconds_count')
	);
	socket.close();
});

test('the figures are those that docs/OPERATING.md explains', async () => {
	const table = /\n## Figures\n([\s\S]*?)\n## /.exec(readFileSync('docs/OPERATING.md', 'utf8'))?.[1] ?? '';
	const explained = [...table.matchAll(/`(melograph_\w+)`/g)].map((match) => match[1] ?? '');
	const told = [...(await createMetrics().describe()).matchAll(/^# TYPE (melograph_\w+)/gm)].map(
		(match) => match[1] ?? ''
	);
	expect(told.toSorted()).toEqual(explained.toSorted());
	expect(table).toContain('nodejs_eventloop_lag_p99_seconds');
});

test('two servers in one process count apart', async () => {
	const [one, other] = [await serve(), await serve()];
	const socket = new CountingSocket(one.url);
	await socket.hello(await makeDocument(one.url), 'counting-client');
	expect(sumOf(await ask(one.url), 'melograph_sockets')).toBe(1);
	expect(sumOf(await ask(other.url), 'melograph_sockets')).toBe(0);
	socket.close();
});

const TOKEN = 'open-sesame-open-sesame';
const status = async (url: string, headers: Record<string, string> = {}): Promise<number> =>
	(await fetch(`${url}/metrics`, { headers })).status;

test('what a proxy on this machine forwards does not come from this machine', async () => {
	const { url } = await serve(['--trust-proxy']);
	expect(await status(url)).toBe(200);
	expect(await status(url, { 'x-forwarded-for': '127.0.0.1' })).toBe(403);
	expect(await status(url, { 'x-forwarded-for': '203.0.113.9, 127.0.0.1' })).toBe(403);
	expect(await status(url, { 'x-forwarded-for': '' })).toBe(403);
	expect(await status(url, { forwarded: 'for=127.0.0.1' })).toBe(403);
	expect(await status(url, { 'x-real-ip': '127.0.0.1' })).toBe(403);
	// without a token there is none to guess
	expect(await status(url, { 'x-forwarded-for': '203.0.113.9', authorization: 'Bearer ' })).toBe(403);
	expect((await fetch(`${url}/healthz`, { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(200);
	expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(400);
});

test('the token opens the figures to others, and nothing like it does', async () => {
	const { url } = await serve(['--operator-token', TOKEN]);
	const elsewhere = { 'x-forwarded-for': '203.0.113.9' };
	expect(await status(url, { ...elsewhere, authorization: `Bearer ${TOKEN}` })).toBe(200);
	for (const wrong of [`Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `bearer ${TOKEN}`, TOKEN, 'Bearer ', ''])
		expect([wrong, await status(url, { ...elsewhere, authorization: wrong })]).toEqual([wrong, 403]);
	const { doc, token } = await makeDocument(url);
	expect(await status(url, { ...elsewhere, authorization: `Bearer ${token}` })).toBe(403);
	const answer = await fetch(`${url}/api/documents/${doc}/links`, { headers: { authorization: `Bearer ${TOKEN}` } });
	expect(answer.status).toBe(403);
});

const ownAddress = Object.values(networkInterfaces())
	.flatMap((addresses) => addresses ?? [])
	.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

test.skipIf(!ownAddress)('another address of the network is not this machine', async () => {
	const server = createServer((request, response) => {
		try {
			requireOperator(request, '');
			response.end('in');
		} catch (thrown) {
			response.end(toFault(thrown).code);
		}
	});
	onTestFinished(() => void server.close());
	await new Promise<void>((resolve) => server.listen(0, '::', resolve));
	const { port } = server.address() as AddressInfo;
	const answer = async (host: string) => (await fetch(`http://${host}:${port}/`)).text();
	expect(await answer('127.0.0.1')).toBe('in');
	expect(await answer('[::1]')).toBe('in');
	expect(await answer(ownAddress ?? '')).toBe('forbidden');
});

test('every error of the log counts where it happened, whatever the log writes', async () => {
	const metrics = createMetrics();
	const written: unknown[] = [];
	const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined };
	const log = countErrors({ ...silent, error: (...line) => void written.push(line) }, metrics);
	log.error('storage', 1);
	log.error('storage', 2);
	log.error('http');
	log.warn('http');
	const figures = parseExposition(await metrics.describe());
	expect(sumOf(figures, 'melograph_errors_total', { where: 'storage' })).toBe(2);
	expect(sumOf(figures, 'melograph_errors_total')).toBe(3);
	expect(written.length).toBe(3);
});

test('a batch is one durable write of all its rows, and one that fails or writes nothing is none', () => {
	const writes: number[] = [];
	const store = measureStore(createMemoryDocumentStore(), { appended: (_seconds, rows) => void writes.push(rows) });
	const { doc } = store.create('maker-of-it');
	const row = (n: number) => ({ cid: 'maker-of-it', slot: 1, n, edits: new Uint8Array() });
	store.append(doc, 0, [row(1), row(2)]);
	expect(store.append(doc, 0, [row(1)])).toBe(false);
	store.batch(() => {
		store.append(doc, 2, [row(3)]);
		store.batch(() => store.append(doc, 3, [row(4), row(5)]));
	});
	store.batch(() => store.findClient(doc, 'maker-of-it'));
	expect(() =>
		store.batch(() => {
			store.append(doc, 5, [row(6)]);
			throw new Error('no');
		})
	).toThrow('no');
	store.append(doc, 5, [row(6)]);
	expect(writes).toEqual([2, 3, 1]);
});

test('presence that a busy page is not told of is counted', () => {
	let dropped = 0;
	const room = new PresenceRoom({
		perSecond: 1000,
		now: () => 0,
		schedule: () => () => undefined,
		onDropped: () => dropped++
	});
	let isBusy = false;
	room.join({ parts: null, isBusy: () => isBusy, send: () => undefined });
	const show = () => {
		const other = room.join({ parts: null, isBusy: () => false, send: () => undefined });
		other.see({ name: '', colour: 0, part: 0, cursor: null, selection: [], view: null });
	};
	show();
	expect(dropped).toBe(0);
	isBusy = true;
	show();
	expect(dropped).toBe(1);
});
