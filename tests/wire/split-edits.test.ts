import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, apply, copyState, emptyState, makeId, type Edit, type RecordId } from '#lib/score/index.ts';
import { decodeClientFrame, encodeClientFrame, SCANS_PER_OP, splitEdits } from '#lib/wire/index.ts';
import { anyState, recordsOf, someEdits } from '../score/any-edit.ts';

const id = (counter: number): RecordId => makeId(1, counter);
const DAY = 8_640_000;

/** Whether each op is taken by the gate as it would be sent. */
const travels = (ops: readonly (readonly Edit[])[]): boolean =>
	ops.every(
		(edits) => decodeClientFrame(encodeClientFrame({ kind: 'op', n: 2 ** 31, edits, left: 2 ** 31 }))?.kind === 'op'
	);

test('a gesture in pieces does what the whole does, and each piece fits its frame', () => {
	const many = fc.array(someEdits(40), { maxLength: 30, size: 'max' }).map((lists) => lists.flat());
	fc.assert(
		fc.property(anyState, many, (state, edits) => {
			const whole = copyState(state);
			const ops = splitEdits(edits);
			apply(whole, edits);
			for (const op of ops) apply(state, op);
			expect(recordsOf(state)).toEqual(recordsOf(whole));
			expect(travels(ops)).toBe(true);
		}),
		{ seed: 31, numRuns: 100 }
	);
});

test('the usual gesture stays the very edits that it was', () => {
	const edits: Edit[] = [{ kind: 'shift', ids: [id(1)], ticks: 1, semitones: 0 }];
	expect(splitEdits(edits)).toEqual([edits]);
	expect(splitEdits(edits)[0]).toBe(edits);
	expect(splitEdits([])).toEqual([]);
});

test('a long drawing is cut, wherever it begins', () => {
	const wild = Int16Array.from({ length: 100_000 }, (_, i) => (i % 2 ? 32_767 : -1));
	for (const start of [-70_000, 0, 1.4, DAY - 50_000]) {
		const edit: Edit = { kind: 'curve', id: id(1), start, values: wild };
		const ops = splitEdits([edit]);
		expect(ops.length).toBeGreaterThan(1);
		expect(travels(ops)).toBe(true);
		const whole = emptyState();
		const pieces = emptyState();
		for (const state of [whole, pieces]) apply(state, [add('curve', id(1), {})]);
		apply(whole, [edit]);
		for (const op of ops) apply(pieces, op);
		expect(recordsOf(pieces)).toEqual(recordsOf(whole));
	}
});

test('a change of tempo is one op, until it holds 500 changes', () => {
	const changes = (count: number): Edit => ({
		kind: 'retime',
		part: 0,
		edits: Array.from({ length: count }, (_, i) => add('tempo', id(i + 1), { tick: i * 100, tempo: 400_000 + i }))
	});
	expect(splitEdits([changes(500)])).toEqual([[changes(500)]]);
	const ops = splitEdits([changes(1200)]);
	expect(travels(ops)).toBe(true);
	const note = add('note', id(5000), { start: 50_000, duration: 3000 });
	const [whole, pieces] = [emptyState(), emptyState()];
	apply(whole, [note, changes(1200)]);
	apply(pieces, [note]);
	for (const op of ops) apply(pieces, op);
	const startOf = (state: typeof whole): number =>
		Number(state.records.get(id(5000)) && Object(state.records.get(id(5000))).start);
	expect(Math.abs(startOf(pieces) - startOf(whole))).toBeLessThanOrEqual(ops.length);
});

test('edits that look at the whole document come few to an op', () => {
	const edits = Array.from({ length: 20 }, (_, i): Edit => ({
		kind: 'delete',
		where: { part: 0, from: i, to: i + 1 }
	}));
	expect(splitEdits(edits).map((op) => op.length)).toEqual([SCANS_PER_OP, SCANS_PER_OP, 4]);
});
