import { afterAll, beforeAll, expect, test } from 'vitest';
import { add, makeId } from '#lib/score/index.ts';
import { CLOSE, encodeClientFrame } from '#lib/wire/index.ts';
import {
	makeDocument,
	makeTones,
	makeWav,
	putAudio,
	sha256,
	startTestServer,
	TestClient,
	type TestServer
} from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
	server = await startTestServer();
});
afterAll(() => server.close());

const WAV = makeWav(makeTones([220]));
const HASH = sha256(WAV);
const NOWHERE = { doc: 'AAAAAAAAAAAAAAAAAAAAAA', token: 'nothing' };

const getAudio = (doc: string, token: string, hash = HASH): Promise<Response> =>
	fetch(`${server.url}/api/documents/${doc}/audio/${hash}`, { headers: { authorization: `Bearer ${token}` } });
const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as { code: unknown }).code;

test('a hash grants nothing: only the token of a document that names the recording reads it', async () => {
	const mine = await makeDocument(server.url);
	const theirs = await makeDocument(server.url);
	expect((await putAudio(server.url, mine, WAV)).status).toBe(201);
	expect((await getAudio(mine.doc, mine.token)).status).toBe(404); // no record names it yet
	const client = new TestClient(server.url, mine);
	await client.until(() => client.has('welcome'), 'welcome');
	client.edit([add('clip', client.score.nextId(), { audio: HASH, name: 'a.wav' })]);
	await client.until(() => client.unsaved === 0, 'the clip');
	const read = await getAudio(mine.doc, mine.token);
	expect(read.status).toBe(200);
	expect(sha256(new Uint8Array(await read.arrayBuffer()))).toBe(HASH);
	expect(await (await getAudio(mine.doc, mine.token, `${HASH}/about`)).json()).toMatchObject({
		format: 'wav',
		sampleRate: 16_000
	});
	expect((await getAudio(mine.doc, theirs.token, `${HASH}/about`)).status).toBe(403);
	expect((await getAudio(theirs.doc, theirs.token, `${HASH}/about`)).status).toBe(404);
	expect((await getAudio(mine.doc, theirs.token)).status).toBe(403);
	expect((await getAudio(mine.doc, '')).status).toBe(403);

	const other = new TestClient(server.url, theirs);
	await other.until(() => other.has('welcome'), 'welcome');
	other.edit([add('clip', other.score.nextId(), { audio: HASH, name: 'stolen.wav' })]);
	await other.until(() => other.unsaved === 0, 'the clip');
	expect((await getAudio(theirs.doc, theirs.token)).status).toBe(404);
	client.edit([{ kind: 'delete', ids: client.score.clips.map((clip) => clip.id) }]);
	await client.until(() => client.unsaved === 0, 'the deletion');
	expect((await getAudio(mine.doc, mine.token)).status).toBe(404);
	client.close();
	other.close();
});

test('an upload needs a document and its token', async () => {
	const { doc } = await makeDocument(server.url);
	expect((await putAudio(server.url, { doc, token: 'wrong' }, WAV)).status).toBe(403);
	expect((await putAudio(server.url, NOWHERE, WAV)).status).toBe(404);
});

test('a body that is not what its name says is not published', async () => {
	const mine = await makeDocument(server.url);
	const wrong = 'f'.repeat(64);
	const response = await putAudio(server.url, mine, WAV, wrong);
	expect(response.status).toBe(422);
	expect(await codeOf(response)).toBe('hash-mismatch');
	expect((await putAudio(server.url, mine, WAV, wrong)).status).toBe(422);
});

test('a socket must say hello with a token that opens the document', async () => {
	const { doc, token } = await makeDocument(server.url);
	const closes = async (address: { doc: string; token: string }): Promise<number | null> => {
		const client = new TestClient(server.url, address);
		await client.until(() => client.closeCode !== null, 'the close');
		return client.closeCode;
	};
	expect(await closes({ doc, token: 'wrong' })).toBe(CLOSE.forbidden);
	expect(await closes(NOWHERE)).toBe(CLOSE.notFound);
	const good = new TestClient(server.url, { doc, token });
	await good.until(() => good.has('welcome'), 'welcome');
	good.close();
});

test('malformed frames close their own socket and nothing else', async () => {
	const address = await makeDocument(server.url);
	const steady = new TestClient(server.url, address);
	await steady.until(() => steady.has('welcome'), 'welcome');
	const evil: Uint8Array[] = [
		Uint8Array.of(0xc1),
		Uint8Array.of(0x81, 0xa1, 0x61, 1),
		new Uint8Array(70_000),
		encodeClientFrame({
			kind: 'hello',
			version: 1,
			schema: 1,
			doc: address.doc,
			cid: 'x'.repeat(3),
			token: address.token,
			since: 0
		})
	];
	for (const bytes of evil) {
		const client = new TestClient(server.url, address, 'evil-client', 0);
		await client.until(() => client.has('welcome'), 'welcome');
		client.sendBytes(bytes);
		await client.until(() => client.closeCode !== null, 'the close');
		expect([CLOSE.malformed, 1009]).toContain(client.closeCode);
	}
	steady.edit([add('note', steady.score.nextId(), {})]);
	await steady.until(() => steady.unsaved === 0, 'the edit of the other');
	steady.close();
});

test('an op with a gap before it is not written; one that is done already is not written again', async () => {
	const address = await makeDocument(server.url);
	const client = new TestClient(server.url, address);
	await client.until(() => client.has('welcome'), 'welcome');
	client.send({ kind: 'op', n: 2, edits: [add('note', makeId(1, 9), {})] });
	await client.until(() => client.frames.some((frame) => frame.kind === 'no' && frame.code === 'gap'), 'the gap');
	client.edit([add('note', client.score.nextId(), {})]);
	await client.until(() => client.unsaved === 0, 'the edit');
	client.send({ kind: 'op', n: 1, edits: [add('note', makeId(1, 10), {})] });
	client.send({ kind: 'ping', time: 7 });
	await client.until(() => client.has('pong'), 'the pong');
	const viewer = new TestClient(server.url, address, 'a-later-one', 0);
	await viewer.until(() => viewer.score.notes.length > 0, 'the note');
	expect(viewer.score.notes.length).toBe(1);
	client.close();
	viewer.close();
});

test('requests that mean nothing are answered with a code and a sentence', async () => {
	const post = (body: string): Promise<Response> => fetch(`${server.url}/api/documents`, { method: 'POST', body });
	for (const response of [
		await post('{'),
		await post('{"cid":"x"}'),
		await post(`{"cid":"${'a'.repeat(9000)}"}`),
		await fetch(`${server.url}/api/documents`)
	]) {
		expect(response.status).toBe(400);
		expect(await codeOf(response)).toBe('bad-request');
	}
	expect((await fetch(`${server.url}/api/nothing`)).status).toBe(404);
	const { models } = (await (await fetch(`${server.url}/api/models`)).json()) as { models: { id: string }[] };
	expect(models.map((model) => model.id)).toEqual(['melograph-f0', 'yin']);
});
