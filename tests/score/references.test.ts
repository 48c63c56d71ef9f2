import { expect, test } from 'vitest';
import { add, apply, emptyState, makeId, type Edit, type RecordId } from '#lib/score/index.ts';

const id = (counter: number): RecordId => makeId(1, counter);

test('what leaves with a part leaves through any chain of references, and comes back behind what it refers to', () => {
	const state = emptyState();
	// in an order in which nothing is there yet that is referred to
	apply(state, [
		add('note', id(1), { source: id(3) }),
		add('curve', id(2), { clip: id(4) }),
		add('analysis', id(3), { clip: id(4) }),
		add('clip', id(4), { part: id(5) }),
		add('part', id(5), {}),
		add('note', id(6), {})
	]);
	const inverse = apply(state, [{ kind: 'delete', ids: [id(5)] }]);
	expect([...state.records.keys()]).toEqual([makeId(0, 0), id(6)]);
	expect(inverse.map((edit) => edit.kind === 'add' && edit.record.kind)).toEqual([
		'part',
		'clip',
		'analysis',
		'note',
		'curve'
	]);
});

test('clips that belong to each other all leave with the first', () => {
	const state = emptyState();
	const clips = Array.from({ length: 64 }, (_, i): Edit =>
		add('clip', makeId(2, i + 1), { part: i ? makeId(2, i) : 0 })
	);
	// each before the one that it belongs to, so that one walk finds one of them
	apply(state, [...clips.toReversed(), add('note', id(1), { source: makeId(2, 64) })]);
	apply(state, [{ kind: 'delete', ids: [makeId(2, 1)] }]);
	expect(state.records.size).toBe(1);
});
