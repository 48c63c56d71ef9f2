/** Analysis frames in memory: the rules of {@link ChunkStore} without a disk, for tests and for whatever need not last. */

import type { ChunkStore, StoredAnalysis, StoredChunk } from './chunk-store.ts';

/** A store that is gone with the process. */
export function createMemoryChunkStore(): ChunkStore {
	const analyses = new Map<string, StoredAnalysis>();
	const chunks = new Map<string, Map<number, StoredChunk>>();
	const attempts = new Map<string, { readonly frames: number; readonly count: number }>();
	const change = (key: string, fields: Partial<StoredAnalysis>): void => {
		const known = analyses.get(key) ?? { frames: 0, expected: 0, status: 'running', fault: '' };
		analyses.set(key, { ...known, ...fields });
	};
	return {
		find: (key) => analyses.get(key) ?? null,
		putChunk: (key, { index, curve, loudness }, frames, expected) => {
			const known = chunks.get(key) ?? new Map<number, StoredChunk>();
			chunks.set(key, known.set(index, { index, curve: curve.slice(), loudness: loudness.slice() }));
			change(key, { frames, expected });
		},
		finish: (key, status, fault) => change(key, { status, fault }),
		reopen: (key) => change(key, { status: 'running', fault: '' }),
		beginAttempt: (key) => {
			const frames = analyses.get(key)?.frames ?? 0;
			const last = attempts.get(key);
			const count = last?.frames === frames ? last.count + 1 : 1;
			attempts.set(key, { frames, count });
			return count;
		},
		endAttempt: (key) => void attempts.delete(key),
		read: (key, index, limit) =>
			[...(chunks.get(key)?.values() ?? [])]
				.filter((chunk) => chunk.index >= index)
				.toSorted((a, b) => a.index - b.index)
				.slice(0, limit),
		close: () => {
			analyses.clear();
			chunks.clear();
			attempts.clear();
		}
	};
}
