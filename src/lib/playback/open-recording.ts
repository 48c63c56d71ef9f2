/** Opens a file to be heard and seen: short ones are decoded whole, long ones play as they come. */

import { createPeaks, type Peaks } from '#lib/dsp/index.ts';
import { Fault } from '../fault.ts';
import type { Hz, Samples, Seconds } from '../units.ts';
import { canStream, decodeBlob, explain, loadProbe } from './decode.ts';
import type { RecordingFacts } from './probe.ts';
import type { RecordingSource } from './recording-part.ts';

export interface PlayableRecording {
	readonly seconds: Seconds;
	/** For `player.setRecording`. */
	readonly source: RecordingSource;
	/** The waveform as far as it is known: whole for short recordings, growing for long ones. */
	readonly peaks: Peaks;
	/** Resolves with the whole waveform; what the browser cannot decode block by block stays without one. */
	readonly whole: Promise<Peaks>;
}

export interface OpenRecordingOptions {
	readonly signal?: AbortSignal;
	/** Hears the waveform of a long recording as it grows. */
	readonly onPeaks?: (peaks: Peaks) => void;
}

/** Decoded, this much stereo is 345 MB at 48 kHz; more channels count for more. */
const WHOLE_SECONDS_MAX: Seconds = 15 * 60;
/** Files of a kind that does not tell its length are decoded whole up to here: about 15 minutes of good mp3. */
const WHOLE_BYTES_MAX = 24 * 2 ** 20;
/** A media element that says nothing for this long never will. */
const METADATA_MAX: Seconds = 10;
/** Samples whose peaks are computed before the page gets its turn: a few milliseconds. */
const SLICE: Samples = 2 ** 20;
/** Between two reports of growing peaks. */
const REPORT: Seconds = 20;

/** Throws Fault `empty-file`, `no-decoder` or `damaged`, or the signal's reason. */
export async function openRecordingForPlayback(
	file: Blob,
	options: OpenRecordingOptions = {}
): Promise<PlayableRecording> {
	const { signal } = options;
	if (file.size === 0) throw new Fault('empty-file', 'This file is empty.');
	const { probeRecording } = await loadProbe();
	const probe = await probeRecording(file);
	const facts = probe.kind === 'recording' ? probe : null;
	signal?.throwIfAborted();
	const weight = facts ? facts.seconds * Math.max(1, facts.channels / 2) : 0;
	const isShort = facts ? weight <= WHOLE_SECONDS_MAX : file.size <= WHOLE_BYTES_MAX;
	if (isShort) return openWhole(file, facts?.sampleRate, signal);
	if (!facts || !(await canStream(file, METADATA_MAX))) throw await explain(file, null);
	signal?.throwIfAborted();
	return openStream(file, facts, options);
}

async function openWhole(
	file: Blob,
	sampleRate: Hz | undefined,
	signal: AbortSignal | undefined
): Promise<PlayableRecording> {
	const bytes = await file.arrayBuffer();
	signal?.throwIfAborted();
	const buffer = await decodeBlob(file, bytes, sampleRate);
	const peaks = await computePeaksInTurns(buffer, signal);
	return { seconds: buffer.duration, source: buffer, peaks, whole: Promise.resolve(peaks) };
}

function openStream(file: Blob, facts: RecordingFacts, { signal, onPeaks }: OpenRecordingOptions): PlayableRecording {
	const stream = createPeaks(facts.sampleRate);
	let reported: Samples = 0;
	let taken: Samples = 0;
	const take = (mono: Float32Array): void => {
		stream.push(mono);
		taken += mono.length;
		if (taken - reported < REPORT * facts.sampleRate) return;
		reported = taken;
		onPeaks?.(stream.peaks);
	};
	const whole = loadProbe()
		.then(({ streamMono }) => streamMono(file, take, signal))
		.then(() => {
			onPeaks?.(stream.peaks);
			return stream.peaks;
		});
	// A recording that was closed, or breaks off, keeps the peaks that it has; whoever waits for the whole is told.
	whole.catch(() => {});
	return {
		seconds: facts.seconds,
		source: { file, duration: facts.seconds },
		whole,
		get peaks() {
			return stream.peaks;
		}
	};
}

/** As computePeaks, slice by slice, so that a page stays smooth meanwhile. */
async function computePeaksInTurns(buffer: AudioBuffer, signal: AbortSignal | undefined): Promise<Peaks> {
	const all: Peaks[] = [];
	for (let channel = 0; channel < buffer.numberOfChannels; channel++) {
		const stream = createPeaks(buffer.sampleRate);
		const samples = buffer.getChannelData(channel);
		for (let from = 0; from < samples.length; from += SLICE) {
			stream.push(samples.subarray(from, from + SLICE));
			if (samples.length > SLICE) await new Promise((resolve) => setTimeout(resolve));
			signal?.throwIfAborted();
		}
		all.push(stream.peaks);
	}
	return all.reduce(joinPeaks);
}

const joinPeaks = (one: Peaks, other: Peaks): Peaks => ({
	secondsPerBucket: one.secondsPerBucket,
	min: one.min.map((low, i) => Math.min(low, other.min[i] ?? low)),
	max: one.max.map((high, i) => Math.max(high, other.max[i] ?? high))
});
