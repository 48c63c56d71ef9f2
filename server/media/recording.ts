/** Opens a recording of any format and makes the checks that all formats share. */

import { Fault } from '#lib/fault.ts';
import { decibelsToAmplitude, type Hz, type Samples, type Seconds } from '#lib/units.ts';
import { readAiffLayout } from './aiff.ts';
import { ByteReader } from './byte-reader.ts';
import { openWithFfmpeg } from './ffmpeg.ts';
import { openFlac } from './flac.ts';
import { measureId3 } from './mp3-frames.ts';
import { openMp3 } from './mp3.ts';
import { openOgg } from './ogg.ts';
import { createPcmSource, type PcmLayout } from './pcm.ts';
import { sniff, SNIFF_BYTES } from './sniff.ts';
import type { AudioFormat, Source, SourceContext } from './source.ts';
import { readWavLayout } from './wav.ts';

export interface MediaOptions {
	/** Path of an ffmpeg for formats that are not decoded here, or null: see `findFfmpeg`. */
	readonly ffmpeg: string | null;
	readonly maxSeconds: Seconds;
	readonly maxChannels: number;
	/** Aborting ends the iteration with Fault 'cancelled' and frees everything. */
	readonly signal?: AbortSignal;
}

/** An open file; whoever opens it must close it, or iterate `blocks` until it ends, throws or is left. */
export interface Recording {
	readonly format: AudioFormat;
	readonly sampleRate: Hz;
	readonly channels: number;
	/** From the header: exact for WAV, AIFF, FLAC and Ogg, and for MP3 with a summary frame; else an estimate or null. */
	readonly expectedSeconds: Seconds | null;
	/** Part of the file that has been consumed, 0..1. */
	progress(): number;
	/** Mean of the channels at `sampleRate`, at most 65,536 samples at once; to be iterated once. */
	readonly blocks: AsyncIterable<Float32Array>;
	close(): Promise<void>;
}

const MIN_RATE: Hz = 4000;
const MAX_RATE: Hz = 384_000;
/** One analysis frame. */
const MIN_SECONDS: Seconds = 0.01;
const MAX_BLOCK: Samples = 65_536;
/** Below this a sample is silence: -90 dBFS, under half a step of 15 bits. */
const SILENCE = decibelsToAmplitude(-90);
/** 120 dB over full scale: no sound, but bytes that were never meant as samples. */
const MAX_AMPLITUDE = 1e6;
/** ID3v2 tags that are stepped over; honest files have one. */
const MAX_TAGS = 16;

/** Reads the header of the file at `path`. Throws a Fault if it is no recording, or one outside the limits. */
export async function openRecording(path: string, options: MediaOptions): Promise<Recording> {
	const closing = new AbortController();
	const signal = options.signal === undefined ? closing.signal : AbortSignal.any([options.signal, closing.signal]);
	throwIfCancelled(signal);
	const reader = await ByteReader.open(path);
	let source: Source | null = null;
	try {
		const { format, start } = await recognise(reader);
		source = await openSource(format, start, { reader, path, ffmpeg: options.ffmpeg, signal });
		checkHeader(source, options);
		return new OpenRecording({ format, source, reader, signal, closing, maxSeconds: options.maxSeconds });
	} catch (error) {
		await source?.free();
		await reader.close();
		throw error;
	}
}

/** The format, and where its own bytes begin after any ID3v2 tags. */
async function recognise(reader: ByteReader): Promise<{ format: AudioFormat; start: number }> {
	if (reader.size === 0) throw new Fault('empty-file', 'This file is empty: it has 0 bytes.');
	let start = 0;
	for (let tags = 0; tags < MAX_TAGS; tags++) {
		const head = await reader.readAt(start, SNIFF_BYTES);
		const tag = measureId3(head);
		if (tag > 0) {
			start += tag;
			continue;
		}
		const format = sniff(head) ?? (start > 0 ? 'mp3' : null);
		if (format !== null) return { format, start };
		break;
	}
	throw new Fault(
		'unsupported-format',
		'The content of this file is no recording that can be read, whatever its name says.'
	);
}

async function openSource(format: AudioFormat, start: number, context: SourceContext): Promise<Source> {
	const { reader } = context;
	const openPcm = (layout: PcmLayout | null): Source | Promise<Source> =>
		layout === null ? openWithFfmpeg(format, context) : createPcmSource(reader, layout);
	switch (format) {
		case 'wav':
			return openPcm(await readWavLayout(reader));
		case 'aiff':
			return openPcm(await readAiffLayout(reader));
		case 'flac':
			return openFlac(reader, start);
		case 'mp3':
			return openMp3(reader, start);
		case 'ogg-vorbis':
		case 'ogg-opus':
			return openOgg(reader);
		default:
			return openWithFfmpeg(format, context);
	}
}

function checkHeader(
	{ sampleRate, channels, expectedSeconds }: Source,
	{ maxChannels, maxSeconds }: MediaOptions
): void {
	if (channels < 1 || channels > maxChannels) {
		throw new Fault('channels', `This recording has ${channels} channels; 1 to ${maxChannels} can be read.`);
	}
	if (!(sampleRate >= MIN_RATE && sampleRate <= MAX_RATE)) {
		const [low, high] = [MIN_RATE.toLocaleString('en'), MAX_RATE.toLocaleString('en')];
		const said = Number.isFinite(sampleRate) ? `${sampleRate.toLocaleString('en')} Hz` : 'no number';
		throw new Fault('sample-rate', `The sample rate of this recording is ${said}; ${low} to ${high} Hz can be read.`);
	}
	if (expectedSeconds !== null && expectedSeconds > maxSeconds) throw tooLong(expectedSeconds, maxSeconds);
}

const tooLong = (seconds: Seconds, limit: Seconds): Fault =>
	new Fault('too-long', `This recording lasts ${Math.ceil(seconds)} s or more; the limit is ${limit} s.`);

function throwIfCancelled(signal: AbortSignal): void {
	if (signal.aborted) throw new Fault('cancelled', 'Reading the recording was stopped.');
}

interface Opened {
	readonly format: AudioFormat;
	readonly source: Source;
	readonly reader: ByteReader;
	readonly signal: AbortSignal;
	readonly closing: AbortController;
	readonly maxSeconds: Seconds;
}

class OpenRecording implements Recording {
	readonly format: AudioFormat;
	readonly sampleRate: Hz;
	readonly channels: number;
	readonly expectedSeconds: Seconds | null;
	readonly blocks: AsyncGenerator<Float32Array>;
	readonly #opened: Opened;
	#closing: Promise<void> | null = null;

	constructor(opened: Opened) {
		this.#opened = opened;
		this.format = opened.format;
		this.sampleRate = opened.source.sampleRate;
		this.channels = opened.source.channels;
		this.expectedSeconds = opened.source.expectedSeconds;
		this.blocks = this.#read();
	}

	progress(): number {
		const { source, reader } = this.#opened;
		return source.progress?.() ?? Math.min(1, reader.position / reader.size);
	}

	/** Waits for a block that is being decoded, then frees; later calls do nothing more. */
	async close(): Promise<void> {
		this.#opened.closing.abort();
		await this.blocks.return(undefined);
		await this.#free();
	}

	#free(): Promise<void> {
		this.#closing ??= freeAll(this.#opened);
		return this.#closing;
	}

	async *#read(): AsyncGenerator<Float32Array> {
		const { source, signal } = this.#opened;
		const check = new SampleCheck(this.sampleRate, this.#opened.maxSeconds);
		try {
			for await (const samples of source.samples()) {
				throwIfCancelled(signal);
				for (let start = 0; start < samples.length; start += MAX_BLOCK) {
					const block = samples.subarray(start, start + MAX_BLOCK);
					check.pass(block);
					yield block;
					throwIfCancelled(signal);
				}
			}
			throwIfCancelled(signal);
			check.finish(source.isCut());
		} finally {
			await this.#free();
		}
	}
}

async function freeAll({ source, reader }: Opened): Promise<void> {
	try {
		await source.free();
	} finally {
		await reader.close();
	}
}

/** What can only be known from the samples themselves. */
class SampleCheck {
	readonly #sampleRate: Hz;
	readonly #maxSeconds: Seconds;
	#heard: Samples = 0;
	#peak = 0;

	constructor(sampleRate: Hz, maxSeconds: Seconds) {
		this.#sampleRate = sampleRate;
		this.#maxSeconds = maxSeconds;
	}

	/** Hot: allocates nothing. */
	pass(block: Float32Array): void {
		let peak = this.#peak;
		for (let i = 0; i < block.length; i++) {
			const level = Math.abs(block[i] ?? 0);
			if (level > peak) peak = level;
			else if (level !== level) throw this.#notFinite(i);
		}
		if (peak === Infinity) throw this.#notFinite(block.findIndex((sample) => Math.abs(sample) === Infinity));
		if (peak > MAX_AMPLITUDE)
			throw new Fault('damaged', `Samples reach ${peak.toExponential(1)} times full scale; the limit is 1e6.`);
		this.#peak = peak;
		this.#heard += block.length;
		const seconds = this.#heard / this.#sampleRate;
		if (seconds > this.#maxSeconds) throw tooLong(seconds, this.#maxSeconds);
	}

	finish(isCut: boolean): void {
		const seconds = this.#heard / this.#sampleRate;
		const heard = `${(seconds * 1000).toFixed(1)} ms`;
		if (seconds < MIN_SECONDS && isCut) {
			throw new Fault(
				'truncated',
				`This recording ends before its header says, after ${heard} of sound; at least 10 ms are needed.`
			);
		}
		if (seconds < MIN_SECONDS)
			throw new Fault('too-short', `This recording holds ${heard} of sound; at least 10 ms are needed.`);
		if (this.#peak < SILENCE) throw new Fault('silent', 'This recording is silent: no sample is above -90 dBFS.');
	}

	#notFinite(index: number): Fault {
		const seconds = (this.#heard + index) / this.#sampleRate;
		return new Fault('not-finite', `A sample of this recording, at ${seconds.toFixed(3)} s, is not a finite number.`);
	}
}
