import { dictionary } from 'cmu-pronouncing-dictionary';
import { expect, test } from 'vitest';
import { loadHyphenation } from '#lib/words/index.ts';

const hyphenate = await loadHyphenation();

test.each([
	'o-ver',
	'for-ev-er',
	'lone-ly',
	'some-thing',
	'ev-ery-thing',
	'lit-tle',
	'ta-ble',
	'loved',
	'want-ed',
	'hous-es',
	'times',
	'queen',
	'be-ing',
	'A-maz-ing',
	'hal-le-lu-jah',
	'I',
	'you'
])('%s', (sung) => {
	expect(hyphenate(sung.replaceAll('-', '')).join('-')).toBe(sung);
});

test('nine in ten words have as many syllables as the CMU dictionary counts', () => {
	const words = Object.keys(dictionary).filter((word, at) => /^[a-z]+$/.test(word) && at % 40 === 0);
	const right = words.filter((word) => hyphenate(word).length === (dictionary[word]?.match(/\d/g) ?? []).length).length;
	expect(words.length).toBeGreaterThan(2500);
	expect(right / words.length).toBeGreaterThan(0.88);
});
