/** Several frames in the body of one request, in order: each is its length in four bytes, highest first, and then itself. */

import { Fault } from '../fault.ts';

const LENGTH_BYTES = 4;

export function bundleFrames(frames: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(frames.reduce((sum, frame) => sum + LENGTH_BYTES + frame.length, 0));
	const view = new DataView(bytes.buffer);
	let at = 0;
	for (const frame of frames) {
		view.setUint32(at, frame.length);
		bytes.set(frame, at + LENGTH_BYTES);
		at += LENGTH_BYTES + frame.length;
	}
	return bytes;
}

/** The frames of a body from outside, as views into it. `Fault('bad-request')` when it ends inside of one. */
export function unbundleFrames(bytes: Uint8Array): Uint8Array[] {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const frames: Uint8Array[] = [];
	for (let at = 0; at < bytes.length;) {
		const start = at + LENGTH_BYTES;
		const end = start > bytes.length ? start : start + view.getUint32(at);
		if (end > bytes.length) throw new Fault('bad-request', 'The body ends inside of a frame.');
		frames.push(bytes.subarray(start, end));
		at = end;
	}
	return frames;
}
