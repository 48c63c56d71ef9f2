import { expect, test } from 'vitest';
import { add, apply, emptyState, History, makeId, Score, type Edit, type RecordId } from '#lib/score/index.ts';
import { decodeEdits, encodeEdits } from '#lib/wire/index.ts';

const id = (counter: number): RecordId => makeId(1, counter);

test('200,000 notes are added, deleted and brought back, each in one gesture', () => {
	const state = emptyState();
	const ids = Array.from({ length: 200_000 }, (_, i) => id(i + 1));
	const added = apply(
		state,
		ids.map((one): Edit => add('note', one, {}))
	);
	const inverse = apply(state, [{ kind: 'delete', ids }]);
	expect(state.records.size).toBe(1);
	apply(state, inverse);
	expect(state.records.size).toBe(200_001);
	apply(state, added);
	expect(state.records.size).toBe(1);
});

test.each([
	['a time finer than the wire carries', add('clip', id(1), { offset: 1 / 3 })],
	['half a surrogate pair', add('note', id(1), { lyric: 'a\ud83d' })],
	['minus zero', add('note', id(1), { cents: -0.2, start: -0.2 })],
	['a shift by a fraction', { kind: 'shift', ids: [id(2)], ticks: 10.5, semitones: 0.4 }],
	['a shift by nothing', { kind: 'shift', ids: [id(2)], ticks: NaN, semitones: 1 }],
	[
		'a field that is no number',
		{ kind: 'set', id: id(2), fields: { start: NaN, velocity: 3, nonsense: 1, lyric: undefined } }
	],
	['text without end', { kind: 'set', id: id(2), fields: { lyric: '라'.repeat(100_000) } }]
] as [string, Edit][])('%s is the same for its author and for everyone else', (_name, edit) => {
	const before = add('note', id(2), { start: 960 });
	const mine = emptyState();
	apply(mine, [before, edit]);
	const theirs = emptyState();
	const wire = encodeEdits([edit]);
	expect(JSON.stringify(wire).length).toBeLessThan(2000);
	apply(theirs, [before, ...decodeEdits(JSON.parse(JSON.stringify(wire)))]);
	expect([...theirs.records.values()]).toEqual([...mine.records.values()]);
});

test('what an analysis hears, and which recording a clip plays, never changes', () => {
	const score = new Score();
	score.transact('local', [
		add('clip', id(1), { audio: 'a'.repeat(64) }),
		add('analysis', id(2), { clip: id(1), analyser: 'one' })
	]);
	score.transact('local', [
		{ kind: 'set', id: id(1), fields: { audio: 'b'.repeat(64), name: 'new' } },
		{ kind: 'set', id: id(2), fields: { clip: id(9), analyser: 'two', state: 'cancelled' } }
	]);
	expect(score.get(id(1))).toMatchObject({ audio: 'a'.repeat(64), name: 'new' });
	expect(score.get(id(2))).toMatchObject({ clip: id(1), analyser: 'one', state: 'cancelled' });
});

test('a refused op leaves the history, also after others were undone and their notes renamed', () => {
	const score = new Score();
	score.useSlot(1, 1);
	const history = new History(score);
	const note = score.nextId();
	score.transact('local', [add('note', note, { pitch: 60 })]);
	const refused = score.transact('local', [{ kind: 'set', id: note, fields: { pitch: 61 } }]);
	score.transact('local', [{ kind: 'delete', ids: [note] }]);
	history.undo();
	history.forget(refused.inverse);
	history.undo();
	expect(score.notes).toEqual([]);
	expect(history.canUndo).toBe(false);
});

test('an undo that was refused can be tried again', () => {
	const score = new Score();
	score.useSlot(1, 1);
	const history = new History(score);
	const note = score.nextId();
	score.transact('local', [add('note', note, {})]);
	const undone = history.undo();
	// the refusal rolls the document back
	score.transact('remote', undone?.inverse ?? []);
	history.forget(undone?.inverse ?? []);
	expect([history.canUndo, history.canRedo]).toEqual([true, false]);
	history.undo();
	expect(score.notes).toEqual([]);
	const redone = history.redo();
	score.transact('remote', redone?.inverse ?? []);
	history.forget(redone?.inverse ?? []);
	expect([history.canUndo, history.canRedo]).toEqual([false, true]);
});

test('what an analysis heard leaves with it, also what its deleter had not seen yet, and comes back with it', () => {
	const state = emptyState();
	const heard = (counter: number) => add('note', makeId(2, counter), { source: id(2) });
	apply(state, [
		add('clip', id(1), {}),
		add('analysis', id(2), { clip: id(1) }),
		add('note', id(3), {}),
		heard(1),
		heard(2)
	]);
	const before = [...state.records.values()];
	const inverse = apply(state, [{ kind: 'delete', ids: [id(2), makeId(2, 1), id(1)] }]);
	expect([...state.records.keys()].slice(1)).toEqual([id(3)]);
	apply(state, inverse);
	expect([...state.records.values()].toSorted((a, b) => a.id - b.id)).toEqual(before.toSorted((a, b) => a.id - b.id));
});
