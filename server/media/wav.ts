/** WAV: RIFF, RIFX, RF64 and BW64 with plain samples. */

import { Fault } from '#lib/fault.ts';
import { hasText, viewOf, type RandomBytes } from './byte-reader.ts';
import { measureSamples, walkChunks, type Chunk } from './iff-chunks.ts';
import { BYTES_PER_SAMPLE, integerType, type PcmLayout, type SampleType } from './pcm.ts';

/** Format tags: Microsoft, mmreg.h. */
const TAG_PCM = 1;
const TAG_FLOAT = 3;
const TAG_EXTENSIBLE = 0xfffe;

/** Reads the header. Gives null when the samples are in a codec of their own (ADPCM, A-law, MP3 ...). */
export async function readWavLayout(file: RandomBytes): Promise<PcmLayout | null> {
	const isLittleEndian = !hasText(await file.readAt(0, 4), 0, 'RIFX');
	let format: WavFormat | null = null;
	let longLength: number | null = null;
	for await (const chunk of walkChunks(file, isLittleEndian)) {
		if (chunk.id === 'fmt ') format = await readFormat(file, chunk, isLittleEndian);
		if (chunk.id === 'ds64') longLength = await readLongLength(file, chunk);
		if (chunk.id !== 'data') continue;
		if (format === null)
			throw new Fault('damaged', 'This WAV file has samples but no "fmt " chunk before them to say what they are.');
		if (format.type === null) return null;
		const samples = await measureSamples(file, withLongLength(chunk, longLength), isLittleEndian);
		const { type, channels, sampleRate } = format;
		return { type, channels, sampleRate, isLittleEndian, start: chunk.start, ...samples };
	}
	throw new Fault('truncated', `This WAV file ends within its header, after ${file.size} bytes.`);
}

interface WavFormat {
	readonly type: SampleType | null;
	readonly channels: number;
	readonly sampleRate: number;
}

async function readFormat(file: RandomBytes, chunk: Chunk, isLittleEndian: boolean): Promise<WavFormat> {
	const body = await file.readAt(chunk.start, Math.min(chunk.bytes, 40));
	if (body.length < 16) throw new Fault('truncated', 'This WAV file ends within its "fmt " chunk.');
	const view = viewOf(body);
	const channels = view.getUint16(2, isLittleEndian);
	const sampleRate = view.getUint32(4, isLittleEndian);
	const blockAlign = view.getUint16(12, isLittleEndian);
	const bits = view.getUint16(14, isLittleEndian);
	let tag = view.getUint16(0, isLittleEndian);
	if (tag === TAG_EXTENSIBLE && body.length >= 26) tag = view.getUint16(24, isLittleEndian);
	const type = sampleType(tag, bits);
	if (type !== null && channels > 0 && blockAlign !== channels * BYTES_PER_SAMPLE[type]) {
		const expected = channels * BYTES_PER_SAMPLE[type];
		throw new Fault(
			'damaged',
			`The header says ${blockAlign} bytes per frame; ${channels} x ${bits} bits are ${expected}.`
		);
	}
	return { type, channels, sampleRate };
}

function sampleType(tag: number, bits: number): SampleType | null {
	if (tag === TAG_PCM) return integerType(bits, true);
	if (tag !== TAG_FLOAT) return null;
	if (bits === 32) return 'f32';
	if (bits === 64) return 'f64';
	throw new Fault('damaged', `The header says ${bits} bits per floating-point sample; 32 and 64 can be read.`);
}

/** RF64 (EBU Tech 3306) keeps the length of the samples in a chunk of its own. */
async function readLongLength(file: RandomBytes, chunk: Chunk): Promise<number | null> {
	const body = await file.readAt(chunk.start, 16);
	return body.length < 16 ? null : Number(viewOf(body).getBigUint64(8, true));
}

const withLongLength = (chunk: Chunk, longLength: number | null): Chunk =>
	chunk.bytes === 0xffff_ffff && longLength !== null ? { ...chunk, bytes: longLength } : chunk;
