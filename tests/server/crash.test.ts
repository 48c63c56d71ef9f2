import { spawn, type ChildProcess } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { expect, test } from 'vitest';
import { midiToHz } from '#lib/units.ts';
import { add, type Note } from '#lib/score/index.ts';
import {
	makeDocument,
	makeTones,
	makeWav,
	putAudio,
	sha256,
	startTestServer,
	temporaryFolder,
	TestClient
} from './test-server.ts';

const SERVE = path.join(import.meta.dirname, 'serve.ts');

async function serve(dataDir: string): Promise<{ url: string; process: ChildProcess }> {
	const child = spawn(
		process.execPath,
		[SERVE, '--data-dir', dataDir, '--analysis-workers', '1', '--log-level', 'silent'],
		{ stdio: ['ignore', 'pipe', 'inherit'] }
	);
	const url = await new Promise<string>((resolve, reject) => {
		child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
		child.once('exit', () => reject(new Error('The server did not start.')));
	});
	return { url, process: child };
}

const kill = (child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> =>
	new Promise((resolve) => {
		child.once('exit', () => resolve());
		child.kill(signal);
	});

const shape = ({ id, start, duration, pitch, cents, velocity }: Note) => ({
	id,
	start,
	duration,
	pitch,
	cents,
	velocity
});

test(
	'a server killed or stopped in the middle finishes the work when it is back, with no note doubled',
	{ timeout: 90_000 },
	async () => {
		const melody = Array.from({ length: 160 }, (_, i) => 52 + ((i * 7) % 20));
		const wav = makeWav(makeTones(melody.map(midiToHz), 0.35));
		const dataDir = temporaryFolder();
		let server = await serve(dataDir);
		const address = await makeDocument(server.url);
		expect((await putAudio(server.url, address, wav)).status).toBe(201);
		let client = new TestClient(server.url, address);
		await client.until(() => client.has('welcome'), 'welcome');
		const clip = client.score.nextId();
		client.edit([add('clip', clip, { audio: sha256(wav) }), add('analysis', client.score.nextId(), { clip })]);
		const byHand = client.score.nextId();
		client.edit([add('note', byHand, { pitch: 99 })]);
		for (const [seen, signal] of [
			[1, 'SIGKILL'],
			[35, 'SIGTERM'],
			[75, 'SIGKILL']
		] as const) {
			await client.until(() => client.score.notes.length > seen && client.unsaved === 0, `${seen} notes`);
			expect(client.score.notes.length).toBeLessThan(melody.length);
			await kill(server.process, signal);
			server = await serve(dataDir);
			client = new TestClient(server.url, address, `client-after-${seen}`, 0);
		}
		await client.until(() => client.score.notes.length >= melody.length + 1, 'all notes', 60_000);
		const notes = client.score.notes.filter((note) => note.id !== byHand);
		expect(notes.map((note) => note.pitch)).toEqual(melody);
		expect(client.score.get(byHand)).toMatchObject({ pitch: 99 });
		client.close();
		await kill(server.process);
		for (const file of ['documents.sqlite', 'chunks.sqlite']) {
			const database = new DatabaseSync(path.join(dataDir, file));
			expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
			database.close();
		}

		// and the same as if nothing had happened
		const calm = await startTestServer();
		const other = await makeDocument(calm.url);
		await putAudio(calm.url, other, wav);
		const witness = new TestClient(calm.url, other);
		await witness.until(() => witness.has('welcome'), 'welcome');
		const again = witness.score.nextId();
		witness.edit([
			add('clip', again, { audio: sha256(wav) }),
			add('analysis', witness.score.nextId(), { clip: again })
		]);
		witness.edit([add('note', witness.score.nextId(), { pitch: 99 })]);
		await witness.until(() => witness.score.notes.length === melody.length + 1, 'all notes', 60_000);
		expect(witness.score.notes.filter((note) => note.pitch !== 99).map(shape)).toEqual(notes.map(shape));
		witness.close();
		await calm.close();
	}
);
