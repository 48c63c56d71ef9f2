/** The bytes of a stored or streamed chunk: one lane holds the curve, another how loud it was. */

import type { CurveChunk } from '../pitch/curve.ts';
import type { Frames } from '../units.ts';

/** Three bytes a frame: all pitches as little-endian int16, then all confidences. */
export function packCurve({ pitch, confidence }: CurveChunk): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(pitch.length * 3);
	const view = new DataView(bytes.buffer);
	pitch.forEach((step, i) => view.setInt16(i * 2, step, true));
	bytes.set(confidence, pitch.length * 2);
	return bytes;
}

/** Frames in a packed curve. */
export const framesInCurve = (bytes: Uint8Array): Frames => Math.floor(bytes.length / 3);

/** A chunk of both lanes; `loudness` must have one byte for each frame of the curve. */
export function unpackChunk(start: Frames, curve: Uint8Array, loudness: Uint8Array): CurveChunk {
	const count = framesInCurve(curve);
	const view = new DataView(curve.buffer, curve.byteOffset, curve.byteLength);
	const pitch = Int16Array.from({ length: count }, (_, i) => view.getInt16(i * 2, true));
	return { start, pitch, confidence: curve.slice(count * 2, count * 3), loudness: new Uint8Array(loudness) };
}
