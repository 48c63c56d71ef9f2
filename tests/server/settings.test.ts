/** Each key of the configuration that the server acts on, by an effect that can be seen from outside. */

import { spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { add } from '#lib/score/index.ts';
import { CLOSE, LANES } from '#lib/wire/index.ts';
import { loadConfig } from '#server/config/index.ts';
import { startServer } from '#server/start.ts';
import {
	makeDocument,
	makeTones,
	makeWav,
	putAudio,
	sha256,
	startTestServer,
	temporaryFolder,
	TestClient,
	type TestServer
} from './test-server.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
	for (const server of open.splice(0)) await server.close();
});

async function serve(flags: readonly string[], dataDir?: string): Promise<TestServer> {
	const server = await startTestServer(flags, dataDir);
	open.push(server);
	return server;
}

const WAV = makeWav(makeTones([220]));
const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as { code: unknown }).code;
const post = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
	fetch(`${url}/api/documents`, { method: 'POST', headers, body: JSON.stringify({ cid: 'somebody-1' }) });

async function join(server: TestServer): Promise<TestClient> {
	const client = new TestClient(server.url, await makeDocument(server.url));
	await client.until(() => client.has('welcome'), 'welcome');
	return client;
}

async function closeCode(server: TestServer, act: (socket: WebSocket) => void = () => undefined): Promise<number> {
	const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/live`, 'melograph.1');
	socket.on('open', () => act(socket));
	return new Promise((resolve) => socket.on('close', resolve));
}

test('host and port are where it listens', async () => {
	const free = await serve([]);
	const { port } = new URL(free.url);
	await free.close();
	open.length = 0;
	const config = loadConfig({
		argv: ['--host', '127.0.0.1', '--port', port, '--data-dir', temporaryFolder(), '--log-level', 'silent'],
		env: {},
		cwd: temporaryFolder()
	});
	const server = await startServer(config);
	open.push(server);
	expect(server.url).toBe(`http://127.0.0.1:${port}`);
	expect((await fetch(`http://127.0.0.1:${port}/api/models`)).status).toBe(200);
});

test('dataDir is where everything is kept', async () => {
	const folder = path.join(temporaryFolder(), 'deep', 'data');
	await serve([], folder);
	expect(existsSync(path.join(folder, 'documents.sqlite'))).toBe(true);
});

test('logLevel decides what is written', { timeout: 60_000 }, async () => {
	const stderrOf = (level: string): Promise<string> =>
		new Promise((resolve) => {
			const child = spawn(process.execPath, [
				path.join(import.meta.dirname, 'serve.ts'),
				'--data-dir',
				temporaryFolder(),
				'--log-level',
				level
			]);
			let text = '';
			child.stderr.on('data', (data: Buffer) => (text += data.toString()));
			child.stdout.once('data', (data: Buffer) => {
				// a debug line for the request, and then an end
				void fetch(`${data.toString().trim()}/api/models`).then(() => child.kill('SIGTERM'));
			});
			child.once('exit', () => resolve(text));
		});
	expect(await stderrOf('debug')).toContain('"level":"debug"');
	expect(await stderrOf('info')).not.toContain('"level":"debug"');
});

test('profile development serves pages from their sources', { timeout: 60_000 }, async () => {
	const config = loadConfig({
		argv: ['--profile', 'development', '--port', '0', '--data-dir', temporaryFolder(), '--log-level', 'silent'],
		env: {},
		cwd: temporaryFolder()
	});
	const server = await startServer(config);
	open.push(server);
	expect(await (await fetch(server.url)).text()).toContain('/node_modules/');
});

test('uploadLimitBytes and channelLimit and durationLimitSeconds refuse what is over them', async () => {
	const server = await serve([
		'--upload-limit-bytes',
		'30000',
		'--channel-limit',
		'1',
		'--duration-limit-seconds',
		'1'
	]);
	const address = await makeDocument(server.url);
	expect(await codeOf(await putAudio(server.url, address, makeWav(makeTones([220, 220]))))).toBe('too-large');
	const stereo = makeWav(makeTones([220]).slice(0, 8000));
	new DataView(stereo.buffer).setUint16(22, 2, true);
	new DataView(stereo.buffer).setUint16(32, 4, true);
	expect(await codeOf(await putAudio(server.url, address, stereo))).toBe('channels');
	expect(await codeOf(await putAudio(server.url, address, makeWav(new Float32Array(12_000).fill(0.1), 8000)))).toBe(
		'too-long'
	);
});

test('analysisWorkers is how many threads listen', async () => {
	const counts = async (flags: string[]): Promise<unknown> => {
		const server = await serve(flags);
		await expect
			.poll(() => server.log.some((line) => line['event'] === 'workers are ready'), { timeout: 15_000 })
			.toBe(true);
		return server.log.find((line) => line['event'] === 'workers are ready')?.['count'];
	};
	expect(await counts(['--analysis-workers', '2'])).toBe(2);
	expect(await counts(['--analysis-workers', '1'])).toBe(1);
});

test('model and modelsDir decide what it listens with', async () => {
	const folder = temporaryFolder();
	cpSync(path.resolve(import.meta.dirname, '../../static/models'), folder, { recursive: true });
	const manifest = readFileSync(path.join(folder, 'manifest.json'), 'utf8').replace(
		'"id": "melograph-f0"',
		'"id": "own-model"'
	);
	writeFileSync(path.join(folder, 'manifest.json'), manifest);
	const server = await serve(['--models-dir', folder, '--model', 'own-model']);
	const models = (await (await fetch(`${server.url}/api/models`)).json()) as {
		default: string;
		models: { id: string }[];
	};
	expect(models.default).toBe('own-model');
	expect(models.models.map((model) => model.id)).toEqual(['own-model', 'yin']);
	await expect(serve(['--model', 'nobody'])).rejects.toMatchObject({ code: 'unknown-model' });
});

test('ffmpeg off leaves what needs it undecoded', async () => {
	const server = await serve(['--ffmpeg', 'off']);
	const m4a = readFileSync(path.resolve(import.meta.dirname, '../fixtures/audio/tone.m4a'));
	expect(await codeOf(await putAudio(server.url, await makeDocument(server.url), m4a))).toBe('no-decoder');
});

test('allowedOrigins keeps pages of other places from opening sockets', async () => {
	const server = await serve(['--allowed-origins', 'https://music.example']);
	const answer = (origin: string): Promise<string> =>
		new Promise((resolve) => {
			const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/live`, 'melograph.1', { origin });
			socket.on('open', () => (resolve('open'), socket.terminate()));
			socket.on('error', (error) => resolve(error.message));
		});
	expect(await answer('https://music.example')).toBe('open');
	expect(await answer('https://elsewhere.example')).toContain('403');
});

test('helloTimeoutMs and idleTimeoutMs close sockets that say nothing', async () => {
	const hasty = await serve(['--hello-timeout-ms', '50']);
	expect(await closeCode(hasty)).toBe(CLOSE.idle);
	const idle = await serve(['--idle-timeout-ms', '100']);
	const client = await join(idle);
	await client.until(() => client.closeCode === CLOSE.idle, 'the close');
});

test('socketsPerDocument bounds how many look at one document', async () => {
	const server = await serve(['--sockets-per-document', '1']);
	const address = await makeDocument(server.url);
	const first = new TestClient(server.url, address);
	await first.until(() => first.has('welcome'), 'welcome');
	const second = new TestClient(server.url, address, 'second-one', 0);
	await second.until(() => second.closeCode !== null, 'the close');
	expect(second.closeCode).toBe(CLOSE.pace);
	first.close();
	await first.until(() => first.closeCode !== null, 'the close');
	await expect
		.poll(async () => {
			const third = new TestClient(server.url, address, 'third-one', 0);
			await third.until(() => third.has('welcome') || third.closeCode !== null, 'an answer');
			third.close();
			return third.has('welcome');
		})
		.toBe(true);
});

test('presencePerSecond is how often one is shown to the others', async () => {
	const shown = async (perSecond: number): Promise<number> => {
		const server = await serve(['--presence-per-second', String(perSecond)]);
		const address = await makeDocument(server.url);
		const [ann, ben] = [new TestClient(server.url, address), new TestClient(server.url, address, 'second-one', 0)];
		await Promise.all([ann, ben].map((client) => client.until(() => client.has('welcome'), 'welcome')));
		const presence = { name: 'Ann', colour: 0, part: 0, cursor: null, selection: [], view: null };
		for (let k = 0; k < 5; k++) ann.send({ kind: 'see', presence: { ...presence, name: `Ann ${k}` } });
		const seen = () => ben.frames.flatMap((frame) => (frame.kind === 'seen' ? [frame.presence?.name] : []));
		ann.edit([add('note', ann.score.nextId(), {})]);
		await ben.until(() => ben.score.notes.length === 1, 'what was said after it');
		if (perSecond > 0) await ben.until(() => seen().at(-1) === 'Ann 4', 'where she stopped');
		return seen().length;
	};
	expect(await shown(0)).toBe(0);
	expect(await shown(5)).toBe(2);
});

test('opsPerSecond and opsBurst ask a flood to wait', async () => {
	const server = await serve(['--ops-per-second', '1', '--ops-burst', '3']);
	const client = await join(server);
	for (let n = 1; n <= 5; n++) client.send({ kind: 'op', n, edits: [] });
	await client.until(() => client.frames.some((frame) => frame.kind === 'no' && frame.code === 'rate'), 'the refusal');
	expect(client.frames.some((frame) => frame.kind === 'no' && frame.about <= 3)).toBe(false);
	client.close();

	// far above three, so that what bunches up on a busy machine stays within the burst
	const polite = await join(await serve(['--ops-per-second', '100', '--ops-burst', '40']));
	for (let i = 0; i < 60; i++) polite.edit([add('note', polite.score.nextId(), {})]);
	await polite.until(() => polite.unsaved === 0, 'all edits');
	expect(polite.has('no')).toBe(false);
	polite.close();
});

test('streamCreditBytes bounds what is on its way to one viewer', async () => {
	const server = await serve(['--stream-credit-bytes', '1024']);
	const address = await makeDocument(server.url);
	const wav = makeWav(makeTones(Array.from({ length: 30 }, () => 220)));
	await putAudio(server.url, address, wav);
	const client = new TestClient(server.url, address);
	await client.until(() => client.has('welcome'), 'welcome');
	const clip = client.score.nextId();
	const analysis = client.score.nextId();
	client.edit([add('clip', clip, { audio: sha256(wav) }), add('analysis', analysis, { clip })]);
	await client.until(() => client.score.notes.length === 30, 'the notes');
	client.send({ kind: 'sub', sid: 1, analysis, lane: LANES.f0, cursor: 0, credit: 1_000_000 });
	client.send({ kind: 'ping', time: 1 });
	await client.until(() => client.has('pong'), 'the pong');
	const got = (): number =>
		client.frames.reduce((sum, frame) => sum + (frame.kind === 'chunk' ? frame.bytes.length : 0), 0);
	expect(got()).toBeGreaterThanOrEqual(1024);
	expect(got()).toBeLessThan(1024 + 150);
	client.send({ kind: 'more', sid: 1, bytes: 1024 });
	await client.until(() => got() >= 2048, 'more');
	client.close();
});

test('documentsPerAddressPerHour and trustProxy bound what one visitor makes', async () => {
	const direct = await serve(['--documents-per-address-per-hour', '2']);
	const statuses = async (url: string, address: (i: number) => string): Promise<number[]> => {
		const all: number[] = [];
		for (let i = 0; i < 3; i++) all.push((await post(url, { 'x-forwarded-for': address(i) })).status);
		return all;
	};
	expect(await statuses(direct.url, (i) => `10.0.0.${i}`)).toEqual([201, 201, 429]);
	const behind = await serve(['--documents-per-address-per-hour', '2', '--trust-proxy']);
	expect(await statuses(behind.url, (i) => `10.0.0.${i}`)).toEqual([201, 201, 201]);
	expect(await statuses(behind.url, () => '10.9.9.9')).toEqual([201, 201, 429]);
});

test('audioBytesPerDocument bounds what a document holds, and what it holds already costs nothing', async () => {
	const other = makeWav(makeTones([330]));
	const server = await serve(['--audio-bytes-per-document', String(WAV.length + other.length - 1)]);
	const [full, empty] = [await makeDocument(server.url), await makeDocument(server.url)];
	expect((await putAudio(server.url, full, WAV)).status).toBe(201);
	expect((await putAudio(server.url, full, WAV)).status).toBe(200);
	const refused = await putAudio(server.url, full, other);
	expect(refused.status).toBe(413);
	expect(await refused.json()).toMatchObject({ code: 'too-large', sentence: expect.stringContaining('Delete a') });
	expect((await putAudio(server.url, empty, other)).status).toBe(201);
	expect(readdirSync(path.join(server.dataDir, 'audio', 'incoming'))).toEqual([]);
});

test('audioBytesPerAddressPerHour and trustProxy bound what one visitor uploads, by what has come', async () => {
	const flags = ['--audio-bytes-per-address-per-hour', String(WAV.length + 1)];
	const statuses = async (server: TestServer, address: (i: number) => string): Promise<number[]> => {
		const all: number[] = [];
		for (let i = 0; i < 3; i++) {
			const { doc, token } = await makeDocument(server.url);
			const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': address(i) };
			const url = `${server.url}/api/documents/${doc}/audio/${sha256(WAV)}`;
			all.push((await fetch(url, { method: 'PUT', headers, body: new Uint8Array(WAV) })).status);
		}
		return all;
	};
	expect(await statuses(await serve(flags), (i) => `10.0.0.${i}`)).toEqual([201, 429, 429]);
	const behind = await serve([...flags, '--trust-proxy']);
	expect(await statuses(behind, (i) => `10.0.0.${i}`)).toEqual([201, 201, 201]);
	expect(await statuses(behind, () => '10.0.0.1')).toEqual([429, 429, 429]);
});

test('diskReserveBytes is what an upload leaves free on the disk', async () => {
	const statusWith = async (bytes: number): Promise<number> => {
		const server = await serve(['--disk-reserve-bytes', String(bytes)]);
		const { status } = await putAudio(server.url, await makeDocument(server.url), WAV);
		expect(readdirSync(path.join(server.dataDir, 'audio', 'incoming'))).toEqual([]);
		return status;
	};
	expect(await statusWith(2 ** 50)).toBe(507);
	expect(await statusWith(1)).toBe(201);
	expect(await statusWith(0)).toBe(201);
});

test('operatorToken opens the figures to other machines', async () => {
	const ask = async (flags: readonly string[]): Promise<number> => {
		const { url } = await serve(flags);
		const headers = { 'x-forwarded-for': '203.0.113.9', authorization: 'Bearer open-sesame-open-sesame' };
		return (await fetch(`${url}/metrics`, { headers })).status;
	};
	expect(await ask([])).toBe(403);
	expect(await ask(['--operator-token', 'open-sesame-open-sesame'])).toBe(200);
});

test('orphanAudioHours is how long a recording that nothing names is kept', async () => {
	const keptAfter = async (hours: string): Promise<boolean> => {
		const folder = temporaryFolder();
		const first = await startTestServer([], folder);
		expect((await putAudio(first.url, await makeDocument(first.url), WAV)).status).toBe(201);
		await first.close();
		const database = new DatabaseSync(path.join(folder, 'documents.sqlite'));
		const threeHoursAgo = Date.now() - 3 * 3_600_000;
		database.exec(`UPDATE held SET since = ${threeHoursAgo}; UPDATE audio SET created = ${threeHoursAgo}`);
		database.close();
		await serve(['--orphan-audio-hours', hours], folder);
		const file = path.join(folder, 'audio', sha256(WAV).slice(0, 2), sha256(WAV));
		await new Promise((resolve) => setImmediate(resolve));
		return expect
			.poll(() => existsSync(file), { timeout: 1000 })
			.toBe(hours === '24')
			.then(() => existsSync(file));
	};
	expect(await keptAfter('24')).toBe(true);
	expect(await keptAfter('2')).toBe(false);
});

test('postLimitBytes is the size of the largest request that carries frames', async () => {
	const server = await serve(['--post-limit-bytes', '2000']);
	const events = await fetch(`${server.url}/api/live/http`);
	const first = await events.body?.getReader().read();
	const id = /data: (\S+)/.exec(new TextDecoder().decode(first?.value))?.[1] ?? '';
	const send = (bytes: number): Promise<Response> =>
		fetch(`${server.url}/api/live/http/${id}`, { method: 'POST', body: new Uint8Array(bytes) });
	expect((await send(2001)).status).toBe(400);
	// frames of no bytes are none, and end the connection, but this is not too much
	expect((await send(2000)).status).toBe(204);
});
