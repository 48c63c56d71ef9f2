import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { add } from '#lib/score/index.ts';
import { openAudioFiles, openDocumentStore } from '#server/store/index.ts';
import {
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
	server = await startTestServer(['--upload-limit-bytes', '100000', '--audio-bytes-per-document', '90000']);
});
afterAll(() => server.close());

const WAV = makeWav(makeTones([220]));
const incoming = (): string[] => readdirSync(path.join(server.dataDir, 'audio', 'incoming'));
const errors = (): unknown[] => server.log.filter((line) => line['level'] === 'error');

/** Says these bytes on a bare connection; answers what came back until it closed. */
function say(head: string[], body: Uint8Array, isCutOff: boolean): Promise<string> {
	return new Promise((resolve) => {
		const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
		let answer = '';
		socket.on('data', (data: Buffer) => (answer += data.toString()));
		socket.on('error', () => undefined);
		socket.on('close', () => resolve(answer));
		socket.write(`${head.join('\r\n')}\r\n\r\n`);
		socket.write(body, () => isCutOff && socket.destroy());
	});
}
const putHead = ({ doc, token }: Address, hash: string, ...more: string[]): string[] => [
	`PUT /api/documents/${doc}/audio/${hash} HTTP/1.1`,
	'Host: x',
	`Authorization: Bearer ${token}`,
	...more
];

test('a body that ends before its length leaves nothing, and is nobody’s fault', async () => {
	const address = await makeDocument(server.url);
	await say(putHead(address, sha256(WAV), 'Content-Length: 90000'), WAV.subarray(0, 1000), true);
	await expect.poll(incoming).toEqual([]);
	expect(errors()).toEqual([]);
	expect((await putAudio(server.url, address, WAV)).status).toBe(201);
});

test('a body without a length is refused with an answer when it grows over the limit', async () => {
	const address = await makeDocument(server.url);
	const block = Buffer.concat([Buffer.from('ea60\r\n'), Buffer.alloc(60_000), Buffer.from('\r\n')]);
	const answer = await say(
		putHead(address, 'a'.repeat(64), 'Transfer-Encoding: chunked'),
		Buffer.concat([block, block, block]),
		false
	);
	expect(answer).toContain('HTTP/1.1 413');
	expect(answer).toContain('too-large');
	expect(incoming()).toEqual([]);
});

test('a body without a length is refused when it grows over what the document may hold', async () => {
	const address = await makeDocument(server.url);
	expect((await putAudio(server.url, address, WAV)).status).toBe(201);
	const blocks = [...Array(8)].map(() =>
		Buffer.concat([Buffer.from('2710\r\n'), Buffer.alloc(10_000), Buffer.from('\r\n')])
	);
	const head = putHead(address, 'b'.repeat(64), 'Transfer-Encoding: chunked');
	const answer = await say(head, Buffer.concat(blocks), false);
	expect(answer).toContain('HTTP/1.1 413');
	expect(answer).toContain('Delete a recording');
	expect(incoming()).toEqual([]);
});

test('a long body that nobody asked for is answered, not reset', async () => {
	const response = await fetch(`${server.url}/api/documents`, { method: 'POST', body: new Uint8Array(80_000) });
	expect(response.status).toBe(400);
});

test('the same recording in two documents, at once and again, is one file that both hold', async () => {
	const [one, two] = [await makeDocument(server.url), await makeDocument(server.url)];
	const wav = makeWav(makeTones([550]));
	const statuses = await Promise.all([
		putAudio(server.url, one, wav),
		putAudio(server.url, two, wav),
		putAudio(server.url, one, wav)
	]);
	expect(statuses.every((response) => response.ok)).toBe(true);
	expect((await putAudio(server.url, two, wav)).status).toBe(200);
	expect(sha256(readFileSync(path.join(server.dataDir, 'audio', sha256(wav).slice(0, 2), sha256(wav))))).toBe(
		sha256(wav)
	);
});

test('a recording whose clip was deleted while it came up is kept for a while, and named by nobody', async () => {
	const address = await makeDocument(server.url);
	const wav = makeWav(makeTones([660]));
	const client = new TestClient(server.url, address);
	await client.until(() => client.has('welcome'), 'welcome');
	const clip = client.score.nextId();
	client.edit([add('clip', clip, { audio: sha256(wav) })]);
	const upload = putAudio(server.url, address, wav);
	client.edit([{ kind: 'delete', ids: [clip] }]);
	await client.until(() => client.unsaved === 0, 'the deletion');
	expect((await upload).status).toBe(201);
	const read = await fetch(`${server.url}/api/documents/${address.doc}/audio/${sha256(wav)}`, {
		headers: { authorization: `Bearer ${address.token}` }
	});
	expect(read.status).toBe(404);
	client.close();
});

test('a recording that is uploaded again while it is being cleared away is kept', async () => {
	let now = 0;
	const store = openDocumentStore(':memory:', () => now);
	const files = await openAudioFiles(temporaryFolder(), 1000);
	const body = Buffer.from('sound');
	const hash = createHash('sha256').update(body).digest('hex');
	const upload = (doc: string, duringCheck = (): void => undefined): Promise<void> =>
		files
			.receive(hash, Readable.from([body]), (_file, bytes) => {
				store.putAudio({ sha256: hash, bytes, format: 'wav', sampleRate: 1, channels: 1, seconds: 1 });
				duringCheck();
				return Promise.resolve();
			})
			.then(() => store.holdAudio(doc, hash, false));
	const clear = (): Promise<void>[] =>
		store.findOrphanAudio(24).map((orphan) => {
			const removed = files.remove(orphan);
			store.dropAudio(orphan);
			return removed;
		});
	const { doc: first } = store.create('somebody');
	const { doc: second } = store.create('somebody');
	await upload(first);
	now += 25 * 3_600_000;
	// cleared in the very moment between its check and its publication
	await upload(second, () => void expect(clear()).toEqual([]));
	expect([existsSync(files.pathOf(hash)), store.findAudio(hash)?.bytes, store.holdsAudio(second, hash)]).toEqual([
		true,
		5,
		true
	]);
	now += 25 * 3_600_000;
	// and when it is on its way out already
	const removal = clear();
	expect(removal.length).toBe(1);
	await Promise.all([upload(first), ...removal]);
	expect([existsSync(files.pathOf(hash)), store.findAudio(hash)?.bytes]).toEqual([true, 5]);
});
