import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { unpackChunk } from '#lib/wire/index.ts';
import { createMemoryChunkStore, openChunkStore } from '#server/store/index.ts';
import { describeChunkStore } from './chunk-store.contract.ts';
import { makeFile } from './file.ts';

describeChunkStore('chunks in SQLite on disk', () => openChunkStore(makeFile('chunks.sqlite')));
describeChunkStore('chunks in SQLite in memory', () => openChunkStore(':memory:'));
describeChunkStore('chunks in memory', createMemoryChunkStore);

test('tries that never ended are still counted when the file is opened again', () => {
	const file = makeFile('chunks.sqlite');
	for (const attempt of [1, 2, 3]) {
		const store = openChunkStore(file);
		expect(store.beginAttempt('key')).toBe(attempt);
		store.close();
	}
});

test('curves that were stored at three bytes a frame are read as they were heard', () => {
	const file = makeFile('chunks.sqlite');
	openChunkStore(file).close();
	const pitch = Int16Array.of(12_000, -11_990, 0, 32_767, -32_768);
	const confidence = Uint8Array.of(250, 100, 0, 255, 1);
	const old = new Uint8Array([...new Uint8Array(pitch.buffer), ...confidence]);
	const database = new DatabaseSync(file);
	database.prepare('INSERT INTO chunks (key, k, curve, loudness) VALUES (?, 0, ?, ?)').run('key', old, confidence);
	database.exec('PRAGMA user_version = 2');
	database.close();
	for (const _again of [1, 2]) {
		const store = openChunkStore(file);
		const [chunk] = store.read('key', 0, 10);
		store.close();
		expect(chunk && unpackChunk(0, chunk.curve, chunk.loudness)).toMatchObject({ pitch, confidence });
	}
});
