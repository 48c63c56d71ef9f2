/** Tells what a file is from its first bytes, never from its name. */

import { hasText, viewOf } from './byte-reader.ts';
import { findMp3, measureId3 } from './mp3-frames.ts';
import type { AudioFormat } from './source.ts';

/** Bytes to hand to {@link sniff}; more do not help it. */
export const SNIFF_BYTES = 8192;

/** Text at a fixed place, for the formats that begin with one. */
const SIGNATURES: readonly (readonly [format: AudioFormat, ...marks: readonly (readonly [number, string])[]])[] = [
	['wav', [0, 'RIFF'], [8, 'WAVE']],
	['wav', [0, 'RIFX'], [8, 'WAVE']],
	['wav', [0, 'RF64'], [8, 'WAVE']],
	['wav', [0, 'BW64'], [8, 'WAVE']],
	['avi', [0, 'RIFF'], [8, 'AVI ']],
	['aiff', [0, 'FORM'], [8, 'AIFF']],
	['aiff', [0, 'FORM'], [8, 'AIFC']],
	['flac', [0, 'fLaC']],
	['mp4', [4, 'ftyp']],
	['mp4', [4, 'moov']],
	['mp4', [4, 'mdat']],
	['matroska', [0, '\x1a\x45\xdf\xa3']],
	['asf', [0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11']],
	['flv', [0, 'FLV\x01']],
	['caf', [0, 'caff\x00\x01']],
	['au', [0, '.snd']],
	['amr', [0, '#!AMR']],
	['ac3', [0, '\x0b\x77']],
	['w64', [0, 'riff\x2e\x91\xcf\x11']],
	['wavpack', [0, 'wvpk']],
	['ape', [0, 'MAC ']],
	['tta', [0, 'TTA1']],
	['dsf', [0, 'DSD ']],
	['mpeg-ps', [0, '\x00\x00\x01\xba']]
];

/** The format of a file that begins with `head`, or null if it is no recording that we know. */
export function sniff(head: Uint8Array): AudioFormat | null {
	const tag = measureId3(head);
	if (tag > 0) return (tag < head.length ? sniff(head.subarray(tag)) : null) ?? 'mp3';
	for (const [format, ...marks] of SIGNATURES) if (marks.every(([at, text]) => hasText(head, at, text))) return format;
	if (hasText(head, 0, 'OggS')) return sniffOgg(head);
	if (isTransportStream(head)) return 'mpeg-ts';
	if (isAdts(head)) return 'adts';
	if (findMp3(head, head.length < SNIFF_BYTES) >= 0) return 'mp3';
	return isLayer2(head) ? 'mpeg-audio' : null;
}

function sniffOgg(head: Uint8Array): AudioFormat {
	const packet = 27 + (head[26] ?? 0);
	if (hasText(head, packet, 'OpusHead')) return 'ogg-opus';
	return hasText(head, packet, '\x01vorbis') ? 'ogg-vorbis' : 'ogg';
}

/** Three packets of 188 bytes, each with its sync byte. */
const isTransportStream = (head: Uint8Array): boolean => [0, 188, 376].every((at) => head[at] === 0x47);

/** Two frames of AAC that follow each other: ISO 13818-7, 6.2. */
function isAdts(head: Uint8Array): boolean {
	const length = adtsLength(head, 0);
	return length > 7 && adtsLength(head, length) > 7;
}

function adtsLength(head: Uint8Array, at: number): number {
	if (at + 7 > head.length || head[at] !== 0xff || ((head[at + 1] ?? 0) & 0xf6) !== 0xf0) return 0;
	return (viewOf(head).getUint32(at + 3) >>> 13) & 0x1fff;
}

/** MPEG-1 layer II at the very start: the sync word, a bit rate, a sample rate. */
function isLayer2(head: Uint8Array): boolean {
	const [b0 = 0, b1 = 0, b2 = 0] = head;
	return b0 === 0xff && (b1 & 0xfe) === 0xfc && b2 >> 4 !== 0 && b2 >> 4 !== 15 && ((b2 >> 2) & 3) !== 3;
}
