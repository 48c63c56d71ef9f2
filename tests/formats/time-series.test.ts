/** Values over time in tables of text: mir_eval, Tony, CSV. */

import { describe, expect, test } from 'vitest';
import { findFormat, readFile, recogniseFormat } from '#lib/formats/index.ts';
import type { RecordId } from '#lib/score/index.ts';
import { makeAnalysis } from './content.ts';
import { bytesOf, makeCurve, read, valuesOf, write } from './lane-files.ts';

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
