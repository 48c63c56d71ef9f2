/** Columns of integers in few bytes: as they are, as differences or as one number, whichever is shortest. */

import { list, malformed, text, type WireValue } from './edit-codec.ts';

/** First byte of a column of numbers. */
const MODES = { plain: 0, differences: 1, constant: 2 } as const;
/** Bytes of one number at most: 35 bits with the sign, enough for every field and every difference of two. */
const VARINT_BYTES = 5;

/** The column as bytes. Numbers are integers of magnitude below 2^34. */
export function encodeNumbers(values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
	const first = values[0] ?? 0;
	const sizes = { plain: 0, differences: 0 };
	let isConstant = true;
	for (let i = 0, last = 0; i < values.length; i++) {
		const value = values[i] ?? 0;
		isConstant &&= value === first;
		sizes.plain += sizeOf(value);
		sizes.differences += sizeOf(value - last);
		last = value;
	}
	if (isConstant) return writeVarints(MODES.constant, [first], sizeOf(first));
	return sizes.differences < sizes.plain
		? writeVarints(MODES.differences, values, sizes.differences)
		: writeVarints(MODES.plain, values, sizes.plain);
}

/** The column with at least a byte for each number, so that its length bounds a count; decoded like any other. */
export function encodeEach(values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
	let size = 0;
	for (let i = 0; i < values.length; i++) size += sizeOf(values[i] ?? 0);
	return writeVarints(MODES.plain, values, size);
}

/** `count` numbers of a column from outside; a `Fault('bad-request')` unless it holds exactly so many. */
export function decodeNumbers(wire: unknown, count: number): Float64Array {
	const bytes = binary(wire);
	const mode = bytes[0];
	if (mode === MODES.constant) return new Float64Array(count).fill(readVarints(bytes, 1)[0] ?? 0);
	if (mode !== MODES.plain && mode !== MODES.differences) throw malformed('a column of an unknown kind');
	const values = readVarints(bytes, count);
	if (mode === MODES.differences) for (let i = 1; i < count; i++) values[i] = (values[i] ?? 0) + (values[i - 1] ?? 0);
	return values;
}

/** {@link encodeEach} from outside: nothing is made room for before there are so many bytes. */
export function decodeEach(wire: unknown, count: number): Float64Array {
	const bytes = binary(wire);
	if (bytes[0] !== MODES.plain) throw malformed('a column of the wrong kind');
	return readVarints(bytes, count);
}

/** A column of text of which most is `fallback`: the places of the others, and the others. */
export function encodeTexts(values: readonly string[], fallback: string): WireValue[] {
	const places = values.flatMap((value, i) => (value === fallback ? [] : [i]));
	return [encodeNumbers(places.map((place, i) => place - (places[i - 1] ?? -1))), places.map((i) => values[i] ?? '')];
}

/** {@link encodeTexts} from outside: the text at each place where it is not the default. */
export function decodeTexts(wire: unknown, count: number): ReadonlyMap<number, string> {
	const [steps, texts] = list(wire);
	const words = list(texts);
	if (words.length > count) throw malformed('a column with more texts than records');
	const found = new Map<number, string>();
	let place = -1;
	for (const [i, step] of decodeNumbers(steps, words.length).entries()) {
		place += step;
		if (step < 1 || place >= count) throw malformed('a text in no place');
		found.set(place, text(words[i]));
	}
	return found;
}

/** Zig-zag: small magnitudes of either sign are small numbers. */
const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

/** Bytes of a number. */
function sizeOf(value: number): number {
	const rest = zigzag(value);
	if (rest < 2 ** 7) return 1;
	return rest < 2 ** 14 ? 2 : rest < 2 ** 21 ? 3 : rest < 2 ** 28 ? 4 : VARINT_BYTES;
}

/** `size` is what the numbers, or their differences, take without the mode. */
function writeVarints(mode: number, values: ArrayLike<number>, size: number): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(1 + size);
	bytes[0] = mode;
	let at = 1;
	for (let i = 0, last = 0; i < values.length; i++) {
		const value = values[i] ?? 0;
		let rest = zigzag(value - last);
		if (mode === MODES.differences) last = value;
		for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes[at++] = (rest % 0x80) | 0x80;
		bytes[at++] = rest;
	}
	return bytes;
}

/** Exactly `count` numbers after the mode. */
function readVarints(bytes: Uint8Array, count: number): Float64Array {
	if (count > bytes.length - 1) throw malformed('a column that is cut off');
	const values = new Float64Array(count);
	let at = 1;
	for (let i = 0; i < count; i++) {
		let value = 0;
		for (let factor = 1, length = 1; ; factor *= 0x80, length++) {
			const byte = bytes[at++];
			if (byte === undefined || length > VARINT_BYTES) throw malformed('a number that is cut off or too long');
			value += (byte & 0x7f) * factor;
			if (byte < 0x80) break;
		}
		values[i] = value % 2 === 0 ? value / 2 : -(value + 1) / 2;
	}
	if (at !== bytes.length) throw malformed('a column with bytes left over');
	return values;
}

function binary(wire: unknown): Uint8Array {
	if (!(wire instanceof Uint8Array)) throw malformed('a column that is no bytes');
	return wire;
}
