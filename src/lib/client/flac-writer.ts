/** The FLAC encoder itself, with the library that it needs; loaded by `openFlac` when there is something to encode. */

import { AudioSample, AudioSampleSource, BufferTarget, FlacOutputFormat, Output } from 'mediabunny';
import { registerFlacEncoder } from '@mediabunny/flac-encoder';
import { createResampler, type Resampler } from '#lib/dsp/index.ts';
import { Fault } from '../fault.ts';
import type { Hz, Samples, Seconds } from '../units.ts';

export interface FlacFormat {
	readonly channels: number;
	readonly sampleRate: Hz;
}

/** Encodes as samples come; holds only what is encoded. */
export interface FlacWriter {
	/** Takes the next samples, one array a channel; resolves when more may come. Calls must not overlap. */
	write(channels: readonly Float32Array[]): Promise<void>;
	/** The whole file. */
	finish(): Promise<Uint8Array<ArrayBuffer>>;
	/** Frees the encoder; harmless after `finish`. */
	cancel(): Promise<void>;
}

/** What the encoder takes; another rate is raised to the next of these. */
const RATES: readonly Hz[] = [8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000];
const CHANNELS_MAX = 8;
/** A worker that a policy forbids never answers; the encoder is there in a fraction of this. */
const START_MAX: Seconds = 15;

/** Makes a writer; see `openFlac`. */
export async function createFlacWriter({ channels, sampleRate }: FlacFormat): Promise<FlacWriter> {
	if (channels < 1 || channels > CHANNELS_MAX)
		throw new Fault('channels', `FLAC holds 1 to ${CHANNELS_MAX} channels, not ${channels}.`);
	const rate = RATES.find((candidate) => candidate >= sampleRate) ?? RATES.at(-1) ?? sampleRate;
	const resamplers = Array.from({ length: channels }, () => createResampler(sampleRate, rate));
	registerFlacEncoder();
	const target = new BufferTarget();
	const output = new Output({ format: new FlacOutputFormat(), target });
	const source = new AudioSampleSource({ codec: 'flac' });
	output.addAudioTrack(source);
	await output.start();
	let frames: Samples = 0;
	let isCancelled = false;
	let pending = Promise.resolve();
	const add = async (block: readonly Float32Array[]): Promise<void> => {
		const length = block[0]?.length ?? 0;
		if (length === 0) return;
		const sample = new AudioSample({
			data: interleave(block),
			format: 's16',
			numberOfChannels: channels,
			sampleRate: rate,
			timestamp: frames / rate
		});
		const isFirst = frames === 0;
		frames += length;
		await (isFirst ? withinStart(send(source, sample)) : send(source, sample));
	};
	const write = (block: readonly Float32Array[]): Promise<void> => {
		if (isCancelled) return Promise.reject(new Fault('cancelled', 'The encoding was cancelled.'));
		const work = add(block);
		pending = work.catch(() => {});
		return work;
	};
	return {
		write: (block) => write(block.map((channel, i) => resamplers[i]?.push(channel) ?? channel)),
		async finish() {
			await write(resamplers.map((resampler: Resampler) => resampler.flush()));
			if (frames === 0) throw new Fault('too-short', 'There is no sound to encode.');
			await encoding(output.finalize());
			if (!target.buffer) throw new Fault('unavailable', 'The FLAC encoder gave nothing.');
			return new Uint8Array(target.buffer);
		},
		async cancel() {
			isCancelled = true;
			// An encoder that is closed while it starts would leave its worker behind for good.
			await pending;
			if (output.state !== 'finalized' && output.state !== 'canceled') await output.cancel();
		}
	};
}

async function send(source: AudioSampleSource, sample: AudioSample): Promise<void> {
	try {
		await encoding(source.add(sample));
	} finally {
		sample.close();
	}
}

/** What the encoder throws is no fault of ours: mostly the browser has no more memory for it. */
async function encoding(work: Promise<void>): Promise<void> {
	try {
		await work;
	} catch (cause) {
		throw new Fault('unavailable', 'The FLAC encoder failed; close other pages to free memory and try again.', {
			cause
		});
	}
}

async function withinStart(work: Promise<void>): Promise<void> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(
			() => reject(new Fault('unavailable', 'The FLAC encoder does not start in this browser.')),
			START_MAX * 1000
		);
	});
	try {
		await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
}

/** Rounded to 16 bit and clipped, frame after frame. */
function interleave(channels: readonly Float32Array[]): Int16Array<ArrayBuffer> {
	const length = channels[0]?.length ?? 0;
	const out = new Int16Array(length * channels.length);
	for (const [index, channel] of channels.entries()) {
		for (let i = 0; i < length; i++)
			out[i * channels.length + index] = Math.max(-32_768, Math.min(32_767, Math.round((channel[i] ?? 0) * 32_768)));
	}
	return out;
}
