/** Group commit: edits that come within a few milliseconds are written in one transaction, and told when it is on disk. */

import type { Op } from '#lib/wire/index.ts';
import type { Author, LiveDocument, Refusal, Submission } from './document.ts';

export interface CommitQueue {
	/** `done` is called when it is decided; with null when it could not be written. Rows are told before that. */
	submit(gesture: QueuedGesture): void;
	/** Writes what waits now. */
	flush(): void;
	/** Gestures that wait. */
	readonly length: number;
}

export interface QueuedGesture {
	readonly document: LiveDocument;
	readonly author: Author;
	readonly ops: readonly Op[];
	readonly fault: Refusal | null;
	done(result: Submission | null): void;
}

export interface CommitQueueOptions {
	/** How long the first may wait for others. */
	delayMs(): number;
	/** As many as this are written at once without waiting. */
	readonly most: number;
	/** Calls `run` once after `delayMs`. */
	schedule(delayMs: number, run: () => void): void;
	/** A batch was written, or not. */
	onBatch?(gestures: number, ops: number, seconds: number): void;
	onFault(error: unknown): void;
}

/** A store as the queue needs it. */
interface Batching {
	batch<T>(run: () => T): T;
}

export function createCommitQueue(store: Batching, options: CommitQueueOptions): CommitQueue {
	let waiting: QueuedGesture[] = [];
	let isScheduled = false;

	const write = (batch: readonly QueuedGesture[]): void => {
		const documents = new Set(batch.map((gesture) => gesture.document));
		const results: Submission[] = [];
		const start = performance.now();
		try {
			store.batch(() => {
				for (const { document, author, ops, fault } of batch) results.push(document.write(author, ops, fault));
			});
		} catch (error) {
			for (const document of documents) document.forget();
			// what the disk refuses it would refuse one by one; anything else is the fault of one of them
			if (batch.length > 1 && !isOfStore(error)) return batch.forEach((gesture) => write([gesture]));
			options.onFault(error);
			for (const { done } of batch) done(null);
			return;
		}
		const ops = batch.reduce((sum, gesture) => sum + gesture.ops.length, 0);
		options.onBatch?.(batch.length, ops, (performance.now() - start) / 1000);
		for (const document of documents) document.tell();
		for (const [i, { done }] of batch.entries()) done(results[i] ?? null);
	};

	const flush = (): void => {
		const batch = waiting;
		waiting = [];
		if (batch.length > 0) write(batch);
	};

	return {
		submit: (gesture) => {
			waiting.push(gesture);
			if (waiting.length >= options.most) return flush();
			if (isScheduled) return;
			isScheduled = true;
			options.schedule(options.delayMs(), () => {
				isScheduled = false;
				flush();
			});
		},
		flush,
		get length() {
			return waiting.length;
		}
	};
}

const isOfStore = (error: unknown): boolean =>
	error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_SQLITE');
