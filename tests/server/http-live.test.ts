import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { add, makeId, type Edit, type Score } from '#lib/score/index.ts';
import {
	bundleFrames,
	CLOSE,
	encodeClientFrame,
	LANES,
	PROTOCOL_VERSION,
	SCHEMA_VERSION,
	unbundleFrames
} from '#lib/wire/index.ts';
import { readEvents, type ServerEvent } from '../../src/lib/client/server-events.ts';
import { HttpPage } from './http-page.ts';
import {
	CID,
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

let server: TestServer;
const pages: { close(): void }[] = [];
beforeAll(async () => {
	server = await startTestServer();
});
afterEach(() => pages.splice(0).forEach((page) => page.close()));
afterAll(() => server.close());

const open = (address: Address, cid = CID, hello = true): HttpPage => {
	const page = new HttpPage(server.url, address, cid, hello);
	pages.push(page);
	return page;
};
const note = (score: Score, pitch: number): Edit => add('note', score.nextId(), { pitch });
const pitches = (score: Score): number[] => score.notes.map((each) => each.pitch);
const hello = ({ doc, token }: Address, cid = CID) =>
	encodeClientFrame({ kind: 'hello', version: PROTOCOL_VERSION, schema: SCHEMA_VERSION, doc, cid, token, since: 0 });
const op = (n: number) =>
	encodeClientFrame({ kind: 'op', n, edits: [add('note', makeId(1, n), { pitch: n, start: n * 100 })] });

/** A stream of events by itself, and the id to post to. */
async function openEvents(url: string): Promise<{ id: string; next(): Promise<ServerEvent | undefined>; end(): void }> {
	const abort = new AbortController();
	const { body } = await fetch(`${url}/api/live/http`, { signal: abort.signal });
	if (!body) throw new Error('There is no stream.');
	const events = readEvents(body);
	const next = async (): Promise<ServerEvent | undefined> => (await events.next()).value ?? undefined;
	return { id: (await next())?.data ?? '', next, end: () => abort.abort() };
}
const post = (url: string, id: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
	fetch(`${url}/api/live/http/${id}`, { method: 'POST', body, headers });

test('frames survive a bundle, and a broken bundle is refused', () => {
	const frames = [new Uint8Array([1, 2, 3]), new Uint8Array(), new Uint8Array(70_000).fill(7)];
	const bundle = bundleFrames(frames);
	expect(unbundleFrames(bundle)).toEqual(frames);
	expect(unbundleFrames(new Uint8Array())).toEqual([]);
	for (const length of [1, 6, bundle.length - 1])
		expect(() => unbundleFrames(bundle.subarray(0, length))).toThrow('ends inside of a frame');
	expect(() => unbundleFrames(new Uint8Array([255, 255, 255, 255, 0]))).toThrow('ends inside of a frame');
});

test('a page over HTTP and one over a WebSocket see the same document', async () => {
	const address = await makeDocument(server.url);
	const blocked = open(address, 'blocked-page');
	const other = new TestClient(server.url, address);
	await blocked.until(() => blocked.has('welcome'), 'welcome');
	await other.until(() => other.has('welcome'), 'welcome');
	blocked.edit([note(blocked.score, 61)]);
	await other.until(() => pitches(other.score).includes(61), 'the note from over HTTP');
	other.edit([note(other.score, 64)]);
	await blocked.until(() => pitches(blocked.score).includes(64), 'the note from over the socket');
	await blocked.until(() => blocked.unsaved === 0, 'all confirmed');
	expect(pitches(blocked.score).toSorted()).toEqual(pitches(other.score).toSorted());
	other.close();
});

test('an analysis streams over HTTP as well', { timeout: 60_000 }, async () => {
	const address = await makeDocument(server.url);
	const wav = makeWav(makeTones([220, 330]));
	await putAudio(server.url, address, wav);
	const page = open(address, 'blocked-page');
	await page.until(() => page.has('welcome'), 'welcome');
	const clip = page.score.nextId();
	const analysis = page.score.nextId();
	page.edit([add('clip', clip, { audio: sha256(wav) }), add('analysis', analysis, { clip })]);
	await page.until(() => page.unsaved === 0, 'the wish to listen');
	page.send({ kind: 'sub', sid: 1, analysis, lane: LANES.f0, cursor: 0, credit: 1_000_000 });
	await page.until(() => page.has('end'), 'the end of the stream', 40_000);
	expect(page.has('chunk')).toBe(true);
	expect(page.frames.findLast((frame) => frame.kind === 'end')).toMatchObject({ status: 'done' });
});

test('requests are handled in the order in which they began, however slowly one arrives', async () => {
	const address = await makeDocument(server.url);
	const events = await openEvents(server.url);
	const body = bundleFrames([hello(address), op(1)]);
	const slow = request(`${server.url}/api/live/http/${events.id}`, {
		method: 'POST',
		headers: { 'content-length': body.length, expect: '100-continue' }
	});
	const hasBegun = new Promise<void>((resolve) => slow.on('continue', () => resolve()));
	const slowStatus = new Promise((resolve) => slow.on('response', ({ statusCode }) => resolve(statusCode)));
	slow.write(body.subarray(0, 10));
	await hasBegun;
	// on a connection of its own, and whole at once
	const quick = post(server.url, events.id, bundleFrames([op(2)]));
	slow.end(body.subarray(10));
	expect(await slowStatus).toBe(204);
	expect((await quick).status).toBe(204);
	const reader = open(address, 'the-reader');
	await reader.until(() => reader.score.notes.length === 2, 'both notes');
	expect(pitches(reader.score)).toEqual([1, 2]);
	events.end();
});

test('more requests at once than a page ever sends are refused', async () => {
	const events = await openEvents(server.url);
	const slow = Array.from({ length: 4 }, () => {
		const waiting = request(`${server.url}/api/live/http/${events.id}`, {
			method: 'POST',
			headers: { 'content-length': 4 }
		});
		waiting.on('error', () => undefined);
		return waiting;
	});
	await Promise.all(slow.map((each) => new Promise<void>((resolve) => each.write('\0', () => resolve()))));
	await expect
		.poll(async () => (await post(server.url, events.id, bundleFrames([]))).status, { timeout: 5000 })
		.toBe(429);
	for (const each of slow) each.destroy();
	events.end();
});

test('a reader that pauses gets everything when it goes on', { timeout: 60_000 }, async () => {
	const address = await makeDocument(server.url);
	const events = await openEvents(server.url);
	await post(server.url, events.id, bundleFrames([hello(address, 'slow-reader')]));
	const writer = new TestClient(server.url, address);
	await writer.until(() => writer.has('welcome'), 'welcome');
	const lyric = '가'.repeat(64);
	for (let i = 0; i < 25; i++)
		writer.edit(Array.from({ length: 200 }, () => add('note', writer.score.nextId(), { lyric, start: i })));
	await writer.until(() => writer.unsaved === 0, 'all written', 40_000);
	writer.close();
	const wanted = 25 * 200 * lyric.length * 3;
	for (let bytes = 0; bytes < wanted;) bytes += (await events.next())?.data.length ?? Number.NaN;
	events.end();
});

test.each([
	['a wrong token', (address: Address) => hello({ ...address, token: 'x'.repeat(22) }), CLOSE.forbidden],
	['no such document', (address: Address) => hello({ ...address, doc: 'x'.repeat(22) }), CLOSE.notFound],
	['bytes that are no frame', () => new Uint8Array([1, 2, 3]), CLOSE.malformed],
	['an edit before a hello', () => op(1), CLOSE.malformed],
	['a frame over the limit', () => new Uint8Array(66_000), 1009]
] as const)('%s gets the close code of a WebSocket', async (_, frame, code) => {
	const page = open(await makeDocument(server.url), CID, false);
	await page.until(() => page.isOpen, 'the stream');
	page.sendBytes(frame(await makeDocument(server.url)));
	await page.until(() => page.closeCode !== null, 'the end');
	expect(page.closeCode).toBe(code);
	expect(page.isOpen).toBe(false);
});

test('the same page on another connection takes the place of the first', async () => {
	const address = await makeDocument(server.url);
	const first = open(address, 'one-and-only');
	await first.until(() => first.has('welcome'), 'welcome');
	const second = open(address, 'one-and-only');
	await first.until(() => first.closeCode !== null, 'the end');
	expect(first.closeCode).toBe(CLOSE.replaced);
	await second.until(() => second.has('welcome'), 'welcome');
});

test('who says nothing is let go, and a server that goes away says so', async () => {
	const brief = await startTestServer(['--hello-timeout-ms', '100']);
	const silent = new HttpPage(brief.url, await makeDocument(brief.url), CID, false);
	await silent.until(() => silent.closeCode !== null, 'the end');
	expect(silent.closeCode).toBe(CLOSE.idle);
	const guest = new HttpPage(brief.url, await makeDocument(brief.url), CID);
	await guest.until(() => guest.has('welcome'), 'welcome');
	await brief.close();
	await guest.until(() => guest.closeCode !== null, 'the end');
	expect(guest.closeCode).toBe(CLOSE.goingAway);
});

test('nobody posts to a connection that is not there, or has gone', async () => {
	const unknown = await post(server.url, 'A'.repeat(22), bundleFrames([]));
	expect([unknown.status, await unknown.json()]).toEqual([404, expect.objectContaining({ code: 'not-found' })]);
	const events = await openEvents(server.url);
	expect(events.id).toMatch(/^[\w-]{22}$/);
	expect((await post(server.url, events.id, bundleFrames([]))).status).toBe(204);
	events.end();
	await expect.poll(async () => (await post(server.url, events.id, bundleFrames([]))).status).toBe(404);
});

test('allowedOrigins holds for frames by HTTP', async () => {
	const strict = await startTestServer(['--allowed-origins', 'https://music.example']);
	const foreign = { origin: 'https://evil.example' };
	expect((await fetch(`${strict.url}/api/live/http`, { headers: foreign })).status).toBe(403);
	const events = await openEvents(strict.url);
	const frame = bundleFrames([hello(await makeDocument(strict.url))]);
	expect((await post(strict.url, events.id, frame, foreign)).status).toBe(403);
	expect((await post(strict.url, events.id, frame)).status).toBe(403);
	expect((await post(strict.url, events.id, frame, { origin: 'https://music.example' })).status).toBe(204);
	events.end();
	await strict.close();
});
