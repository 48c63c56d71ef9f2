import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { add } from '#lib/score/index.ts';
import { makeDocument, makeTones, makeWav, putAudio, sha256, TestClient, type Address } from '../server/test-server.ts';
import { makeFolder, run } from './program.ts';

const SERVE = path.resolve(import.meta.dirname, '../server/serve.ts');

/** The real server in a process of its own. */
async function serve(dataDir: string): Promise<{ url: string; child: ChildProcess }> {
	const child = spawn(
		process.execPath,
		[SERVE, '--data-dir', dataDir, '--analysis-workers', '1', '--ops-per-second', '150', '--log-level', 'silent'],
		{ stdio: ['ignore', 'pipe', 'inherit'] }
	);
	onTestFinished(() => void child.kill('SIGKILL'));
	const url = await new Promise<string>((resolve, reject) => {
		child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
		child.once('exit', () => reject(new Error('The server did not start.')));
	});
	return { url, child };
}

const kill = async (child: ChildProcess): Promise<void> => {
	const exit = once(child, 'exit');
	child.kill('SIGKILL');
	await exit;
};

async function connect(url: string, address: Address, cid: string, slot: number): Promise<TestClient> {
	const client = new TestClient(url, address, cid, slot);
	onTestFinished(() => client.close());
	await client.until(() => client.has('welcome'), 'welcome');
	return client;
}

/** Adds notes as fast as the server takes them, until it is told to stop; answers how many were acknowledged. */
function startEditing(client: TestClient) {
	let isStopped = false;
	let acknowledged = 0;
	const finished = (async () => {
		while (!isStopped) {
			client.edit([add('note', client.score.nextId(), { start: acknowledged, pitch: 60 })]);
			await client.until(() => client.unsaved === 0, 'the acknowledgement');
			acknowledged++;
		}
	})();
	return {
		count: () => acknowledged,
		stop: async () => {
			isStopped = true;
			await finished;
			return acknowledged;
		}
	};
}

const checkIntegrity = (folder: string): void => {
	for (const file of ['documents.sqlite', 'chunks.sqlite']) {
		const database = new DatabaseSync(path.join(folder, file));
		expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
		database.close();
	}
};

test(
	'a backup that is taken while people edit has every edit that was acknowledged before it, and opens elsewhere',
	{ timeout: 60_000 },
	async () => {
		const folder = makeFolder();
		const dataDir = path.join(folder, 'data');
		const server = await serve(dataDir);
		const addresses = [await makeDocument(server.url, 'maker-of-it'), await makeDocument(server.url, 'maker-of-it')];
		const clients = await Promise.all(addresses.map((address) => connect(server.url, address, 'maker-of-it', 1)));
		const wav = makeWav(makeTones([220, 440]));
		const [first, address] = [clients[0], addresses[0]];
		if (!first || !address) throw new Error('There are two of them.');
		expect((await putAudio(server.url, address, wav)).status).toBe(201);
		first.edit([add('clip', first.score.nextId(), { audio: sha256(wav), name: 'a.wav' })]);
		await first.until(() => first.unsaved === 0, 'the clip');

		const editing = clients.map(startEditing);
		await clients[1]?.until(() => editing.every((one) => one.count() >= 20), 'some edits');
		const before = editing.map((one) => one.count());
		const backup = await run(folder, ['backup', 'copy', '--data-dir', 'data']);
		const meanwhile = editing.map((one) => one.count());
		const after = await Promise.all(editing.map((one) => one.stop()));
		expect([backup.code, backup.stderr]).toEqual([0, '']);
		expect(backup.lines).toEqual([`${path.join(folder, 'copy')}\t2 documents\t1 recordings`]);
		expect(fs.readdirSync(path.join(folder, 'copy')).toSorted()).toEqual([
			'audio',
			'chunks.sqlite',
			'documents.sqlite'
		]);
		for (const [i, count] of before.entries()) expect(meanwhile[i]).toBeGreaterThan(count);
		await kill(server.child);

		const restored = await run(folder, ['restore', 'copy', '--data-dir', 'elsewhere']);
		expect([restored.code, restored.stderr]).toEqual([0, '']);
		checkIntegrity(path.join(folder, 'elsewhere'));
		const other = await serve(path.join(folder, 'elsewhere'));
		for (const [i, one] of addresses.entries()) {
			const client = await connect(other.url, one, 'a-later-one', 0);
			await client.until(() => client.score.notes.length >= (before[i] ?? 0), 'every acknowledged note');
			const starts = client.score.notes.map((note) => Number(note.start));
			// all up to some moment, each once, and none that was never made
			expect(starts).toEqual(starts.map((_, k) => k));
			expect(starts.length).toBeLessThanOrEqual(after[i] ?? 0);
		}
		const audio = await fetch(`${other.url}/api/documents/${address.doc}/audio/${sha256(wav)}`, {
			headers: { authorization: `Bearer ${address.token}` }
		});
		expect(sha256(new Uint8Array(await audio.arrayBuffer()))).toBe(sha256(wav));
	}
);

test('a backup has no recording that is not on the books, and says how many are missing', async () => {
	const folder = makeFolder();
	const dataDir = path.join(folder, 'data');
	const server = await serve(dataDir);
	const address = await makeDocument(server.url, 'maker-of-it');
	const client = await connect(server.url, address, 'maker-of-it', 1);
	for (const hz of [220, 330]) {
		const wav = makeWav(makeTones([hz]));
		expect((await putAudio(server.url, address, wav)).status).toBe(201);
		client.edit([add('clip', client.score.nextId(), { audio: sha256(wav) })]);
	}
	await client.until(() => client.unsaved === 0, 'the clips');
	await kill(server.child);
	const hash = sha256(makeWav(makeTones([220])));
	const stray = path.join(dataDir, 'audio', 'ff', 'f'.repeat(64));
	fs.mkdirSync(path.dirname(stray), { recursive: true });
	fs.writeFileSync(stray, 'nobody knows me');
	fs.rmSync(path.join(dataDir, 'audio', hash.slice(0, 2), hash));

	const { code, lines } = await run(folder, ['backup', 'copy', '--data-dir', 'data']);
	expect([code, lines]).toEqual([0, [`${path.join(folder, 'copy')}\t1 documents\t1 recordings\t1 recordings missing`]]);
	const files = fs.readdirSync(path.join(folder, 'copy', 'audio'), { recursive: true, withFileTypes: true });
	expect(files.filter((file) => file.isFile()).map((file) => file.name)).toEqual([sha256(makeWav(makeTones([330])))]);
	checkIntegrity(path.join(folder, 'copy'));
});

test('neither command writes where something is, nor takes what is not there; nothing is left behind', async () => {
	const folder = makeFolder();
	const server = await serve(path.join(folder, 'data'));
	await kill(server.child);
	fs.mkdirSync(path.join(folder, 'full'));
	fs.mkdirSync(path.join(folder, 'empty'));
	fs.writeFileSync(path.join(folder, 'full', 'diary.txt'), 'mine');
	const before = fs.readdirSync(path.join(folder, 'data')).toSorted();
	const refuse = async (argv: string[], code: string, sentence: string): Promise<void> => {
		const { code: exit, lines, stderr } = await run(folder, argv);
		expect([argv, exit, lines]).toEqual([argv, 2, []]);
		expect(stderr).toContain(sentence);
		expect(stderr).toContain(`(${code})`);
	};
	await refuse(['backup'], 'config', 'backup takes one folder');
	await refuse(['restore', 'a', 'b'], 'config', 'restore takes one folder');
	await refuse(['backup', 'full', '--data-dir', 'data'], 'config', 'There is something in');
	await refuse(['backup', 'full/diary.txt', '--data-dir', 'data'], 'config', 'no folder');
	await refuse(['backup', 'copy', '--data-dir', 'empty'], 'not-found', 'There are no documents in');
	await refuse(['restore', 'full', '--data-dir', 'new'], 'not-found', 'is no backup');
	expect((await run(folder, ['backup', 'empty', '--data-dir', 'data'])).code).toBe(0);
	await refuse(['restore', 'empty', '--data-dir', 'data'], 'config', 'There is something in');
	expect(fs.readdirSync(path.join(folder, 'full'))).toEqual(['diary.txt']);
	expect(fs.readdirSync(path.join(folder, 'data')).filter((name) => !/-(wal|shm)$/.test(name))).toEqual(
		before.filter((name) => !/-(wal|shm)$/.test(name))
	);

	fs.writeFileSync(path.join(folder, 'empty', 'documents.sqlite'), 'this is no database, whatever its name says');
	await refuse(['restore', 'empty', '--data-dir', 'new'], 'storage', 'could not be copied');
	expect(fs.readdirSync(folder).toSorted()).toEqual(['data', 'empty', 'full']);
});
