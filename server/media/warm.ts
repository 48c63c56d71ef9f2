/** Compiles the decoders before they are needed, so that the first recording is heard as soon as later ones. */

import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { MPEGDecoder } from 'mpg123-decoder';
import { OggOpusDecoder } from 'ogg-opus-decoder';

/** Takes some 50 ms of this thread; the compiled code is kept by the libraries for as long as the thread lives. */
export async function warmDecoders(): Promise<void> {
	const [mp3, flac, vorbis] = [new MPEGDecoder(), new FLACDecoder(), new OggVorbisDecoder()];
	await Promise.all([mp3.ready, flac.ready, vorbis.ready]);
	// Functions are compiled when they are first called, so a few frames of silence are decoded.
	const silence = new Uint8Array(4 * MP3_FRAME_BYTES);
	for (let at = 0; at < silence.length; at += MP3_FRAME_BYTES) silence.set(MP3_HEADER, at);
	mp3.decode(silence);
	for (const decoder of [mp3, flac, vorbis]) decoder.free();
	// The Opus decoder is made only when sound arrives: here 20 ms of mono silence.
	const opus = new OggOpusDecoder();
	await opus.decode(createPage(0, 2, [...letters('OpusHead'), 1, 1, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0]));
	await opus.decode(createPage(1, 0, [...letters('OpusTags'), 0, 0, 0, 0, 0, 0, 0, 0]));
	await opus.decode(createPage(2, 0, [0xf8, 0xff, 0xfe]));
	await opus.flush();
	opus.free();
}

/** MPEG 1 layer III, 128 kbit/s, 44.1 kHz, stereo. */
const MP3_HEADER = [0xff, 0xfb, 0x90, 0x00];
const MP3_FRAME_BYTES = 417;

const letters = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

/** An Ogg page of one short packet; its check is 0, which the decoder's own parser does not look at. */
function createPage(sequence: number, flags: number, packet: readonly number[]): Uint8Array {
	const [granule, serial, check] = [Array<number>(8).fill(0), [1, 0, 0, 0], [0, 0, 0, 0]];
	return Uint8Array.from([
		...letters('OggS'),
		0,
		flags,
		...granule,
		...serial,
		sequence,
		0,
		0,
		0,
		...check,
		1,
		packet.length,
		...packet
	]);
}
