/** The one composition from audio to a curve: windows, tracker, refinement, gate, stored chunks. */

import { FRAMES_PER_SECOND, HOP_SAMPLES, type Frames, type Hz } from '../units.ts';
import { quantiseFrames, roundConfidence, type CurveChunk, type PitchFrames } from './curve.ts';
import { frameLevels, LevelGate } from './level.ts';
import { PitchRefiner } from './nsdf.ts';
import type { RawPitch, Tracker } from './trackers/tracker.ts';
import { cutWindows, type Window } from './windows.ts';

/** Version of everything here that is not the tracker; part of every analysis key, so raise it when results change. */
export const ANALYSIS_VERSION = 1;
/** Frames in a stored chunk: half a second. */
export const CHUNK_FRAMES: Frames = FRAMES_PER_SECOND / 2;
/** A frame is voiced when its confidence is at least this. From training/REPORT: 0.5 in general, 0.7 to 0.8 for clean sound. */
export const DEFAULT_THRESHOLD = 0.6;
/** Below this nobody will look at the pitch closely: the refinement is not worth its time. */
const REFINE_ABOVE = 0.2;

export interface AnalyseOptions {
	readonly tracker: Tracker;
	readonly signal?: AbortSignal;
	/** Frames that are stored already, a multiple of {@link CHUNK_FRAMES}: they are listened past, not inferred again. */
	readonly skip?: Frames;
}

/**
 * The curve of mono 16 kHz audio, chunk by chunk of {@link CHUNK_FRAMES} (the last may be shorter). The same audio and
 * tracker give the same chunks wherever it runs and wherever it resumes.
 */
export async function* analyse(
	audio: AsyncIterable<Float32Array>,
	options: AnalyseOptions
): AsyncGenerator<CurveChunk> {
	const skip = options.skip ?? 0;
	let start = skip;
	const held: PitchFrames[] = [];
	let heldFrames = 0;
	for await (const { first, frames } of trackFrames(audio, options)) {
		const fresh = dropFrames(frames, Math.max(0, skip - first));
		held.push(fresh);
		heldFrames += fresh.hz.length;
		if (heldFrames < CHUNK_FRAMES) continue;
		const joined = joinFrames(held.splice(0));
		let at = 0;
		for (; at + CHUNK_FRAMES <= heldFrames; at += CHUNK_FRAMES, start += CHUNK_FRAMES)
			yield quantiseFrames(start, sliceFrames(joined, at, at + CHUNK_FRAMES));
		held.push(dropFrames(joined, at));
		heldFrames -= at;
	}
	if (heldFrames > 0) yield quantiseFrames(start, joinFrames(held));
}

/** Unrounded frames, window by window, from the first window that reaches past `skip`. */
export async function* trackFrames(
	audio: AsyncIterable<Float32Array>,
	{ tracker, signal, skip = 0 }: AnalyseOptions
): AsyncGenerator<{ first: Frames; frames: PitchFrames }> {
	const gate = new LevelGate();
	for await (const window of cutWindows(audio, tracker.plan)) {
		signal?.throwIfAborted();
		const loudness = frameLevels(window.samples, window.margin * HOP_SAMPLES, window.count);
		const openness = loudness.map((level) => gate.push(level));
		if (window.start + window.count <= skip) continue;
		const raw = await tracker.track(window);
		yield { first: window.start, frames: toFrames(tracker, window, raw, openness, loudness) };
	}
}

function toFrames(
	tracker: Tracker,
	window: Window,
	raw: RawPitch,
	openness: Float32Array,
	loudness: Float32Array
): PitchFrames {
	const refiner = tracker.isRefined ? new PitchRefiner(window.samples) : null;
	const hz = new Float32Array(window.count);
	const confidence = new Float32Array(window.count);
	for (let i = 0; i < window.count; i++) {
		const guess = raw.hz[i] ?? 0;
		const sureness = roundConfidence((raw.voicing[i] ?? 0) * (openness[i] ?? 0));
		const isKnown = guess >= tracker.range.min && guess <= tracker.range.max;
		const pitch: Hz = !isKnown
			? 0
			: refiner && sureness > REFINE_ABOVE
				? refiner.refine((window.margin + i) * HOP_SAMPLES, guess)
				: guess;
		confidence[i] = isKnown ? sureness : 0;
		hz[i] = sureness >= DEFAULT_THRESHOLD ? pitch : -pitch;
	}
	return { hz, confidence, loudness };
}

const sliceFrames = ({ hz, confidence, loudness }: PitchFrames, from: Frames, to: Frames): PitchFrames => ({
	hz: hz.subarray(from, to),
	confidence: confidence.subarray(from, to),
	loudness: loudness.subarray(from, to)
});

const dropFrames = (frames: PitchFrames, count: Frames): PitchFrames =>
	sliceFrames(frames, Math.min(count, frames.hz.length), frames.hz.length);

function joinFrames(parts: readonly PitchFrames[]): PitchFrames {
	const [only] = parts;
	if (only && parts.length === 1) return only;
	const join = (column: keyof PitchFrames): Float32Array => {
		const joined = new Float32Array(parts.reduce((sum, part) => sum + part[column].length, 0));
		let at = 0;
		for (const part of parts) {
			joined.set(part[column], at);
			at += part[column].length;
		}
		return joined;
	};
	return { hz: join('hz'), confidence: join('confidence'), loudness: join('loudness') };
}
