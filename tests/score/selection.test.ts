import { expect, test } from 'vitest';
import {
	add,
	followChange,
	History,
	makeId,
	NO_SELECTION,
	Score,
	select,
	type Change,
	type RecordId,
	type Selection
} from '#lib/score/index.ts';

/** A score with three notes of one's own, and a selection that follows it. */
function begin() {
	const score = new Score();
	score.useSlot(1, 1);
	const history = new History(score);
	const notes = [0, 1, 2].map((i) => ({ id: score.nextId(), pitch: 60 + i }));
	score.transact(
		'local',
		notes.map(({ id, pitch }) => add('note', id, { pitch }))
	);
	const held: { selection: Selection } = { selection: NO_SELECTION };
	score.subscribe((change: Change) => {
		held.selection = followChange(held.selection, score.state, change);
	});
	const [a, b, c] = notes.map(({ id }) => id) as [RecordId, RecordId, RecordId];
	const pitches = (): number[] =>
		[...held.selection.ids].map((id) => {
			const note = score.get(id);
			return note?.kind === 'note' ? note.pitch : NaN;
		});
	return { score, history, held, a, b, c, pitches };
}

test('what is deleted leaves the selection, and an undo brings it back to it under its new id', () => {
	const { score, history, held, a, b, pitches } = begin();
	held.selection = select(held.selection, [a, b]);
	score.transact('local', [{ kind: 'delete', ids: [a, b] }]);
	expect(pitches()).toEqual([]);
	history.undo();
	expect(pitches()).toEqual([60, 61]);
	expect(held.selection.ids.has(a)).toBe(false);
	history.redo();
	history.undo();
	expect(pitches()).toEqual([60, 61]);
	history.undo();
	expect(pitches()).toEqual([]);
	history.redo();
	expect(pitches()).toEqual([60, 61]);
});

test('what somebody else deletes leaves; what comes in is nobody else’s choice', () => {
	const { score, held, a, b, c, pitches } = begin();
	held.selection = select(held.selection, [a, b]);
	score.transact('remote', [{ kind: 'delete', ids: [a, c] }, add('note', makeId(2, 1), { pitch: 99 })]);
	expect(pitches()).toEqual([61]);
});

test('another choice forgets what was lost', () => {
	const { score, history, held, a, b, c, pitches } = begin();
	held.selection = select(held.selection, [a]);
	score.transact('local', [{ kind: 'delete', ids: [a, b] }]);
	held.selection = select(held.selection, [c]);
	history.undo();
	expect(pitches()).toEqual([62]);
});

test('a selection that nothing happens to stays the same object', () => {
	const { score, held, a, b } = begin();
	held.selection = select(held.selection, [a, b]);
	const before = held.selection;
	score.transact('local', [{ kind: 'shift', ids: [a], ticks: 1, semitones: 0 }]);
	expect(held.selection).toBe(before);
	expect(select(before, [b, a])).toBe(before);
	expect(select(NO_SELECTION, [])).toBe(NO_SELECTION);
});
