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

export const createCompactor = (options: CompactorOptions): Compactor => new ThreadedCompactor(options);

class ThreadedCompactor implements Compactor {
	readonly #options: CompactorOptions;
	readonly #waiting = new Set<string>();
	#worker: Worker | null = null;
	/** The document that the worker is at. */
	#current: string | null = null;
	#idle: NodeJS.Timeout | undefined;
	#isClosed = false;

	constructor(options: CompactorOptions) {
		this.#options = options;
	}

	request(doc: string): void {
		if (this.#isClosed) return;
		this.#waiting.add(doc);
		if (this.#current === null) this.#next();
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		this.#waiting.clear();
		clearTimeout(this.#idle);
		await this.#end();
	}

	#next(): void {
		clearTimeout(this.#idle);
		const [doc] = this.#waiting;
		if (doc === undefined) {
			if (this.#worker) this.#idle = setTimeout(() => void this.#end(), this.#options.idleMs ?? IDLE_MS).unref();
			return;
		}
		this.#waiting.delete(doc);
		this.#current = doc;
		this.#worker ??= this.#start();
		this.#worker.postMessage({ kind: 'compact', doc } satisfies ToCompaction);
	}

	#finish(doc: string, seq: number | null): void {
		this.#current = null;
		this.#options.onDone?.(doc, seq);
		this.#next();
	}

	#start(): Worker {
		const { file, log, keepRows = ROWS_KEPT, spawn = spawnWorker } = this.#options;
		const worker = spawn({ file, keepRows });
		let cause: unknown = new Error('The thread has ended by itself.');
		worker.on('message', (message: FromCompaction) => {
			if (message.kind === 'failed') log.error('compaction', message.error);
			else log.debug('compaction', { doc: message.doc, seq: message.seq });
			this.#finish(message.doc, message.kind === 'done' ? message.seq : null);
		});
		worker.on('error', (error) => (cause = error));
		worker.once('exit', () => {
			if (this.#worker !== worker) return;
			// in the middle of something: the next document gets another thread
			this.#worker = null;
			log.error('compaction', cause);
			if (this.#current !== null) this.#finish(this.#current, null);
		});
		return worker;
	}

	async #end(): Promise<void> {
		const worker = this.#worker;
		if (!worker) return;
		this.#worker = null;
		const exited = new Promise((resolve) => worker.once('exit', resolve));
		worker.postMessage({ kind: 'close' } satisfies ToCompaction);
		const patience = setTimeout(() => void worker.terminate(), CLOSE_MS);
		await exited;
		clearTimeout(patience);
	}
}
