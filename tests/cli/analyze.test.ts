import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AnalysisJson } from '#lib/formats/index.ts';
import { midiToHz } from '#lib/units.ts';
import { parseMidi } from '../formats/parse-midi.ts';
import { finish, makeFolder, run, startProgram } from './program.ts';
import { makeWav, type Tone } from './wav.ts';

const MELODY = [60, 64, 67];
const TONES: Tone[] = [null, ...MELODY.flatMap((midi) => [midi, null])].map((midi) => ({
	midi,
	seconds: midi === null ? 0.2 : 0.5
}));
const FRAMES = 230;
const WAV = makeWav(TONES);

/** A folder with these files in it; the value is what a file holds. */
function makeFiles(files: Record<string, Uint8Array | string>): string {
	const folder = makeFolder();
	for (const [name, content] of Object.entries(files)) {
		fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
		fs.writeFileSync(path.join(folder, name), content);
	}
	return folder;
}

/** The recording with a number in its header changed. */
function makeLie(offset: number, bytes: 2 | 4, value: number): Buffer {
	const lie = Buffer.from(WAV);
	lie.writeUIntLE(value, offset, bytes);
	return lie;
}

const readJson = (bytes: Uint8Array | string): AnalysisJson => JSON.parse(bytes.toString());
const readResult = (folder: string, name: string) => readJson(fs.readFileSync(path.join(folder, name)));

function expectMelody({ audio, f0, notes }: AnalysisJson): void {
	expect(audio).toEqual({
		sha256: createHash('sha256').update(WAV).digest('hex'),
		seconds: FRAMES / 100,
		sampleRate: 16_000
	});
	expect([f0.hz.length, f0.confidence.length]).toEqual([FRAMES, FRAMES]);
	expect(notes.map(({ midi }) => midi)).toEqual(MELODY);
	for (const [i, { onset, offset, cents }] of notes.entries()) {
		expect(Math.abs(onset - 0.2 - 0.7 * i)).toBeLessThan(0.04);
		expect(Math.abs(offset - 0.7 - 0.7 * i)).toBeLessThan(0.06);
		expect(Math.abs(cents)).toBeLessThan(5);
		const middle = f0.hz[45 + 70 * i] ?? 0;
		expect(Math.abs(1200 * Math.log2(middle / midiToHz(MELODY[i] ?? 0)))).toBeLessThan(5);
	}
}

describe('a recording', () => {
	test('becomes JSON with its curve and notes, and one line says so', async () => {
		const folder = makeFiles({ 'song.wav': WAV });
		const { code, lines } = await run(folder, ['analyze', 'song.wav', '--out', 'deep/out']);
		expect(lines).toEqual([`song.wav\t3 notes\t0:02.300\t${path.join('deep', 'out', 'song.json')}`]);
		expect(code).toBe(0);
		expect(fs.readdirSync(path.join(folder, 'deep/out'))).toEqual(['song.json']);
		const result = readResult(folder, 'deep/out/song.json');
		expect(Object.keys(result)).toEqual(['schema', 'analyser', 'audio', 'f0', 'notes']);
		expect(result.analyser.id).toBe('melograph-f0');
		expectMelody(result);
	});

	test('goes to the current folder when no other is named, or as it is to standard output', async () => {
		const folder = makeFiles({ 'in/song.wav': WAV });
		await run(folder, ['analyze', 'in/song.wav']);
		const { code, stdout } = await run(folder, ['analyze', 'in/song.wav', '--out', '-', '--quiet']);
		expect(code).toBe(0);
		expect(stdout.equals(fs.readFileSync(path.join(folder, 'song.json')))).toBe(true);
		expectMelody(readJson(stdout));
	});

	test('becomes a curve in CSV and notes in MIDI that agree with the JSON', async () => {
		const folder = makeFiles({ 'song.wav': WAV });
		const [json, csv, midi] = await Promise.all(
			['json', 'csv', 'midi'].map((format) => run(folder, ['analyze', 'song.wav', '--format', format, '--out', '-']))
		);
		const { f0, notes } = readJson(json?.stdout ?? '');
		const rows = (csv?.stdout.toString() ?? '').trim().split('\n').slice(1);
		expect(rows.map((row) => row.split(',').map(Number))).toEqual(
			f0.hz.map((hz, i) => [i / 100, hz, f0.confidence[i]])
		);
		const played = parseMidi(midi?.stdout ?? new Uint8Array()).notes;
		expect(played.map(({ key, velocity }) => [key, velocity])).toEqual(
			notes.map(({ midi: key, velocity }) => [key, velocity])
		);
		for (const [i, { startSeconds, endSeconds }] of played.entries()) {
			expect(startSeconds).toBeCloseTo(notes[i]?.onset ?? 0, 3);
			expect(endSeconds).toBeCloseTo(notes[i]?.offset ?? 0, 3);
		}
	});

	test('is reported on as it is heard, on standard error, unless that is to be quiet', async () => {
		const folder = makeFiles({ 'song.wav': WAV });
		const { stderr } = await run(folder, ['analyze', 'song.wav']);
		const percents = [...stderr.matchAll(/^song\.wav: (\d+) %$/gm)].map(([, percent]) => Number(percent));
		expect(percents.at(-1)).toBe(100);
		expect(percents).toEqual([...new Set(percents)].sort((a, b) => a - b));
		expect((await run(folder, ['analyze', 'song.wav', '--quiet'])).stderr).toBe('');
	});
});

describe('nothing is overwritten', () => {
	test('two recordings of one name have a result each', async () => {
		const folder = makeFiles({ 'a/song.wav': WAV, 'b/song.wav': makeWav([{ midi: 50, seconds: 1 }]) });
		const { code, lines } = await run(folder, ['analyze', 'a/song.wav', 'b/song.wav']);
		expect(code).toBe(0);
		expect(lines.map((line) => line.split('\t').at(-1))).toEqual(['song.json', 'song-2.json']);
		expect(readResult(folder, 'song.json').notes.map(({ midi }) => midi)).toEqual(MELODY);
		expect(readResult(folder, 'song-2.json').notes.map(({ midi }) => midi)).toEqual([50]);
	});

	test('a recording that is called as its result would be stays as it is', async () => {
		const folder = makeFiles({ 'song.json': WAV });
		const { lines } = await run(folder, ['analyze', 'song.json']);
		expect(lines[0]?.split('\t').at(-1)).toBe('song-2.json');
		expect(fs.readFileSync(path.join(folder, 'song.json')).equals(WAV)).toBe(true);
		expectMelody(readResult(folder, 'song-2.json'));
	});
});

describe('what cannot be heard is said with a code and a sentence, and nothing is written', () => {
	/** Files that are wrong, and the code of what is wrong; null is a file that is not there. */
	type Wrong = Record<string, readonly [code: string, content: Uint8Array | string | null]>;

	async function expectFaults(wrong: Wrong, flags: readonly string[] = []): Promise<void> {
		const names = Object.keys(wrong);
		const there = Object.entries(wrong).flatMap(([name, [, content]]) =>
			content === null ? [] : [[name, content] as const]
		);
		const folder = makeFiles(Object.fromEntries(there));
		const { code, lines, stderr } = await run(folder, ['analyze', ...names, '--out', 'out', ...flags]);
		const rows = lines.map((line) => line.split('\t'));
		expect(rows.map(([file, word, fault]) => [file, word, fault])).toEqual(
			names.map((name) => [name, 'error', wrong[name]?.[0]])
		);
		for (const [file, , fault, sentence, ...more] of rows) {
			expect([sentence, more]).toEqual([expect.stringMatching(/^\S.+\.$/), []]);
			expect(stderr).toContain(`melograph: ${file}: ${sentence} (${fault})`);
		}
		expect(code).toBe(2);
		expect(fs.readdirSync(path.join(folder, 'out'))).toEqual([]);
	}

	test('for any input', () =>
		expectFaults({
			'gone.wav': ['not-found', null],
			'.': ['unsupported-format', null],
			'empty.wav': ['empty-file', ''],
			'text.wav': ['unsupported-format', 'These are words.\n'.repeat(100)],
			'silent.wav': ['silent', makeWav([{ midi: null, seconds: 1 }])],
			'no-channels.wav': ['channels', makeLie(22, 2, 0)],
			'nine-channels.wav': ['channels', makeWav(TONES, 9)],
			'4-hz.wav': ['sample-rate', makeLie(24, 4, 4)],
			'768-khz.wav': ['sample-rate', makeLie(24, 4, 768_000)]
		}));

	test('for what is over a limit', async () => {
		await expectFaults(
			{
				'bytes.wav': ['too-large', makeWav([{ midi: 60, seconds: 4 }])],
				'seconds.wav': ['too-long', WAV],
				'channels.wav': ['channels', makeWav([{ midi: 60, seconds: 0.5 }], 3)]
			},
			['--upload-limit-bytes=100000', '--duration-limit-seconds=2', '--channel-limit=2']
		);
	});

	test('for what needs ffmpeg, when that is off', () =>
		expectFaults({ 'song.m4a': ['no-decoder', '\0\0\0\x18ftypM4A \0\0\0\0M4A mp42'] }, ['--ffmpeg=off']));

	test('a recording whose header promises more than there is, is heard as far as it goes', async () => {
		const folder = makeFiles({ 'song.wav': makeLie(40, 4, 0x7fff_ffff).subarray(0, 44 + 2 * 16_000) });
		const { code, lines } = await run(folder, ['analyze', 'song.wav']);
		expect([code, lines]).toEqual([0, ['song.wav\t2 notes\t0:01.000\tsong.json']]);
	});

	test('and the files beside it are done', async () => {
		const folder = makeFiles({ 'bad.wav': 'RIFF', 'good.wav': WAV });
		const { code, lines } = await run(folder, ['analyze', 'bad.wav', 'good.wav', 'gone.wav']);
		expect(code).toBe(1);
		expect(lines.map((line) => line.split('\t').slice(0, 2))).toEqual([
			['bad.wav', 'error'],
			['good.wav', '3 notes'],
			['gone.wav', 'error']
		]);
		expect(fs.readdirSync(folder).sort()).toEqual(['bad.wav', 'good.json', 'good.wav']);
	});

	test('with nothing on standard output when that was to be the result', async () => {
		const { code, stdout, stderr } = await run(makeFiles({ x: 'words' }), ['analyze', 'x', '--out', '-']);
		expect([code, stdout.length]).toEqual([2, 0]);
		expect(stderr).toContain('(unsupported-format)');
	});
});

describe('what cannot be begun ends with exit code 2 at once', () => {
	test.each<[string, string[], string]>([
		['no file', [], 'There is no file'],
		[
			'an unknown format',
			['song.wav', '--format', 'mp3'],
			'--format takes one of midi, document, gradio, notes, lab, textgrid, mir-eval, csv, json'
		],
		['two results for standard output', ['song.wav', 'song.wav', '--out', '-'], 'takes one file, not 2'],
		['an unknown model', ['song.wav', '--model', 'other'], 'There is no model "other"; there is melograph-f0'],
		['a folder without models', ['song.wav', '--models-dir', '.'], 'There is no manifest.json'],
		['a file in place of the folder', ['song.wav', '--out', 'song.wav'], 'cannot be written to']
	])('%s', async (_, argv, sentence) => {
		const folder = makeFiles({ 'song.wav': WAV });
		const { code, lines, stderr } = await run(folder, ['analyze', ...argv]);
		expect([code, lines]).toEqual([2, []]);
		expect(stderr).toContain(sentence);
		expect(fs.readdirSync(folder)).toEqual(['song.wav']);
	});
});

test('Ctrl-C stops at once, and leaves nothing half-written', async () => {
	const long = makeWav(Array.from({ length: 600 }, (_, i) => ({ midi: 50 + (i % 20), seconds: 1 })));
	const folder = makeFiles({ 'long.wav': long });
	const child = startProgram(folder, ['analyze', 'long.wav', 'long.wav']);
	child.stderr.once('data', () => child.kill('SIGINT'));
	const { code, lines, stderr } = await finish(child);
	expect([code, lines]).toEqual([130, []]);
	expect(stderr).toContain('stopped');
	expect(fs.readdirSync(folder)).toEqual(['long.wav']);
});
