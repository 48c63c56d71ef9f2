import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { createHealth } from '#server/http/index.ts';
import { createMemoryDocumentStore } from '#server/store/index.ts';
import { makeDocument, startTestServer, temporaryFolder, TestClient } from './test-server.ts';

const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string };

test('a server that is well says so, and what it is doing', async () => {
	const server = await startTestServer();
	onTestFinished(() => server.close());
	const ask = async (): Promise<unknown> => {
		const response = await fetch(`${server.url}/healthz`);
		expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
		return response.json();
	};
	const idle = { status: 'ok', wrong: [], version, openDocuments: 0, sockets: 0, runningAnalyses: 0 };
	expect(await ask()).toMatchObject({ ...idle, uptimeSeconds: expect.any(Number), workers: expect.any(Number) });
	const client = new TestClient(server.url, await makeDocument(server.url));
	await client.until(() => client.has('welcome'), 'welcome');
	expect(await ask()).toMatchObject({ ...idle, openDocuments: 1, sockets: 1 });
	client.close();
	await expect.poll(ask).toMatchObject(idle);
	expect((await fetch(`${server.url}/healthz`, { method: 'POST' })).status).toBe(400);
	expect((await fetch(`${server.url}/healthz/more`)).status).toBe(404);
});

test('a server whose database is locked answers 503 and what is wrong, and 200 when it is free again', async () => {
	const dataDir = temporaryFolder();
	// in another process, which waits for the lock as long as it waits for any
	const child = spawn(
		process.execPath,
		[path.join(import.meta.dirname, 'serve.ts'), '--data-dir', dataDir, '--log-level', 'silent'],
		{ stdio: ['ignore', 'pipe', 'inherit'] }
	);
	onTestFinished(() => void child.kill('SIGKILL'));
	const url = await new Promise<string>((resolve) =>
		child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()))
	);
	const other = new DatabaseSync(path.join(dataDir, 'documents.sqlite'));
	other.exec('BEGIN IMMEDIATE');
	const response = await fetch(`${url}/healthz`);
	expect(response.status).toBe(503);
	expect(await response.json()).toMatchObject({
		status: 'failing',
		wrong: ['The database cannot be written: database is locked.'],
		version
	});
	other.exec('ROLLBACK');
	other.close();
	await expect.poll(async () => (await fetch(`${url}/healthz`)).status, { timeout: 10_000 }).toBe(200);
});

test('however often it is asked, the database is tried once a second', () => {
	let time = 0;
	let tries = 0;
	let isFull = false;
	const errors: unknown[] = [];
	const health = createHealth({
		version,
		store: {
			...createMemoryDocumentStore(),
			checkWritable: () => {
				tries++;
				if (isFull) throw new Error('disk full');
			}
		},
		pool: { size: 2 },
		documents: { openCount: 3 },
		jobs: { runningCount: 4 },
		sockets: { size: 5 },
		log: { error: (event, details) => errors.push([event, details]) },
		now: () => time
	});
	for (time = 0; time < 3000; time += 100) expect(health().status).toBe('ok');
	expect(tries).toBe(3);
	isFull = true;
	expect(health()).toEqual({
		status: 'failing',
		wrong: ['The database cannot be written: disk full.'],
		version,
		uptimeSeconds: 3,
		workers: 2,
		openDocuments: 3,
		sockets: 5,
		runningAnalyses: 4
	});
	expect(errors.length).toBe(1);
	isFull = false;
	expect(health().status).toBe('failing');
	time += 1000;
	expect(health()).toMatchObject({ status: 'ok', wrong: [] });
});
