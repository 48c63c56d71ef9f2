/** Worker threads that analyse, each with its own model session; a thread that dies takes down only what it was doing. */

import { Worker } from 'node:worker_threads';
import { Fault } from '#lib/fault.ts';
import type { Frames } from '#lib/units.ts';
import type { AnalyseTask, FromWorker, Probe, Task, ToWorker, WorkerSetup } from './messages.ts';

export interface AnalyseHandlers {
	/** A chunk is in the store. */
	onStored(frames: Frames, expected: Frames): void;
	readonly signal: AbortSignal;
}

export interface AnalysisPool {
	/** Settles when the whole recording is stored. Faults: those of the file, `cancelled`, `crashed`. */
	analyse(task: AnalyseTask, handlers: AnalyseHandlers): Promise<void>;
	/** What the file is, or the fault that it has. */
	probe(path: string): Promise<Probe>;
	readonly size: number;
	/** Settles when every thread has its model open. */
	ready(): Promise<void>;
	close(): Promise<void>;
}

interface Job {
	readonly message: Task;
	resolve(probe: Probe | null): void;
	reject(fault: Fault): void;
	onStored(frames: Frames, expected: Frames): void;
}

/** Recordings that one thread hears side by side, so that a short one does not wait for a long one. */
const JOBS_PER_WORKER = 4;

/** A thread that does not end by itself in this time is stuck. */
const CLOSE_MS = 10_000;

export function createAnalysisPool(count: number, setup: WorkerSetup): AnalysisPool {
	const queue: Job[] = [];
	let nextId = 1;
	let isClosed = false;
	const next = (): void => {
		for (const thread of threads.toSorted((a, b) => a.load - b.load)) {
			if (thread.load >= JOBS_PER_WORKER) continue;
			const job = queue.shift();
			if (job) thread.start(job);
		}
	};
	const threads = Array.from({ length: count }, () => new Thread(setup, next, () => isClosed));
	const submit = (make: (id: number) => Job['message'], onStored: Job['onStored'], signal?: AbortSignal): Promise<Probe | null> =>
		new Promise((resolve, reject) => {
			const message = make(nextId++);
			const job: Job = { message, resolve, reject, onStored };
			signal?.addEventListener('abort', () => {
				const waiting = queue.indexOf(job);
				if (waiting >= 0) queue.splice(waiting, 1);
				if (waiting >= 0) reject(new Fault('cancelled', 'This was stopped.'));
				else for (const thread of threads) thread.cancel(message.id);
			});
			// a look at a file is short and someone is waiting for it
			if (message.kind === 'probe') queue.unshift(job);
			else queue.push(job);
			next();
		});
	return {
		analyse: async (task, { onStored, signal }) => void (await submit((id) => ({ kind: 'analyse', id, ...task }), onStored, signal)),
		probe: async (path) => {
			const probe = await submit((id) => ({ kind: 'probe', id, path }), () => undefined);
			if (!probe) throw new Fault('internal', 'The probe answered nothing.');
			return probe;
		},
		get size() {
			return threads.filter((thread) => thread.isAlive).length;
		},
		ready: async () => void (await Promise.all(threads.map((thread) => thread.ready))),
		close: async () => {
			isClosed = true;
			await Promise.all(threads.map((thread) => thread.close()));
		}
	};
}

/** One worker, replaced by a new one when it dies. */
class Thread {
	readonly #setup: WorkerSetup;
	readonly #onFree: () => void;
	readonly #isClosed: () => boolean;
	readonly #jobs = new Map<number, Job>();
	#worker: Worker;
	ready: Promise<void> = Promise.resolve();

	constructor(setup: WorkerSetup, onFree: () => void, isClosed: () => boolean) {
		this.#setup = setup;
		this.#onFree = onFree;
		this.#isClosed = isClosed;
		this.#worker = this.#spawn();
	}

	get isAlive(): boolean {
		return this.#worker.threadId > 0;
	}

	get load(): number {
		return this.#jobs.size;
	}

	start(job: Job): void {
		this.#jobs.set(job.message.id, job);
		this.#worker.postMessage(job.message);
	}

	cancel(id: number): void {
		if (this.#jobs.has(id)) this.#worker.postMessage({ kind: 'cancel', id } satisfies ToWorker);
	}

	async close(): Promise<void> {
		if (!this.isAlive) return;
		const exited = new Promise((resolve) => this.#worker.once('exit', resolve));
		this.#worker.postMessage({ kind: 'close' } satisfies ToWorker);
		const timer = setTimeout(() => void this.#worker.terminate(), CLOSE_MS);
		await exited;
		clearTimeout(timer);
	}

	#spawn(): Worker {
		const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: this.#setup });
		this.ready = new Promise((resolve) => {
			worker.on('message', (message: FromWorker) => {
				if (message.kind === 'ready') resolve();
				else this.#receive(message);
			});
			worker.once('exit', () => resolve());
		});
		let cause: unknown;
		worker.on('error', (error) => (cause = error));
		worker.on('exit', () => this.#died(cause));
		return worker;
	}

	#receive(message: Exclude<FromWorker, { kind: 'ready' }>): void {
		const job = this.#jobs.get(message.id);
		if (!job) return;
		if (message.kind === 'stored') return job.onStored(message.frames, message.expected);
		this.#jobs.delete(message.id);
		if (message.kind === 'failed') job.reject(new Fault(message.code, message.sentence));
		else job.resolve(message.kind === 'probed' ? message.probe : null);
		this.#onFree();
	}

	#died(cause: unknown): void {
		const lost = [...this.#jobs.values()];
		this.#jobs.clear();
		if (!this.#isClosed()) this.#worker = this.#spawn();
		for (const job of lost) {
			if (this.#isClosed()) job.reject(new Fault('cancelled', 'The server is stopping.'));
			else job.reject(new Fault('crashed', 'Listening broke down on this recording.', { cause }));
		}
		if (!this.#isClosed()) this.#onFree();
	}
}
