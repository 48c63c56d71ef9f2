/** Compaction beside the server: one thread, there while there is work, one document after another. */

import { Worker } from 'node:worker_threads';
import type { Log } from '#server/log.ts';
import { ROWS_KEPT } from './compact.ts';
import type { CompactionSetup, FromCompaction, ToCompaction } from './messages.ts';

export interface Compactor {
	/** Compacts the document soon, once for any number of requests that have not been begun. */
	request(doc: string): void;
	/** Ends what is begun, and forgets the rest. */
	close(): Promise<void>;
}

export interface CompactorOptions {
	/** The database of documents. */
	readonly file: string;
	readonly log: Pick<Log, 'debug' | 'error'>;
	readonly keepRows?: number;
	/** Hears of every document that has been dealt with; `seq` is null when there was nothing to do, or it could not be done. */
	readonly onDone?: (doc: string, seq: number | null) => void;
	/** The thread goes when it had nothing to do for so long, and its memory with it. */
	readonly idleMs?: number;
	readonly spawn?: (setup: CompactionSetup) => Worker;
}

const IDLE_MS = 60_000;
/** A thread that does not end by itself in this time is stuck. */
const CLOSE_MS = 10_000;

const spawnWorker = (workerData: CompactionSetup): Worker =>
	new Worker(new URL('./worker.ts', import.meta.url), { workerData });

export function createCompactor(options: CompactorOptions): Compactor {
	const { file, log, keepRows = ROWS_KEPT, onDone, idleMs = IDLE_MS, spawn = spawnWorker } = options;
	const waiting = new Set<string>();
	let worker: Worker | null = null;
	/** The document that the worker is at. */
	let current: string | null = null;
	let idle: NodeJS.Timeout | undefined;
	let isClosed = false;
	const next = (): void => {
		clearTimeout(idle);
		const [doc] = waiting;
		if (doc === undefined) {
			if (worker) idle = setTimeout(() => void end(), idleMs).unref();
			return;
		}
		waiting.delete(doc);
		current = doc;
		worker ??= start();
		worker.postMessage({ kind: 'compact', doc } satisfies ToCompaction);
	};
	const finish = (doc: string, seq: number | null): void => {
		current = null;
		onDone?.(doc, seq);
		next();
	};
	const start = (): Worker => {
		const started = spawn({ file, keepRows });
		let cause: unknown = new Error('The thread has ended by itself.');
		started.on('message', (message: FromCompaction) => {
			if (message.kind === 'failed') log.error('compaction', message.error);
			else log.debug('compaction', { doc: message.doc, seq: message.seq });
			finish(message.doc, message.kind === 'done' ? message.seq : null);
		});
		started.on('error', (error) => (cause = error));
		started.once('exit', () => {
			if (worker !== started) return;
			// in the middle of something: the next document gets another thread
			worker = null;
			log.error('compaction', cause);
			if (current !== null) finish(current, null);
		});
		return started;
	};
	const end = async (): Promise<void> => {
		const ending = worker;
		if (!ending) return;
		worker = null;
		const exited = new Promise((resolve) => ending.once('exit', resolve));
		ending.postMessage({ kind: 'close' } satisfies ToCompaction);
		const patience = setTimeout(() => void ending.terminate(), CLOSE_MS);
		await exited;
		clearTimeout(patience);
	};
	return {
		request: (doc) => {
			if (isClosed) return;
			waiting.add(doc);
			if (current === null) next();
		},
		close: async () => {
			isClosed = true;
			waiting.clear();
			clearTimeout(idle);
			await end();
		}
	};
}
