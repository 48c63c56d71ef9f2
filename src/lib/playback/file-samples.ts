/** Samples out of the middle of a file, decoded piece by piece. Brings the demuxers along, so it is loaded when it is needed. */

import { AudioBufferSink, BlobSource, Input } from 'mediabunny';
import { Fault } from '../fault.ts';
import type { Hz, Samples, Seconds } from '../units.ts';
import { FORMATS, mixMono } from './probe.ts';

/** Sound to be read wherever one looks, mixed to one channel. */
export interface SampleReader {
	readonly sampleRate: Hz;
	readonly seconds: Seconds;
	/** Samples [from, to); silence where there are none. Rejects when the file cannot be read. */
	read(from: Samples, to: Samples): Promise<Float32Array<ArrayBuffer>>;
	dispose(): void;
}

/** Throws Fault `no-decoder`. The file stays open until the reader is disposed. */
export async function openFileSamples(file: Blob, seconds: Seconds): Promise<SampleReader> {
	const input = new Input({ source: new BlobSource(file), formats: FORMATS });
	const track = await input.getPrimaryAudioTrack();
	if (!track || !(await track.canDecode())) {
		input.dispose();
		throw new Fault('no-decoder', 'This browser cannot decode this recording piece by piece.');
	}
	const sampleRate = await track.getSampleRate();
	const sink = new AudioBufferSink(track);
	return {
		sampleRate,
		seconds,
		async read(from, to) {
			const out = new Float32Array(to - from);
			for await (const { buffer, timestamp } of sink.buffers(Math.max(0, from / sampleRate), to / sampleRate)) {
				const mono = mixMono(buffer);
				const at = Math.round(timestamp * sampleRate) - from;
				const skipped = Math.max(0, -at);
				const room = out.length - Math.max(0, at);
				if (room > 0) out.set(mono.subarray(skipped, skipped + room), Math.max(0, at));
			}
			return out;
		},
		dispose: () => input.dispose()
	};
}
