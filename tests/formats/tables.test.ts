import { describe, expect, test } from 'vitest';
import { Fault } from '#lib/fault.ts';
import { fileNameFor, findFormat, FORMATS, isFormatId, type Format, type FormatContent } from '#lib/formats/index.ts';
import { DEFAULT_THRESHOLD } from '#lib/pitch/index.ts';
import { makeAnalysis, makeScore } from './content.ts';

const write = (id: string, content: FormatContent): string =>
	new TextDecoder().decode(findFormat(id)?.write?.(content));

test('the table names each format once', () => {
	expect(FORMATS.map(({ id }) => id)).toEqual([
		'midi',
		'document',
		'gradio',
		'notes',
		'lab',
		'textgrid',
		'mir-eval',
		'csv',
		'json'
	]);
	expect(new Set(FORMATS.flatMap(({ extensions }) => extensions)).size).toBe(10);
	expect([isFormatId('csv'), isFormatId('wav'), findFormat('wav')]).toEqual([true, false, null]);
});

test.each([
	['take 1.mp3', 'take 1.mid'],
	['/music/노래.flac', '노래.mid'],
	['C:\\music\\a.b.wav', 'a.b.mid'],
	['Symphony No. 5', 'Symphony No. 5.mid'],
	['Symphony No.5', 'Symphony No.5.mid'],
	['what? <now>:\n"x"', 'what_ _now____x_.mid'],
	['', 'melograph.mid'],
	['.mp3', 'melograph.mid'],
	['..', 'melograph.mid']
])('the file for %j is called %j', (name, expected) => {
	expect(fileNameFor(name, findFormat('midi') as Format)).toBe(expected);
});

test('a long name is cut so that every file system takes it', () =>
	expect(fileNameFor('노'.repeat(300), findFormat('midi') as Format)).toBe(`${'노'.repeat(66)}.mid`));

describe('CSV', () => {
	test('has a row each 10 ms with an exact time, and a signed f0', () => {
		const analysis = makeAnalysis([[440, 1], [-220, 0.2], 0, [261.6256, 0.8]]);
		expect(write('csv', { score: makeScore([]), analysis })).toBe(
			'time,f0,confidence\n0.00,440.000,1.000\n0.01,-220.000,0.200\n0.02,0.000,0.000\n0.03,261.626,0.800\n'
		);
	});

	test('times stay exact over hours', () => {
		const rows = write('csv', { score: makeScore([]), analysis: makeAnalysis(Array<number>(100_000).fill(100)) }).split(
			'\n'
		);
		for (const [i, row] of rows.slice(1, -1).entries())
			if (!row.startsWith(`${Math.floor(i / 100)}.${String(i % 100).padStart(2, '0')},`))
				throw new Error(`row ${i}: ${row}`);
	});

	test('the threshold decides what is voiced, in both directions', () => {
		const frames = [
			[440, 0.7],
			[-440, 0.5]
		] as const;
		const signs = (threshold: number) =>
			write('csv', { score: makeScore([]), analysis: makeAnalysis(frames, { threshold }) })
				.split('\n')
				.slice(1, 3)
				.map((row) => Number(row.split(',')[1]) > 0);
		expect(signs(0.4)).toEqual([true, true]);
		expect(signs(DEFAULT_THRESHOLD)).toEqual([true, false]);
		expect(signs(0.9)).toEqual([false, false]);
	});

	test('an empty curve is a header', () =>
		expect(write('csv', { score: makeScore([]), analysis: makeAnalysis([]) })).toBe('time,f0,confidence\n'));
});

describe('JSON', () => {
	test('holds analyser, audio, curve and notes, rounded', () => {
		const notes = [
			{ start: 19, duration: 960, pitch: 69, cents: -12, velocity: 80, source: 3 },
			{ start: 1920, duration: 640 }
		];
		const analysis = makeAnalysis([[440, 1], [-220, 0.2], 0]);
		expect(JSON.parse(write('json', { score: makeScore(notes), analysis }))).toEqual({
			schema: 'melograph.analysis/1',
			analyser: { id: 'melograph-f0', version: '1' },
			audio: { sha256: 'ab'.repeat(32), seconds: 0.03, sampleRate: 44_100 },
			f0: { hopSeconds: 0.01, startSeconds: 0, hz: [440, -220, 0], confidence: [1, 0.2, 0] },
			notes: [
				{ onset: 0.01, offset: 0.51, midi: 69, cents: -12, velocity: 80 },
				{ onset: 1, offset: 1.333, midi: 60, cents: 0, velocity: 100 }
			]
		});
	});

	test('notes are on the clock of the recording, wherever that lies in the score', () => {
		const score = makeScore([{ start: 960, duration: 960 }], { tempo: 1_000_000 });
		const content = { score, analysis: makeAnalysis([440], { offset: 1.25 }) };
		expect(JSON.parse(write('json', content)).notes[0]).toMatchObject({ onset: -0.25, offset: 0.75 });
	});

	test('holds the notes of the recording alone, not those of other parts', () => {
		const score = makeScore([{ pitch: 60 }, { pitch: 72, part: 7 }]);
		const content = { score, part: 7, analysis: makeAnalysis([440]) };
		expect(JSON.parse(write('json', content)).notes).toMatchObject([{ midi: 72 }]);
	});
});

test.each(['csv', 'json'])('%s without a curve is refused with a sentence', (id) => {
	for (const analysis of [null, makeAnalysis([], { curve: null })]) {
		const run = () => write(id, { score: makeScore([]), analysis });
		expect(run).toThrow(Fault);
		expect(run).toThrow('there is none yet');
	}
});
