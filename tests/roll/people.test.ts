/** Other people's pointers glide from place to place, and their names do not stay over the notes. */

import { expect, test } from 'vitest';
import type { RollPerson } from '#lib/roll/index.ts';
import { add, makeId, Score } from '#lib/score/index.ts';
import { findPlace, PeopleMarks } from '../../src/lib/roll/people.ts';
import { bringIntoView, type View } from '../../src/lib/roll/viewport.ts';

const person = (who: number, cursor: RollPerson['cursor']): RollPerson => ({
	who,
	name: `Person ${who}`,
	colour: who,
	cursor,
	selection: [],
	view: null
});
const at = (ticks: number, cents = 6000): RollPerson[] => [person(1, { ticks, cents })];

test('a pointer appears where it is, and glides to where it goes', () => {
	const marks = new PeopleMarks();
	marks.update(at(1000), 0);
	expect(marks.marksAt(0, false)).toMatchObject([{ ticks: 1000, cents: 6000, labelOpacity: 1 }]);
	marks.update(at(2000, 7000), 500);
	expect(marks.marksAt(550, false)).toMatchObject([{ ticks: 1500, cents: 6500 }]);
	marks.update(at(3000, 7000), 550);
	expect(marks.marksAt(550, false)).toMatchObject([{ ticks: 1500, cents: 6500 }]);
	expect(marks.marksAt(700, false)).toMatchObject([{ ticks: 3000, cents: 7000 }]);
	expect(marks.marksAt(540, false)).toMatchObject([{ ticks: 1500 }]);
});

test('whoever does not want motion sees pointers jump, and names go at once', () => {
	const marks = new PeopleMarks();
	marks.update(at(0), 0);
	marks.update(at(1000), 100);
	expect(marks.marksAt(110, true)).toMatchObject([{ ticks: 1000 }]);
	expect(marks.waitMs(110, true)).toBe(2990);
	expect(marks.marksAt(3099, true)).toMatchObject([{ labelOpacity: 1 }]);
	expect(marks.marksAt(3100, true)).toMatchObject([{ labelOpacity: 0 }]);
	expect(marks.waitMs(3100, true)).toBe(null);
});

test('a name fades three seconds after its pointer stopped, and no frame is asked for in between or after', () => {
	const marks = new PeopleMarks();
	marks.update(at(0), 0);
	expect(marks.waitMs(50, false)).toBe(0);
	expect(marks.waitMs(1000, false)).toBe(2000);
	expect(marks.marksAt(2999, false)).toMatchObject([{ labelOpacity: 1 }]);
	expect(marks.waitMs(3100, false)).toBe(0);
	expect(marks.marksAt(3150, false)).toMatchObject([{ labelOpacity: 0.5 }]);
	expect(marks.marksAt(9000, false)).toMatchObject([{ labelOpacity: 0 }]);
	expect(marks.waitMs(9000, false)).toBe(null);
	marks.show(1, 9000);
	marks.show(2, 9000);
	expect(marks.marksAt(9001, false)).toMatchObject([{ labelOpacity: 1 }]);
});

test('a new name or selection is no move', () => {
	const marks = new PeopleMarks();
	marks.update(at(0), 0);
	marks.update([{ ...person(1, { ticks: 0, cents: 6000 }), name: 'Ann' }], 5000);
	expect(marks.marksAt(5000, false)).toMatchObject([{ person: { name: 'Ann' }, labelOpacity: 0 }]);
});

test('whoever leaves, or takes the pointer away, has none', () => {
	const marks = new PeopleMarks();
	marks.update([person(1, { ticks: 0, cents: 0 }), person(2, { ticks: 0, cents: 0 }), person(3, null)], 0);
	expect(marks.marksAt(0, false)).toHaveLength(2);
	marks.update([person(1, null)], 10);
	expect(marks.marksAt(10, false)).toEqual([]);
	expect(marks.waitMs(10, false)).toBe(null);
});

test('somebody is where she points, else at what she has selected, else in the middle of what she looks at', () => {
	const score = new Score();
	const [gone, note] = [makeId(1, 1), makeId(1, 2)];
	score.transact('local', [add('note', note, { start: 960, pitch: 64 })]);
	const base = { ...person(1, null), view: { from: 0, to: 4000 } };
	expect(findPlace({ ...base, selection: [note], cursor: { ticks: 7, cents: 6950 } }, score)).toEqual({
		ticks: 7,
		midi: 69.5
	});
	expect(findPlace({ ...base, selection: [gone, note] }, score)).toEqual({ ticks: 960, midi: 64 });
	expect(findPlace({ ...base, selection: [gone] }, score)).toEqual({ ticks: 2000, midi: null });
	expect(findPlace(person(1, null), score)).toBe(null);
});

test('going to somebody moves the view no further than it must', () => {
	const view: View = { start: 10, top: 72, pixelsPerSecond: 100, pixelsPerSemitone: 20, width: 1000, height: 400 };
	expect(bringIntoView(view, 12, 60)).toBe(null);
	expect(bringIntoView(view, 12, null)).toBe(null);
	expect(bringIntoView(view, 40, 60)).toEqual({ ...view, start: 35 });
	expect(bringIntoView(view, 40, null)).toEqual({ ...view, start: 35 });
	expect(bringIntoView(view, 12, 90)).toEqual({ ...view, top: 100 });
});
