import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	add,
	apply,
	emptyState,
	History,
	makeId,
	META_ID,
	Score,
	TempoMap,
	type Edit,
	type Note,
	type RecordId
} from '#lib/score/index.ts';

const id = (counter: number): RecordId => makeId(1, counter);
const anyId = fc.integer({ min: 1, max: 12 }).map(id);
const anyNumber = fc.oneof(fc.integer({ min: -5000, max: 5000 }), fc.constantFrom(NaN, Infinity, -1, 1e12));
const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
	fc
		.record({ id: anyId, start: anyNumber, duration: anyNumber, pitch: anyNumber })
		.map(({ id: at, ...fields }) => add('note', at, fields)),
	fc.record({
		kind: fc.constant('set' as const),
		id: anyId,
		fields: fc.dictionary(fc.constantFrom('start', 'pitch', 'lyric', 'velocity', 'nonsense'), anyNumber)
	}),
	fc.record({ kind: fc.constant('delete' as const), ids: fc.array(anyId, { maxLength: 4 }) }),
	fc.record({
		kind: fc.constant('shift' as const),
		ids: fc.array(anyId, { maxLength: 6 }),
		ticks: fc.integer({ min: -3000, max: 3000 }),
		semitones: fc.integer({ min: -130, max: 130 })
	})
);

const snapshot = (state: ReturnType<typeof emptyState>) => [...state.records.values()].toSorted((a, b) => a.id - b.id);

test('edits are total: any edit on any state gives valid records, and its inverse takes it back', () => {
	fc.assert(
		fc.property(fc.array(anyEdit, { maxLength: 30 }), fc.array(anyEdit, { maxLength: 10 }), (before, edits) => {
			const state = emptyState();
			apply(state, before);
			const was = snapshot(state);
			const inverse = apply(state, edits);
			for (const record of state.records.values())
				if (record.kind === 'note') {
					expect(Number.isInteger(record.start) && record.start >= 0).toBe(true);
					expect(record.duration).toBeGreaterThanOrEqual(1);
					expect(record.pitch).toBeGreaterThanOrEqual(0);
					expect(record.pitch).toBeLessThanOrEqual(127);
				}
			apply(state, inverse);
			expect(snapshot(state)).toEqual(was);
		}),
		{ seed: 1, numRuns: 300 }
	);
});

test('shifting past the edge clamps, and undoing it restores every note', () => {
	const score = new Score();
	score.transact('local', [add('note', id(1), { pitch: 126 }), add('note', id(2), { pitch: 60 })]);
	const { inverse } = score.transact('local', [{ kind: 'shift', ids: [id(1), id(2)], ticks: 0, semitones: 5 }]);
	expect(score.notes.map((note) => note.pitch).sort()).toEqual([127, 65].sort());
	score.transact('local', inverse);
	expect(score.notes.map((note) => note.pitch).sort()).toEqual([126, 60].sort());
});

test('the document itself is never deleted or added again', () => {
	const score = new Score();
	score.transact('local', [
		{ kind: 'delete', ids: [META_ID] },
		{ kind: 'set', id: META_ID, fields: { title: 'take 3', tempo: -1 } }
	]);
	expect(score.meta.title).toBe('take 3');
	expect(score.meta.tempo).toBeGreaterThan(0);
});

test('undo and redo walk over own changes only, and a returning note keeps its later history', () => {
	const score = new Score();
	score.useSlot(1, 1);
	const history = new History(score);
	const note = score.nextId();
	score.transact('local', [add('note', note, { pitch: 60 })]);
	score.transact('local', [{ kind: 'set', id: note, fields: { pitch: 62 } }]);
	score.transact('remote', [add('note', makeId(9, 1), { pitch: 40 })]);
	score.transact('local', [{ kind: 'delete', ids: [note] }]);
	history.undo();
	expect(score.notes.map((one) => one.pitch)).toEqual([40, 62]);
	history.undo();
	expect(score.notes.map((one) => one.pitch)).toEqual([40, 60]);
	history.undo();
	expect(score.notes.map((one) => one.pitch)).toEqual([40]);
	expect(history.canUndo).toBe(false);
	history.redo();
	history.redo();
	expect(score.notes.map((one) => one.pitch)).toEqual([40, 62]);
	history.redo();
	expect(score.notes.map((one) => one.pitch)).toEqual([40]);
	expect(history.canRedo).toBe(false);
});

test('undoing a recording takes the notes that were heard in it along, and redo asks for them again', () => {
	const score = new Score();
	score.useSlot(1, 1);
	const history = new History(score);
	const clip = score.nextId();
	const analysis = score.nextId();
	score.transact('local', [add('clip', clip, { name: 'song' }), add('analysis', analysis, { clip })]);
	score.transact('remote', [add('note', makeId(2, 1), { source: analysis }), add('note', makeId(3, 1), { source: 0 })]);
	history.undo();
	expect(score.clips).toEqual([]);
	expect(score.notes.map((note) => note.source)).toEqual([0]);
	history.redo();
	const [again] = score.analyses;
	expect(again?.state).toBe('wanted');
	expect(again?.clip).toBe(score.clips[0]?.id);
	expect(score.notes.map((note) => note.source)).toEqual([0]);
});

test('the tempo map goes to seconds and back exactly, and counts bars from one', () => {
	const map = new TempoMap({ tempo: 500_000, beatsPerBar: 4, beatUnit: 4 });
	expect(map.toSeconds(960)).toBe(0.5);
	expect(map.toTicks(0.5)).toBe(960);
	expect(map.toBarPosition(3840 + 960 + 5)).toEqual({ bar: 2, beat: 2, tick: 5 });
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 60_000, max: 6_000_000 }), (ticks, tempo) => {
			const other = new TempoMap({ tempo, beatsPerBar: 3, beatUnit: 8 });
			expect(other.toTicks(other.toSeconds(ticks))).toBe(ticks);
		}),
		{ seed: 2 }
	);
});

test('six-eight has six beats of an eighth in a bar', () => {
	const map = new TempoMap({ tempo: 500_000, beatsPerBar: 6, beatUnit: 8 });
	expect(map.meterAt(0).ticksPerBar).toBe(6 * 480);
});

test('notes come sorted, and the list changes only with the score', () => {
	const score = new Score();
	score.transact('local', [add('note', id(1), { start: 100 }), add('note', id(2), { start: 0 })]);
	const notes: readonly Note[] = score.notes;
	expect(notes.map((note) => note.start)).toEqual([0, 100]);
	expect(score.notes).toBe(notes);
});
