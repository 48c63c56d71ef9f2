import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFfmpeg, openRecording, warmDecoders } from '#server/media/index.ts';
import { createFolder, hear, OPTIONS, type Heard } from './wav-files.ts';

const folder = createFolder();
afterAll(() => folder.dispose());

const ffmpeg = await findFfmpeg('auto');
const withFfmpeg = { ...OPTIONS, ffmpeg };
const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/audio/${name}`, import.meta.url));

/** Seconds from the start to the first sample over half of the tone's first peak. */
const onset = ({ samples, sampleRate }: Heard): number =>
	samples.findIndex((sample) => Math.abs(sample) > 0.25) / sampleRate;

/** RMS level in dBFS of the middle of the tone. */
function toneLevel({ samples, sampleRate }: Heard): number {
	const middle = samples.subarray(0.7 * sampleRate, 1.3 * sampleRate);
	return 10 * Math.log10(middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length);
}

const OURS = [
	['tone.wav', 'wav', 7350, 1],
	['tone.aiff', 'aiff', 7350, 1],
	['tone.flac', 'flac', 16_000, 1],
	['tone-cbr.mp3', 'mp3', 44_100, 1],
	['tone-vbr.mp3', 'mp3', 44_100, 2],
	['tone.ogg', 'ogg-vorbis', 48_000, 2],
	['tone.opus', 'ogg-opus', 48_000, 1]
] as const;

let reference: Heard;
beforeAll(async () => {
	await warmDecoders();
	reference = await hear(fixture('tone.wav'));
});

function expectTheTone(heard: Heard): void {
	expect(Math.abs(heard.samples.length / heard.sampleRate - 2)).toBeLessThan(0.005);
	expect(Math.abs(onset(heard) - onset(reference))).toBeLessThan(0.003);
	expect(Math.abs(toneLevel(heard) - toneLevel(reference))).toBeLessThan(1);
	expect(heard.longestBlock).toBeLessThanOrEqual(65_536);
}

test.each(OURS)(
	'%s: the tone is as long, as early and as loud as in the wav, without ffmpeg',
	async (name, format, rate, channels) => {
		const heard = await hear(fixture(name));
		expect([heard.format, heard.sampleRate, heard.channels]).toEqual([format, rate, channels]);
		expect(heard.expectedSeconds).toBeCloseTo(2, 4);
		expectTheTone(heard);
	}
);

describe.skipIf(ffmpeg === null)('with an ffmpeg on PATH (skipped: none was found)', () => {
	test('tone.m4a: the tone is as long, as early and as loud as in the wav', async () => {
		const heard = await hear(fixture('tone.m4a'), withFfmpeg);
		expect([heard.format, heard.sampleRate, heard.channels]).toEqual(['mp4', 44_100, 1]);
		expect(heard.expectedSeconds).toBeCloseTo(2, 1);
		expectTheTone(heard);
	});

	test.each([
		['wav', 'alaw.wav', ['-c:a', 'pcm_alaw']],
		['wav', 'mulaw.wav', ['-c:a', 'pcm_mulaw']],
		['aiff', 'alaw.aifc', ['-c:a', 'pcm_alaw', '-f', 'aiff']],
		['matroska', 'sound.mkv', ['-c:a', 'pcm_s16le']],
		['ogg', 'flac.ogg', ['-c:a', 'flac', '-f', 'ogg']],
		['au', 'sound.au', []],
		['caf', 'sound.caf', []],
		['w64', 'sound.w64', []],
		['avi', 'sound.avi', ['-c:a', 'pcm_s16le']]
	])('%s (%s) is read through it', async (format, name, options) => {
		const path = convert(name, options);
		const heard = await hear(path, withFfmpeg);
		expect(heard.format).toBe(format);
		expectTheTone(heard);
	});

	test('AAC without a container is read through it', async () => {
		const heard = await hear(convert('sound.aac', ['-c:a', 'aac', '-ar', '44100']), withFfmpeg);
		expect(heard.format).toBe('adts');
		expect(toneLevel(heard)).toBeCloseTo(toneLevel(reference), 0);
	});

	test('a video without sound says so', async () => {
		const path = folder.write('', 'mute.mp4');
		runFfmpeg(['-f', 'lavfi', '-i', 'color=s=16x16:d=0.2', '-c:v', 'mpeg4', path]);
		await expect(hear(path, withFfmpeg)).rejects.toMatchObject({
			code: 'unsupported-format',
			message: expect.stringContaining('no sound')
		});
	});

	test('leaving early and aborting both end the child', async () => {
		const left = await openRecording(fixture('tone.m4a'), withFfmpeg);
		for await (const _ of left.blocks) break;
		const abort = new AbortController();
		const aborted = await openRecording(fixture('tone.m4a'), { ...withFfmpeg, signal: abort.signal });
		abort.abort();
		await expect(aborted.blocks[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'cancelled' });
		expect(process.getActiveResourcesInfo()).not.toContain('ProcessWrap');
	});

	function convert(name: string, options: readonly string[]): string {
		const path = folder.write('', name);
		runFfmpeg(['-i', fixture('tone.wav'), ...options, path]);
		return path;
	}

	function runFfmpeg(options: readonly string[]): void {
		const { status, stderr } = spawnSync(ffmpeg ?? '', ['-nostdin', '-v', 'error', '-y', ...options], {
			encoding: 'utf8'
		});
		expect(stderr).toBe('');
		expect(status).toBe(0);
	}
});

test('without ffmpeg, m4a is refused with what to do', async () => {
	await expect(hear(fixture('tone.m4a'))).rejects.toMatchObject({
		code: 'no-decoder',
		message: expect.stringContaining('install ffmpeg')
	});
});

test('an ffmpeg that cannot be started is told', async () => {
	const options = { ...OPTIONS, ffmpeg: '/nowhere/ffmpeg' };
	await expect(hear(fixture('tone.m4a'), options)).rejects.toMatchObject({
		code: 'no-decoder',
		message: expect.stringContaining('/nowhere/ffmpeg')
	});
});

test('the setting for ffmpeg means nothing, none, or a path', async () => {
	expect(await findFfmpeg('off')).toBeNull();
	expect(await findFfmpeg('/opt/ffmpeg')).toBe('/opt/ffmpeg');
	expect(await findFfmpeg('')).toBe(ffmpeg);
});
