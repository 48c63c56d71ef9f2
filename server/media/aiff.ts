/** AIFF and AIFF-C with plain samples. */

import { Fault } from '#lib/fault.ts';
import { viewOf, type RandomBytes } from './byte-reader.ts';
import { measureSamples, textOf, walkChunks, type Chunk } from './iff-chunks.ts';
import { BYTES_PER_SAMPLE, integerType, type PcmLayout, type SampleType } from './pcm.ts';

/** Reads the header. Gives null when the samples are in a codec of their own. */
export async function readAiffLayout(file: RandomBytes): Promise<PcmLayout | null> {
	let common: Common | null = null;
	let sound: Chunk | null = null;
	for await (const chunk of walkChunks(file, false)) {
		if (chunk.id === 'COMM') common = await readCommon(file, chunk);
		if (chunk.id === 'SSND') sound = chunk;
		if (common !== null && sound !== null) break;
	}
	if (sound === null) throw new Fault('truncated', `This AIFF file ends within its header, after ${file.size} bytes.`);
	if (common === null) throw new Fault('damaged', 'This AIFF file has no "COMM" chunk to say what its samples are.');
	if (common.type === null) return null;
	return layOut(file, sound, { ...common, type: common.type });
}

interface Common {
	readonly type: SampleType | null;
	readonly isLittleEndian: boolean;
	readonly channels: number;
	readonly frames: number;
	readonly sampleRate: number;
}

async function layOut(file: RandomBytes, sound: Chunk, common: Common & { type: SampleType }): Promise<PcmLayout> {
	const head = await file.readAt(sound.start, 8);
	if (head.length < 8) throw new Fault('truncated', `This AIFF file ends within its header, after ${file.size} bytes.`);
	const offset = viewOf(head).getUint32(0);
	const samples = await measureSamples(file, sound, false);
	const there = samples.bytes - 8 - offset;
	if (there < 0)
		throw new Fault(
			'damaged',
			`The header says that the samples begin ${offset} bytes on, beyond the end of the file.`
		);
	const { type, isLittleEndian, channels, sampleRate } = common;
	const told = common.frames * channels * BYTES_PER_SAMPLE[type];
	// The number of frames ends the samples early only where it agrees that there is something to hear.
	const bytes = told > 0 ? Math.min(told, there) : there;
	return {
		type,
		isLittleEndian,
		channels,
		sampleRate,
		start: sound.start + 8 + offset,
		bytes,
		isCut: samples.isCut || told > there
	};
}

async function readCommon(file: RandomBytes, chunk: Chunk): Promise<Common> {
	const body = await file.readAt(chunk.start, Math.min(chunk.bytes, 22));
	if (body.length < 18) throw new Fault('truncated', 'This AIFF file ends within its "COMM" chunk.');
	const view = viewOf(body);
	const bits = view.getUint16(6);
	const compression = body.length >= 22 ? textOf(body, 18, 4) : 'NONE';
	return {
		...sampleType(compression, bits),
		channels: view.getUint16(0),
		frames: view.getUint32(2),
		sampleRate: Math.round(readExtended(view, 8))
	};
}

function sampleType(compression: string, bits: number): { type: SampleType | null; isLittleEndian: boolean } {
	switch (compression) {
		case 'NONE':
		case 'twos':
			return { type: integerType(bits, false), isLittleEndian: false };
		case 'sowt':
			return { type: integerType(bits, false), isLittleEndian: true };
		case 'raw ':
			return { type: 'u8', isLittleEndian: false };
		case 'fl32':
		case 'FL32':
			return { type: 'f32', isLittleEndian: false };
		case 'fl64':
		case 'FL64':
			return { type: 'f64', isLittleEndian: false };
		default:
			return { type: null, isLittleEndian: false };
	}
}

/** The 80-bit number of the 68881; a rate needs no infinities, they come out as NaN and fail the rate check. */
function readExtended(view: DataView, offset: number): number {
	const head = view.getUint16(offset);
	const exponent = (head & 0x7fff) - 16_383;
	if (head >= 0x8000 || exponent > 1000) return NaN;
	const mantissa = view.getUint32(offset + 2) * 2 ** 32 + view.getUint32(offset + 6);
	return mantissa * 2 ** (exponent - 63);
}
