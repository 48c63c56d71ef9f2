import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	clampMove,
	computePreview,
	draftEdits,
	draftNotes,
	hiddenBy,
	resizeNote,
	type Draft
} from '#lib/roll/draft.ts';
import { add, BY_HAND, makeId, makeRecord, Score, type Edit, type Note } from '#lib/score/index.ts';

const HEARD = 77;
const note = (i: number, fields: Partial<Note>): Note =>
	makeRecord('note', makeId(1, i), { start: 960, duration: 480, pitch: 60, cents: 12, source: HEARD, ...fields });

const scoreOf = (...notes: Note[]): Score => {
	const score = new Score();
	score.useSlot(2, 1);
	const edits = notes.map(({ id, kind: _kind, ...fields }) => add('note', id, fields));
	score.transact('remote', edits);
	return score;
};

const A = note(1, {});
const B = note(2, { start: 1920, pitch: 64 });

test('moving a selection is one shift, and keeps source and cents', () => {
	const score = scoreOf(A, B);
	const { edits } = draftEdits({ kind: 'move', notes: [A, B], ticks: 240, semitones: -2, isCopy: false }, score);
	expect(edits).toEqual([{ kind: 'shift', ids: [A.id, B.id], ticks: 240, semitones: -2 }]);
	score.transact('local', edits);
	expect(score.get(A.id)).toEqual({ ...A, start: 1200, pitch: 58 });
});

test('a gesture that changes nothing is no edit', () => {
	const score = scoreOf(A);
	expect(draftEdits({ kind: 'move', notes: [A], ticks: 0, semitones: 0, isCopy: false }, score).edits).toEqual([]);
	expect(draftEdits({ kind: 'resize', notes: [A], edge: 'right', ticks: 0 }, score).edits).toEqual([]);
	expect(draftEdits({ kind: 'erase', notes: [] }, score).edits).toEqual([]);
});

test('resizing sets only the fields that change', () => {
	const score = scoreOf(A);
	const edit = (edge: 'left' | 'right', ticks: number) =>
		draftEdits({ kind: 'resize', notes: [A], edge, ticks }, score).edits;
	expect(edit('right', 120)).toEqual([{ kind: 'set', id: A.id, fields: { duration: 600 } }]);
	expect(edit('left', 120)).toEqual([{ kind: 'set', id: A.id, fields: { start: 1080, duration: 360 } }]);
});

test('erasing many notes is one delete', () => {
	const { edits } = draftEdits({ kind: 'erase', notes: [A, B] }, scoreOf(A, B));
	expect(edits).toEqual([{ kind: 'delete', ids: [A.id, B.id] }]);
});

test('a copy is new notes by hand, and the ones it was made of stay', () => {
	const score = scoreOf(A);
	const draft: Draft = { kind: 'move', notes: [A], ticks: 0, semitones: 5, isCopy: true };
	const { edits, made } = draftEdits(draft, score);
	score.transact('local', edits);
	expect(score.notes.length).toBe(2);
	const [id] = made;
	expect(id !== undefined && score.get(id)).toMatchObject({ pitch: 65, cents: 12, source: BY_HAND });
	expect(hiddenBy(draft).size).toBe(0);
	expect(hiddenBy({ ...draft, isCopy: false })).toEqual(new Set([A.id]));
});

test('a move stops as a whole where one note would leave the score', () => {
	expect(clampMove([A, B], -5000, 0)).toEqual({ ticks: -960, semitones: 0 });
	expect(clampMove([A, B], 0, 100)).toEqual({ ticks: 0, semitones: 63 });
	expect(clampMove([A, B], 0, -100)).toEqual({ ticks: 0, semitones: -60 });
	expect(clampMove([], 10, 10)).toEqual({ ticks: 0, semitones: 0 });
});

test('a left edge leaves the end where it was, and a note never gets lost', () => {
	fc.assert(
		fc.property(
			fc.nat(5000),
			fc.integer({ min: 1, max: 3000 }),
			fc.integer({ min: -9000, max: 9000 }),
			(start, duration, ticks) => {
				const before = note(1, { start, duration });
				const left = resizeNote(before, 'left', ticks);
				expect(left.start + left.duration).toBe(start + duration);
				expect(left.start).toBeGreaterThanOrEqual(0);
				expect(left.duration).toBeGreaterThan(0);
				expect(resizeNote(before, 'right', ticks).duration).toBeGreaterThan(0);
			}
		)
	);
});

const drafts: fc.Arbitrary<Draft> = fc.oneof(
	fc
		.record({ ticks: fc.integer({ min: -5000, max: 5000 }), semitones: fc.integer({ min: -90, max: 90 }) })
		.map((by): Draft => ({ kind: 'move', notes: [A, B], ...clampMove([A, B], by.ticks, by.semitones), isCopy: false })),
	fc
		.record({ edge: fc.constantFrom('left' as const, 'right' as const), ticks: fc.integer({ min: -5000, max: 5000 }) })
		.map((by): Draft => ({ kind: 'resize', notes: [A, B], ...by })),
	fc.constant<Draft>({ kind: 'draw', note: { start: 10, duration: 20, pitch: 70, velocity: 90, track: 0 } }),
	fc.constant<Draft>({ kind: 'erase', notes: [A] })
);

test('what is drawn while dragging is what the score holds afterwards', () => {
	fc.assert(
		fc.property(drafts, (draft) => {
			const score = scoreOf(A, B);
			const hidden = hiddenBy(draft);
			const place = ({ start, duration, pitch }: Pick<Note, 'start' | 'duration' | 'pitch'>) =>
				[start, duration, pitch].join();
			const drawn = [...score.notes.filter(({ id }) => !hidden.has(id)), ...draftNotes(draft)].map(place);
			score.transact('local', draftEdits(draft, score).edits);
			expect(score.notes.map(place).sort()).toEqual(drawn.sort());
		})
	);
});

test('edits are shown before they are made: what they name is hidden, and drawn as it would be', () => {
	const score = scoreOf(A, B);
	const edits: Edit[] = [
		{ kind: 'shift', ids: [A.id], ticks: 0, semitones: 3 },
		{ kind: 'delete', ids: [B.id] }
	];
	const draft = computePreview(edits, score);
	expect(hiddenBy(draft)).toEqual(new Set([A.id, B.id]));
	expect(draftNotes(draft)).toEqual([{ ...A, pitch: 63 }]);
	expect(score.get(A.id)).toEqual(A);
	expect(draftEdits(draft, score).edits).toEqual(edits);
});
