import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyOfWord, readDictionary, toDictionary, writeDictionary } from '#lib/words/index.ts';

test.each([
	['Hello,', 'hello'],
	['don’t', "don't"],
	['“사랑”', '사랑'],
	['e\u0301', 'é'],
	['…', '']
])('%j is looked up as %j', (word, key) => {
	expect(keyOfWord(word)).toBe(key);
});

test('of two rows for one word the later counts, and rows without sounds do not', () => {
	const rows = [
		{ word: 'A', phonemes: 'x' },
		{ word: 'a', phonemes: 'y ' },
		{ word: 'b', phonemes: ' ' }
	];
	expect([...toDictionary(rows)]).toEqual([['a', 'y']]);
});

test('commas, tabs and the CMU dictionary are read; heads and remarks are passed over', () => {
	const text =
		'\uFEFFword,phonemes\r\n# remark\r\n;;; CMU\r\nhello,h ə l oʊ\n"a ""b""", x  y\n사랑\ts a\nHELLO  HH AH0\n\nnothing\n,x\n';
	expect(readDictionary(text)).toEqual({
		rows: [
			{ word: 'hello', phonemes: 'h ə l oʊ' },
			{ word: 'a "b"', phonemes: 'x y' },
			{ word: '사랑', phonemes: 's a' },
			{ word: 'HELLO', phonemes: 'HH AH0' }
		],
		skipped: 2
	});
});

test('what is written is read back', () => {
	const cell = fc
		.string({ unit: fc.constantFrom(...'ab,"가 é\'#;'), minLength: 1, maxLength: 12 })
		.map((text) => `w${text.trim().replace(/\s+/g, ' ')}`);
	fc.assert(
		fc.property(fc.array(fc.record({ word: cell, phonemes: cell }), { maxLength: 8 }), (rows) => {
			expect(readDictionary(writeDictionary(rows))).toEqual({ rows, skipped: 0 });
		}),
		{ seed: 4 }
	);
});
