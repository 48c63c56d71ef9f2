import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	add,
	apply,
	copyState,
	emptyState,
	findReferring,
	isInParts,
	makeId,
	META_ID,
	PartView,
	restrictToParts,
	staysInParts,
	type Edit,
	type RecordId,
	type State
} from '#lib/score/index.ts';
import { anyEdit, anyState, IDS, recordsOf, someEdits } from './any-edit.ts';

const parts = fc.subarray([0, ...IDS.part]).map((ids) => new Set(ids));
const id = (counter: number): RecordId => makeId(1, counter);
const ALTO = id(1);
const BASS = id(2);

/** Two parts beside the first, each with a note; the alto has a recording that was heard, in which it was drawn. */
function makeChoir(): State {
	const state = emptyState();
	apply(state, [
		add('part', ALTO, { name: 'alto' }),
		add('part', BASS, { name: 'bass' }),
		add('note', id(10), { part: ALTO }),
		add('note', id(11), { part: BASS }),
		add('clip', id(20), { part: ALTO }),
		add('analysis', id(21), { clip: id(20) }),
		add('curve', id(22), { clip: id(20) }),
		{ kind: 'curve', id: id(22), start: 5, values: Int16Array.of(12_000) },
		add('note', id(12), { part: ALTO, source: id(21) })
	]);
	return state;
}

test('edits that are projected row by row give what the parts hold at every step', () => {
	fc.assert(
		fc.property(anyState, parts, fc.array(someEdits(5), { maxLength: 12 }), (state, some, rows) => {
			const view = new PartView(state, some);
			const seen = restrictToParts(state, some);
			for (const row of rows) {
				const inverse = apply(state, row);
				apply(seen, view.project(state, inverse));
				expect(recordsOf(seen)).toEqual(recordsOf(restrictToParts(state, some)));
			}
		}),
		{ seed: 21, numRuns: 2000 }
	);
});

test('whoever stays in her parts changes nothing outside them, and sees the same as everyone', () => {
	let stayed = 0;
	fc.assert(
		fc.property(anyState, parts, fc.array(anyEdit, { minLength: 1, maxLength: 3 }), (state, some, edits) => {
			if (!staysInParts(state, edits, some)) return;
			stayed++;
			// something that waited for its clip comes into sight with it: nobody's edit, and ids are not used twice
			if (edits.some((edit) => edit.kind === 'add' && findReferring(state.records, [edit.record]).length > 0)) return;
			const before = copyState(state);
			const seen = restrictToParts(state, some);
			apply(state, edits);
			apply(seen, edits);
			expect(recordsOf(seen)).toEqual(recordsOf(restrictToParts(state, some)));
			expect(state.records.get(META_ID)).toBe(before.records.get(META_ID));
			for (const [one, record] of before.records)
				if (!isInParts(before, record, some)) expect(state.records.get(one)).toBe(record);
			for (const [one, record] of state.records)
				if (!before.records.has(one)) expect(isInParts(state, record, some)).toBe(true);
		}),
		{ seed: 22, numRuns: 4000 }
	);
	expect(stayed).toBeGreaterThan(500);
});

test.each<[string, boolean, Edit[]]>([
	['her own note is hers to move', true, [{ kind: 'shift', ids: [id(10)], ticks: 1, semitones: 0 }]],
	['another part is not', false, [{ kind: 'shift', ids: [id(10), id(11)], ticks: 1, semitones: 0 }]],
	['what is not there may be named', true, [{ kind: 'delete', ids: [id(99)] }]],
	['notes are found where she may', true, [{ kind: 'delete', where: { part: ALTO, from: 0, to: 9 } }]],
	['and nowhere else', false, [{ kind: 'delete', where: { part: BASS, from: 0, to: 9 } }]],
	['a note may not be sent away', false, [{ kind: 'set', id: id(10), fields: { part: BASS } }]],
	['a title is not hers', false, [{ kind: 'set', id: META_ID, fields: { title: 'mine' } }]],
	['nor is another part', false, [add('part', id(30), {})]],
	['nor a note in one', false, [add('note', id(30), {})]],
	[
		'she may record and have it heard',
		true,
		[add('clip', id(30), { part: ALTO }), add('analysis', id(31), { clip: id(30) })]
	],
	['but only her own', false, [add('analysis', id(31), { clip: id(32) })]],
	['she may draw over her recording', true, [{ kind: 'curve', id: id(22), start: 0, values: Int16Array.of(1) }]],
	['and delete it with all that hangs on it', true, [{ kind: 'delete', ids: [id(20)] }]],
	[
		'she may change her tempo',
		true,
		[{ kind: 'retime', part: ALTO, edits: [{ kind: 'set', id: ALTO, fields: { tempo: 400_000 } }] }]
	],
	[
		'but not the tempo of the document',
		false,
		[{ kind: 'retime', part: ALTO, edits: [{ kind: 'set', id: META_ID, fields: { tempo: 400_000 } }] }]
	]
])('%s', (_, isAllowed, edits) => {
	expect(staysInParts(makeChoir(), edits, new Set([ALTO]))).toBe(isAllowed);
});

test('deleting a recording is not hers when a note that was heard in it lies in another part', () => {
	const state = makeChoir();
	apply(state, [{ kind: 'set', id: id(12), fields: { part: BASS } }]);
	expect(staysInParts(state, [{ kind: 'delete', ids: [id(20)] }], new Set([ALTO]))).toBe(false);
	expect(staysInParts(state, [{ kind: 'delete', ids: [id(20)] }], new Set([ALTO, BASS]))).toBe(true);
});

test('a recording that moves to her part comes with what lies over it, and a tempo change as one edit', () => {
	const state = makeChoir();
	const view = new PartView(state, new Set([BASS]));
	const project = (edits: Edit[]): Edit[] => view.project(state, apply(state, edits));
	expect(project([{ kind: 'set', id: id(10), fields: { lyric: 'la' } }])).toEqual([]);
	const arrived = project([{ kind: 'set', id: id(20), fields: { part: BASS } }]);
	expect(arrived.map((edit) => edit.kind)).toEqual(['add', 'add', 'add', 'curve']);
	const retime: Edit = { kind: 'retime', part: BASS, edits: [add('tempo', id(40), { part: BASS, tempo: 700_000 })] };
	expect(project([retime])).toEqual([retime]);
	expect(project([{ ...retime, part: ALTO, edits: [add('tempo', id(41), { part: ALTO })] }])).toEqual([]);
	expect(project([{ kind: 'delete', ids: [BASS] }])).toEqual([
		{ kind: 'delete', ids: expect.arrayContaining([BASS, id(11), id(20), id(40)]) }
	]);
});

test('what is added only to be deleted takes nothing along from other parts', () => {
	const state = makeChoir();
	const lost = makeId(9, 1);
	apply(state, [add('note', id(30), { part: BASS, source: lost })]);
	const edits: Edit[] = [add('clip', lost, { part: ALTO }), { kind: 'delete', ids: [lost] }];
	expect(staysInParts(state, edits, new Set([ALTO]))).toBe(false);
});
