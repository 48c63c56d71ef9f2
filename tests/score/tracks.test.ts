/** The tracks of a part: what is listed, and that each edit of them can be taken back. */

import { expect, test } from 'vitest';
import {
	add,
	addTrack,
	changeTrack,
	deleteTrack,
	findTracks,
	FIRST_PART,
	FIRST_TRACK,
	History,
	mergeNotes,
	moveToTrack,
	pickColour,
	Score,
	trackOfNote,
	type Edit,
	type Note
} from '#lib/score/index.ts';

const NAMES = { name: 'Alto', firstName: 'Soprano' };

function makeScore(): Score {
	const score = new Score();
	score.useSlot(2, 1);
	return score;
}
const edit = (score: Score, edits: readonly Edit[]) => score.transact('local', edits);
function draw(score: Score, track: number, count = 1, part: number = FIRST_PART): Note[] {
	const ids = Array.from({ length: count }, () => score.nextId());
	edit(
		score,
		ids.map((id, i) => add('note', id, { start: i * 960, track, part }))
	);
	return score.notesOf(part).filter(({ id }) => ids.includes(id));
}
function makeTrack(score: Score, part: number = FIRST_PART, name = 'Alto'): number {
	const { edits, id } = addTrack(score, part, { name, firstName: 'Soprano' });
	edit(score, edits);
	return id;
}
const listed = (score: Score, part: number = FIRST_PART) =>
	findTracks(score, part).map(({ id, name, count }) => [id, name, count]);

test('a new document has one track, which has no record', () => {
	expect(findTracks(makeScore(), FIRST_PART)).toEqual([{ id: FIRST_TRACK, name: '', colour: 0, count: 0 }]);
});

test('a track is added behind the others in a colour of its own, and the first one gets a name', () => {
	const score = makeScore();
	const { edits, id } = addTrack(score, FIRST_PART, NAMES);
	edit(score, edits);
	expect(findTracks(score, FIRST_PART)).toEqual([
		{ id: FIRST_TRACK, name: 'Soprano', colour: 0, count: 0 },
		{ id, name: 'Alto', colour: 1, count: 0 }
	]);
});

test('a first track keeps the name that it has, and none is given by whoever may not', () => {
	const score = makeScore();
	edit(score, changeTrack(score, FIRST_PART, FIRST_TRACK, { name: 'Voice' }));
	draw(score, FIRST_TRACK, 2);
	const id = makeTrack(score);
	draw(score, id, 3);
	expect(listed(score)).toEqual([
		[FIRST_TRACK, 'Voice', 2],
		[id, 'Alto', 3]
	]);
	const other = makeScore();
	edit(other, addTrack(other, FIRST_PART, { name: 'Alto', firstName: '' }).edits);
	expect(other.meta.trackName).toBe('');
});

test('tracks are of their part, and those of others are not listed', () => {
	const score = makeScore();
	const part = score.nextId();
	edit(score, [add('part', part, { name: 'Coda' })]);
	const id = makeTrack(score, part);
	draw(score, id, 1, part);
	expect(listed(score)).toEqual([[FIRST_TRACK, '', 0]]);
	expect(listed(score, part)).toEqual([
		[FIRST_TRACK, 'Soprano', 0],
		[id, 'Alto', 1]
	]);
	expect(score.meta.trackName).toBe('');
});

test.each([['the first'], ['another']])('%s track is named and coloured, and that can be undone', (which) => {
	const score = makeScore();
	draw(score, FIRST_TRACK);
	const other = makeTrack(score);
	const track = which === 'another' ? other : FIRST_TRACK;
	const before = findTracks(score, FIRST_PART);
	const { inverse } = edit(score, changeTrack(score, FIRST_PART, track, { name: 'Bass', colour: 6 }));
	expect(findTracks(score, FIRST_PART).find(({ id }) => id === track)).toMatchObject({ name: 'Bass', colour: 6 });
	edit(score, inverse);
	expect(findTracks(score, FIRST_PART)).toEqual(before);
});

test('a track that is not there can be neither changed nor deleted', () => {
	const score = makeScore();
	expect(changeTrack(score, FIRST_PART, 77, { name: 'x' })).toEqual([]);
	expect(deleteTrack(score, FIRST_PART, 77)).toEqual([]);
	expect(changeTrack(score, 99, FIRST_TRACK, { name: 'x' })).toEqual([]);
});

test('a deleted track takes its notes along, and undo brings all of it back', () => {
	const score = makeScore();
	const history = new History(score);
	draw(score, FIRST_TRACK, 2);
	const id = makeTrack(score);
	draw(score, id, 3);
	edit(score, deleteTrack(score, FIRST_PART, id));
	expect(listed(score)).toEqual([[FIRST_TRACK, 'Soprano', 2]]);
	history.undo();
	// what comes back has another id
	expect(findTracks(score, FIRST_PART).map(({ name, count }) => [name, count])).toEqual([
		['Soprano', 2],
		['Alto', 3]
	]);
	history.redo();
	expect(listed(score)).toEqual([[FIRST_TRACK, 'Soprano', 2]]);
});

test('the first track is deleted like any: it is gone until it has notes again', () => {
	const score = makeScore();
	const history = new History(score);
	const id = makeTrack(score);
	draw(score, FIRST_TRACK, 2);
	draw(score, id);
	edit(score, deleteTrack(score, FIRST_PART, FIRST_TRACK));
	expect(listed(score)).toEqual([[id, 'Alto', 1]]);
	history.undo();
	expect(findTracks(score, FIRST_PART).map(({ name, count }) => [name, count])).toEqual([
		['Soprano', 2],
		['Alto', 1]
	]);
	history.redo();
	draw(score, FIRST_TRACK);
	expect(listed(score)).toEqual([
		[FIRST_TRACK, '', 1],
		[id, 'Alto', 1]
	]);
});

test('a note whose track is not there is in the first', () => {
	const score = makeScore();
	const id = makeTrack(score);
	draw(score, 12_345);
	expect(listed(score)[0]).toEqual([FIRST_TRACK, 'Soprano', 1]);
	expect(trackOfNote({ track: 12_345 }, new Set([id]))).toBe(FIRST_TRACK);
	expect(trackOfNote({ track: id }, new Set([id]))).toBe(id);
});

test('notes move to another track in one gesture; those that are there already are left alone', () => {
	const score = makeScore();
	const id = makeTrack(score);
	const [one] = draw(score, FIRST_TRACK, 1);
	const [two] = draw(score, id, 1);
	if (!one || !two) throw new Error('Both notes are there.');
	const edits = moveToTrack([one, two], id);
	expect(edits).toEqual([{ kind: 'set', id: one.id, fields: { track: id } }]);
	const { inverse } = edit(score, edits);
	expect(listed(score)[1]).toEqual([id, 'Alto', 2]);
	edit(score, inverse);
	expect(listed(score)[1]).toEqual([id, 'Alto', 1]);
});

test('colours come round when all are used', () => {
	const used = (...colours: number[]) => colours.map((colour) => ({ colour }));
	expect(pickColour([])).toBe(0);
	expect(pickColour(used(0, 1, 3))).toBe(2);
	expect(pickColour(used(0, 1, 2, 3, 4, 5, 6, 7, 0))).toBe(1);
});

test('notes of two tracks are never merged into one', () => {
	const score = makeScore();
	const id = makeTrack(score);
	const notes = [...draw(score, FIRST_TRACK), ...draw(score, id)];
	expect(mergeNotes(notes)).toEqual([]);
	expect(mergeNotes([...notes, ...draw(score, id)])).not.toEqual([]);
});
