/** FLAC framing (RFC 9639): the STREAMINFO block, frame headers, and where a frame ends. */

import { Fault } from '#lib/fault.ts';
import type { Hz, Samples } from '#lib/units.ts';
import { viewOf, type ByteReader } from './byte-reader.ts';
import { crc16, crc8 } from './checksums.ts';

export interface FlacStreamInfo {
	readonly sampleRate: Hz;
	readonly channels: number;
	readonly bits: number;
	/** 0 if the encoder did not know. */
	readonly totalSamples: Samples;
}

/** Bad frames that are stepped over before the file is given up; bounds the time a hostile one can take. */
const MAX_BAD_FRAMES = 300;
const MAX_HEADER_BYTES = 16;
/** A frame of silence: header, one constant subframe, check. */
const MIN_FRAME_BYTES = 10;
/** Subframe headers, the frame's own header and check, and room to spare. */
const FRAME_OVERHEAD_BYTES = 256;
/** More metadata blocks than any honest file has. */
const MAX_METADATA_BLOCKS = 1000;

/** Reads all metadata blocks; the reader then stands at the first frame. `start`: where "fLaC" is. */
export async function readFlacStreamInfo(reader: ByteReader, start: number): Promise<FlacStreamInfo> {
	reader.seek(start + 4);
	let info: FlacStreamInfo | null = null;
	for (let count = 0; count < MAX_METADATA_BLOCKS; count++) {
		if (!(await reader.fill(4))) break;
		const head = viewOf(reader.view).getUint32(0);
		const [isLast, kind, bytes] = [head >= 0x8000_0000, (head >>> 24) & 0x7f, head & 0xff_ffff];
		reader.skip(4);
		if (kind === 0 && bytes >= 34 && (await reader.fill(34))) info = readStreamInfo(reader.view);
		reader.skip(bytes);
		if (isLast && info !== null && reader.position < reader.size) return info;
		if (isLast || reader.position >= reader.size) break;
	}
	if (reader.position >= reader.size)
		throw new Fault('truncated', `This FLAC file ends within its header, after ${reader.size} bytes.`);
	throw new Fault('damaged', 'This FLAC file has no STREAMINFO block to say what its samples are.');
}

function readStreamInfo(block: Uint8Array): FlacStreamInfo {
	const view = viewOf(block);
	const packed = view.getUint32(10);
	return {
		sampleRate: packed >>> 12,
		channels: ((packed >>> 9) & 7) + 1,
		bits: ((packed >>> 4) & 31) + 1,
		totalSamples: (packed & 15) * 2 ** 32 + view.getUint32(14)
	};
}

/** Whole frames whose checks hold, each valid until the next is asked for. */
export async function* readFlacFrames(reader: ByteReader, info: FlacStreamInfo): AsyncGenerator<Uint8Array> {
	let badFrames = 0;
	for (;;) {
		await reader.fill(MAX_HEADER_BYTES);
		if (reader.view.length < MIN_FRAME_BYTES) return;
		const header = readFrameHeader(reader.view, 0, info);
		const length = header === null ? 0 : await measureFrame(reader, info, header);
		if (length > 0) {
			const frame = reader.view.subarray(0, length);
			reader.skip(length);
			yield frame;
			continue;
		}
		if (header !== null && ++badFrames > MAX_BAD_FRAMES) {
			throw new Fault('damaged', `More than ${MAX_BAD_FRAMES} frames of this FLAC file are damaged.`);
		}
		const next = findSync(reader.view, 1);
		reader.skip(next < 0 ? Math.max(1, reader.view.length - 1) : next);
	}
}

/** Bytes of the frame at the front of the window, 0 if its check never holds. Each byte is summed once. */
async function measureFrame(reader: ByteReader, info: FlacStreamInfo, header: FrameHeader): Promise<number> {
	const longest = Math.ceil((header.samples * info.channels * (info.bits + 1)) / 8) + FRAME_OVERHEAD_BYTES;
	let summed = 0;
	let sum = 0;
	let from = Math.max(MIN_FRAME_BYTES, header.bytes + info.channels + 2);
	for (;;) {
		await reader.fill(Math.min(longest + MAX_HEADER_BYTES, from + 4096));
		const bytes = reader.view;
		const isLast = reader.isAtEnd;
		for (let end = findSync(bytes, from); end >= 0 && end <= longest; end = findSync(bytes, end + 1)) {
			if (!isLast && end + MAX_HEADER_BYTES > bytes.length) break;
			if (readFrameHeader(bytes, end, info) === null) continue;
			sum = crc16.update(sum, bytes, summed, end);
			summed = end;
			if (sum === 0) return end;
		}
		if (isLast)
			return bytes.length > longest ? 0 : crc16.update(sum, bytes, summed, bytes.length) === 0 ? bytes.length : 0;
		if (bytes.length >= longest + MAX_HEADER_BYTES) return 0;
		from = Math.max(from, bytes.length - MAX_HEADER_BYTES);
	}
}

/** Offset of the next two bytes that look like the start of a frame, or -1. */
function findSync(bytes: Uint8Array, from: number): number {
	for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
		if (((bytes[at + 1] ?? 0) & 0xfe) === 0xf8) return at;
	}
	return -1;
}

interface FrameHeader {
	readonly bytes: number;
	readonly samples: Samples;
}

/** A header whose own check holds and that agrees with the stream, or null. */
function readFrameHeader(bytes: Uint8Array, start: number, info: FlacStreamInfo): FrameHeader | null {
	const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0] = bytes.subarray(start, start + 5);
	const [sizeCode, rateCode, layout] = [b2 >> 4, b2 & 15, b3 >> 4];
	if (b0 !== 0xff || (b1 & 0xfe) !== 0xf8 || (b3 & 1) !== 0 || sizeCode === 0 || rateCode === 15) return null;
	if (layout > 10 || (layout < 8 ? layout + 1 : 2) !== info.channels) return null;
	const numberBytes = b4 < 0x80 ? 1 : Math.clz32(~(b4 << 24));
	if (b4 >= 0x80 && (numberBytes < 2 || numberBytes > 7)) return null;
	let end = start + 4 + numberBytes;
	const samples = readBlockSize(bytes, end, sizeCode);
	end += sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0;
	end += rateCode === 12 ? 1 : rateCode === 13 || rateCode === 14 ? 2 : 0;
	if (end >= bytes.length || crc8.update(0, bytes, start, end) !== bytes[end]) return null;
	return { bytes: end + 1 - start, samples };
}

function readBlockSize(bytes: Uint8Array, at: number, code: number): Samples {
	if (code === 1) return 192;
	if (code <= 5) return 576 << (code - 2);
	if (code === 6) return (bytes[at] ?? 0) + 1;
	if (code === 7) return (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) + 1;
	return 256 << (code - 8);
}
