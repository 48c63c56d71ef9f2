/** Lanes in files of text: LAB, labelled intervals, and what holds for all of their formats. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FORMATS, readFile } from '#lib/formats/index.ts';
import { Score } from '#lib/score/index.ts';
import { makeScore } from './content.ts';
import { bytesOf, lanesOf, makeCurve, makeSegments, read, write } from './lane-files.ts';

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
