/** TextGrid: tiers of intervals and of points, long and short, in both encodings. */

import { describe, expect, test } from 'vitest';
import { readFile } from '#lib/formats/index.ts';
import { bytesOf, lanesOf, makeSegments, read, write } from './lane-files.ts';

const utf16 = (text: string): Uint8Array => Uint8Array.from([0xff, 0xfe, ...Buffer.from(text, 'utf16le')]);

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
