import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { add } from '#lib/score/index.ts';
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
	server = await startTestServer(['--upload-limit-bytes', '2000000']);
});
afterAll(() => server.close());

/** A WAV whose header is changed at some bytes. */
function wav(patch: (view: DataView, bytes: Uint8Array) => void, samples = makeTones([220])): Uint8Array {
	const bytes = makeWav(samples);
	patch(new DataView(bytes.buffer), bytes);
	return bytes;
}
const floatWav = (value: number): Uint8Array => {
	const bytes = makeWav(new Float32Array(16_000 * 2));
	const view = new DataView(bytes.buffer);
	view.setUint16(20, 3, true);
	view.setUint16(32, 4, true);
	view.setUint32(28, 64_000, true);
	view.setUint16(34, 32, true);
	for (let at = 44; at + 4 <= bytes.length; at += 4) view.setFloat32(at, value, true);
	return bytes;
};
const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3) * 31) & 255);

const REFUSED: readonly (readonly [string, Uint8Array, string])[] = [
	['an empty file', new Uint8Array(), 'empty-file'],
	['a text file', new TextEncoder().encode('Dear diary, today I sang.\n'.repeat(40)), 'unsupported-format'],
	['noise', noise, 'unsupported-format'],
	['a header and nothing more', makeWav(new Float32Array()).slice(0, 44), 'too-short'],
	['half a header', makeWav(new Float32Array(100)).slice(0, 20), 'truncated'],
	['no channels', wav((view) => view.setUint16(22, 0, true)), 'channels'],
	['nine channels', wav((view) => (view.setUint16(22, 9, true), view.setUint16(32, 18, true))), 'channels'],
	['4 samples a second', wav((view) => view.setUint32(24, 4, true)), 'sample-rate'],
	['768,000 samples a second', wav((view) => view.setUint32(24, 768_000, true)), 'sample-rate'],
	['NaN samples', floatWav(NaN), 'not-finite'],
	['a file over the limit', makeWav(new Float32Array(1_200_000)), 'too-large'],
	['half a millisecond', makeWav(makeTones([220]).slice(0, 8)), 'too-short']
];

test.each(REFUSED)('%s is refused with a sentence and a code, and nothing is kept', async (_name, bytes, code) => {
	const address = await makeDocument(server.url);
	const response = await putAudio(server.url, address, bytes);
	const body = (await response.json()) as { code: string; sentence: string };
	expect(body.code).toBe(code);
	expect(body.sentence).toMatch(/^[A-Z].{15,200}\.$/);
	expect(response.status).toBeGreaterThanOrEqual(400);
	expect(readdirSync(path.join(server.dataDir, 'audio', 'incoming'))).toEqual([]);
	expect(readdirSync(path.join(server.dataDir, 'audio')).filter((name) => name === sha256(bytes).slice(0, 2))).toEqual(
		[]
	);
});

test('a silent recording fails in the document, with its code', async () => {
	const address = await makeDocument(server.url);
	const silent = makeWav(new Float32Array(32_000));
	expect((await putAudio(server.url, address, silent)).status).toBe(201);
	const client = new TestClient(server.url, address);
	await client.until(() => client.has('welcome'), 'welcome');
	const clip = client.score.nextId();
	const analysis = client.score.nextId();
	client.edit([add('clip', clip, { audio: sha256(silent) }), add('analysis', analysis, { clip })]);
	await client.until(() => client.score.analyses[0]?.state === 'failed', 'the failure');
	expect(client.score.analyses[0]?.fault).toBe('silent');
	expect(client.score.notes).toEqual([]);
	client.close();
});

test.each([
	['claims more samples than there are', wav((view) => view.setUint32(40, 0x7fffffff, true))],
	['claims no samples', wav((view) => view.setUint32(40, 0, true))],
	['is cut off in the middle', makeWav(makeTones([220, 330])).slice(0, 15_000)]
])('a recording whose header %s is heard as far as it goes', async (_name, bytes) => {
	const address = await makeDocument(server.url);
	expect((await putAudio(server.url, address, bytes)).status).toBe(201);
});

test('a client that goes away in the middle of an upload leaves nothing', async () => {
	const address = await makeDocument(server.url);
	const controller = new AbortController();
	const body = new ReadableStream({
		pull(stream) {
			stream.enqueue(new Uint8Array(1000));
			if (stream.desiredSize !== null) queueMicrotask(() => controller.abort());
		}
	});
	const url = `${server.url}/api/documents/${address.doc}/audio/${'a'.repeat(64)}`;
	const init = {
		method: 'PUT',
		headers: { authorization: `Bearer ${address.token}` },
		body,
		signal: controller.signal,
		duplex: 'half'
	};
	await expect(fetch(url, init as RequestInit)).rejects.toThrow();
	await expect.poll(() => readdirSync(path.join(server.dataDir, 'audio', 'incoming'))).toEqual([]);
});

test('after all of this the server still works', async () => {
	const address = await makeDocument(server.url);
	expect((await putAudio(server.url, address, makeWav(makeTones([220])))).status).toBe(201);
	expect(server.log.filter((line) => line['level'] === 'error')).toEqual([]);
});
