/** The samples of a recording, wherever one looks, mixed to one channel: of a decoded one at once, of a long one from its file. */

import { Fault } from '../fault.ts';
import type { SampleReader } from './file-samples.ts';
import type { RecordingSource } from './recording-part.ts';

/** Throws Fault `no-decoder` for a long recording that this browser cannot decode piece by piece. */
export async function openSamples(source: RecordingSource): Promise<SampleReader> {
	if (source instanceof AudioBuffer) return readBuffer(source);
	const { openFileSamples } = await loadFileSamples();
	return openFileSamples(source.file, source.duration);
}

async function loadFileSamples(): Promise<typeof import('./file-samples.ts')> {
	try {
		return await import('./file-samples.ts');
	} catch (cause) {
		throw new Fault('unavailable', 'The part of Melograph that opens files could not be loaded; reload the page.', {
			cause
		});
	}
}

function readBuffer(buffer: AudioBuffer): SampleReader {
	const { sampleRate, duration, length, numberOfChannels } = buffer;
	return {
		sampleRate,
		seconds: duration,
		async read(from, to) {
			const out = new Float32Array(to - from);
			const first = Math.max(0, from);
			const last = Math.min(length, to);
			for (let channel = 0; channel < numberOfChannels; channel++) {
				const samples = buffer.getChannelData(channel);
				for (let i = first; i < last; i++) out[i - from] = (out[i - from] ?? 0) + (samples[i] ?? 0) / numberOfChannels;
			}
			return out;
		},
		dispose: () => undefined
	};
}
