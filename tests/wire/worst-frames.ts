/** Frames that are as large as frames may be, and as hard to read as anyone has thought of. */

import { GATE_LIMITS, pack, type WireValue } from '#lib/wire/index.ts';

/** Values that are left for what stands inside an op. */
const VALUES = GATE_LIMITS.elements - 8;
const BYTES = GATE_LIMITS.bytes - 16;
const ADD = 0;
const SET = 1;
const DELETE = 2;
const SHIFT = 3;
const RETIME = 4;
const CURVE = 5;
const DELETE_WHERE = 6;
const SHIFT_WHERE = 7;
const NOTE = 0;
const TEMPO = 5;
const LYRIC_FIELD = 5;
const SOURCE_FIELD = 6;

const repeat = (count: number, make: (i: number) => WireValue): WireValue[] =>
	Array.from({ length: Math.floor(count) }, (_, i) => make(i));
const op = (edits: WireValue): WireValue => [2, 1, edits];
/** As many edits of so many values each as a frame holds. */
const opOf = (valuesEach: number, make: (i: number) => WireValue): WireValue => op(repeat(VALUES / valuesEach, make));
const nested = (depth: number): WireValue => (depth === 0 ? [] : [nested(depth - 1)]);
const textOf = (character: string): string => character.repeat(Math.floor(BYTES / Buffer.byteLength(character)));

const FRAMES: Readonly<Record<string, WireValue>> = {
	'empty lists': repeat(GATE_LIMITS.elements - 1, () => []),
	'lists in lists': repeat(VALUES / 7, () => nested(6)),
	'an op of empty lists': opOf(1, () => []),
	'an op of lists in lists': opOf(5, () => nested(4)),
	'an op of bare adds': opOf(5, (i) => [ADD, NOTE, 1, i]),
	'an op of full adds': opOf(17, (i) => [ADD, NOTE, 1, i, i, 9, 61, 3, 99, 'la', [1, 2], [1, 3]]),
	'an op of adds with long lyrics': op(repeat(560, (i) => [ADD, NOTE, 1, i, i, 9, 61, 3, 99, '가'.repeat(32)])),
	'an op of sets of one field': opOf(6, (i) => [SET, 1, i, LYRIC_FIELD, 'la']),
	'a set of one field again and again': op([[SET, 1, 1, ...repeat(VALUES / 2 - 4, () => [LYRIC_FIELD, 'a']).flat()]]),
	'a set of an id again and again': op([[SET, 1, 1, ...repeat(VALUES / 4 - 4, (i) => [SOURCE_FIELD, [1, i]]).flat()]]),
	'a set of a lyric without end': op([[SET, 1, 1, LYRIC_FIELD, textOf('가')]]),
	'a set of marks on one letter': op([[SET, 1, 1, LYRIC_FIELD, textOf('\u0301')]]),
	'a delete of a run': op([[DELETE, [[1, ...repeat(VALUES - 8, () => 1)]]]]),
	'a delete of runs of one': op([[DELETE, repeat(VALUES / 3 - 8, (i) => [1, i])]]),
	'a delete of one id again and again': op([[DELETE, [[1, 5, ...repeat(VALUES - 8, () => 0)]]]]),
	'a shift of a run': op([[SHIFT, [[1, ...repeat(VALUES - 8, () => 1)]], 5, 1]]),
	'shifts of one id': opOf(7, (i) => [SHIFT, [[1, i]], 5]),
	'deletes by selector': opOf(6, (i) => [DELETE_WHERE, 0, 0, i, 960]),
	'shifts by selector': opOf(8, (i) => [SHIFT_WHERE, [5], 0, 0, i, 960]),
	'retimes of nothing': opOf(4, () => [RETIME, 0, 0]),
	'a retime of many changes': op([[RETIME, 0, 0, ...repeat(VALUES / 8 - 8, (i) => [ADD, TEMPO, 1, i, null, i, 500])]]),
	'a curve of one point a byte': op([[CURVE, 1, 1, 0, new Uint8Array(BYTES - 32).map((_, i) => (i === 0 ? 2 : 1))]]),
	'curves of few points': opOf(6, (i) => [CURVE, 1, i, 0, Uint8Array.of(1, 2, 3, 4)]),
	floats: [2, ...repeat(BYTES / 9, (i) => i + 0.5)],
	'large integers': [2, ...repeat(BYTES / 9, (i) => 2 ** 52 + i)],
	'a list of long text': [2, textOf('a')],
	'many short texts': [2, ...repeat(VALUES, () => 'ab')],
	bytes: [2, new Uint8Array(BYTES)],
	'an unknown type': [99, ...repeat(VALUES, (i) => i % 100)],
	'a hello with many parts': [1, 1, 1, 'doc', 'client-id', 'token', 0, [[1, ...repeat(VALUES - 16, () => 1)]]],
	'a presence with many notes': [3, 'name', 1, [1, 2], [[1, ...repeat(VALUES - 16, () => 1)]]],
	'a subscription to many': [4, 1, [[1, ...repeat(VALUES - 16, () => 1)]], 0, 0, 100]
};

/** By what they are. */
export const worstFrames = (): [string, Uint8Array][] =>
	Object.entries(FRAMES).map(([name, value]): [string, Uint8Array] => [name, pack(value)]);
