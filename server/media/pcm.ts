/** Plain samples, as WAV and AIFF hold them: what they may look like, and how they become one mono channel. */

import { Fault } from '#lib/fault.ts';
import type { ByteReader } from './byte-reader.ts';
import type { Source } from './source.ts';

export type SampleType = 'u8' | 's8' | 's16' | 's24' | 's32' | 'f32' | 'f64';

export interface PcmLayout {
	readonly type: SampleType;
	readonly isLittleEndian: boolean;
	readonly channels: number;
	readonly sampleRate: number;
	/** Where the samples are in the file. */
	readonly start: number;
	readonly bytes: number;
	/** Whether the header promised more bytes than there are. */
	readonly isCut: boolean;
}

export const BYTES_PER_SAMPLE: Record<SampleType, number> = { u8: 1, s8: 1, s16: 2, s24: 3, s32: 4, f32: 4, f64: 8 };

const BLOCK_BYTES = 65_536;
/** The first block is short, so that it is there soon. */
const FIRST_BLOCK_BYTES = 8192;

/** The type for whole numbers of `bits` bits, in as many whole bytes as they need. */
export function integerType(bits: number, isUnsigned8: boolean): SampleType {
	if (bits < 8 || bits > 32) {
		throw new Fault('damaged', `The header says ${bits} bits per sample; 8 to 32 can be read.`);
	}
	if (bits === 8) return isUnsigned8 ? 'u8' : 's8';
	if (bits <= 16) return 's16';
	return bits <= 24 ? 's24' : 's32';
}

export function createPcmSource(reader: ByteReader, layout: PcmLayout): Source {
	const frameBytes = BYTES_PER_SAMPLE[layout.type] * layout.channels;
	const frames = Math.floor(layout.bytes / frameBytes);
	return {
		sampleRate: layout.sampleRate,
		channels: layout.channels,
		expectedSeconds: frames / layout.sampleRate,
		isCut: () => layout.isCut,
		free: () => {},
		async *samples() {
			reader.seek(layout.start);
			let left = frames;
			let block = FIRST_BLOCK_BYTES;
			while (left > 0) {
				const wanted = Math.min(left, Math.max(1, Math.floor(block / frameBytes)));
				await reader.fill(wanted * frameBytes);
				const count = Math.min(wanted, Math.floor(reader.view.length / frameBytes));
				if (count === 0) return;
				const bytes = reader.view.subarray(0, count * frameBytes);
				const mono = mixPcm(bytes, layout);
				reader.skip(bytes.length);
				left -= count;
				block = BLOCK_BYTES;
				yield mono;
			}
		}
	};
}

/** Full scale of whole numbers. */
const SCALE_8 = 1 / 2 ** 7;
const SCALE_16 = 1 / 2 ** 15;
const SCALE_32 = 1 / 2 ** 31;

/** Mean of the channels of whole frames. */
export function mixPcm(bytes: Uint8Array, { type, isLittleEndian, channels }: PcmLayout): Float32Array {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const width = BYTES_PER_SAMPLE[type];
	const mono = new Float32Array(bytes.length / width / channels);
	const add = ADDERS[type];
	add({ view, mono, channels, isLittleEndian });
	return mono;
}

interface Mix {
	readonly view: DataView;
	readonly mono: Float32Array;
	readonly channels: number;
	readonly isLittleEndian: boolean;
}

/** One loop for each type, because a shared one would call a function for every sample. */
const ADDERS: Record<SampleType, (mix: Mix) => void> = {
	u8({ view, mono, channels }) {
		for (let i = 0, at = 0; i < mono.length; i++) {
			let sum = 0;
			for (let c = 0; c < channels; c++, at++) sum += view.getUint8(at) - 128;
			mono[i] = (sum * SCALE_8) / channels;
		}
	},
	s8({ view, mono, channels }) {
		for (let i = 0, at = 0; i < mono.length; i++) {
			let sum = 0;
			for (let c = 0; c < channels; c++, at++) sum += view.getInt8(at);
			mono[i] = (sum * SCALE_8) / channels;
		}
	},
	s16({ view, mono, channels, isLittleEndian }) {
		for (let i = 0, at = 0; i < mono.length; i++) {
			let sum = 0;
			for (let c = 0; c < channels; c++, at += 2) sum += view.getInt16(at, isLittleEndian);
			mono[i] = (sum * SCALE_16) / channels;
		}
	},
	s24({ view, mono, channels, isLittleEndian }) {
		const high = isLittleEndian ? 1 : 0;
		const low = isLittleEndian ? 0 : 2;
		for (let i = 0, at = 0; i < mono.length; i++) {
			let sum = 0;
			for (let c = 0; c < channels; c++, at += 3) {
				sum += view.getInt16(at + high, isLittleEndian) + view.getUint8(at + low) / 256;
			}
			mono[i] = (sum * SCALE_16) / channels;
		}
	},
	s32({ view, mono, channels, isLittleEndian }) {
		for (let i = 0, at = 0; i < mono.length; i++) {
			let sum = 0;
			for (let c = 0; c < channels; c++, at += 4) sum += view.getInt32(at, isLittleEndian);
			mono[i] = (sum * SCALE_32) / channels;
		}
	},
	f32({ view, mono, channels, isLittleEndian }) {
		for (let i = 0, at = 0; i < mono.length; i++) {
			let sum = 0;
			for (let c = 0; c < channels; c++, at += 4) sum += view.getFloat32(at, isLittleEndian);
			mono[i] = sum / channels;
		}
	},
	f64({ view, mono, channels, isLittleEndian }) {
		for (let i = 0, at = 0; i < mono.length; i++) {
			let sum = 0;
			for (let c = 0; c < channels; c++, at += 8) sum += view.getFloat64(at, isLittleEndian);
			mono[i] = sum / channels;
		}
	}
};
