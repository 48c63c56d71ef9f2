import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, apply, DEFAULT_VIBRATO, emptyState, makeId, readVibrato, writeVibrato } from '#lib/score/index.ts';

const ID = makeId(1, 1);
const written = (vibrato: string): unknown => {
	const state = emptyState();
	apply(state, [add('note', ID, { vibrato })]);
	const note = state.records.get(ID);
	return note?.kind === 'note' ? note.vibrato : null;
};

test.each([
	['', ''],
	['65,180,35,20,20,0,0', '65,180,35,20,20,0,0'],
	['65.4,180,35', '65,180,35,10,10,0,0'],
	['120,9999,1,60,60,-5,-300', '100,500,5,60,40,0,-100'],
	['0,180,35', ''],
	['75,175,0', ''],
	['nonsense', ''],
	['65,,35', ''],
	['1,2,3,4,5,6,7,8', '']
])('a note with the vibrato "%s" has "%s"', (text, expected) => {
	expect(written(text)).toBe(expected);
});

test('what is written is read again as it was, whatever the numbers', () => {
	const number = fc.double({ min: -1000, max: 1000, noNaN: true });
	const numbers = fc.tuple(number, number, number, number, number, number, number);
	fc.assert(
		fc.property(numbers, ([length, period, depth, fadeIn, fadeOut, shift, drift]) => {
			const text = writeVibrato({ length, period, depth, fadeIn, fadeOut, shift, drift });
			const read = readVibrato(text);
			expect(read && writeVibrato(read)).toBe(text || null);
			expect(written(text)).toBe(text);
		}),
		{ seed: 7, numRuns: 500 }
	);
});

test('a vibrato of nothing but its length is that of USTX', () => {
	expect(readVibrato('75')).toEqual(DEFAULT_VIBRATO);
});
