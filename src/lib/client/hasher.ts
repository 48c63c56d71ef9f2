/** SHA-256 of files, computed in a worker that is kept for the next one. */

import { Fault } from '../fault.ts';
import type { HashReply, HashRequest } from './hash.worker.ts';

export interface Hasher {
	/** Lower-case hex; `onProgress` gets 0 to 1. Faults: cancelled, unavailable, and damaged when the file
	 * cannot be read. */
	hash(file: Blob, signal: AbortSignal, onProgress: (fraction: number) => void): Promise<string>;
	dispose(): void;
}

export function createHasher(): Hasher {
	const worker = new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' });
	let nextId = 1;
	return {
		hash: (file, signal, onProgress) =>
			new Promise((resolve, reject) => {
				const id = nextId++;
				const stop = (): void => {
					worker.removeEventListener('message', onMessage);
					worker.removeEventListener('error', onError);
					signal.removeEventListener('abort', onAbort);
				};
				const onAbort = (): void => {
					stop();
					reject(new Fault('cancelled', 'This was stopped.'));
				};
				// the worker itself did not come up
				const onError = (): void => {
					stop();
					reject(new Fault('unavailable', 'The page could not load all of its parts. Load it again.'));
				};
				const onMessage = ({ data }: MessageEvent<HashReply>): void => {
					if (data.id !== id) return;
					if (data.kind === 'progress') return onProgress(data.fraction);
					stop();
					if (data.kind === 'done') resolve(data.sha256);
					else reject(new Fault('damaged', 'This file cannot be read from the disk.', { cause: data.message }));
				};
				if (signal.aborted) return onAbort();
				worker.addEventListener('message', onMessage);
				worker.addEventListener('error', onError);
				signal.addEventListener('abort', onAbort);
				worker.postMessage({ id, file } satisfies HashRequest);
			}),
		dispose: () => worker.terminate()
	};
}
