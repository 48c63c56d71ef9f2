import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '#lib/fault.ts';
import { add, apply, copyState, makeId, META_ID, type Edit, type RecordId } from '#lib/score/index.ts';
import {
	decodeClientFrame,
	decodeEdits,
	decodeServerFrame,
	encodeClientFrame,
	encodeEdits,
	encodeRows,
	pack,
	UnknownEdit,
	unpack,
	wireRow
} from '#lib/wire/index.ts';
import { anyState, recordsOf, samples, someEdits } from '../score/any-edit.ts';

const TENTHS_PER_SECOND = 10_000;

const anyId = fc.tuple(fc.nat(2 ** 20 - 1), fc.nat(2 ** 32 - 1)).map(([slot, counter]) => makeId(slot, counter));
/** Mostly neighbours, as in a selection; a list of ids is a set, and travels in order. */
const someIds: fc.Arbitrary<RecordId[]> = fc
	.oneof(
		fc.array(anyId, { maxLength: 8 }),
		fc.array(
			fc.nat(300).map((counter) => makeId(3, counter)),
			{ maxLength: 40 }
		)
	)
	.map((ids) => ids.sort((a, b) => a - b));
const noteFields = {
	start: fc.nat(10_000_000),
	duration: fc.integer({ min: 1, max: 100_000 }),
	pitch: fc.nat(127),
	cents: fc.integer({ min: -100, max: 100 }),
	velocity: fc.integer({ min: 1, max: 127 }),
	lyric: fc.string({ unit: 'grapheme', maxLength: 8 }),
	source: fc.oneof(fc.constant(0), anyId),
	part: fc.oneof(fc.constant(0), anyId)
};
const tempoFields = { part: anyId, tick: fc.nat(10_000_000), tempo: fc.integer({ min: 60_000, max: 60_000_000 }) };
const steps = {
	ticks: fc.integer({ min: -1_000_000, max: 1_000_000 }),
	semitones: fc.integer({ min: -127, max: 127 })
};
const where = fc.record(
	{
		part: anyId,
		from: fc.nat(10_000_000),
		to: fc.nat(10_000_000),
		low: fc.integer({ min: 1, max: 127 }),
		high: fc.nat(126)
	},
	{ requiredKeys: ['part', 'from', 'to'] }
);
const setTempo = fc.record({
	kind: fc.constant('set' as const),
	id: anyId,
	fields: fc.record(tempoFields, { requiredKeys: [] })
});
const addTempo = fc.tuple(anyId, fc.record(tempoFields)).map(([id, fields]) => add('tempo', id, fields));
const deleteIds = fc.record({ kind: fc.constant('delete' as const), ids: someIds });
const offset = fc.integer({ min: 0, max: 36_000_000 }).map((tenths) => tenths / TENTHS_PER_SECOND);
const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
	fc.tuple(anyId, fc.record(noteFields, { requiredKeys: [] })).map(([id, fields]) => add('note', id, fields)),
	fc
		.tuple(anyId, fc.record({ name: fc.string({ maxLength: 20 }), offset }))
		.map(([id, fields]) => add('clip', id, fields)),
	fc.record({ kind: fc.constant('set' as const), id: anyId, fields: fc.record(noteFields, { requiredKeys: [] }) }),
	deleteIds,
	fc.record({ kind: fc.constant('delete' as const), where }),
	fc.record({ kind: fc.constant('shift' as const), ids: someIds, ...steps }),
	fc.record({ kind: fc.constant('shift' as const), where, ...steps }),
	setTempo,
	addTempo,
	fc.tuple(anyId, fc.record({ name: fc.string({ maxLength: 20 }) })).map(([id, fields]) => add('part', id, fields)),
	fc.tuple(anyId, fc.record({ part: anyId, tick: fc.nat(9) })).map(([id, fields]) => add('meter', id, fields)),
	fc.tuple(anyId, fc.record({ clip: anyId })).map(([id, fields]) => add('curve', id, fields)),
	fc.record({
		kind: fc.constant('retime' as const),
		part: anyId,
		edits: fc.array(fc.oneof(setTempo, addTempo, deleteIds), { maxLength: 4 })
	}),
	fc.record({ kind: fc.constant('curve' as const), id: anyId, start: fc.nat(8_640_000), values: samples })
);

const travel = (edits: readonly Edit[]): Edit[] => decodeEdits(unpack(pack(encodeEdits(edits))));

test('edits with whole values come off the wire as they went on', () => {
	fc.assert(
		fc.property(fc.array(anyEdit, { maxLength: 12 }), (edits) => void expect(travel(edits)).toEqual(edits)),
		{ seed: 6, numRuns: 1000 }
	);
});

test('what the wire has rounded once, it leaves alone', () => {
	const rough = fc.double({ min: -1e7, max: 1e7, noNaN: true });
	const anyRough: fc.Arbitrary<Edit> = fc.oneof(
		fc.tuple(anyId, rough, rough, rough).map(([id, start, pitch, cents]) => add('note', id, { start, pitch, cents })),
		fc.tuple(anyId, rough).map(([id, at]) => add('clip', id, { offset: at })),
		fc.tuple(anyId, rough).map(([id, ticks]): Edit => ({ kind: 'shift', ids: [id], ticks, semitones: 0 })),
		fc.tuple(anyId, rough).map(([id, at]): Edit => ({ kind: 'set', id, fields: { start: at, offset: at } }))
	);
	fc.assert(
		fc.property(fc.array(anyRough, { maxLength: 8 }), (edits) => {
			const once = travel(edits);
			expect(travel(once)).toEqual(once);
		}),
		{ seed: 7, numRuns: 500 }
	);
});

test('whatever is edited, everyone else makes of it what its author does', () => {
	fc.assert(
		fc.property(anyState, someEdits(8), (mine, edits) => {
			const theirs = copyState(mine);
			apply(mine, edits);
			const wire = pack(encodeEdits(edits));
			apply(theirs, decodeEdits(unpack(wire)));
			expect(recordsOf(theirs)).toEqual(recordsOf(mine));
			expect([...pack(encodeEdits(decodeEdits(unpack(wire))))]).toEqual([...wire]);
		}),
		{ seed: 8, numRuns: 1000 }
	);
});

/** A frame of a page that has been open for a while. */
const opBytes = (edit: Edit): number => encodeClientFrame({ kind: 'op', n: 1234, edits: [edit] }).length;
const draw = (draw: (i: number) => number): Edit => ({
	kind: 'curve',
	id: makeId(3, 40),
	start: 12_345,
	values: Int16Array.from({ length: 500 }, (_, i) => Math.round(draw(i)))
});

test.each([
	[
		'a line of a hand with a vibrato of 50 cents, six times a second',
		1100,
		(i: number) => 12_000 + 100 * Math.sin(i / 2.65)
	],
	['of 100 cents', 1100, (i: number) => 12_000 + 200 * Math.sin(i / 2.65)],
	['that trembles', 1100, (i: number) => 12_000 + 100 * Math.sin(i / 2.65) + ((i * 7919) % 13)],
	['over an octave, in jumps', 1100, (i: number) => 10_000 + 240 * Math.floor(i / 50)],
	['that is level', 530, () => 12_000]
])('500 points %s take at most %i bytes', (_, most, at) => {
	expect(opBytes(draw(at))).toBeLessThanOrEqual(most);
});

test('small edits are small', () => {
	const part = makeId(3, 1);
	const tempo: Edit = { kind: 'retime', part: 0, edits: [{ kind: 'set', id: META_ID, fields: { tempo: 480_000 } }] };
	expect(opBytes(tempo)).toBeLessThanOrEqual(20);
	expect(opBytes({ kind: 'delete', where: { part, from: 0, to: 2 ** 31 } })).toBeLessThanOrEqual(20);
	expect(
		opBytes({ kind: 'shift', where: { part: 0, from: 960, to: 3840 }, ticks: 480, semitones: 2 })
	).toBeLessThanOrEqual(24);
});

const decode = (wire: unknown): unknown => {
	try {
		return decodeEdits(wire);
	} catch (thrown) {
		return thrown;
	}
};

test.each<[string, unknown]>([
	['an edit', [[8, 1, 2]]],
	['a record', [[0, 99, 1, 2]]],
	['a record among changes of tempo', [[4, 0, 0, [0, 99, 1, 2]]]]
])('%s of a kind that is not known is told from nonsense', (_, wire) => {
	expect(decode(wire)).toBeInstanceOf(UnknownEdit);
});

test.each<[string, unknown]>([
	['no list', [3]],
	['an edit of no kind', [['x']]],
	['a retime that holds itself', [[4, 0, 0, [4, 0, 0]]]],
	['a retime that moves notes', [[4, 0, 0, [3, [[1, 2]], 5]]]],
	['a retime of no part', [[4, 0, -1]]],
	['a curve without samples', [[5, 1, 2, 0]]],
	['samples that are cut off', [[5, 1, 2, 0, Uint8Array.of(1, 0x80)]]],
	['a sample without end', [[5, 1, 2, 0, Uint8Array.of(1, 0x80, 0x80, 0x80, 0)]]],
	['samples of an unknown kind', [[5, 1, 2, 0, Uint8Array.of(3, 0)]]],
	['a selector without an end', [[6, 0, 0, 3]]],
	['a shift of nothing', [[7, 0, 0, 3, 4]]]
])('%s is no edit', (_, wire) => {
	const fault = decode(wire);
	expect(fault).toBeInstanceOf(Fault);
	expect(fault).not.toBeInstanceOf(UnknownEdit);
});

test('the deepest edit passes the gate both ways', () => {
	const edits: Edit[] = [{ kind: 'retime', part: makeId(1, 1), edits: [{ kind: 'delete', ids: [makeId(1, 2)] }] }];
	expect(decodeClientFrame(encodeClientFrame({ kind: 'op', n: 1, edits }))).toMatchObject({ edits });
	expect(decodeServerFrame(encodeRows(1, [wireRow(1, 1, encodeEdits(edits))]))).toMatchObject({ rows: [{ edits }] });
});
