/** A file to samples, by the browser's own decoders. */

import { Fault } from '../fault.ts';
import type { Hz, Seconds } from '../units.ts';

/** Used where the file's own rate is not known. */
const USUAL_RATE: Hz = 48_000;
/** Rates that every browser can decode to. */
const RATE_MIN: Hz = 8000;
const RATE_MAX: Hz = 96_000;

/**
 * Decodes a whole recording, at `sampleRate` (48 kHz), to one or two channels; more are mixed to one. `bytes` is emptied.
 * Throws Fault `empty-file`, `no-decoder` or `damaged`.
 */
export async function decodeRecording(bytes: ArrayBuffer, sampleRate: Hz = USUAL_RATE): Promise<AudioBuffer> {
	return decodeBlob(new Blob([bytes]), bytes, sampleRate);
}

/** As {@link decodeRecording}, for bytes that are those of a file: the file tells why they cannot be decoded. */
export async function decodeBlob(file: Blob, bytes: ArrayBuffer, sampleRate: Hz = USUAL_RATE): Promise<AudioBuffer> {
	if (bytes.byteLength === 0) throw new Fault('empty-file', 'This file is empty.');
	const rate = Math.min(RATE_MAX, Math.max(RATE_MIN, sampleRate));
	try {
		return mixDown(await new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes));
	} catch (cause) {
		throw await explain(file, cause);
	}
}

/** The demuxers, fetched when there is a file to look into. */
export async function loadProbe(): Promise<typeof import('./probe.ts')> {
	try {
		return await import('./probe.ts');
	} catch (cause) {
		throw new Fault('unavailable', 'The part of Melograph that opens files could not be loaded; reload the page.', {
			cause
		});
	}
}

/** Why the browser refuses a file. */
export async function explain(file: Blob, cause: unknown): Promise<Fault> {
	const { probeRecording } = await loadProbe();
	const probe = await probeRecording(file);
	if (probe.kind === 'damaged' || (probe.kind === 'recording' && probe.isDecodable))
		return new Fault('damaged', 'This recording is damaged: the browser cannot decode it.', { cause });
	return new Fault('no-decoder', 'This browser cannot play recordings of this kind.', { cause });
}

/** At most two channels, by the mean of all, as the analysis hears it. */
function mixDown(buffer: AudioBuffer): AudioBuffer {
	const count = buffer.numberOfChannels;
	if (count <= 2) return buffer;
	const mixed = new AudioBuffer({ length: buffer.length, sampleRate: buffer.sampleRate });
	const out = mixed.getChannelData(0);
	for (let channel = 0; channel < count; channel++) {
		const samples = buffer.getChannelData(channel);
		for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) + (samples[i] ?? 0) / count;
	}
	return mixed;
}

/** Whether a media element of this browser plays the file at all. */
export function canStream(file: Blob, max: Seconds): Promise<boolean> {
	const url = URL.createObjectURL(file);
	const element = new Audio();
	element.preload = 'metadata';
	return new Promise((resolve) => {
		const done = (answer: boolean) => (): void => {
			clearTimeout(timer);
			element.removeAttribute('src');
			URL.revokeObjectURL(url);
			resolve(answer);
		};
		const timer = setTimeout(done(false), max * 1000);
		element.addEventListener('loadedmetadata', done(true), { once: true });
		element.addEventListener('error', done(false), { once: true });
		element.src = url;
	});
}
