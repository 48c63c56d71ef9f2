/** An f0 curve: typed-array columns, one row each 10 ms, that grows as chunks arrive. */

import {
	HOP_SECONDS,
	hzToMidi,
	midiToHz,
	type Decibels,
	type Frames,
	type Hz,
	type Midi,
	type Seconds
} from '../units.ts';

/**
 * Frames as a tracker hears them. `hz` is signed: positive where voiced, the negative of the tracker's guess where
 * unvoiced, 0 only where there is no guess (mir_eval's convention). `confidence` is 0 to 1. All columns are equally long.
 */
export interface PitchFrames {
	readonly hz: Float32Array;
	readonly confidence: Float32Array;
	/** Level of each frame. */
	readonly loudness: Float32Array;
}

/** Steps of a stored pitch: half a cent above MIDI 0, so that a signed int16 holds every note with its voicing. */
const STEPS_PER_SEMITONE = 200;
const CONFIDENCE_STEPS = 255;
const LOUDNESS_STEPS_PER_DB = 2;

/** Signed frequency to its stored step; 0 stays 0. Exact to a quarter of a cent, between 8.2 Hz and 22 kHz. */
export function pitchToStep(hz: Hz): number {
	if (hz === 0) return 0;
	const step = Math.max(1, Math.min(32_767, Math.round(hzToMidi(Math.abs(hz)) * STEPS_PER_SEMITONE)));
	return hz < 0 ? -step : step;
}

export const stepToPitch = (step: number): Hz =>
	step === 0 ? 0 : Math.sign(step) * midiToHz(Math.abs(step) / STEPS_PER_SEMITONE);
export const stepToMidi = (step: number): Midi => Math.abs(step) / STEPS_PER_SEMITONE;

/** Frames as they are stored, sent and shown: what the rest of the program calls "the curve". */
export interface CurveChunk {
	/** First frame of the chunk. */
	readonly start: Frames;
	/** Half cents above MIDI 0; negative = unvoiced guess; 0 = none. */
	readonly pitch: Int16Array;
	/** 0 to 255. */
	readonly confidence: Uint8Array;
	/** Half decibels below full scale: 0 = 0 dB, 255 = -127.5 dB or less. */
	readonly loudness: Uint8Array;
}

/** A confidence as it will be stored, so that the voicing decided on it now is the one that any reader would decide. */
export const roundConfidence = (confidence: number): number =>
	Math.round(Math.min(1, Math.max(0, confidence)) * CONFIDENCE_STEPS) / CONFIDENCE_STEPS;

/** Rounds frames to what is stored. Everything after this point computes on the rounded values, so that a replay is exact. */
export function quantiseFrames(start: Frames, frames: PitchFrames): CurveChunk {
	const count = frames.hz.length;
	const chunk = {
		start,
		pitch: new Int16Array(count),
		confidence: new Uint8Array(count),
		loudness: new Uint8Array(count)
	};
	for (let i = 0; i < count; i++) {
		chunk.pitch[i] = pitchToStep(frames.hz[i] ?? 0);
		chunk.confidence[i] = roundConfidence(frames.confidence[i] ?? 0) * CONFIDENCE_STEPS;
		chunk.loudness[i] = Math.min(255, Math.max(0, Math.round(-(frames.loudness[i] ?? -128) * LOUDNESS_STEPS_PER_DB)));
	}
	return chunk;
}

/** Frames [from, to) of a curve. */
export interface FrameRange {
	readonly from: Frames;
	readonly to: Frames;
}

/** Rewritten stretches that a curve can tell apart; whoever has not looked for longer is told one that covers them. */
const CHANGES_KEPT = 32;

/**
 * A curve in memory that grows at its end, and may be rewritten where it is drawn over. Reads are O(1); `append` is
 * amortised O(frames appended), `rewrite` O(frames rewritten).
 */
export class Curve {
	#length: Frames = 0;
	#revision = 0;
	/** The last rewritten stretches, oldest first; the last one made the present revision. */
	readonly #changes: FrameRange[] = [];
	#pitch = new Int16Array(1024);
	#confidence = new Uint8Array(1024);
	#loudness = new Uint8Array(1024);

	/** Frames so far; frame i is centred at i x 10 ms. */
	get length(): Frames {
		return this.#length;
	}

	get seconds(): Seconds {
		return this.#length * HOP_SECONDS;
	}

	/** The pitch column: half cents above MIDI 0, signed. A view; do not write. */
	get pitch(): Int16Array {
		return this.#pitch.subarray(0, this.#length);
	}

	get confidence(): Uint8Array {
		return this.#confidence.subarray(0, this.#length);
	}

	get loudness(): Uint8Array {
		return this.#loudness.subarray(0, this.#length);
	}

	/** Adds the next frames; frames that are already here are skipped, a gap is refused. Answers how many were new. */
	append(chunk: CurveChunk): Frames {
		const skip = this.#length - chunk.start;
		if (skip < 0) throw new RangeError(`The chunk starts at frame ${chunk.start}, the curve ends at ${this.#length}.`);
		const fresh = Math.max(0, chunk.pitch.length - skip);
		if (fresh === 0) return 0;
		this.#reserve(this.#length + fresh);
		this.#pitch.set(chunk.pitch.subarray(skip), this.#length);
		this.#confidence.set(chunk.confidence.subarray(skip), this.#length);
		this.#loudness.set(chunk.loudness.subarray(skip), this.#length);
		this.#length += fresh;
		return fresh;
	}

	/** Replaces frames that are here already; what lies beyond the end is left out. */
	rewrite({ start, pitch, confidence, loudness }: CurveChunk): void {
		const count = Math.min(pitch.length, this.#length - start);
		if (start < 0 || count <= 0) return;
		this.#pitch.set(pitch.subarray(0, count), start);
		this.#confidence.set(confidence.subarray(0, count), start);
		this.#loudness.set(loudness.subarray(0, count), start);
		this.#revision++;
		this.#changes.push({ from: start, to: start + count });
		if (this.#changes.length > CHANGES_KEPT) this.#changes.shift();
	}

	/** Rises with every {@link rewrite}. */
	get revision(): number {
		return this.#revision;
	}

	/** A stretch that holds everything rewritten after `revision`; null when nothing was. */
	changesSince(revision: number): FrameRange | null {
		const count = this.#revision - revision;
		if (count <= 0) return null;
		if (count > this.#changes.length) return { from: 0, to: this.#length };
		let from = Infinity;
		let to = 0;
		for (const change of this.#changes.slice(-count)) {
			from = Math.min(from, change.from);
			to = Math.max(to, change.to);
		}
		return { from, to };
	}

	/** Stored pitch of frame i, as in {@link pitch} but without a view of it: for loops. 0 beyond the ends. */
	stepAt(i: Frames): number {
		return i < this.#length ? (this.#pitch[i] ?? 0) : 0;
	}

	/** Signed frequency of frame i; see {@link PitchFrames}. */
	hzAt(i: Frames): Hz {
		return stepToPitch(this.#pitch[i] ?? 0);
	}

	/** Fractional MIDI number of the guess at frame i, voiced or not; 0 where there is none. */
	midiAt(i: Frames): Midi {
		return stepToMidi(this.#pitch[i] ?? 0);
	}

	/** Whether frame i counts as sung when everything of at least this confidence (0 to 1) does. */
	isVoiced(i: Frames, threshold: number): boolean {
		return (this.#pitch[i] ?? 0) !== 0 && (this.#confidence[i] ?? 0) >= threshold * CONFIDENCE_STEPS;
	}

	/** 0 to 1. */
	confidenceAt(i: Frames): number {
		return (this.#confidence[i] ?? 0) / CONFIDENCE_STEPS;
	}

	loudnessAt(i: Frames): Decibels {
		return -(this.#loudness[i] ?? 255) / LOUDNESS_STEPS_PER_DB;
	}

	#reserve(frames: Frames): void {
		if (frames <= this.#pitch.length) return;
		const capacity = Math.max(frames, this.#pitch.length * 2);
		const grow = <T extends Int16Array | Uint8Array>(into: T, from: T): T => (into.set(from), into);
		this.#pitch = grow(new Int16Array(capacity), this.#pitch);
		this.#confidence = grow(new Uint8Array(capacity), this.#confidence);
		this.#loudness = grow(new Uint8Array(capacity), this.#loudness);
	}
}
