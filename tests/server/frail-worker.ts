/** A listener that breaks on command, to see what the pool does: paths and model ids say how. */

import { parentPort, workerData } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerSetup } from '../../server/analysis/messages.ts';

const setup = workerData as WorkerSetup;
const say = (message: FromWorker): void => parentPort?.postMessage(message);
if (setup.model === 'broken') throw new Error('The model cannot be opened.');

const held: number[] = [];
parentPort?.on('message', (message: ToWorker) => {
	if (message.kind === 'close') return parentPort?.close();
	if (message.kind === 'cancel')
		return say({ kind: 'failed', id: message.id, code: 'cancelled', sentence: 'This was stopped.' });
	if (message.path === 'poison') throw new Error('This recording breaks the listener.');
	if (message.kind === 'probe')
		return say({
			kind: 'probed',
			id: message.id,
			probe: { format: 'wav', sampleRate: 16_000, channels: 1, expectedSeconds: 1 }
		});
	if (message.path === 'long') return void held.push(message.id);
	say({ kind: 'stored', id: message.id, frames: 50, expected: 50 });
	return say({ kind: 'done', id: message.id });
});
say({ kind: 'ready' });
