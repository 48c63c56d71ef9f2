/** What every decoder gives, before the checks that all recordings share. */

import { Fault } from '#lib/fault.ts';
import type { Hz, Seconds } from '#lib/units.ts';
import type { ByteReader } from './byte-reader.ts';

/** What the bytes are: a container, with the codec where we decode it ourselves. */
export type AudioFormat =
	| 'wav'
	| 'aiff'
	| 'flac'
	| 'mp3'
	| 'ogg-vorbis'
	| 'ogg-opus'
	| 'ogg'
	| 'mp4'
	| 'matroska'
	| 'adts'
	| 'avi'
	| 'mpeg-audio'
	| 'mpeg-ts'
	| 'mpeg-ps'
	| 'asf'
	| 'flv'
	| 'caf'
	| 'au'
	| 'amr'
	| 'ac3'
	| 'w64'
	| 'wavpack'
	| 'ape'
	| 'tta'
	| 'dsf';

/** A decoder at the start of its file. Header checks that are its own have been made. */
export interface Source {
	readonly sampleRate: Hz;
	readonly channels: number;
	/** What the header says, or null where it does not say. */
	readonly expectedSeconds: Seconds | null;
	/** Mono samples, in pieces of any size; may be left at any time. */
	readonly samples: () => AsyncGenerator<Float32Array>;
	/** After the last sample: whether the file ended before its header said. */
	readonly isCut: () => boolean;
	/** Part of the file that has been consumed, where the reader's position does not tell. */
	readonly progress?: () => number;
	/** Frees what the decoder holds, but not the reader; called once, after `samples` has ended or was left. */
	readonly free: () => void | Promise<void>;
}

export interface SourceContext {
	readonly reader: ByteReader;
	readonly path: string;
	readonly ffmpeg: string | null;
	readonly signal: AbortSignal;
}

/** Mean of the channels, written over the first of them. */
export function mixDown(channels: readonly Float32Array[]): Float32Array {
	const [mono, ...others] = channels;
	if (mono === undefined) return new Float32Array(0);
	if (others.length === 0) return mono;
	const share = 1 / channels.length;
	for (const channel of others) for (let i = 0; i < mono.length; i++) mono[i] = (mono[i] ?? 0) + (channel[i] ?? 0);
	for (let i = 0; i < mono.length; i++) mono[i] = (mono[i] ?? 0) * share;
	return mono;
}

/** Runs a step of a third-party decoder; whatever it throws at hostile bytes means that they are damaged. */
export async function guardDecoder<T>(name: string, step: () => T | Promise<T>): Promise<T> {
	try {
		return await step();
	} catch (error) {
		if (error instanceof Fault) throw error;
		throw new Fault('damaged', `This ${name} recording is damaged: its decoder gave up.`, { cause: error });
	}
}
