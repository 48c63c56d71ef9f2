import { afterAll, expect, test } from 'vitest';
import { createFolder, hear, wav, type WavParts } from './wav-files.ts';

const folder = createFolder();
afterAll(() => folder.dispose());

/** What every encoding below holds: a ramp over nearly the whole range, at 8 kHz. */
const RAMP = Float64Array.from({ length: 2000 }, (_, i) => -1 + i / 1010);

type Write = (view: DataView, at: number, value: number, isLittleEndian: boolean) => void;

const WRITERS: Record<string, readonly [bytes: number, write: Write]> = {
	u8: [1, (view, at, value) => view.setUint8(at, Math.round(value * 128) + 128)],
	s8: [1, (view, at, value) => view.setInt8(at, Math.round(value * 128))],
	s16: [2, (view, at, value, little) => view.setInt16(at, Math.round(value * 2 ** 15), little)],
	s24: [
		3,
		(view, at, value, little) => {
			const whole = Math.round(value * 2 ** 23);
			view.setInt16(little ? at + 1 : at, whole >> 8, little);
			view.setUint8(little ? at : at + 2, whole & 255);
		}
	],
	s32: [4, (view, at, value, little) => view.setInt32(at, Math.round(value * 2 ** 31), little)],
	f32: [4, (view, at, value, little) => view.setFloat32(at, value, little)],
	f64: [8, (view, at, value, little) => view.setFloat64(at, value, little)]
};

function encode(type: string, isLittleEndian = true, channels: readonly Float64Array[] = [RAMP]): Uint8Array {
	const [bytes, write] = WRITERS[type] ?? [0, () => {}];
	const view = new DataView(new ArrayBuffer(bytes * channels.length * RAMP.length));
	for (const [c, channel] of channels.entries()) {
		for (const [i, value] of channel.entries()) write(view, (i * channels.length + c) * bytes, value, isLittleEndian);
	}
	return new Uint8Array(view.buffer);
}

function expectRamp(samples: Float32Array, step: number): void {
	expect(samples.length).toBe(RAMP.length);
	const worst = samples.reduce((error, sample, i) => Math.max(error, Math.abs(sample - (RAMP[i] ?? 0))), 0);
	expect(worst).toBeLessThanOrEqual(step / 2 + 1e-7);
}

test.each([
	['u8', 1, 8, 2 ** -7],
	['s16', 1, 16, 2 ** -15],
	['s24', 1, 24, 2 ** -23],
	['s32', 1, 32, 2 ** -31],
	['f32', 3, 32, 0],
	['f64', 3, 64, 0]
])('WAV with %s samples (tag %i, %i bits) is read to the last bit', async (type, tag, bits, step) => {
	const heard = await hear(folder.write(wav({ tag, bits, samples: encode(type) })));
	expect(heard.expectedSeconds).toBe(RAMP.length / 8000);
	expectRamp(heard.samples, step);
});

test('20 bits in containers of 24 are read', async () => {
	expectRamp((await hear(folder.write(wav({ bits: 20, blockAlign: 3, samples: encode('s24') })))).samples, 2 ** -23);
});

test('several channels become their mean', async () => {
	const [twice, none] = [RAMP.map((value) => value / 2), RAMP.map((value) => value * 1.5)];
	const samples = encode('f32', true, [twice, none]);
	const heard = await hear(folder.write(wav({ tag: 3, bits: 32, channels: 2, samples })));
	expect(heard.channels).toBe(2);
	expectRamp(heard.samples, 0);
});

test('WAVE_FORMAT_EXTENSIBLE is what its sub-format says', async () => {
	const plain = Buffer.from(wav({ tag: 0xfffe, bits: 32, samples: encode('f32') }));
	const extension = Buffer.alloc(24);
	extension.writeUInt16LE(22, 0);
	extension.writeUInt16LE(3, 8);
	const file = Buffer.concat([plain.subarray(0, 36), extension, plain.subarray(36)]);
	file.writeUInt32LE(40, 16);
	expectRamp((await hear(folder.write(file))).samples, 0);
});

test.each(['RF64', 'BW64'])('%s takes the length from its ds64 chunk', async (magic) => {
	const plain = Buffer.from(
		wav({ samples: encode('s16'), dataBytes: 0xffff_ffff, after: Buffer.from('LIST\x04\0\0\0INFO', 'latin1') })
	);
	const long = Buffer.alloc(36);
	long.write('ds64', 0, 'latin1');
	long.writeUInt32LE(28, 4);
	long.writeBigUInt64LE(BigInt(2 * RAMP.length), 16);
	const file = Buffer.concat([plain.subarray(0, 12), long, plain.subarray(12)]);
	file.write(magic, 0, 'latin1');
	expectRamp((await hear(folder.write(file))).samples, 2 ** -15);
});

test('RIFX is WAV with the bytes the other way round', async () => {
	const file = Buffer.from(wav({ samples: encode('s16', false) }));
	file.write('RIFX', 0, 'latin1');
	for (const [at, bytes] of [
		[4, 4],
		[16, 4],
		[20, 2],
		[22, 2],
		[24, 4],
		[28, 4],
		[32, 2],
		[34, 2],
		[40, 4]
	] as const) {
		file.subarray(at, at + bytes).reverse();
	}
	expectRamp((await hear(folder.write(file))).samples, 2 ** -15);
});

interface AiffParts {
	readonly type: string;
	readonly bits: number;
	readonly compression?: string;
	readonly isLittleEndian?: boolean;
	readonly isSoundFirst?: boolean;
	readonly frames?: number;
}

function aiff({
	type,
	bits,
	compression,
	isLittleEndian = false,
	isSoundFirst = false,
	frames = RAMP.length
}: AiffParts): Uint8Array {
	const common = Buffer.alloc(compression === undefined ? 18 : 24);
	common.writeUInt16BE(1, 0);
	common.writeUInt32BE(frames, 2);
	common.writeUInt16BE(bits, 6);
	common.writeUInt16BE(16_383 + 12, 8); // 8000 Hz = 1.953125 x 2^12
	common.writeUInt32BE((8000 / 2 ** 12) * 2 ** 31, 10);
	if (compression !== undefined) common.write(compression, 18, 'latin1');
	const sound = Buffer.concat([Buffer.alloc(8), encode(type, isLittleEndian)]);
	const chunks = [chunk('COMM', common), chunk('SSND', sound)];
	if (isSoundFirst) chunks.reverse();
	const body = Buffer.concat([Buffer.from(compression === undefined ? 'AIFF' : 'AIFC', 'latin1'), ...chunks]);
	return chunk('FORM', body);
}

function chunk(id: string, body: Buffer): Buffer {
	const head = Buffer.alloc(8);
	head.write(id, 0, 'latin1');
	head.writeUInt32BE(body.length, 4);
	return Buffer.concat([head, body]);
}

test.each<[what: string, parts: AiffParts, step: number]>([
	['8 bits', { type: 's8', bits: 8 }, 2 ** -7],
	['16 bits', { type: 's16', bits: 16 }, 2 ** -15],
	['24 bits', { type: 's24', bits: 24 }, 2 ** -23],
	['32 bits', { type: 's32', bits: 32 }, 2 ** -31],
	['AIFC NONE', { type: 's16', bits: 16, compression: 'NONE' }, 2 ** -15],
	['AIFC sowt', { type: 's16', bits: 16, compression: 'sowt', isLittleEndian: true }, 2 ** -15],
	['AIFC fl32', { type: 'f32', bits: 32, compression: 'fl32' }, 0],
	['AIFC FL64', { type: 'f64', bits: 64, compression: 'FL64' }, 0],
	['the sound before its description', { type: 's16', bits: 16, isSoundFirst: true }, 2 ** -15],
	['no number of frames', { type: 's16', bits: 16, frames: 0 }, 2 ** -15],
	['too many frames said', { type: 's16', bits: 16, frames: 99_999 }, 2 ** -15]
])('AIFF with %s is read to the last bit', async (_what, parts, step) => {
	const heard = await hear(folder.write(aiff(parts)));
	expect([heard.format, heard.sampleRate]).toEqual(['aiff', 8000]);
	expectRamp(heard.samples, step);
});

test('an 8-channel file at the highest rate comes in blocks of at most 65,536 samples', async () => {
	const parts: WavParts = { bits: 16, channels: 8, rate: 384_000, samples: new Uint8Array(16 * 200_000).fill(17) };
	const heard = await hear(folder.write(wav(parts)));
	expect(heard.samples.length).toBe(200_000);
	expect(heard.longestBlock).toBeLessThanOrEqual(65_536);
});
