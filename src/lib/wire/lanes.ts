/** The bytes of a stored or streamed chunk: one lane holds the curve, another how loud it was. */

import { Fault } from '../fault.ts';
import type { CurveChunk } from '../pitch/curve.ts';
import type { Frames } from '../units.ts';

/** Seven bits of a number in each byte, lowest first; the top bit says that more follow. */
const MORE = 0x80;
/** Bytes of the longest number: a difference of two int16, or a count that no chunk comes near. */
const NUMBER_BYTES = 3;

/**
 * How many frames, then each pitch as its difference from the one before (modulo 2^16, so that three bytes are the most),
 * then a byte of confidence for each. A voice moves less than 32 cents in 10 ms, so most pitches take one byte.
 */
export function packCurve({ pitch, confidence }: Pick<CurveChunk, 'pitch' | 'confidence'>): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(NUMBER_BYTES + pitch.length * (NUMBER_BYTES + 1));
	let at = putNumber(bytes, 0, pitch.length);
	let last = 0;
	for (const step of pitch) {
		const difference = ((step - last) << 16) >> 16;
		at = putNumber(bytes, at, (difference << 1) ^ (difference >> 15));
		last = step;
	}
	bytes.set(confidence, at);
	return bytes.slice(0, at + pitch.length);
}

/** Frames in a packed curve, from its first bytes alone; a `Fault('bad-request')` where they are none. */
export function framesInCurve(bytes: Uint8Array): Frames {
	let count = 0;
	for (let i = 0; i < NUMBER_BYTES; i++) {
		const byte = bytes[i];
		if (byte === undefined) break;
		count |= (byte & ~MORE) << (7 * i);
		if (byte < MORE) return count;
	}
	throw malformed();
}

/**
 * A chunk of both lanes; `loudness` must have one byte for each frame of the curve. Bytes that are no curve are a
 * `Fault('bad-request')`.
 */
export function unpackChunk(start: Frames, curve: Uint8Array, loudness: Uint8Array): CurveChunk {
	const count = framesInCurve(curve);
	// before anything as long is made: a frame takes two bytes at least
	if (count > curve.length / 2 || loudness.length !== count) throw malformed();
	const pitch = new Int16Array(count);
	let at = count < 2 ** 7 ? 1 : count < 2 ** 14 ? 2 : 3;
	let last = 0;
	for (let i = 0; i < count; i++) {
		let number = 0;
		for (let shift = 0, byte = MORE; byte >= MORE; shift += 7) {
			byte = curve[at++] ?? MORE;
			if (shift >= 7 * NUMBER_BYTES) throw malformed();
			number |= (byte & ~MORE) << shift;
		}
		last += (number >>> 1) ^ -(number & 1);
		pitch[i] = last;
	}
	if (at + count !== curve.length) throw malformed();
	return { start, pitch, confidence: curve.slice(at), loudness: new Uint8Array(loudness) };
}

function putNumber(bytes: Uint8Array, at: number, number: number): number {
	let left = number;
	for (; left >= MORE; left >>>= 7) bytes[at++] = (left & ~MORE) | MORE;
	bytes[at] = left;
	return at + 1;
}

const malformed = (): Fault => new Fault('bad-request', 'The chunk holds something that is no curve.');
