/** Worker threads that analyse, each with its own model session; a thread that dies takes down only what it was doing. */

import { Worker } from 'node:worker_threads';
import { Fault } from '#lib/fault.ts';
import type { Frames } from '#lib/units.ts';
import type { AnalyseTask, Probe, Task, WorkerSetup } from './messages.ts';
import { Thread, type Job } from './thread.ts';

export interface AnalyseHandlers {
	/** A chunk is in the store. */
	onStored(frames: Frames, expected: Frames): void;
	readonly signal: AbortSignal;
	/** Give it a thread of its own: what crashed once must not take others down with it again. */
	readonly isAlone?: boolean;
}

export interface AnalysisPool {
	/** Settles when the whole recording is stored. Faults: those of the file, `cancelled`, `crashed`. */
	analyse(task: AnalyseTask, handlers: AnalyseHandlers): Promise<void>;
	/** What the file is, or the fault that it has; `unavailable` while no thread can be had. */
	probe(path: string): Promise<Probe>;
	/** Threads that can listen now. */
	readonly size: number;
	/** Recordings that no thread has taken up yet. */
	readonly waitingCount: number;
	/** Settles when every thread has its model open. */
	ready(): Promise<void>;
	close(): Promise<void>;
}

export interface PoolOptions {
	/** Hears of every thread that ended by itself. */
	onDeath?(cause: unknown): void;
	spawn?(setup: WorkerSetup): Worker;
}

const spawnListener = (setup: WorkerSetup): Worker =>
	new Worker(new URL('./worker.ts', import.meta.url), { workerData: setup });
const stopped = (): Fault => new Fault('cancelled', 'This was stopped.');

export function createAnalysisPool(
	count: number,
	setup: WorkerSetup,
	{ onDeath = () => undefined, spawn = spawnListener }: PoolOptions = {}
): AnalysisPool {
	const queue: Job[] = [];
	let nextId = 1;
	let isClosed = false;
	const next = (): void => {
		for (const job of [...queue]) {
			const [thread] = threads.filter((one) => one.accepts(job)).toSorted((a, b) => a.load - b.load);
			// those behind wait too, or what needs a thread of its own would never get one
			if (!thread) return;
			queue.splice(queue.indexOf(job), 1);
			thread.start(job);
		}
	};
	/** Someone waits for a probe, and would wait as long as there is no thread. */
	const refuseProbes = (): void => {
		if (threads.some((thread) => thread.isAlive)) return;
		for (const job of queue.filter(({ message }) => message.kind === 'probe')) {
			queue.splice(queue.indexOf(job), 1);
			job.reject(new Fault('unavailable', 'Recordings cannot be listened to just now. Try again in a minute.'));
		}
	};
	const onChange = (): void => {
		if (isClosed) return;
		next();
		refuseProbes();
	};
	const threads: readonly Thread[] = Array.from(
		{ length: count },
		() => new Thread({ spawn: () => spawn(setup), onChange, onDeath })
	);
	const submit = (job: Job, signal?: AbortSignal): void => {
		if (isClosed || signal?.aborted) return job.reject(stopped());
		signal?.addEventListener('abort', () => {
			const waiting = queue.indexOf(job);
			if (waiting < 0) for (const thread of threads) thread.cancel(job.message.id);
			else {
				queue.splice(waiting, 1);
				job.reject(stopped());
				onChange();
			}
		});
		// a look at a file is short and someone is waiting for it
		const firstAnalysis = queue.findIndex(({ message }) => message.kind === 'analyse');
		queue.splice(job.message.kind === 'probe' && firstAnalysis >= 0 ? firstAnalysis : queue.length, 0, job);
		onChange();
	};
	return {
		analyse: (task, { onStored, signal, isAlone = false }) =>
			new Promise((resolve, reject) => {
				const message: Task = { kind: 'analyse', id: nextId++, ...task };
				submit({ message, isAlone, resolve: () => resolve(), reject, onStored }, signal);
			}),
		probe: (path) =>
			new Promise((resolve, reject) => {
				const message: Task = { kind: 'probe', id: nextId++, path };
				const answer = (probe: Probe | null): void =>
					probe ? resolve(probe) : reject(new Fault('internal', 'The probe answered nothing.'));
				submit({ message, isAlone: false, resolve: answer, reject, onStored: () => undefined });
			}),
		get size() {
			return threads.filter((thread) => thread.isReady).length;
		},
		get waitingCount() {
			return queue.length;
		},
		ready: async () => void (await Promise.all(threads.map((thread) => thread.ready))),
		close: async () => {
			isClosed = true;
			for (const job of queue.splice(0)) job.reject(stopped());
			await Promise.all(threads.map((thread) => thread.close()));
		}
	};
}
