/** Samples of a drawn curve in few bytes: a hand moves little in 10 ms, and its speed changes still less. */

import { Fault } from '../fault.ts';

/** First byte: how often differences were taken. */
const ORDERS = [1, 2] as const;
const MORE = 0x80;
/** Bytes of one number at most: 16 bits and a sign. */
const NUMBER_BYTES = 3;

/**
 * Each sample as its difference from the one before, or as the difference of these differences, whichever is shorter;
 * modulo 2^16, zig-zag, seven bits a byte, lowest first. So every sample has a byte at least.
 */
export function encodeSamples(values: Int16Array): Uint8Array<ArrayBuffer> {
	const [first, second] = ORDERS.map((order) => writeDifferences(values, order));
	return first && second && second.length < first.length ? second : (first ?? new Uint8Array());
}

/** {@link encodeSamples} from outside; a `Fault('bad-request')` for what is none. */
export function decodeSamples(wire: unknown): Int16Array {
	if (!(wire instanceof Uint8Array)) throw malformed('samples that are no bytes');
	const order = wire[0];
	if (order !== 1 && order !== 2) throw malformed('samples of an unknown kind');
	const values = new Int16Array(wire.length - 1);
	let count = 0;
	let last = 0;
	let step = 0;
	for (let at = 1; at < wire.length;) {
		let number = 0;
		for (let shift = 0, byte = MORE; byte >= MORE; shift += 7) {
			if (at >= wire.length || shift >= 7 * NUMBER_BYTES) throw malformed('a sample that is cut off or too long');
			byte = wire[at++] ?? 0;
			number |= (byte & ~MORE) << shift;
		}
		const difference = (number >>> 1) ^ -(number & 1);
		step = order === 1 ? difference : step + difference;
		last = toInt16(last + step);
		values[count++] = last;
	}
	return values.slice(0, count);
}

function writeDifferences(values: Int16Array, order: (typeof ORDERS)[number]): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(1 + values.length * NUMBER_BYTES);
	bytes[0] = order;
	let at = 1;
	let last = 0;
	let lastStep = 0;
	for (const value of values) {
		const step = toInt16(value - last);
		const difference = order === 1 ? step : toInt16(step - lastStep);
		let left = (difference << 1) ^ (difference >> 15);
		for (; left >= MORE; left >>>= 7) bytes[at++] = (left & ~MORE) | MORE;
		bytes[at++] = left;
		last = value;
		lastStep = step;
	}
	return bytes.slice(0, at);
}

const toInt16 = (value: number): number => (value << 16) >> 16;

const malformed = (what: string): Fault => new Fault('bad-request', `The message holds ${what}.`);
