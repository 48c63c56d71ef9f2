/** Loaded before a server whose memory is measured: collects its garbage when told to by SIGUSR2. Needs `--expose-gc`. */

import { isMainThread } from 'node:worker_threads';

if (isMainThread)
	process.on('SIGUSR2', () => {
		globalThis.gc?.();
	});
