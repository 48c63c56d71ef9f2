/** A file as a document with its analysis: what the page would have after dropping it. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '#lib/fault.ts';
import type { Analysed, FormatContent } from '#lib/formats/index.ts';
import { Curve, DEFAULT_THRESHOLD, placeNote, type HeardNote, type Tracker } from '#lib/pitch/index.ts';
import { add, FIRST_PART, META_ID, Score, tempoMapOf } from '#lib/score/index.ts';
import { analyseFile } from '#server/analysis/index.ts';
import type { MediaOptions } from '#server/media/index.ts';

export interface HearOptions {
	readonly tracker: Tracker;
	readonly media: MediaOptions;
	readonly maxBytes: number;
	readonly signal: AbortSignal;
}

/** Hears the whole file; `onProgress` gets 0 to 1. Faults: those of the media, `not-found`, `too-large`. */
export async function hearFile(
	file: string,
	{ tracker, media, maxBytes, signal }: HearOptions,
	onProgress: (fraction: number) => void
): Promise<FormatContent & { readonly analysis: Analysed }> {
	await checkFile(file, maxBytes);
	const curve = new Curve();
	const notes: HeardNote[] = [];
	let [sampleRate, seconds] = [0, 0];
	for await (const heard of analyseFile(file, { tracker, media, signal })) {
		curve.append(heard.chunk);
		notes.push(...heard.notes);
		({ sampleRate, seconds } = heard);
		onProgress(heard.progress);
	}
	const sha256 = await computeHash(file, signal);
	const { id, version } = tracker;
	const name = path.basename(file);
	return {
		score: makeScore({ name, sha256, analyser: id, notes }),
		analysis: {
			analyser: { id, version },
			audio: { sha256, seconds, sampleRate, name },
			curve,
			threshold: DEFAULT_THRESHOLD
		}
	};
}

async function checkFile(file: string, maxBytes: number): Promise<void> {
	const status = await stat(file).catch((cause: unknown) => {
		throw new Fault('not-found', 'There is no such file.', { cause });
	});
	if (status.isDirectory()) throw new Fault('unsupported-format', 'This is a folder, not a recording.');
	if (!status.isFile()) throw new Fault('unsupported-format', 'This is no ordinary file.');
	if (status.size > maxBytes)
		throw new Fault(
			'too-large',
			`The file has ${status.size} bytes and the limit is ${maxBytes}; --upload-limit-bytes=${status.size} would allow it.`
		);
}

async function computeHash(file: string, signal: AbortSignal): Promise<string> {
	const hash = createHash('sha256');
	for await (const block of createReadStream(file, { signal })) hash.update(block);
	return hash.digest('hex');
}

interface Heard {
	readonly name: string;
	readonly sha256: string;
	readonly analyser: string;
	readonly notes: readonly HeardNote[];
}

function makeScore({ name, sha256, analyser, notes }: Heard): Score {
	const score = new Score();
	const tempo = tempoMapOf(score, FIRST_PART);
	const clip = score.nextId();
	const source = score.nextId();
	score.transact('local', [
		{ kind: 'set', id: META_ID, fields: { title: path.parse(name).name } },
		add('clip', clip, { audio: sha256, name }),
		add('analysis', source, { clip, analyser }),
		...notes.map((note) => add('note', score.nextId(), placeNote(note, { tempo, offset: 0, source })))
	]);
	return score;
}
