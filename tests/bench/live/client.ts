/** A process of clients: see client-process.ts. */

import type { FromClient } from './client-process.ts';
import { editDocument } from './edit-client.ts';
import { idle } from './idle-client.ts';
import { editInBulk } from './bulk-client.ts';
import { openDocument } from './open-client.ts';
import type { Control, Results, Tasks } from './tasks.ts';

type Runners = { readonly [K in keyof Tasks]: (task: Tasks[K], control: Control) => Promise<Results[K]> };

const RUNNERS: Runners = { edit: editDocument, idle, bulk: editInBulk, open: openDocument };

type ToClient = { readonly kind: 'go' } | { readonly [K in keyof Tasks]: { kind: K; task: Tasks[K] } }[keyof Tasks];

const go = Promise.withResolvers<void>();
const say = (message: FromClient): Promise<void> =>
	new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
const control: Control = { ready: () => void say({ kind: 'ready' }), go: go.promise };

async function run<K extends keyof Tasks>(kind: K, task: Tasks[K]): Promise<void> {
	await say({ kind: 'result', value: await RUNNERS[kind](task, control) });
	process.exit(0);
}

process.on('message', (message: ToClient) => {
	if (message.kind === 'go') go.resolve();
	else void run(message.kind, message.task as Tasks[typeof message.kind]);
});
// without the bench there is nothing to do
process.on('disconnect', () => process.exit(1));
