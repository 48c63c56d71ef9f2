/** A thread that listens: decodes, tracks, and writes chunks to the store. It never talks to sockets. */

import { parentPort, workerData } from 'node:worker_threads';
import { assert, Fault, toFault } from '#lib/fault.ts';
import { CHUNK_FRAMES, type Tracker } from '#lib/pitch/index.ts';
import { packCurve } from '#lib/wire/index.ts';
import { openRecording, warmDecoders, type MediaOptions } from '#server/media/index.ts';
import { openChunkStore } from '#server/store/index.ts';
import { listenToFile } from './analyse-file.ts';
import type { AnalyseTask, FromWorker, Probe, Task, ToWorker, WorkerSetup } from './messages.ts';
import { openModels } from './models.ts';

assert(parentPort, 'This file runs as a worker.');
const port = parentPort;
const setup = workerData as WorkerSetup;
const media: MediaOptions = { ffmpeg: setup.ffmpeg, maxSeconds: setup.maxSeconds, maxChannels: setup.maxChannels };
const chunks = openChunkStore(setup.chunksFile);
const models = await openModels(setup.modelsDir);
const trackers = new Map<string, Promise<Tracker>>();
const running = new Map<number, AbortController>();

/** Seconds that are decoded before a file is called a recording. */
const FIRST_MOMENT = 0.05;

const say = (message: FromWorker): void => port.postMessage(message);

function trackerOf(model: string): Promise<Tracker> {
	const known = trackers.get(model) ?? models.openTracker(model);
	trackers.set(model, known);
	// a file that could not be read may be there the next time
	known.catch(() => trackers.delete(model));
	return known;
}

async function analyse(id: number, { key, path, model }: AnalyseTask, signal: AbortSignal): Promise<void> {
	const tracker = await trackerOf(model);
	const stored = chunks.find(key)?.frames ?? 0;
	// the last chunk may be a short one of an end that was never marked: hear it again
	const skip = Math.floor(stored / CHUNK_FRAMES) * CHUNK_FRAMES;
	for await (const { chunk, expectedFrames } of listenToFile(path, { tracker, media, signal, skip })) {
		const frames = chunk.start + chunk.pitch.length;
		chunks.putChunk(
			key,
			{ index: chunk.start / CHUNK_FRAMES, curve: packCurve(chunk), loudness: chunk.loudness },
			frames,
			expectedFrames
		);
		say({ kind: 'stored', id, frames, expected: expectedFrames });
	}
	chunks.finish(key, 'done', '');
}

/** Opens the file and hears its first moment, which is where most damage shows. */
async function probe(path: string, signal: AbortSignal): Promise<Probe> {
	const recording = await openRecording(path, { ...media, signal });
	try {
		let heard = 0;
		for await (const block of recording.blocks)
			if ((heard += block.length) >= recording.sampleRate * FIRST_MOMENT) break;
		const { format, sampleRate, channels, expectedSeconds } = recording;
		return { format, sampleRate, channels, expectedSeconds };
	} finally {
		await recording.close();
	}
}

async function run(message: Task): Promise<void> {
	const { id } = message;
	const controller = new AbortController();
	running.set(id, controller);
	try {
		if (message.kind === 'probe') say({ kind: 'probed', id, probe: await probe(message.path, controller.signal) });
		else {
			await analyse(id, message, controller.signal);
			say({ kind: 'done', id });
		}
	} catch (thrown) {
		const fault = controller.signal.aborted ? new Fault('cancelled', 'This was stopped.') : toFault(thrown);
		if (message.kind === 'analyse' && fault.code !== 'cancelled' && fault.code !== 'internal')
			chunks.finish(message.key, 'failed', fault.code);
		if (fault.code === 'internal') throw thrown;
		say({ kind: 'failed', id, code: fault.code, sentence: fault.message });
	} finally {
		running.delete(id);
	}
}

const warm = Promise.all([trackerOf(setup.model), warmDecoders()]);
const tasks = new Set<Promise<void>>();

function start(message: Task): void {
	// a bug ends this thread, as it should: the pool starts another and counts
	const task = run(message).catch((error: unknown) => void setImmediate(() => raise(error)));
	tasks.add(task);
	void task.then(() => tasks.delete(task));
}

function raise(error: unknown): never {
	throw error;
}

/** Ends by itself: a thread that is torn down inside an inference takes the whole process with it. */
async function close(): Promise<void> {
	for (const controller of running.values()) controller.abort();
	await Promise.allSettled([warm, ...tasks]);
	chunks.close();
	port.close();
}

port.on('message', (message: ToWorker) => {
	if (message.kind === 'close') void close();
	else if (message.kind === 'cancel') running.get(message.id)?.abort();
	else start(message);
});

await warm;
say({ kind: 'ready' });
