import { expect, test } from 'vitest';
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
