/** WAV files made in memory, honest or not, and a place to put them. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRecording, type MediaOptions } from '#server/media/index.ts';

export const OPTIONS: MediaOptions = { ffmpeg: null, maxSeconds: 3600, maxChannels: 8 };

export interface WavParts {
	readonly tag?: number;
	readonly channels?: number;
	readonly rate?: number;
	readonly bits?: number;
	readonly blockAlign?: number;
	/** What the header says; the truth by default. */
	readonly dataBytes?: number;
	readonly samples?: Uint8Array;
	readonly after?: Uint8Array;
}

/** A WAV file of one second of a 440 Hz tone, 16 bit, mono, 8 kHz, unless told otherwise. */
export function wav({
	tag = 1,
	channels = 1,
	rate = 8000,
	bits = 16,
	blockAlign,
	dataBytes,
	samples = tone16(8000),
	after
}: WavParts = {}): Uint8Array {
	const head = new DataView(new ArrayBuffer(44));
	const text = (at: number, letters: string): void =>
		[...letters].forEach((letter, i) => head.setUint8(at + i, letter.charCodeAt(0)));
	const align = blockAlign ?? (channels * bits) / 8;
	text(0, 'RIFF');
	head.setUint32(4, 36 + samples.length, true);
	text(8, 'WAVEfmt ');
	head.setUint32(16, 16, true);
	head.setUint16(20, tag, true);
	head.setUint16(22, channels, true);
	head.setUint32(24, rate, true);
	head.setUint32(28, (rate * align) >>> 0, true);
	head.setUint16(32, align, true);
	head.setUint16(34, bits, true);
	text(36, 'data');
	head.setUint32(40, dataBytes ?? samples.length, true);
	return Buffer.concat([new Uint8Array(head.buffer), samples, after ?? new Uint8Array(0)]);
}

/** `count` samples of a tone as 16-bit little-endian bytes. */
export const tone16 = (count: number): Uint8Array =>
	new Uint8Array(
		Int16Array.from({ length: count }, (_, i) => 10_000 * Math.sin((2 * Math.PI * 440 * i) / 8000)).buffer
	);

/** A folder that goes with the test file that asked for it. */
export function createFolder(): { write(bytes: Uint8Array | string, name?: string): string; dispose(): void } {
	const folder = mkdtempSync(join(tmpdir(), 'melograph-media-'));
	let count = 0;
	return {
		write(bytes, name = `recording-${count++}`) {
			const path = join(folder, name);
			writeFileSync(path, bytes);
			return path;
		},
		dispose: () => rmSync(folder, { recursive: true })
	};
}

export interface Heard {
	readonly format: string;
	readonly sampleRate: number;
	readonly channels: number;
	readonly expectedSeconds: number | null;
	readonly samples: Float32Array;
	readonly longestBlock: number;
}

/** All of a recording, or the Fault that reading it throws. */
export async function hear(path: string, options: MediaOptions = OPTIONS): Promise<Heard> {
	const recording = await openRecording(path, options);
	const blocks: Float32Array[] = [];
	for await (const block of recording.blocks) blocks.push(block.slice());
	const samples = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
	let at = 0;
	for (const block of blocks) {
		samples.set(block, at);
		at += block.length;
	}
	const { format, sampleRate, channels, expectedSeconds } = recording;
	return {
		format,
		sampleRate,
		channels,
		expectedSeconds,
		samples,
		longestBlock: Math.max(...blocks.map((block) => block.length))
	};
}
