/** A recording as a mix reads it: a decoded one with its channels, a long one piece by piece from its file, in one. */

import type { Samples } from '../units.ts';
import type { RecordingSource } from './recording-part.ts';
import type { MixRecording } from './render-mix.ts';
import { openSamples } from './samples.ts';

/** Throws Fault `no-decoder` for a long recording that this browser cannot decode piece by piece. */
export async function openMixRecording(source: RecordingSource): Promise<MixRecording & { dispose(): void }> {
	if (source instanceof AudioBuffer)
		return {
			sampleRate: source.sampleRate,
			channels: source.numberOfChannels,
			read: (from, to) => Promise.resolve(readChannels(source, from, to)),
			dispose: () => undefined
		};
	const reader = await openSamples(source);
	return {
		sampleRate: reader.sampleRate,
		channels: 1,
		read: async (from, to) => [await reader.read(from, to)],
		dispose: () => reader.dispose()
	};
}

const readChannels = (buffer: AudioBuffer, from: Samples, to: Samples): Float32Array[] =>
	Array.from({ length: buffer.numberOfChannels }, (_, channel) => {
		const out = new Float32Array(to - from);
		const first = Math.max(0, from);
		if (to > first) out.set(buffer.getChannelData(channel).subarray(first, to), first - from);
		return out;
	});
