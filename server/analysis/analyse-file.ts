/** A recording on disk, heard from its first sample to its last: the same for the server and the command line. */

import { Fault } from '#lib/fault.ts';
import { resample } from '#lib/dsp/index.ts';
import { analyse, createSegmenter, type CurveChunk, type HeardNote, type Tracker } from '#lib/pitch/index.ts';
import { FRAMES_PER_SECOND, TRACKER_RATE, type Frames, type Hz, type Seconds } from '#lib/units.ts';
import { openRecording, type MediaOptions, type Recording } from '#server/media/index.ts';

export interface ListenOptions {
	readonly tracker: Tracker;
	readonly media: MediaOptions;
	readonly signal?: AbortSignal;
	/** Frames that are stored already; see `analyse`. */
	readonly skip?: Frames;
}

export interface HeardChunk {
	readonly chunk: CurveChunk;
	/** Frames that the whole will have, as far as the file tells by now. */
	readonly expectedFrames: Frames;
	readonly sampleRate: Hz;
}

/** Decodes, resamples and tracks; chunks come as they are heard. Faults are those of the media and of the tracker. */
export async function* listenToFile(
	path: string,
	{ tracker, media, signal, skip }: ListenOptions
): AsyncGenerator<HeardChunk> {
	const recording = await openRecording(path, { ...media, ...(signal ? { signal } : {}) });
	try {
		const audio = resample(recording.blocks, recording.sampleRate, TRACKER_RATE);
		for await (const chunk of analyse(audio, { tracker, ...(signal ? { signal } : {}), ...(skip ? { skip } : {}) })) {
			const heard = chunk.start + chunk.pitch.length;
			yield { chunk, expectedFrames: expectFrames(recording, heard), sampleRate: recording.sampleRate };
		}
	} finally {
		await recording.close();
	}
}

function expectFrames(recording: Recording, heard: Frames): Frames {
	if (recording.expectedSeconds !== null)
		return Math.max(heard, Math.round(recording.expectedSeconds * FRAMES_PER_SECOND));
	return Math.max(heard, Math.round(heard / Math.max(0.001, recording.progress())));
}

export interface AnalysedChunk {
	readonly chunk: CurveChunk;
	/** Notes that have become final with this chunk. */
	readonly notes: readonly HeardNote[];
	/** 0 to 1. */
	readonly progress: number;
	readonly sampleRate: Hz;
	/** Heard so far. */
	readonly seconds: Seconds;
}

/** {@link listenToFile} with the notes that follow from the curve. */
export async function* analyseFile(path: string, options: ListenOptions): AsyncGenerator<AnalysedChunk> {
	const segmenter = createSegmenter();
	let last: HeardChunk | null = null;
	for await (const heard of listenToFile(path, options)) {
		if (last) yield toAnalysed(last, segmenter.push(last.chunk));
		last = heard;
	}
	if (!last) throw new Fault('too-short', 'There is nothing to hear in this recording.');
	yield { ...toAnalysed(last, [...segmenter.push(last.chunk), ...segmenter.finish()]), progress: 1 };
}

function toAnalysed({ chunk, expectedFrames, sampleRate }: HeardChunk, notes: readonly HeardNote[]): AnalysedChunk {
	const heard = chunk.start + chunk.pitch.length;
	return { chunk, notes, progress: heard / expectedFrames, sampleRate, seconds: heard / FRAMES_PER_SECOND };
}
