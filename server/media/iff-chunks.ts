/** Walks the chunks of an IFF file: RIFF (little-endian) and FORM (big-endian) alike. */

import { Fault } from '#lib/fault.ts';
import { viewOf, type RandomBytes } from './byte-reader.ts';

export interface Chunk {
	readonly id: string;
	/** Where its body begins. */
	readonly start: number;
	/** As its header says, true or not. */
	readonly bytes: number;
}

/** More than any honest file has; a file of empty chunks must not keep us walking. */
const MAX_CHUNKS = 1000;
const HEADER_BYTES = 12;

export async function* walkChunks(file: RandomBytes, isLittleEndian: boolean): AsyncGenerator<Chunk> {
	let position = HEADER_BYTES;
	for (let count = 0; position + 8 <= file.size; count++) {
		if (count === MAX_CHUNKS)
			throw new Fault('damaged', `The file has more than ${MAX_CHUNKS} chunks before its samples.`);
		const head = await file.readAt(position, 8);
		if (head.length < 8) return;
		const chunk = { id: textOf(head, 0, 4), start: position + 8, bytes: viewOf(head).getUint32(4, isLittleEndian) };
		yield chunk;
		position = chunk.start + chunk.bytes + (chunk.bytes % 2);
	}
}

/** How many bytes of samples a chunk really has: a length that is zero, too long, or followed by no chunk is not believed. */
export async function measureSamples(
	file: RandomBytes,
	chunk: Chunk,
	isLittleEndian: boolean
): Promise<{ bytes: number; isCut: boolean }> {
	const there = file.size - chunk.start;
	const isUnknown = chunk.bytes === 0 || chunk.bytes >= UNKNOWN_LENGTH;
	if (isUnknown || chunk.bytes > there) return { bytes: Math.max(0, there), isCut: !isUnknown };
	const after = chunk.start + chunk.bytes;
	for (const next of chunk.bytes % 2 === 0 ? [after] : [after + 1, after]) {
		const head = await file.readAt(next, 8);
		if (head.length < 8) return { bytes: chunk.bytes, isCut: false };
		const isChunk =
			/^[\x20-\x7e]{4}$/.test(textOf(head, 0, 4)) && viewOf(head).getUint32(4, isLittleEndian) <= file.size - next - 8;
		if (isChunk) return { bytes: chunk.bytes, isCut: false };
	}
	return { bytes: there, isCut: false };
}

/** Programs that stream write 0xFFFFFFFF or something near it, such as 0x7FFFFFFF less a header. */
const UNKNOWN_LENGTH = 0x7fff_f000;

/** Latin-1 text. */
export const textOf = (bytes: Uint8Array, offset: number, length: number): string =>
	String.fromCharCode(...bytes.subarray(offset, offset + length));
