/** A recording that only the browser can decode becomes one that any server can. */

import { Fault } from '../fault.ts';
import { encodeFlac } from './encode-flac.ts';

/** Rate of the decoded sound; above what any tracker hears. */
const RATE = 48_000;

/** Decodes with the browser and packs the sound as FLAC. `Fault('no-decoder')` when the browser cannot either. */
export async function decodeToFlac(file: Blob): Promise<Blob> {
	const context = new OfflineAudioContext(1, 1, RATE);
	const sound = await context.decodeAudioData(await file.arrayBuffer()).catch((cause: unknown) => {
		throw new Fault(
			'no-decoder',
			'Neither the server nor this browser can decode this kind of file. Save it as WAV, FLAC or MP3.',
			{ cause }
		);
	});
	const channels = Array.from({ length: Math.min(2, sound.numberOfChannels) }, (_, i) => sound.getChannelData(i));
	return new Blob([new Uint8Array(await encodeFlac(channels, sound.sampleRate))], { type: 'audio/flac' });
}
