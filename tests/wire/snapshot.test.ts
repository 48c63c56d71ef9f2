import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '#lib/fault.ts';
import { add, apply, emptyState, makeId, META_ID, type Edit, type State } from '#lib/score/index.ts';
import { decodeSnapshot, encodeSnapshot, pack, unpack } from '#lib/wire/index.ts';
import { anyState } from '../score/any-edit.ts';

const id = fc.oneof(
	fc.tuple(fc.nat(3), fc.nat(40)).map(([slot, counter]) => makeId(slot, counter)),
	fc.tuple(fc.nat(2 ** 20 - 1), fc.nat(2 ** 32 - 1)).map(([slot, counter]) => makeId(slot, counter))
);
const number = fc.oneof(fc.nat(200), fc.integer({ min: -300, max: 300 }), fc.nat(2 ** 31), fc.double());
const words = fc.oneof(
	fc.constant(''),
	fc.string({ unit: 'binary', maxLength: 80 }),
	fc.constantFrom('아', '리', '랑')
);
const source = fc.oneof(fc.constant(0), id, fc.maxSafeNat());

const note = fc.record(
	{ start: number, duration: number, pitch: number, cents: number, velocity: number, lyric: words, source },
	{ requiredKeys: [] }
);
const clip = fc.record(
	{ audio: fc.constantFrom('', 'a'.repeat(64), '0123456789abcdef'.repeat(4)), name: words, offset: fc.double() },
	{ requiredKeys: [] }
);
const analysis = fc.record(
	{ clip: id, analyser: words, state: fc.constantFrom('wanted', 'cancelled', 'failed'), fault: words },
	{ requiredKeys: [] }
);
const meta = fc.record(
	{ title: words, tempo: number, beatsPerBar: number, beatUnit: fc.constantFrom(1, 2, 3, 4, 8) },
	{ requiredKeys: [] }
);
const edit: fc.Arbitrary<Edit> = fc.oneof(
	{ weight: 8, arbitrary: fc.tuple(id, note).map(([one, fields]) => add('note', one, fields as never)) },
	{ weight: 1, arbitrary: fc.tuple(id, clip).map(([one, fields]) => add('clip', one, fields as never)) },
	{ weight: 1, arbitrary: fc.tuple(id, analysis).map(([one, fields]) => add('analysis', one, fields as never)) },
	{ weight: 1, arbitrary: meta.map((fields): Edit => ({ kind: 'set', id: META_ID, fields })) }
);
const state: fc.Arbitrary<State> = fc.oneof(
	fc.array(edit, { maxLength: 60, size: 'max' }).map((edits) => {
		const made = emptyState();
		apply(made, edits);
		return made;
	}),
	anyState
);

/** A state, or the Fault that says that it is none; anything else is a bug. */
function decodeOrFault(bytes: Uint8Array): State | Fault {
	try {
		return decodeSnapshot(bytes);
	} catch (thrown) {
		if (thrown instanceof Fault && thrown.code === 'bad-request') return thrown;
		throw thrown;
	}
}

test('any document comes back from its snapshot', () => {
	fc.assert(
		fc.property(state, (one) => {
			expect(decodeSnapshot(encodeSnapshot(one))).toEqual(one);
		}),
		{ seed: 3, numRuns: 500 }
	);
});

test('equal documents have equal snapshots, in whatever order their records came', () => {
	fc.assert(
		fc.property(state, (one) => {
			const turned = { records: new Map([...one.records].toReversed()) };
			expect([...encodeSnapshot(turned)]).toEqual([...encodeSnapshot(one)]);
		}),
		{ seed: 3 }
	);
});

test('an empty document takes a few bytes, and a column of defaults none', () => {
	expect(encodeSnapshot(emptyState()).length).toBeLessThan(16);
	const made = emptyState();
	apply(
		made,
		Array.from({ length: 100 }, (_, i) => add('note', makeId(1, i + 1), {}))
	);
	expect(encodeSnapshot(made).length).toBeLessThan(16 + 120);
	expect(decodeSnapshot(encodeSnapshot(made))).toEqual(made);
});

test('whatever a stranger sends is a document in range or a Fault, and no more records than bytes', () => {
	const mutated = fc
		.tuple(state, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }), fc.nat(20))
		.map(([one, changes, cut]) => {
			const bytes = encodeSnapshot(one);
			for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
			return cut < 4 ? bytes.subarray(0, bytes.length - cut) : bytes;
		});
	const lists = fc
		.letrec((tie) => ({
			any: fc.oneof(
				{ maxDepth: 5 },
				fc.integer({ min: -2, max: 300 }),
				fc.string({ maxLength: 5 }),
				fc.uint8Array({ maxLength: 30 }),
				fc.array(tie('any'), { maxLength: 8 })
			)
		}))
		.any.map((blocks) => pack([1, blocks] as never));
	let documents = 0;
	fc.assert(
		fc.property(fc.oneof(mutated, mutated, lists, fc.uint8Array({ maxLength: 200 })), (bytes) => {
			const one = decodeOrFault(bytes);
			if (one instanceof Fault) return;
			documents++;
			expect(one.records.size).toBeLessThanOrEqual(bytes.length);
			expect(decodeSnapshot(encodeSnapshot(one))).toEqual(one);
		}),
		{ seed: 3, numRuns: 4000 }
	);
	expect(documents).toBeGreaterThan(100);
});

const META = [3, 1, Uint8Array.of(2, 0), Uint8Array.of(0, 0)];
test('a curve in a snapshot from before there were lanes keeps what is drawn', () => {
	const state = emptyState();
	const [clip, curve] = [makeId(1, 1), makeId(1, 2)];
	const drawn: Edit = { kind: 'curve', id: curve, start: 3, values: Int16Array.of(12_000, 12_010) };
	apply(state, [add('clip', clip, { name: 'a' }), add('curve', curve, { clip }), drawn]);
	const [, blocks] = unpack(encodeSnapshot(state)) as [number, unknown[][]];
	const old = blocks.map((block) => (block[0] === 7 ? [...block.slice(0, 5), ...block.slice(6)] : block));
	expect(decodeSnapshot(pack([1, old] as never))).toEqual(state);
});

const bytes = (...all: number[]): Uint8Array => Uint8Array.of(...all);

test.each([
	['another version', [3, [META]]],
	['no record of the document itself', [1, []]],
	['two records of the document itself', [1, [[3, 2, bytes(2, 0), bytes(0, 0, 2)]]]],
	['a note with the id of the document itself', [1, [[0, 1, bytes(2, 0), bytes(0, 0)], META]]],
	['an unknown kind', [1, [[99, 1, bytes(2, 0), bytes(0, 2)], META]]],
	['one kind twice', [1, [META, META]]],
	['a billion records in a few bytes', [1, [[0, 1e9, bytes(2, 0), bytes(0, 2)], META]]],
	['one record a million times', [1, [[0, 1e6, bytes(2, 0), bytes(0, 2)], META]]],
	['two records of one id', [1, [[0, 2, bytes(2, 0), bytes(0, 2, 0)], META]]],
	['no records, but a block of them', [1, [[0, 0, bytes(2, 0), bytes(0, 2)], META]]],
	['a slot out of range', [1, [[0, 1, bytes(2, 255, 255, 255, 127), bytes(0, 2)], META]]],
	['a number of six bytes', [1, [[0, 1, bytes(2, 0), bytes(0, 255, 255, 255, 255, 255, 1)], META]]],
	['a number that is cut off', [1, [[0, 1, bytes(2, 0), bytes(0, 255)], META]]],
	['a column of an unknown kind', [1, [[0, 1, bytes(2, 0), bytes(7, 2)], META]]],
	['bytes after a column', [1, [[0, 1, bytes(2, 0), bytes(0, 2, 2)], META]]],
	['a column that is too short', [1, [[0, 2, bytes(2, 0), bytes(0, 2, 4), null, null, bytes(0, 2)], META]]],
	['a duration without its start', [1, [[0, 1, bytes(2, 0), bytes(0, 2), null, bytes(2, 2)], META]]],
	['a column of the wrong type', [1, [[0, 1, bytes(2, 0), bytes(0, 2), null, null, 'pitch'], META]]],
	[
		'a text in no place',
		[1, [[0, 1, bytes(2, 0), bytes(0, 2), null, null, null, null, null, [bytes(2, 4), ['a']]], META]]
	],
	[
		'a text that is none',
		[1, [[0, 1, bytes(2, 0), bytes(0, 2), null, null, null, null, null, [bytes(2, 2), [1]]], META]]
	],
	['drawings of fewer curves', [1, [META, [7, 1, bytes(2, 2), bytes(0, 2), null, []]]]],
	['a drawing that is cut off', [1, [META, [7, 1, bytes(2, 2), bytes(0, 2), null, [[3]]]]]],
	['a drawing that is no samples', [1, [META, [7, 1, bytes(2, 2), bytes(0, 2), null, [[3, bytes(9)]]]]]],
	['more columns than fields', [1, [[0, 1, bytes(2, 0), bytes(0, 2), ...Array<null>(12).fill(null)], META]]]
])('%s is refused', (_, wire) => {
	expect(decodeOrFault(pack(wire as never))).toBeInstanceOf(Fault);
});

test('values out of range are brought into it', () => {
	const times = [0, bytes(2, 0), bytes(2, 1), bytes(2, 0), bytes(2, 0)];
	const wire = [1, [[0, 1, bytes(2, 0), bytes(0, 2), times, null, bytes(2, 0xac, 2)], META]];
	expect(decodeSnapshot(pack(wire as never)).records.get(makeId(0, 1))).toMatchObject({ duration: 1, pitch: 127 });
});

test('a document that nobody could read again is not written', () => {
	const state = emptyState();
	const id = makeId(1, 1);
	apply(state, [add('note', id, {})]);
	const note = state.records.get(id);
	for (let i = 1; note && i <= 1_000_001; i++) state.records.set(makeId(1, i), { ...note, id: makeId(1, i) });
	expect(() => encodeSnapshot(state)).toThrow('a document fits in a snapshot');
});
