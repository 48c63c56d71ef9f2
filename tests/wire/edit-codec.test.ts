import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, makeId, type Edit, type RecordId } from '#lib/score/index.ts';
import { decodeEdits, encodeEdits, pack, unpack } from '#lib/wire/index.ts';

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
	source: fc.oneof(fc.constant(0), anyId)
};
const offset = fc.integer({ min: 0, max: 36_000_000 }).map((tenths) => tenths / TENTHS_PER_SECOND);
const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
	fc.tuple(anyId, fc.record(noteFields, { requiredKeys: [] })).map(([id, fields]) => add('note', id, fields)),
	fc
		.tuple(anyId, fc.record({ name: fc.string({ maxLength: 20 }), offset }))
		.map(([id, fields]) => add('clip', id, fields)),
	fc.record({ kind: fc.constant('set' as const), id: anyId, fields: fc.record(noteFields, { requiredKeys: [] }) }),
	fc.record({ kind: fc.constant('delete' as const), ids: someIds }),
	fc.record({
		kind: fc.constant('shift' as const),
		ids: someIds,
		ticks: fc.integer({ min: -1_000_000, max: 1_000_000 }),
		semitones: fc.integer({ min: -127, max: 127 })
	})
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
