/** A thread that compacts, with a connection of its own to the database. */

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '#lib/fault.ts';
import { openDocumentStore } from '#server/store/index.ts';
import { compact } from './compact.ts';
import type { CompactionSetup, FromCompaction, ToCompaction } from './messages.ts';

assert(parentPort, 'This file runs as a worker.');
const port = parentPort;
const { file, keepRows } = workerData as CompactionSetup;
const store = openDocumentStore(file);

function run(doc: string): FromCompaction {
	try {
		return { kind: 'done', doc, seq: compact(store, doc, keepRows)?.seq ?? null };
	} catch (thrown) {
		return { kind: 'failed', doc, error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
	}
}

port.on('message', (message: ToCompaction) => {
	if (message.kind === 'compact') return port.postMessage(run(message.doc));
	store.close();
	port.close();
});
