/** FLAC: our own framing, with its checks, around libFLAC. */

import { FLACDecoder } from '@wasm-audio-decoders/flac';
import type { Samples } from '#lib/units.ts';
import type { ByteReader } from './byte-reader.ts';
import { readFlacFrames, readFlacStreamInfo } from './flac-frames.ts';
import { guardDecoder, mixDown, type Source } from './source.ts';

/** `start`: where "fLaC" is, after any ID3v2 tags. */
export async function openFlac(reader: ByteReader, start: number): Promise<Source> {
	const info = await readFlacStreamInfo(reader, start);
	const firstFrame = reader.position;
	const decoder = new FLACDecoder();
	await guardDecoder('FLAC', () => decoder.ready);
	let heard: Samples = 0;
	return {
		sampleRate: info.sampleRate,
		channels: info.channels,
		expectedSeconds: info.totalSamples > 0 ? info.totalSamples / info.sampleRate : null,
		isCut: () => heard < info.totalSamples,
		free: () => decoder.free(),
		async *samples() {
			reader.seek(firstFrame);
			for await (const frame of readFlacFrames(reader, info)) {
				const { channelData } = await guardDecoder('FLAC', () => decoder.decodeFrames([frame]));
				const mono = mixDown(channelData);
				heard += mono.length;
				if (mono.length > 0) yield mono;
			}
		}
	};
}
