import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { expect, test } from 'vitest';
import {
	admits,
	decodeClientFrame,
	decodeServerFrame,
	encodeClientFrame,
	encodeRows,
	encodeServerFrame,
	pack,
	unpack,
	wireRow
} from '#lib/wire/index.ts';
import { add, fieldNames, makeId, type Edit, type RecordId } from '#lib/score/index.ts';
import { FIELD_NAMES } from '../../src/lib/wire/edit-codec.ts';

const everything = new Packr({ structuredClone: true, moreTypes: true });
const packAny = (one: unknown): Uint8Array => new Uint8Array(everything.pack(one));

const value = fc.letrec((tie) => ({
	any: fc.oneof(
		{ maxDepth: 5 },
		fc.integer(),
		fc.double({ noNaN: true, noDefaultInfinity: true }).filter((one) => !Object.is(one, -0)),
		fc.string({ maxLength: 300 }),
		fc.boolean(),
		fc.constant(null),
		fc.uint8Array({ maxLength: 300 }),
		fc.array(tie('any'), { maxLength: 20 })
	)
})).any;

test('the gate admits what Melograph sends, and decoding gives it back', () => {
	fc.assert(
		fc.property(fc.array(value, { maxLength: 20 }), (values) => {
			const bytes = pack(values as never);
			expect(admits(bytes)).toBe(true);
			expect([...pack(unpack(bytes) as never)]).toEqual([...bytes]);
		}),
		{ seed: 3 }
	);
});

test.each([
	['a map', packAny({ a: 1 })],
	['a map inside', packAny([{ a: 1 }])],
	['a date', packAny([new Date()])],
	['a set', packAny([new Set([1])])],
	['a regular expression', packAny([/x/])],
	['NaN', packAny([NaN])],
	['infinity', packAny([Infinity])],
	['a scalar alone', packAny(1)],
	['nothing', new Uint8Array()],
	['two values', Uint8Array.of(0x90, 0x90)],
	['a list that promises more than there is', Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff)],
	['text that promises more than there is', Uint8Array.of(0x91, 0xdb, 0, 0, 0, 9, 1)],
	['nine lists in each other', Uint8Array.of(0x91, 0x91, 0x91, 0x91, 0x91, 0x91, 0x91, 0x91, 0x91, 0x90)],
	['too many values', pack(Array.from({ length: 20_001 }, () => 0))]
])('the gate refuses %s', (_name, bytes) => {
	expect(admits(new Uint8Array(bytes))).toBe(false);
});

test('random and mutated bytes never make the gate throw, and what it admits holds only allowed kinds', () => {
	const isAllowed = (one: unknown): boolean =>
		Array.isArray(one)
			? one.every(isAllowed)
			: one === null || one instanceof Uint8Array || ['number', 'string', 'boolean', 'bigint'].includes(typeof one);
	fc.assert(
		fc.property(
			fc.oneof(
				fc.uint8Array({ maxLength: 60 }),
				fc.tuple(fc.array(value, { maxLength: 6 }), fc.nat(), fc.nat(255)).map(([values, at, byte]) => {
					const bytes = pack(values as never);
					bytes[at % bytes.length] = byte;
					return bytes;
				})
			),
			(bytes) => {
				if (admits(bytes)) expect(isAllowed(unpack(bytes))).toBe(true);
			}
		),
		{ seed: 4, numRuns: 5000 }
	);
});

const note = makeId(7, 1234);
const many = Array.from({ length: 200 }, (_, i): RecordId => makeId(7, 100 + i));

test.each<[string, Edit[]]>([
	[
		'add',
		[
			add('note', note, { start: 960, pitch: 64, lyric: '가', source: makeId(1, 2) }),
			add('clip', makeId(1, 1), { audio: 'a'.repeat(64), name: 'x.mp3', offset: 1.5 })
		]
	],
	['set', [{ kind: 'set', id: note, fields: { start: 5, lyric: '', source: makeId(2, 3) } }]],
	['delete', [{ kind: 'delete', ids: [note, makeId(8, 1), makeId(8, 5)] }]],
	['shift', [{ kind: 'shift', ids: many, ticks: -240, semitones: 0 }]]
])('%s survives the wire', (_name, edits) => {
	expect(decodeClientFrame(encodeClientFrame({ kind: 'op', n: 3, edits }))).toEqual({ kind: 'op', n: 3, edits });
});

test('every frame survives the wire', () => {
	const client = [
		{ kind: 'hello', version: 1, schema: 1, doc: 'd', cid: 'c', token: 't', since: 0 },
		{ kind: 'sub', sid: 1, analysis: note, lane: 1, cursor: 0, credit: 5 },
		{ kind: 'more', sid: 1, bytes: 3 },
		{ kind: 'unsub', sid: 1 },
		{ kind: 'ping', time: 9 }
	] as const;
	for (const frame of client) expect(decodeClientFrame(encodeClientFrame(frame))).toEqual(frame);
	const server = [
		{ kind: 'welcome', version: 1, seq: 4, lastN: 2, role: 'edit', slot: 3, opsPerSecond: 30, opsBurst: 120 },
		{ kind: 'chunk', sid: 1, cursor: 50, bytes: Uint8Array.of(1, 2), expected: 0 },
		{ kind: 'end', sid: 1, cursor: 50, status: 'done' },
		{ kind: 'no', code: 'gap', retryAfterMs: 0, about: 3, text: '' },
		{ kind: 'pong', time: 9 }
	] as const;
	for (const frame of server) expect(decodeServerFrame(encodeServerFrame(frame))).toEqual(frame);
	expect(decodeServerFrame(encodeRows(5, [wireRow(2, 1, null), wireRow(2, 2, [])]))).toEqual({
		kind: 'rows',
		firstSeq: 5,
		rows: [
			{ who: 2, n: 1, edits: null },
			{ who: 2, n: 2, edits: [] }
		]
	});
});

test('small edits are small frames', () => {
	const size = (edits: Edit[]): number => encodeClientFrame({ kind: 'op', n: 40, edits }).length;
	expect(size([{ kind: 'shift', ids: [note], ticks: 240, semitones: 2 }])).toBeLessThanOrEqual(20);
	expect(size([{ kind: 'shift', ids: many, ticks: 240, semitones: 2 }])).toBeLessThanOrEqual(250);
	expect(size([{ kind: 'set', id: note, fields: { lyric: '노' } }])).toBeLessThanOrEqual(20);
});

test('every field of every record has its own number on the wire', () => {
	const names = (['note', 'clip', 'analysis', 'meta'] as const).flatMap((kind) => fieldNames(kind));
	expect([...new Set(names)].filter((name) => !FIELD_NAMES.includes(name))).toEqual([]);
	expect(new Set(FIELD_NAMES).size).toBe(FIELD_NAMES.length);
});
