import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NoteIndex } from '#lib/roll/note-index.ts';
import { makeId, makeRecord, type Note } from '#lib/score/index.ts';

const note = (i: number, start: number, duration: number): Note =>
	makeRecord('note', makeId(1, i), { start, duration, pitch: 60 });

const scores = fc
	.array(fc.tuple(fc.nat(5000), fc.integer({ min: 1, max: 3000 })), { maxLength: 200 })
	.map((pairs) => pairs.sort((a, b) => a[0] - b[0]).map(([start, duration], i) => note(i, start, duration)));

test('it finds exactly the notes that sound in the range, in their order', () => {
	fc.assert(
		fc.property(scores, fc.integer({ min: -100, max: 6000 }), fc.nat(3000), (notes, from, length) => {
			const to = from + length;
			const expected = notes.filter((each) => each.start < to && each.start + each.duration > from);
			expect(new NoteIndex(notes).find(from, to)).toEqual(expected);
		})
	);
});

test('ranges are half-open: a note that ends where the range begins is not in it', () => {
	const index = new NoteIndex([note(1, 0, 100), note(2, 100, 100)]);
	expect(index.find(100, 200).map(({ start }) => start)).toEqual([100]);
	expect(index.find(0, 100).map(({ start }) => start)).toEqual([0]);
});

test('the end is that of the longest note, not of the last', () => {
	expect(new NoteIndex([note(1, 0, 900), note(2, 100, 100)]).end).toBe(900);
	expect(new NoteIndex([]).end).toBe(0);
});

test('a search in 100,000 notes visits only what sounds there', () => {
	const index = new NoteIndex(Array.from({ length: 100_000 }, (_, i) => note(i, i * 100, 90)));
	let visited = 0;
	index.visit(5_000_000, 5_001_000, () => visited++);
	expect(visited).toBe(10);
});
