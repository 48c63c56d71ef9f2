/** The log tells what happened, keeps its last lines through a crash, and gives nobody's secrets away. */

import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Fault } from '#lib/fault.ts';
import { add, META_ID } from '#lib/score/index.ts';
import { createLog, type LogLevel } from '#server/log.ts';
import {
	makeDocument,
	makeTones,
	makeWav,
	putAudio,
	sha256,
	temporaryFolder,
	TestClient,
	type Address
} from './test-server.ts';

type Line = Record<string, unknown>;

function collect(least: LogLevel): { log: ReturnType<typeof createLog>; lines: Line[] } {
	const lines: Line[] = [];
	return { log: createLog(least, (line) => void lines.push(JSON.parse(line) as Line)), lines };
}

test('a line is one JSON object with its time, level, event and details', () => {
	const { log, lines } = collect('debug');
	log.info('listening', { url: 'http://127.0.0.1:3000' });
	log.debug('plain');
	log.warn('a word', 'and no object');
	expect(lines).toEqual([
		{ time: expect.any(String), level: 'info', event: 'listening', url: 'http://127.0.0.1:3000' },
		{ time: expect.any(String), level: 'debug', event: 'plain' },
		{ time: expect.any(String), level: 'warn', event: 'a word', details: 'and no object' }
	]);
	const { time } = lines[0] ?? {};
	expect(new Date(String(time)).toISOString()).toBe(time);
});

test.each([
	['debug', ['debug', 'info', 'warn', 'error']],
	['info', ['info', 'warn', 'error']],
	['warn', ['warn', 'error']],
	['error', ['error']],
	['silent', []]
] as const)('at %s it writes %j', (least, written) => {
	const { log, lines } = collect(least);
	for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level]('event');
	expect(lines.map((line) => line['level'])).toEqual(written);
});

test('an error is written with its causes', () => {
	const { log, lines } = collect('debug');
	const root = Object.assign(new Error('disk full'), { code: 'ENOSPC' });
	log.error('storage', new Fault('storage', 'The edit could not be written.', { cause: root }));
	expect(lines[0]).toMatchObject({
		level: 'error',
		event: 'storage',
		error: {
			message: 'The edit could not be written.',
			code: 'storage',
			stack: expect.stringContaining('log.test.ts'),
			cause: { message: 'disk full', code: 'ENOSPC' }
		}
	});
});

test('what names a secret is hidden, in fields and in texts', () => {
	const { log, lines } = collect('debug');
	const secret = 'AAAABBBBCCCCDDDDEEEEFF';
	log.info('one', { token: secret, headers: { authorization: `Bearer ${secret}` }, a: { b: { fileName: secret } } });
	log.error('two', new Error(`no answer to Authorization: Bearer ${secret}`, { cause: new Error(`/d/x#k=${secret}`) }));
	expect(JSON.stringify(lines)).not.toContain(secret);
	expect(lines[0]).toMatchObject({ token: '[hidden]', headers: { authorization: '[hidden]' } });
	expect(lines[1]).toMatchObject({ error: { cause: { message: '/d/x#k=[hidden]' } } });
});

const LOG = path.resolve(import.meta.dirname, '../../server/log.ts');
const program = (body: string): string[] => [
	'--input-type=module',
	'-e',
	`import { createLog } from ${JSON.stringify(LOG)}; const log = createLog('info'); ${body}`
];

test('the last lines before a crash are there', () => {
	const { stderr, signal } = spawnSync(
		process.execPath,
		program(`for (let i = 0; i < 1000; i++) log.info('line', { i }); process.kill(process.pid, 'SIGKILL');`),
		{ encoding: 'utf8' }
	);
	expect(signal).toBe('SIGKILL');
	const lines = stderr.trim().split('\n');
	expect(lines.length).toBe(1000);
	expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ event: 'line', i: 999 });
});

test.skipIf(!existsSync('/dev/full'))('a full disk costs lines, and not the server', () => {
	const full = openSync('/dev/full', 'w');
	const { status, stdout } = spawnSync(
		process.execPath,
		program(`for (let i = 0; i < 50_000; i++) log.info('line', { i }); process.stdout.write('alive');`),
		{ encoding: 'utf8', stdio: ['ignore', 'pipe', full] }
	);
	closeSync(full);
	expect([status, stdout]).toEqual([0, 'alive']);
});

/** Everything that a server of its own process wrote while `visit` went on. */
async function logOf(visit: (url: string) => Promise<void>): Promise<string> {
	const child = spawn(process.execPath, [
		path.join(import.meta.dirname, 'serve.ts'),
		...['--data-dir', temporaryFolder(), '--analysis-workers', '1', '--log-level', 'debug']
	]);
	let text = '';
	child.stderr.on('data', (data: Buffer) => (text += data.toString()));
	const ended = new Promise((resolve) => child.once('close', resolve));
	const url = await new Promise<string>((resolve, reject) => {
		child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
		child.once('exit', () => reject(new Error(`The server did not start: ${text}`)));
	});
	try {
		await visit(url);
	} finally {
		child.kill('SIGTERM');
		await ended;
	}
	return text;
}

test(
	'edits, uploads and share links leave no key and no name in the log of a server',
	{ timeout: 60_000 },
	async () => {
		const secrets: string[] = [];
		const text = await logOf(async (url) => {
			const address = await makeDocument(url);
			const wav = makeWav(makeTones([220, 330]));
			expect((await putAudio(url, address, wav)).status).toBe(201);
			const client = new TestClient(url, address);
			await client.until(() => client.has('welcome'), 'welcome');
			const clip = client.score.nextId();
			client.edit([
				add('clip', clip, { audio: sha256(wav), name: 'lullaby for Mina.wav' }),
				add('analysis', client.score.nextId(), { clip }),
				{ kind: 'set', id: META_ID, fields: { title: 'A secret song' } }
			]);
			await client.until(() => client.score.notes.length === 2 && client.unsaved === 0, 'the notes');
			const given = await giveLink(url, address);
			const guest = new TestClient(url, { doc: address.doc, token: given.token }, 'guest-client', 0);
			await guest.until(() => guest.has('welcome'), 'welcome');
			const wrong = { doc: address.doc, token: 'wrongwrongwrongwrongwr' };
			const stranger = new TestClient(url, wrong, 'stranger-client', 0);
			await stranger.until(() => stranger.closeCode !== null, 'the close');
			expect((await putAudio(url, wrong, wav)).status).toBe(403);
			await fetch(`${url}/api/documents/${address.doc}/lullaby.wav?token=${address.token}#k=${address.token}`);
			await fetch(`${url}/api/documents/${address.doc}/links/${given.id}`, {
				method: 'DELETE',
				headers: { authorization: `Bearer ${address.token}` }
			});
			await guest.until(() => guest.closeCode !== null, 'the close');
			client.close();
			secrets.push(address.token, given.token, wrong.token, 'Bearer', 'lullaby', 'A secret song', 'For Mina');
		});
		const lines = text.trim().split('\n');
		expect(lines.length).toBeGreaterThan(5);
		for (const line of lines)
			expect(JSON.parse(line)).toMatchObject({ time: expect.any(String), event: expect.any(String) });
		expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
	}
);

async function giveLink(url: string, { doc, token }: Address): Promise<{ id: string; token: string }> {
	const response = await fetch(`${url}/api/documents/${doc}/links`, {
		method: 'POST',
		headers: { authorization: `Bearer ${token}` },
		body: JSON.stringify({ role: 'edit', name: 'For Mina' })
	});
	expect(response.status).toBe(201);
	return (await response.json()) as { id: string; token: string };
}
