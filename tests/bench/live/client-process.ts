/** Clients in processes of their own: each is given one task, says when it is ready, and answers with what it measured. */

import { fork } from 'node:child_process';
import path from 'node:path';
import type { Results, Tasks } from './tasks.ts';

export interface ClientProcess<R> {
	/** Everything is connected. */
	readonly ready: Promise<void>;
	/** Begins, or ends, what it is there for. */
	go(): void;
	readonly result: Promise<R>;
}

/** What comes back from a client. */
export type FromClient = { readonly kind: 'ready' } | { readonly kind: 'result'; readonly value: unknown };

export function startClient<K extends keyof Tasks>(kind: K, task: Tasks[K]): ClientProcess<Results[K]> {
	const child = fork(path.join(import.meta.dirname, 'client.ts'), { serialization: 'advanced' });
	const ready = Promise.withResolvers<void>();
	const result = Promise.withResolvers<Results[K]>();
	// whoever waits for the other hears of it there
	ready.promise.catch(() => undefined);
	result.promise.catch(() => undefined);
	child.on('message', (message: FromClient) => {
		if (message.kind === 'ready') ready.resolve();
		else result.resolve(message.value as Results[K]);
	});
	child.once('exit', (code) => {
		const error = new Error(`A client of the task "${kind}" ended with ${code}.`);
		ready.reject(error);
		result.reject(error);
	});
	child.send({ kind, task });
	return { ready: ready.promise, go: () => void child.send({ kind: 'go' }), result: result.promise };
}
