/** Samples to FLAC, 16 bit, in the browser; the encoder is loaded when the first one is opened. */

import { Fault } from '../fault.ts';
import type { Hz, Samples } from '../units.ts';
import type { FlacFormat, FlacWriter } from './flac-writer.ts';

/** Frames handed over at once: small enough that a page stays smooth. */
const SLICE: Samples = 65_536;

/** Encodes whole channels of one length. Throws Fault `channels` or `unavailable`. */
export async function encodeFlac(channels: readonly Float32Array[], sampleRate: Hz): Promise<Uint8Array<ArrayBuffer>> {
	const writer = await openFlac({ channels: channels.length, sampleRate });
	try {
		const length = channels[0]?.length ?? 0;
		for (let from = 0; from < length; from += SLICE)
			await writer.write(channels.map((channel) => channel.subarray(from, from + SLICE)));
		return await writer.finish();
	} finally {
		await writer.cancel();
	}
}

/** Opens an encoder for 1 to 8 channels. Throws Fault `channels`, or `unavailable` where it cannot be loaded. */
export async function openFlac(format: FlacFormat): Promise<FlacWriter> {
	let library: typeof import('./flac-writer.ts');
	try {
		library = await import('./flac-writer.ts');
	} catch (cause) {
		throw new Fault('unavailable', 'The FLAC encoder could not be loaded; check the connection and try again.', {
			cause
		});
	}
	return library.createFlacWriter(format);
}
