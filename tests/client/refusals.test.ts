import { expect, test } from 'vitest';
import { add, apply, emptyState, makeId } from '#lib/score/index.ts';
import { Refusals } from '../../src/lib/client/refusals.ts';

const A = makeId(1, 1);
const B = makeId(1, 2);

test('several refusals are one, with the last sentence and the notes as they would be', () => {
	const state = emptyState();
	apply(state, [add('note', A, { pitch: 60 }), add('note', B, { pitch: 62 })]);
	const refusals = new Refusals();
	expect(refusals.all).toBe(null);
	const made = makeId(1, 3);
	refusals.add([add('note', made, { pitch: 70 })], 'Full.', state);
	refusals.add([{ kind: 'set', id: made, fields: { lyric: 'la' } }], '', state);
	refusals.add([{ kind: 'shift', ids: [A], ticks: 0, semitones: 2 }], 'Still full.', state);
	expect(refusals.all).toMatchObject({ count: 3, text: 'Still full.' });
	expect(refusals.all?.notes.map(({ id, pitch, lyric }) => [id, pitch, lyric])).toEqual([
		[A, 62, ''],
		[made, 70, 'la']
	]);
	expect(state.records.has(made)).toBe(false);
	refusals.dismiss();
	expect(refusals.all).toBe(null);
});

test('what is about no note offers none', () => {
	const state = emptyState();
	apply(state, [add('note', A, { pitch: 60 })]);
	const refusals = new Refusals();
	refusals.add([{ kind: 'delete', ids: [A] }], 'No.', state);
	refusals.add([add('clip', B, { name: 'x.mp3' })], 'No.', state);
	expect(refusals.all).toMatchObject({ count: 2, notes: [] });
});
