/** Lanes in files of text: LAB, TextGrid, intervals and series of mir_eval, CSV of values. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findFormat, FORMATS, readFile, recogniseFormat } from '#lib/formats/index.ts';
import {
	add,
	curveOfLane,
	readSamples,
	Score,
	segmentsOf,
	valueOfSample,
	type Edit,
	type LabelledSpan,
	type RecordId
} from '#lib/score/index.ts';
import { makeAnalysis, makeScore } from './content.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string): Uint8Array => Uint8Array.from([0xff, 0xfe, ...Buffer.from(text, 'utf16le')]);

function read(id: string, file: string | Uint8Array) {
	const { format, content } = readFile(typeof file === 'string' ? bytesOf(file) : file);
	expect(format.id).toBe(id);
	return content;
}

const lanesOf = (score: Score) =>
	score
		.all('lane')
		.filter(({ shape }) => shape === 'segments')
		.map(({ id, name }) => [name, ...segmentsOf(score, id).map(({ from, to, label }) => [from, to, label])]);

/** Values of the one curve, on the grid of 10 ms; null where there is none. */
function valuesOf(score: Score, to: number) {
	const [lane] = score.all('lane');
	if (!lane) throw new Error('There is no lane.');
	return [...readSamples(curveOfLane(score, lane.id)?.samples ?? [], 0, to)].map((sample) =>
		sample > 0 ? Number(valueOfSample(sample, lane).toFixed(1)) : null
	);
}

function makeSegments(lanes: Readonly<Record<string, readonly LabelledSpan[]>>): { score: Score; ids: RecordId[] } {
	const score = new Score();
	const edits: Edit[] = [];
	const ids = Object.entries(lanes).map(([name, spans]) => {
		const lane = score.nextId();
		edits.push(add('lane', lane, { name }));
		for (const span of spans) edits.push(add('segment', score.nextId(), { lane, ...span }));
		return lane;
	});
	score.transact('local', edits);
	return { score, ids };
}

function makeCurve(unit = 'dB') {
	const score = new Score();
	const [lane, curve] = [score.nextId(), score.nextId()];
	score.transact('local', [
		add('lane', lane, { name: 'level', shape: 'curve', unit, low: 0, high: 32_766 }),
		add('curve', curve, { lane }),
		{ kind: 'curve', id: curve, start: 10, values: Int16Array.of(1, 101, 0, 201) }
	]);
	return { score, lane };
}

const write = (id: string, score: Score, lane?: RecordId): string =>
	new TextDecoder().decode(findFormat(id)?.write?.({ score, analysis: null, ...(lane === undefined ? {} : { lane }) }));

describe('LAB', () => {
	test.each([
		['100 ns', '0 5000000 pau\n5000000 10000000 h\n10000000 15000000 a sil\n'],
		['seconds', '0.0 0.5 pau\n0.5 1.0 h\n1.0\t1.5\ta sil\n'],
		['seconds between commas, as mir_eval may have them', '0.0,0.5,pau\n0.5,1.0,h\n1.0,1.5,a sil\n']
	])('in %s is a lane, and a rest is a gap', (_, text) => {
		const { score, leftOut, timing } = read('lab', text);
		expect(lanesOf(score)).toEqual([['', [0.5, 1, 'h'], [1, 1.5, 'a sil']]]);
		expect([score.notes.length, leftOut, timing]).toEqual([0, [], 'seconds']);
	});

	test('in Shift-JIS, and with labels that are numbers', () => {
		const line = [...bytesOf('0 5000000 '), 0x82, 0xa0, 10];
		expect(lanesOf(read('lab', Uint8Array.from(line)).score)).toEqual([['', [0, 0.5, 'あ']]]);
		expect(lanesOf(read('lab', '0 5000000 1\n5000000 10000000 2\n').score)).toEqual([
			['', [0, 0.5, '1'], [0.5, 1, '2']]
		]);
	});

	test('is written of the lane that is wanted, its gaps as rests', () => {
		const { score, ids } = makeSegments({
			a: [{ from: 0, to: 1, label: 'x' }],
			b: [{ from: 0.5, to: 1.25, label: 'y z' }]
		});
		expect(write('lab', score, ids[1])).toBe('0 5000000 pau\n5000000 12500000 y z\n');
		expect(write('lab', score)).toBe('0 10000000 x\n');
	});
});

describe('TextGrid', () => {
	const LONG = `File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 2.3
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "words"
        xmin = 0
        xmax = 2.3
        intervals: size = 3
        intervals [1]:
            xmin = 0
            xmax = 0.5
            text = ""
        intervals [2]:
            xmin = 0.5
            xmax = 1.25
            text = "he said ""la"" [2]"
        intervals [3]:
            xmin = 1.25
            xmax = 2.3
            text = "안녕"
    item [2]:
        class = "TextTier"
        name = "tones"
        xmin = 0
        xmax = 2.3
        points: size = 1
        points [1]:
            number = 0.5
            mark = "H*"
`;
	const SHORT = `File type = "ooTextFile"
"TextGrid"
0
2.3
<exists>
2
"IntervalTier"
"words"
0
2.3
3
0
0.5
""
0.5
1.25
"he said ""la"" [2]"
1.25
2.3
"안녕"
"TextTier"
"tones"
0
2.3
1
0.5
"H*"
`;
	test.each([
		['the long form', bytesOf(LONG)],
		['the short form', bytesOf(SHORT)],
		['UTF-16', utf16(LONG)],
		['UTF-16, short', utf16(SHORT)]
	])('%s: tiers are lanes, empty intervals gaps, points markers', (_, bytes) => {
		const { score, leftOut } = read('textgrid', bytes);
		expect(lanesOf(score)).toEqual([['words', [0.5, 1.25, 'he said "la" [2]'], [1.25, 2.3, '안녕']]]);
		expect(score.all('marker')).toMatchObject([{ tick: 960, label: 'H*' }]);
		expect(leftOut).toEqual([]);
	});

	test('is written with a tier for each lane, and tiles the time', () => {
		const { score, ids } = makeSegments({
			words: [{ from: 0.5, to: 1, label: 'la "x"' }],
			phones: [{ from: 0, to: 2, label: 'a' }]
		});
		expect(write('textgrid', score, ids[0])).toBe(`File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 1
tiers? <exists>
size = 1
item []:
	item [1]:
		class = "IntervalTier"
		name = "words"
		xmin = 0
		xmax = 1
		intervals: size = 2
		intervals [1]:
			xmin = 0
			xmax = 0.5
			text = ""
		intervals [2]:
			xmin = 0.5
			xmax = 1
			text = "la ""x"""
`);
		expect(lanesOf(read('textgrid', write('textgrid', score)).score)).toEqual(lanesOf(score));
	});

	test.each([
		['breaks off', SHORT.slice(0, -20), 'truncated'],
		['has a word for a number', SHORT.replace('2.3', '"x"'), 'damaged'],
		['has a tier of another class', SHORT.replace('IntervalTier', 'PitchTier'), 'damaged'],
		['has an interval that ends before it begins', SHORT.replace('1.25', '0.25'), 'damaged'],
		['claims more intervals than are read', SHORT.replace('2.3\n3', '2.3\n100001'), 'too-large']
	])('one that %s is refused', (_, text, code) => {
		expect(() => readFile(bytesOf(text))).toThrow(expect.objectContaining({ code }));
	});
});

describe('values over time', () => {
	test.each([
		['mir_eval', '# time f0\n0.00 220.0\n0.01\t440.0\n0.02 0\n0.03 -220\n0.04 330\n'],
		['a table of ours', 'time,f0,confidence\n0.00,220.0,1\n0.01,440.0,1\n0.02,0,0\n0.03,-220,0.2\n0.04,330,1\n'],
		['Tony', '0,220\n0.01,440\n0.02,0\n0.03,0\n0.04,330\n'],
		['another locale', 'time;value\n0,00;220,0\n0,01;440,0\n0,02;0,0\n0,03;-220,0\n0,04;330,0\n'],
		['frames without a value', 'time,frequency\n0.00,220\n0.01,440\n0.02,nan\n0.03,\n0.04,330\n']
	])('of %s are a curve in Hz, with none where it is unvoiced', (_, text) => {
		const content = read('csv', text);
		expect(valuesOf(content.score, 6)).toEqual([220, 440, null, null, 330, null]);
		expect(content.score.all('lane')).toMatchObject([{ shape: 'curve', unit: 'Hz', low: 220, high: 440 }]);
		expect(content.pitch).toBe(content.score.all('lane')[0]?.id);
		expect([content.leftOut, content.timing]).toEqual([[], 'seconds']);
	});

	test('at another pace lie on the grid, and gaps stay gaps', () => {
		const hop = 256 / 44_100;
		const rows = Array.from({ length: 100 }, (_, i) => `${(i * hop).toFixed(9)},${i < 40 || i > 59 ? 200 + i : 0}`);
		const values = valuesOf(read('csv', rows.join('\n')).score, 58);
		for (const [i, value] of values.entries()) {
			const frame = (i * 0.01) / hop;
			if (frame < 39 || frame > 60) expect(value).toBeCloseTo(200 + frame, 0);
			else if (frame > 41 && frame < 58) expect(value).toBeNull();
		}
	});

	test('that no voice sings are no pitch; a column says its name', () => {
		const content = read('csv', 'time,loudness\n0,-60.5\n0.02,-20.5\n0.04,-60.5\n');
		expect(valuesOf(content.score, 5)).toEqual([-60.5, -40.5, -20.5, -40.5, -60.5]);
		expect(content.score.all('lane')).toMatchObject([{ name: 'loudness', unit: '', low: -60.5, high: -20.5 }]);
		expect(content.pitch).toBeUndefined();
		expect(read('csv', '0 0.1\n1 0.2\n').pitch).toBeUndefined();
	});

	test('of several at one time are refused with the reason', () => {
		const text = '0.00\n0.01 220.0\n0.02 220.0 330.0\n0.03 220.0 330.0 440.0\n';
		expect(recogniseFormat(bytesOf(text))?.id).toBe('csv');
		expect(() => readFile(bytesOf(text))).toThrow(expect.objectContaining({ code: 'unsupported-format' }));
		expect(() => readFile(bytesOf(text))).toThrow('Line 1 has 0 values for one time: a lane holds one');
	});

	test('with other columns say that these stay', () =>
		expect(read('csv', 'time,f0,energy\n0,220,1\n0.01,220,1\n').leftOut).toEqual(['curve']));

	test.each([
		['time,f0\n0,220\n0.01,x\n', 'Line 3 has "x" for a number'],
		['0 220\n1 220\n2 220 3\n', 'Line 3 has 2 values']
	])('damage in %j is answered with its line', (text, sentence) => {
		expect(() => readFile(bytesOf(text))).toThrow(sentence);
	});

	test('are written where there are some, and come back', () => {
		const { score, lane } = makeCurve();
		expect(write('csv', score, lane)).toBe('time,level\n0.10,0\n0.11,100\n0.13,200\n');
		expect(write('mir-eval', score, lane)).toBe('0.10\t0\n0.11\t100\n0.13\t200\n');
		expect(valuesOf(read('csv', write('csv', score, lane)).score, 14).slice(10)).toEqual([0, 100, 150, 200]);
	});

	test('a lane is written rather than what was heard when it is wanted', () => {
		const { score, lane } = makeCurve();
		const format = findFormat('csv');
		const analysis = makeAnalysis([440]);
		const text = (wanted: RecordId | null) =>
			new TextDecoder().decode(format?.write?.({ score, analysis, ...(wanted ? { lane: wanted } : {}) }));
		expect(text(null)).toContain('440');
		expect(text(lane)).toContain('time,level');
	});
});

test('labelled intervals of mir_eval are written of a lane, and come back', () => {
	const { score, ids } = makeSegments({
		a: [
			{ from: 0, to: 1.5, label: 'verse 1' },
			{ from: 2, to: 3, label: '' }
		]
	});
	expect(write('mir-eval', score, ids[0])).toBe('0.000000\t1.500000\tverse 1\n2.000000\t3.000000\t_\n');
	expect(lanesOf(read('lab', write('mir-eval', score, ids[0])).score)).toEqual([
		['', [0, 1.5, 'verse 1'], [2, 3, '_']]
	]);
});

test('each format says which lanes it can hold by itself', () => {
	const { score: segments, ids } = makeSegments({ a: [{ from: 0, to: 1, label: 'x' }] });
	const { score: curve, lane } = makeCurve();
	for (const { id, lanes = [] } of FORMATS) {
		if (lanes.includes('segments')) expect(write(id, segments, ids[0])).toContain('x');
		if (lanes.includes('curve')) expect(write(id, curve, lane)).toContain('100');
	}
	expect(FORMATS.filter(({ lanes }) => lanes?.includes('segments')).map(({ id }) => id)).toEqual([
		'lab',
		'textgrid',
		'mir-eval'
	]);
});

test('a file of lanes without any is not written', () => {
	for (const id of ['textgrid', 'lab', 'mir-eval', 'csv'])
		expect(() => write(id, new Score())).toThrow(expect.objectContaining({ code: 'not-found' }));
	expect(() => write('textgrid', makeScore([{}]))).toThrow('there are none yet');
});

test('segments that touch or leave gaps come back, whatever they say', () => {
	const spans = fc
		.array(
			fc.record({
				gap: fc.nat(9000),
				length: fc.integer({ min: 100, max: 9000 }),
				label: fc
					.string({ unit: 'grapheme', maxLength: 8 })
					.map((text) => text.replace(/[\p{C}\p{Z}]/gu, ''))
					.filter((text) => /^[^\d+.,#-]/.test(text) && text !== 'pau')
			}),
			{ minLength: 1, maxLength: 9 }
		)
		.map((items) => {
			let at = 0;
			return items.map(({ gap, length, label }) => {
				const from = at + gap;
				at = from + length;
				return { from: from / 10_000, to: at / 10_000, label };
			});
		});
	fc.assert(
		fc.property(spans, (all) => {
			const { score, ids } = makeSegments({ '': all });
			const isPitched = all.every(({ label }) => /^[A-G][#♯b♭]?-?\d$/.test(label));
			for (const id of isPitched ? ['textgrid'] : ['lab', 'textgrid', 'mir-eval']) {
				const { content } = readFile(bytesOf(write(id, score, ids[0])));
				expect(lanesOf(content.score)).toEqual(lanesOf(score));
			}
		}),
		{ seed: 5, numRuns: 300 }
	);
});

test('1,000 spoiled files give lanes or faults, nothing else', () => {
	const { score, ids } = makeSegments({
		a: [
			{ from: 0.5, to: 1, label: 'x "y"' },
			{ from: 1, to: 2, label: 'z' }
		]
	});
	const { score: curve, lane } = makeCurve();
	const texts = [
		write('textgrid', score),
		write('lab', score, ids[0]),
		write('csv', curve, lane),
		write('mir-eval', curve, lane)
	];
	let random = 17;
	const next = (below: number): number => (random = (random * 48_271) % 2_147_483_647) % below;
	const signs = '0123456789.,-+e"<>[]!: \n\tna;';
	for (let i = 0; i < 1000; i++) {
		const text = texts[i % texts.length] ?? '';
		const at = next(text.length);
		const put = Array.from({ length: next(4) }, () => signs[next(signs.length)] ?? '').join('');
		try {
			expect(
				readFile(bytesOf(text.slice(0, at) + put + text.slice(at + next(6)))).content.score.notes.length
			).toBeLessThan(10);
		} catch (thrown) {
			if (!(thrown instanceof Error) || !('code' in thrown) || thrown.code === 'internal') throw thrown;
		}
	}
});
