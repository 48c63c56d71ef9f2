/** Everything else: an ffmpeg found on the machine, as a child process that writes samples into a pipe. */

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { Fault } from '#lib/fault.ts';
import type { Hz, Samples, Seconds } from '#lib/units.ts';
import { bytesInMemory } from './byte-reader.ts';
import { BYTES_PER_SAMPLE, mixPcm, type PcmLayout } from './pcm.ts';
import type { AudioFormat, Source, SourceContext } from './source.ts';
import { readWavLayout } from './wav.ts';

/** ffmpeg's own names. It is told which one to use, so that no file can make it follow a play list or an address. */
const DEMUXERS: Record<AudioFormat, string> = {
	wav: 'wav',
	aiff: 'aiff',
	flac: 'flac',
	mp3: 'mp3',
	'ogg-vorbis': 'ogg',
	'ogg-opus': 'ogg',
	ogg: 'ogg',
	mp4: 'mov',
	matroska: 'matroska',
	adts: 'aac',
	avi: 'avi',
	'mpeg-audio': 'mp3',
	'mpeg-ts': 'mpegts',
	'mpeg-ps': 'mpeg',
	asf: 'asf',
	flv: 'flv',
	caf: 'caf',
	au: 'au',
	amr: 'amr',
	ac3: 'ac3',
	w64: 'w64',
	wavpack: 'wv',
	ape: 'ape',
	tta: 'tta',
	dsf: 'dsf'
};

/** Without a byte for so long, the child is stuck. */
const STALL_MS = 60_000;
/** Two frames of the longest kind of AAC at its lowest rates. */
const MAX_PADDING_SECONDS: Seconds = 0.15;
/** What is kept of its messages. */
const MAX_MESSAGE_CHARACTERS = 16_384;
/** Its WAV header is shorter than this. */
const HEADER_BYTES = 4096;

/** The ffmpeg to use: '' or 'auto' searches PATH, 'off' gives null, anything else is its path. */
export async function findFfmpeg(configured: string): Promise<string | null> {
	if (configured === 'off') return null;
	if (configured !== '' && configured !== 'auto') return resolve(configured);
	const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
	for (const directory of (process.env['PATH'] ?? '').split(delimiter).filter((entry) => entry !== '')) {
		const path = resolve(join(directory, name));
		const isThere = await access(path, constants.X_OK).then(
			() => true,
			() => false
		);
		if (isThere) return path;
	}
	return null;
}

/** Starts the child and reads its header. It is killed by `free`, or when `signal` aborts. */
export async function openWithFfmpeg(format: AudioFormat, { path, ffmpeg, signal }: SourceContext): Promise<Source> {
	if (ffmpeg === null) {
		const remedy = 'install ffmpeg on the server, or send WAV, AIFF, FLAC, MP3, Ogg Vorbis or Opus';
		throw new Fault('no-decoder', `Reading ${format} needs ffmpeg, which was not found: ${remedy}.`);
	}
	const child = new FfmpegChild(ffmpeg, format, path, signal);
	try {
		return await createChildSource(child, format);
	} catch (error) {
		await child.kill();
		throw error;
	}
}

async function createChildSource(child: FfmpegChild, format: AudioFormat): Promise<Source> {
	let pending = await child.readAtLeast(HEADER_BYTES);
	if (pending.length === 0) throw await child.explain(format);
	const layout = await readWavLayout(bytesInMemory(pending, Number.MAX_SAFE_INTEGER));
	if (layout === null) throw new Fault('internal', 'ffmpeg did not write plain samples.');
	const expectedSeconds = child.findDuration();
	pending = pending.subarray(layout.start);
	const ending = new Ending(format === 'mp4' ? expectedSeconds : null, layout.sampleRate);
	let heard: Samples = 0;
	return {
		sampleRate: layout.sampleRate,
		channels: layout.channels,
		expectedSeconds,
		isCut: () => false,
		progress: () => (expectedSeconds === null ? 0 : Math.min(1, heard / layout.sampleRate / expectedSeconds)),
		free: () => child.kill(),
		async *samples() {
			for (; pending.length > 0;) {
				const { whole, rest } = splitFrames(pending, layout);
				const mono = ending.pass(mixPcm(whole, layout));
				heard += mono.length;
				if (mono.length > 0) yield mono;
				const more = await child.read();
				pending = more === null ? new Uint8Array(0) : Buffer.concat([rest, more]);
			}
			if (heard === 0) throw await child.explain(format);
		}
	};
}

/**
 * Cuts what an AAC encoder padded behind the end: ffmpeg decodes it although the container says where the sound ends.
 * More than a few frames behind the end are no padding, and are given.
 */
class Ending {
	readonly #limit: Samples;
	readonly #most: Samples;
	#passed: Samples = 0;
	#held: Float32Array[] = [];
	#heldSamples: Samples = 0;

	constructor(seconds: Seconds | null, sampleRate: Hz) {
		this.#limit = seconds === null ? Infinity : Math.round(seconds * sampleRate);
		this.#most = MAX_PADDING_SECONDS * sampleRate;
	}

	pass(samples: Float32Array): Float32Array {
		const within = samples.subarray(0, Math.max(0, Math.min(samples.length, this.#limit - this.#passed)));
		this.#passed += samples.length;
		if (within.length === samples.length || this.#heldSamples > this.#most) return samples;
		this.#held.push(samples.subarray(within.length));
		this.#heldSamples += samples.length - within.length;
		if (this.#heldSamples <= this.#most) return within;
		const all = Float32Array.from([within, ...this.#held].flatMap((part) => [...part]));
		this.#held = [];
		return all;
	}
}

function splitFrames(bytes: Uint8Array, { channels, type }: PcmLayout): { whole: Uint8Array; rest: Uint8Array } {
	const frameBytes = channels * BYTES_PER_SAMPLE[type];
	const end = bytes.length - (bytes.length % frameBytes);
	return { whole: bytes.subarray(0, end), rest: bytes.subarray(end) };
}

class FfmpegChild {
	readonly #child: ChildProcessByStdio<null, Readable, Readable>;
	readonly #chunks: AsyncIterator<Uint8Array>;
	readonly #closed: Promise<void>;
	readonly #signal: AbortSignal;
	readonly #onAbort = (): void => void this.#child.kill('SIGKILL');
	#messages = '';
	#spawnError: Error | null = null;
	#isStuck = false;

	constructor(ffmpeg: string, format: AudioFormat, path: string, signal: AbortSignal) {
		const input = ['-protocol_whitelist', 'file', '-f', DEMUXERS[format], '-i', `file:${resolve(path)}`];
		const output = ['-vn', '-sn', '-dn', '-map', '0:a:0', '-c:a', 'pcm_f32le', '-f', 'wav', 'pipe:1'];
		// Level "info" without statistics, because the length of the recording is told only there.
		const quiet = ['-nostdin', '-hide_banner', '-nostats', '-v', 'info'];
		this.#child = spawn(ffmpeg, [...quiet, ...input, ...output], { stdio: ['ignore', 'pipe', 'pipe'] });
		this.#closed = new Promise((resolved) => {
			this.#child.once('close', () => resolved());
			this.#child.once('error', (error) => {
				this.#spawnError = error;
				resolved();
			});
		});
		this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
			if (this.#messages.length < MAX_MESSAGE_CHARACTERS) this.#messages += text;
		});
		this.#chunks = this.#child.stdout[Symbol.asyncIterator]();
		this.#signal = signal;
		signal.addEventListener('abort', this.#onAbort);
		if (signal.aborted) this.#onAbort();
	}

	/** The next bytes, or null at the end. */
	async read(): Promise<Uint8Array | null> {
		const timer = setTimeout(() => {
			this.#isStuck = true;
			this.#onAbort();
		}, STALL_MS);
		try {
			const next = await this.#chunks.next();
			if (this.#isStuck) throw new Fault('damaged', `ffmpeg gave no sound for ${STALL_MS / 1000} s and was stopped.`);
			return next.done === true ? null : next.value;
		} finally {
			clearTimeout(timer);
		}
	}

	/** At least `bytes` bytes, or all there are. */
	async readAtLeast(bytes: number): Promise<Uint8Array> {
		let all: Uint8Array = new Uint8Array(0);
		while (all.length < bytes) {
			const more = await this.read();
			if (more === null) break;
			all = Buffer.concat([all, more]);
		}
		return all;
	}

	/** The length that ffmpeg reports, once it has begun to write. */
	findDuration(): Seconds | null {
		const [, hours, minutes, seconds] = /Duration: (\d+):(\d\d):(\d\d\.\d+)/.exec(this.#messages) ?? [];
		return seconds === undefined ? null : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
	}

	/** Why nothing came. */
	async explain(format: AudioFormat): Promise<Fault> {
		await this.#closed;
		if (this.#spawnError !== null) {
			return new Fault('no-decoder', `ffmpeg could not be started: ${this.#spawnError.message}.`, {
				cause: this.#spawnError
			});
		}
		if (this.#messages.includes('matches no streams')) {
			return new Fault('unsupported-format', `There is no sound in this ${format} file.`);
		}
		const cause = new Error(this.#messages.trim().split('\n').at(-1) ?? 'no message');
		return new Fault('damaged', `This ${format} file is damaged: ffmpeg found nothing to hear in it.`, { cause });
	}

	async kill(): Promise<void> {
		this.#signal.removeEventListener('abort', this.#onAbort);
		this.#child.kill('SIGKILL');
		this.#child.stdout.destroy();
		await this.#closed;
	}
}
