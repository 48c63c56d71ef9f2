/** What every {@link ChunkStore} does, as tests that each implementation runs. */

import { describe, expect, test } from 'vitest';
import type { ChunkStore, StoredChunk } from '#server/store/index.ts';

const KEY = 'some-key';
const chunk = (index: number, value = index): StoredChunk => ({
	index,
	curve: Uint8Array.of(value, 1, 2),
	loudness: Uint8Array.of(value)
});

export function describeChunkStore(name: string, open: () => ChunkStore): void {
	describe(name, () => {
		test('of a key that nobody has heard there is nothing', () => {
			const store = open();
			expect([store.find(KEY), store.read(KEY, 0, 10)]).toEqual([null, []]);
		});

		test('chunks are read in order from anywhere, each key by itself', () => {
			const store = open();
			for (const index of [2, 0, 1, 11]) store.putChunk(KEY, chunk(index), 50 * (index + 1), 999);
			store.putChunk('other', chunk(0, 77), 50, 50);
			expect(store.read(KEY, 0, 10)).toEqual([chunk(0), chunk(1), chunk(2), chunk(11)]);
			expect(store.read(KEY, 1, 2)).toEqual([chunk(1), chunk(2)]);
			expect(store.read(KEY, 3, 10)).toEqual([chunk(11)]);
			expect([store.read(KEY, 12, 10), store.read(KEY, 0, 0)]).toEqual([[], []]);
			expect(store.read('other', 0, 10)).toEqual([chunk(0, 77)]);
		});

		test('each chunk says how far the analysis is, and one that comes again replaces what was there', () => {
			const store = open();
			store.putChunk(KEY, chunk(0), 50, 999);
			store.putChunk(KEY, chunk(1, 5), 57, 1000);
			store.putChunk(KEY, chunk(1, 6), 100, 1001);
			expect(store.read(KEY, 0, 10)).toEqual([chunk(0), chunk(1, 6)]);
			expect(store.find(KEY)).toEqual({ frames: 100, expected: 1001, status: 'running', fault: '' });
		});

		test('an analysis ends well or with a fault, and can be gone on with', () => {
			const store = open();
			store.finish(KEY, 'failed', 'silent');
			expect(store.find(KEY)).toEqual({ frames: 0, expected: 0, status: 'failed', fault: 'silent' });
			store.reopen(KEY);
			store.putChunk(KEY, chunk(0), 50, 50);
			expect(store.find(KEY)).toEqual({ frames: 50, expected: 50, status: 'running', fault: '' });
			store.finish(KEY, 'done', '');
			expect(store.find(KEY)).toEqual({ frames: 50, expected: 50, status: 'done', fault: '' });
		});

		test('tries that begin at the same frame are counted until one ends; getting on begins anew', () => {
			const store = open();
			expect([store.beginAttempt(KEY), store.beginAttempt(KEY), store.beginAttempt('other')]).toEqual([1, 2, 1]);
			store.putChunk(KEY, chunk(0), 50, 999);
			expect([store.beginAttempt(KEY), store.beginAttempt(KEY)]).toEqual([1, 2]);
			store.endAttempt(KEY);
			store.endAttempt('nobody');
			expect([store.beginAttempt(KEY), store.beginAttempt('other')]).toEqual([1, 2]);
		});

		test('bytes that are changed after they were written are not changed in the store', () => {
			const store = open();
			const { index, curve, loudness } = chunk(0);
			store.putChunk(KEY, { index, curve, loudness }, 50, 50);
			curve.fill(9);
			loudness.fill(9);
			expect(store.read(KEY, 0, 1)).toEqual([chunk(0)]);
		});
	});
}
