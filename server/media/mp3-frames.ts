/** MPEG audio layer III framing: headers, ID3v2 tags, and what the first frame says about the whole. */

import type { Hz, Samples } from '#lib/units.ts';
import { hasText, viewOf } from './byte-reader.ts';

export interface Mp3Header {
	readonly isMpeg1: boolean;
	readonly sampleRate: Hz;
	readonly channels: number;
	readonly bitsPerSecond: number;
	readonly frameBytes: number;
	readonly frameSamples: Samples;
	/** Bytes of side information after the four of the header and an optional checksum of two. */
	readonly sideBytes: number;
	readonly hasChecksum: boolean;
}

/** What a Xing, Info or VBRI frame tells. */
export interface Mp3Summary {
	readonly frames: number | null;
	/** Samples that the encoder added in front and behind (LAME's tag), without the decoder's own delay. */
	readonly delay: Samples;
	readonly padding: Samples;
}

/** ISO 11172-3 2.4.2.3 and ISO 13818-3 2.4.2.3. */
const KILOBITS_MPEG1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KILOBITS_MPEG2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const RATES_MPEG1 = [44_100, 48_000, 32_000];
/** Frames that must follow each other before bytes in the middle of nowhere are taken for MP3. */
const FRAMES_TO_BELIEVE = 3;

/** The header at `offset`, or null if there is none. Free-format frames are not read. */
export function readMp3Header(bytes: Uint8Array, offset: number): Mp3Header | null {
	const [b0 = 0, b1 = 0, b2 = 0, b3 = 0] = bytes.subarray(offset, offset + 4);
	const version = (b1 >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
	if (b0 !== 0xff || b1 < 0xe0 || ((b1 >> 1) & 3) !== 1 || version === 1) return null;
	const isMpeg1 = version === 3;
	const kilobits = (isMpeg1 ? KILOBITS_MPEG1 : KILOBITS_MPEG2)[b2 >> 4] ?? 0;
	const rate = RATES_MPEG1[(b2 >> 2) & 3];
	if (kilobits === 0 || rate === undefined || (b3 & 3) === 2) return null;
	const sampleRate = isMpeg1 ? rate : version === 2 ? rate / 2 : rate / 4;
	const channels = b3 >> 6 === 3 ? 1 : 2;
	const frameSamples = isMpeg1 ? 1152 : 576;
	return {
		isMpeg1,
		sampleRate,
		channels,
		bitsPerSecond: kilobits * 1000,
		frameBytes: Math.floor((frameSamples * kilobits * 125) / sampleRate) + ((b2 >> 1) & 1),
		frameSamples,
		sideBytes: isMpeg1 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17,
		hasChecksum: (b1 & 1) === 0
	};
}

/** Whether two frames can belong to one stream. */
export const isSameStream = (a: Mp3Header, b: Mp3Header): boolean =>
	a.isMpeg1 === b.isMpeg1 && a.sampleRate === b.sampleRate;

/** Offset of the first of several frames in a row, or -1. Frames that the bytes end within count as following. */
export function findMp3(bytes: Uint8Array, isWhole: boolean): number {
	for (let offset = 0; offset + 4 <= bytes.length; offset++) {
		if (bytes[offset] === 0xff && isChain(bytes, offset, isWhole)) return offset;
	}
	return -1;
}

function isChain(bytes: Uint8Array, start: number, isWhole: boolean): boolean {
	const first = readMp3Header(bytes, start);
	if (first === null) return false;
	let offset = start + first.frameBytes;
	for (let count = 1; count < FRAMES_TO_BELIEVE; count++) {
		// A short file may end within its second frame, if nothing comes before its first.
		if (offset + 4 > bytes.length) return isWhole && start === 0;
		const next = readMp3Header(bytes, offset);
		if (next === null || !isSameStream(first, next)) return isWhole && start === 0 && hasText(bytes, offset, 'TAG');
		offset += next.frameBytes;
	}
	return true;
}

/** Bytes of the ID3v2 tag at the start of `bytes`, 0 if there is none; the tag may be longer than `bytes`. */
export function measureId3(bytes: Uint8Array): number {
	if (bytes.length < 10 || !hasText(bytes, 0, 'ID3')) return 0;
	const [version = 0, , flags = 0, a = 0, b = 0, c = 0, d = 0] = bytes.subarray(3, 10);
	if (version < 2 || version > 4 || (a | b | c | d) >= 0x80) return 0;
	const footer = flags & 0x10 ? 10 : 0;
	return 10 + ((a << 21) | (b << 14) | (c << 7) | d) + footer;
}

/** Reads a summary frame, or gives null if `frame` is one of sound. */
export function readMp3Summary(frame: Uint8Array, header: Mp3Header): Mp3Summary | null {
	for (const checksum of header.hasChecksum ? [2, 0] : [0]) {
		const xing = 4 + checksum + header.sideBytes;
		if (hasText(frame, xing, 'Xing') || hasText(frame, xing, 'Info')) return readXing(frame.subarray(xing));
	}
	const vbri = 4 + 32;
	if (!hasText(frame, vbri, 'VBRI') || frame.length < vbri + 18) return null;
	return { frames: viewOf(frame).getUint32(vbri + 14), delay: 0, padding: 0 };
}

function readXing(tag: Uint8Array): Mp3Summary {
	const view = viewOf(tag);
	const flags = tag.length >= 8 ? view.getUint32(4) : 0;
	const hasFrames = (flags & 1) !== 0 && tag.length >= 12;
	const frames = hasFrames ? view.getUint32(8) : null;
	// Frame count, byte count, table of contents and quality stand before LAME's tag, each if flagged.
	const lame = 8 + (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
	const [a = 0, b = 0, c = 0] = tag.subarray(lame + 21, lame + 24);
	const isLame = /^(LAME|Lavf|Lavc|L3\.9|GOGO)/.test(String.fromCharCode(...tag.subarray(lame, lame + 4)));
	return { frames, delay: isLame ? (a << 4) | (b >> 4) : 0, padding: isLame ? ((b & 15) << 8) | c : 0 };
}
