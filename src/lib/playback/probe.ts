/**
 * What a file says about its sound, without decoding it; and its sound block by block, with bounded memory. Brings the
 * demuxers along, so it is loaded only when there is a file.
 */

import {
	ADTS,
	AudioBufferSink,
	BlobSource,
	FLAC,
	Input,
	MATROSKA,
	MP3,
	MP4,
	MPEG_TS,
	OGG,
	QTFF,
	WAVE,
	WEBM,
	type InputAudioTrack
} from 'mediabunny';
import type { Hz, Samples, Seconds } from '../units.ts';

/** `damaged` = a container that we know whose sound cannot be found; `unknown` = anything else. */
export type Probe = RecordingFacts | { readonly kind: 'damaged' } | { readonly kind: 'unknown' };

export interface RecordingFacts {
	readonly kind: 'recording';
	readonly seconds: Seconds;
	readonly sampleRate: Hz;
	readonly channels: number;
	/** Whether this browser can decode it block by block; needs a secure context for all but PCM. */
	readonly isDecodable: boolean;
}

/** All that mediabunny reads from a single file. */
export const FORMATS = [MP4, QTFF, MATROSKA, WEBM, WAVE, MP3, OGG, ADTS, FLAC, MPEG_TS];

/** Facts of the file's first audio track. */
export function probeRecording(file: Blob): Promise<Probe> {
	return withInput(file, async (input): Promise<Probe> => {
		if (!(await input.canRead())) return { kind: 'unknown' };
		try {
			const track = await input.getPrimaryAudioTrack();
			return track ? await readFacts(track) : { kind: 'damaged' };
		} catch {
			// The demuxer throws plain errors at what breaks off or contradicts itself.
			return { kind: 'damaged' };
		}
	});
}

async function readFacts(track: InputAudioTrack): Promise<RecordingFacts> {
	return {
		kind: 'recording',
		seconds: (await track.getDurationFromMetadata()) ?? (await track.computeDuration()),
		sampleRate: await track.getSampleRate(),
		channels: await track.getNumberOfChannels(),
		isDecodable: await track.canDecode()
	};
}

/** Gives `take` the mean of all channels from the first sample on, in order and without holes. False if it cannot be decoded. */
export function streamMono(file: Blob, take: (mono: Float32Array) => void, signal?: AbortSignal): Promise<boolean> {
	return withInput(file, async (input) => {
		const track = await input.getPrimaryAudioTrack();
		if (!track || !(await track.canDecode())) return false;
		let given: Samples = 0;
		for await (const { buffer, timestamp } of new AudioBufferSink(track).buffers()) {
			signal?.throwIfAborted();
			const mono = mixMono(buffer);
			const start = Math.round(timestamp * buffer.sampleRate);
			// What lies before time 0 is the encoder's own run-up; a hole is silence.
			if (start > given) take(new Float32Array(start - given));
			take(mono.subarray(Math.min(mono.length, Math.max(0, given - start))));
			given = Math.max(given, start + mono.length);
		}
		return true;
	});
}

async function withInput<T>(file: Blob, use: (input: Input) => Promise<T>): Promise<T> {
	const input = new Input({ source: new BlobSource(file), formats: FORMATS });
	try {
		return await use(input);
	} finally {
		input.dispose();
	}
}

/** The mean of all channels. */
export function mixMono(buffer: AudioBuffer): Float32Array {
	const mono = buffer.getChannelData(0);
	if (buffer.numberOfChannels === 1) return mono;
	const out = new Float32Array(mono.length);
	for (let channel = 0; channel < buffer.numberOfChannels; channel++) {
		const samples = buffer.getChannelData(channel);
		for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) + (samples[i] ?? 0) / buffer.numberOfChannels;
	}
	return out;
}
