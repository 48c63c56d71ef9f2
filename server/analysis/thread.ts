/** One worker of the pool, replaced by a new one when it dies: at once after work, with growing patience when it cannot even start. */

import type { Worker } from 'node:worker_threads';
import { Fault } from '#lib/fault.ts';
import type { Frames } from '#lib/units.ts';
import type { FromWorker, Probe, Task, ToWorker } from './messages.ts';

export interface Job {
	readonly message: Task;
	/** No other analysis beside it. */
	readonly isAlone: boolean;
	resolve(probe: Probe | null): void;
	reject(fault: Fault): void;
	onStored(frames: Frames, expected: Frames): void;
}

export interface ThreadOptions {
	spawn(): Worker;
	/** It has room again, or has died. */
	onChange(): void;
	onDeath(cause: unknown): void;
}

/** Recordings that one thread hears side by side, so that a short one does not wait for a long one. */
const JOBS_MAX = 4;
/** A thread that does not end by itself in this time is stuck. */
const CLOSE_MS = 10_000;
/** Waits before a thread that died before it was ready is tried again. */
const RETRY_MIN_MS = 1000;
const RETRY_MAX_MS = 60_000;

export class Thread {
	readonly #options: ThreadOptions;
	readonly #jobs = new Map<number, Job>();
	#worker: Worker | null = null;
	#isClosed = false;
	#isReady = false;
	/** Deaths since it was last ready. */
	#failures = 0;
	#retry: NodeJS.Timeout | undefined;
	/** Settles when the present worker is ready, or dead. */
	ready: Promise<void> = Promise.resolve();

	constructor(options: ThreadOptions) {
		this.#options = options;
		this.#spawn();
	}

	/** Whether there is a worker, be it one that is still opening its model. */
	get isAlive(): boolean {
		return this.#worker !== null;
	}

	get isReady(): boolean {
		return this.#isReady;
	}

	get load(): number {
		return this.#jobs.size;
	}

	accepts({ message, isAlone }: Job): boolean {
		if (!this.#isReady || this.load >= JOBS_MAX) return false;
		if (message.kind === 'probe') return true;
		const analyses = [...this.#jobs.values()].filter((job) => job.message.kind === 'analyse');
		return isAlone ? analyses.length === 0 : !analyses.some((job) => job.isAlone);
	}

	start(job: Job): void {
		this.#jobs.set(job.message.id, job);
		this.#worker?.postMessage(job.message);
	}

	cancel(id: number): void {
		if (this.#jobs.has(id)) this.#worker?.postMessage({ kind: 'cancel', id } satisfies ToWorker);
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		clearTimeout(this.#retry);
		const worker = this.#worker;
		if (!worker) return;
		const exited = new Promise((resolve) => worker.once('exit', resolve));
		worker.postMessage({ kind: 'close' } satisfies ToWorker);
		const timer = setTimeout(() => void worker.terminate(), CLOSE_MS);
		await exited;
		clearTimeout(timer);
	}

	#spawn(): void {
		const worker = this.#options.spawn();
		this.#worker = worker;
		this.ready = new Promise((resolve) => {
			worker.on('message', (message: FromWorker) => {
				if (message.kind !== 'ready') return this.#receive(message);
				this.#failures = 0;
				this.#isReady = true;
				resolve();
				this.#options.onChange();
			});
			worker.once('exit', () => resolve());
		});
		this.#failures++;
		let cause: unknown = null;
		worker.on('error', (error) => (cause = error));
		worker.once('exit', () => this.#died(cause));
	}

	#receive(message: Exclude<FromWorker, { kind: 'ready' }>): void {
		const job = this.#jobs.get(message.id);
		if (!job) return;
		if (message.kind === 'stored') return job.onStored(message.frames, message.expected);
		this.#jobs.delete(message.id);
		if (message.kind === 'failed') job.reject(new Fault(message.code, message.sentence));
		else job.resolve(message.kind === 'probed' ? message.probe : null);
		this.#options.onChange();
	}

	#died(cause: unknown): void {
		const lost = [...this.#jobs.values()];
		this.#jobs.clear();
		this.#worker = null;
		this.#isReady = false;
		if (this.#isClosed) return lost.forEach((job) => job.reject(new Fault('cancelled', 'The server is stopping.')));
		if (this.#failures === 0) this.#spawn();
		else
			this.#retry = setTimeout(
				() => (this.#spawn(), this.#options.onChange()),
				Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** (this.#failures - 1))
			);
		this.#options.onDeath(cause);
		for (const job of lost) job.reject(new Fault('crashed', 'Listening broke down on this recording.', { cause }));
		this.#options.onChange();
	}
}
