import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { openRecording } from '#server/media/index.ts';
import { sealOgg } from './ogg-files.ts';
import { createFolder, hear, OPTIONS, tone16, wav } from './wav-files.ts';

const folder = createFolder();
afterAll(() => folder.dispose());
afterEach(() => vi.restoreAllMocks());

const fixture = (name: string): Buffer =>
	readFileSync(fileURLToPath(new URL(`../fixtures/audio/${name}`, import.meta.url)));
const firstFlacFrame = (): number => fixture('tone.flac').indexOf(Buffer.from([0xff, 0xf8]));
const floats = (count: number, value: (i: number) => number): Uint8Array =>
	new Uint8Array(Float32Array.from({ length: count }, (_, i) => value(i)).buffer);
const float = { tag: 3, bits: 32 };

const REFUSED: readonly (readonly [what: string, bytes: Uint8Array | string, code: string, sentence: RegExp])[] = [
	['an empty file', '', 'empty-file', /0 bytes/],
	['a text file', 'Dear diary, today I sang in the shower.\n'.repeat(400), 'unsupported-format', /no recording/],
	['one byte', 'x', 'unsupported-format', /no recording/],
	['a WAV cut within its header', wav().subarray(0, 30), 'truncated', /"fmt "/],
	['a WAV cut before its samples', wav().subarray(0, 36), 'truncated', /header, after 36 bytes/],
	['a WAV cut after 5 ms of sound', wav().subarray(0, 44 + 80), 'truncated', /5\.0 ms .*10 ms/],
	['a WAV with no samples', wav({ samples: new Uint8Array(0) }), 'too-short', /0\.0 ms .*10 ms/],
	['a WAV of 9 ms', wav({ samples: tone16(72) }), 'too-short', /9\.0 ms/],
	['0 channels', wav({ channels: 0 }), 'channels', /0 channels; 1 to 8/],
	['9 channels', wav({ channels: 9 }), 'channels', /9 channels; 1 to 8/],
	['0 Hz', wav({ rate: 0 }), 'sample-rate', /is 0 Hz; 4,000 to 384,000/],
	['4 Hz', wav({ rate: 4 }), 'sample-rate', /is 4 Hz/],
	['768 kHz', wav({ rate: 768_000 }), 'sample-rate', /768,000 Hz/],
	['a block align of 0', wav({ blockAlign: 0 }), 'damaged', /0 bytes per frame; 1 x 16 bits are 2/],
	['0 bits', wav({ bits: 0 }), 'damaged', /0 bits/],
	['7 bits', wav({ bits: 7 }), 'damaged', /7 bits/],
	['65,535 bits', wav({ bits: 65_535, blockAlign: 2 }), 'damaged', /65535 bits/],
	['48-bit floats', wav({ tag: 3, bits: 48 }), 'damaged', /48 bits/],
	['NaN samples', wav({ ...float, samples: floats(8000, (i) => (i === 4000 ? NaN : 0.1)) }), 'not-finite', /0\.500 s/],
	[
		'infinite samples',
		wav({ ...float, samples: floats(8000, (i) => (i === 2000 ? -Infinity : 0.1)) }),
		'not-finite',
		/0\.250 s/
	],
	[
		'samples far over full scale',
		wav({ ...float, samples: floats(8000, () => 1e30) }),
		'damaged',
		/1\.0e\+30 times full scale/
	],
	['silence', wav({ samples: new Uint8Array(16_000) }), 'silent', /-90 dBFS/],
	['sound at -100 dBFS', wav({ ...float, samples: floats(8000, () => 1e-5) }), 'silent', /-90 dBFS/],
	['a WAV in a codec of its own, without ffmpeg', wav({ tag: 2, bits: 4, blockAlign: 256 }), 'no-decoder', /ffmpeg/],
	['a WAV without "fmt "', Buffer.concat([wav().subarray(0, 12), wav().subarray(36)]), 'damaged', /"fmt "/],
	['a WAV of empty chunks', Buffer.concat([wav().subarray(0, 12), Buffer.alloc(80_000)]), 'damaged', /1000 chunks/],
	['an AIFF cut within its header', fixture('tone.aiff').subarray(0, 30), 'truncated', /"COMM"/],
	['a FLAC cut within its header', fixture('tone.flac').subarray(0, 30), 'truncated', /header, after 30 bytes/],
	['a FLAC cut within its first frame', fixture('tone.flac').subarray(0, firstFlacFrame() + 9), 'truncated', /0\.0 ms/],
	['a FLAC of garbage', garbled(fixture('tone.flac'), firstFlacFrame() + 1), 'truncated', /0\.0 ms/],
	['an MP3 cut within its tag', fixture('tone-vbr.mp3').subarray(0, 9000), 'truncated', /9000 of \d+ bytes/],
	[
		'a tag with garbage behind it',
		garbled(fixture('tone-vbr.mp3'), 10 + id3Bytes(fixture('tone-vbr.mp3'))),
		'damaged',
		/MP3 frames/
	],
	['an Ogg cut within its first page', fixture('tone.ogg').subarray(0, 50), 'truncated', /first page, after 50 bytes/],
	['an Ogg cut after its headers', fixture('tone.ogg').subarray(0, 3600), 'truncated', /0\.0 ms/],
	['an Opus of garbage', garbled(fixture('tone.opus'), 47), 'truncated', /0\.0 ms/],
	['an mp4 of garbage, without ffmpeg', garbled(fixture('tone.m4a'), 16), 'no-decoder', /ffmpeg/]
];

test.each(REFUSED)('%s is refused with a reason', async (_what, bytes, code, sentence) => {
	await expect(hear(folder.write(bytes))).rejects.toMatchObject({
		name: 'Fault',
		code,
		message: expect.stringMatching(sentence)
	});
});

test('a missing file and a folder are told apart from recordings', async () => {
	await expect(hear('/nowhere/song.wav')).rejects.toMatchObject({ code: 'not-found' });
	await expect(hear('/')).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('folder') });
});

describe('what a lying header does not hide', () => {
	const SECOND = 8000;
	test.each([
		['zero bytes', wav({ dataBytes: 0 }), SECOND],
		['0xFFFFFFFF bytes', wav({ dataBytes: 0xffff_ffff }), SECOND],
		['3 GB', wav({ dataBytes: 3_000_000_000 }), SECOND],
		['twice the bytes', wav({ dataBytes: 32_000 }), SECOND],
		['half the bytes, with sound behind them', wav({ dataBytes: 8000 }), SECOND],
		['the right bytes, with a LIST behind them', wav({ after: Buffer.from('LIST\x04\0\0\0INFO', 'latin1') }), SECOND],
		['the right bytes, with 3 stray ones behind them', wav({ after: new Uint8Array(3) }), SECOND],
		['an odd byte at the end', wav({ samples: Buffer.concat([tone16(SECOND), new Uint8Array(1)]) }), SECOND]
	])('a WAV that says %s', async (_what, bytes, samples) => {
		const heard = await hear(folder.write(bytes));
		expect(heard.samples.length).toBe(samples);
		expect(heard.expectedSeconds).toBe(1);
	});

	test.each(['tone.aiff', 'tone.flac', 'tone-cbr.mp3', 'tone.ogg', 'tone.opus'])(
		'a truncated %s gives what is there',
		async (name) => {
			const bytes = fixture(name);
			const heard = await hear(folder.write(bytes.subarray(0, bytes.length * 0.7)));
			const seconds = heard.samples.length / heard.sampleRate;
			expect(seconds).toBeGreaterThan(0.8);
			expect(seconds).toBeLessThan(1.9);
		}
	);

	test('a wrong extension', async () => {
		expect((await hear(folder.write(wav(), 'song.mp3'))).format).toBe('wav');
		expect((await hear(folder.write(fixture('tone-cbr.mp3'), 'song.wav'))).format).toBe('mp3');
		expect((await hear(folder.write(fixture('tone.flac'), 'notes.txt'))).format).toBe('flac');
	});

	test('an ID3 tag before FLAC, and two before MP3', async () => {
		const tag = fixture('tone-vbr.mp3').subarray(0, 10 + id3Bytes(fixture('tone-vbr.mp3')));
		expect((await hear(folder.write(Buffer.concat([tag, fixture('tone.flac')])))).format).toBe('flac');
		const twice = await hear(folder.write(Buffer.concat([tag, fixture('tone-vbr.mp3')])));
		expect(twice.samples.length / twice.sampleRate).toBeCloseTo(2, 3);
	});

	test.each(['tone.ogg', 'tone.opus'])('two %s chained, one after another', async (name) => {
		const second = Buffer.from(fixture(name));
		for (let at = second.indexOf('OggS'); at >= 0; at = second.indexOf('OggS', at + 4))
			second.writeUInt32LE(77, at + 14);
		const heard = await hear(folder.write(Buffer.concat([fixture(name), sealOgg(second)])));
		expect(heard.expectedSeconds).toBeNull();
		expect(heard.samples.length).toBe(4 * 48_000);
	});

	test('a damaged stretch in the middle', async () => {
		// The decoders' libraries write what they find to the console.
		vi.spyOn(console, 'error').mockImplementation(() => {});
		for (const name of ['tone.flac', 'tone-cbr.mp3', 'tone.ogg', 'tone.opus']) {
			const bytes = Buffer.from(fixture(name));
			const from = Math.round(bytes.length * 0.8);
			bytes.fill(0x55, from, from + 200);
			const heard = await hear(folder.write(bytes));
			expect(heard.samples.length / heard.sampleRate).toBeGreaterThan(0.5);
		}
	});
});

describe('the duration limit', () => {
	test('holds for what the header says, before anything is decoded', async () => {
		const path = folder.write(fixture('tone.flac'));
		await expect(openRecording(path, { ...OPTIONS, maxSeconds: 1.5 })).rejects.toMatchObject({
			code: 'too-long',
			message: expect.stringContaining('limit is 1.5 s')
		});
	});

	test('holds for what is really there', async () => {
		const bytes = Buffer.from(fixture('tone.flac'));
		bytes.writeUInt32BE(100, 4 + 4 + 14); // STREAMINFO now says 100 samples
		const recording = await openRecording(folder.write(bytes), { ...OPTIONS, maxSeconds: 1.5 });
		let heard = 0;
		const listen = async (): Promise<void> => {
			for await (const block of recording.blocks) heard += block.length;
		};
		await expect(listen()).rejects.toMatchObject({ code: 'too-long' });
		expect(heard).toBeLessThanOrEqual(1.5 * 16_000);
	});
});

describe('however it ends, everything is freed', () => {
	test.each(['tone.wav', 'tone.flac', 'tone-cbr.mp3', 'tone.ogg', 'tone.opus'])(
		'%s, 30 times opened and left early',
		async (name) => {
			const path = folder.write(fixture(name));
			for (let i = 0; i < 30; i++) {
				const recording = await openRecording(path, OPTIONS);
				if (i % 3 > 0) for await (const _ of recording.blocks) break;
				if (i % 3 < 2) await recording.close();
			}
			expect(process.getActiveResourcesInfo().filter((name) => name.startsWith('FSReq')).length).toBe(0);
		}
	);

	test('close while a block is being decoded waits for it and ends the iteration', async () => {
		const recording = await openRecording(folder.write(fixture('tone-cbr.mp3')), OPTIONS);
		const blocks = recording.blocks[Symbol.asyncIterator]();
		const pending = blocks.next();
		await Promise.all([recording.close(), recording.close(), pending.catch(() => {})]);
		expect((await blocks.next()).done).toBe(true);
	});

	test('an aborted signal ends in Fault "cancelled", before and while reading', async () => {
		const abort = new AbortController();
		const path = folder.write(fixture('tone.flac'));
		const recording = await openRecording(path, { ...OPTIONS, signal: abort.signal });
		const blocks = recording.blocks[Symbol.asyncIterator]();
		await blocks.next();
		abort.abort();
		await expect(blocks.next()).rejects.toMatchObject({ code: 'cancelled' });
		await expect(openRecording(path, { ...OPTIONS, signal: abort.signal })).rejects.toMatchObject({
			code: 'cancelled'
		});
	});
});

function garbled(bytes: Buffer, from: number): Uint8Array {
	const copy = Buffer.from(bytes);
	let seed = 1;
	for (let i = from; i < copy.length; i++) {
		seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
		copy[i] = seed >>> 24;
	}
	return copy;
}

function id3Bytes(bytes: Buffer): number {
	const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(6, 10);
	return (a << 21) | (b << 14) | (c << 7) | d;
}
