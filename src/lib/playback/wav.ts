/** Samples to a WAV file, block by block. Pure. */

import type { Hz, Samples } from '../units.ts';

export type WavBits = 16 | 24;

const HEADER_BYTES = 44;
const PCM = 1;

/** Bytes of the whole file. */
export const wavBytes = (samples: Samples, channels: number, bits: WavBits): number =>
	HEADER_BYTES + (samples * channels * bits) / 8;

/** The 44 bytes before `samples` of each channel. Files of 4 GiB and more cannot say their length. */
export function writeWavHeader(
	samples: Samples,
	channels: number,
	sampleRate: Hz,
	bits: WavBits
): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(HEADER_BYTES);
	const view = new DataView(bytes.buffer);
	const frameBytes = (channels * bits) / 8;
	const dataBytes = samples * frameBytes;
	const text = (at: number, four: string): void => {
		for (let i = 0; i < four.length; i++) bytes[at + i] = four.charCodeAt(i);
	};
	text(0, 'RIFF');
	view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
	text(8, 'WAVE');
	text(12, 'fmt ');
	view.setUint32(16, 16, true);
	view.setUint16(20, PCM, true);
	view.setUint16(22, channels, true);
	view.setUint32(24, sampleRate, true);
	view.setUint32(28, sampleRate * frameBytes, true);
	view.setUint16(32, frameBytes, true);
	view.setUint16(34, bits, true);
	text(36, 'data');
	view.setUint32(40, dataBytes, true);
	return bytes;
}

/** Interleaved integers of -1 to 1, rounded and held at full scale; what is no number is silence. */
export function writeWavSamples(channels: readonly Float32Array[], bits: WavBits): Uint8Array<ArrayBuffer> {
	const count = channels[0]?.length ?? 0;
	const width = bits / 8;
	const full = 2 ** (bits - 1) - 1;
	const bytes = new Uint8Array(count * channels.length * width);
	let at = 0;
	for (let i = 0; i < count; i++)
		for (const channel of channels) {
			const value = Math.round(Math.max(-1, Math.min(1, channel[i] || 0)) * full);
			for (let byte = 0; byte < width; byte++) bytes[at++] = (value >> (8 * byte)) & 0xff;
		}
	return bytes;
}
