/**
 * Gives a time stretcher the recording in the order in which it is going to be heard: loops unrolled, a jump with what
 * comes before it, block by block and never far ahead, so that an hour costs no more memory than a second.
 */

import { createResampler } from '#lib/dsp/index.ts';
import type { Samples, Seconds } from '../units.ts';
import type { StretchNode } from './stretch.ts';
import type { Piece } from './transport.ts';

/** What a jump brings along from before it: more than a block of the stretcher, so that it knows the sound it enters. */
const RUN_UP: Seconds = 0.25;
/** Fed in one go, and kept ahead of the sound. */
const BLOCK: Seconds = 0.5;
const AHEAD: Seconds = 1.5;
/** Heard samples that are kept: the stretcher looks back about 0.15 s. */
const BEHIND: Seconds = 1;
/** Both sides of a joint fade this fast, so that it does not click. */
const FADE: Seconds = 0.005;
/** Source samples around a block that a resampler wants to see; its longest filter has fewer taps. */
const MARGIN: Samples = 2048;

/** A piece on the stretcher's own time, which never goes back. */
interface Fed {
	/** Input sample of the stretcher at which it begins. */
	readonly at: Samples;
	/** Sample of the recording, at the stretcher's rate, that sounds there; may be negative. */
	readonly from: Samples;
	readonly length: Samples;
	readonly isJoint: boolean;
}

export class StretchFeed {
	readonly #node: StretchNode;
	readonly #buffer: AudioBuffer;
	#queue: readonly Fed[] = [];
	/** Input samples that the stretcher has been given. */
	#given: Samples = 0;
	/** What sounds: input second `input` at clock second `time`, and `rate` input seconds in each that follows. */
	#run = { time: 0, input: 0, rate: 1 };
	/** Clock second at which the last piece ends. */
	#end: Seconds = -Infinity;

	constructor(node: StretchNode, buffer: AudioBuffer) {
		this.#node = node;
		this.#buffer = buffer;
		void node.dropBuffers();
	}

	/** A piece follows the one before it, or is jumped to. */
	schedule({ time, position, seconds, speed }: Piece): void {
		const rate = this.#node.context.sampleRate;
		const isJoint = Math.abs(time - this.#end) < 1 / rate;
		const from = Math.round(position * rate);
		const length = Math.round(seconds * rate);
		if (isJoint) {
			const last = this.#queue.at(-1);
			const at = last ? last.at + last.length : this.#given;
			this.#queue = [...this.#queue, { at, from, length, isJoint }];
		} else {
			const runUp = Math.round(RUN_UP * rate);
			this.#queue = [{ at: this.#given, from: from - runUp, length: length + runUp, isJoint }];
			this.#run = { time, input: (this.#given + runUp) / rate, rate: speed };
			this.feed(time);
			void this.#node.schedule({ output: time, active: true, input: this.#run.input, rate: speed });
		}
		this.#end = time + seconds / speed;
	}

	/** Nothing more is heard from about `time` on. */
	stop(time: Seconds): void {
		this.#queue = [];
		this.#end = -Infinity;
		void this.#node.schedule({ output: time, active: false });
	}

	/** Called now and then: gives what is going to be heard soon, and takes back what was. */
	feed(now: Seconds): void {
		if (this.#queue.length === 0) return;
		const rate = this.#node.context.sampleRate;
		const heard = this.#run.input + Math.max(0, now - this.#run.time) * this.#run.rate;
		const block = Math.round(BLOCK * rate);
		while (this.#given < (heard + AHEAD * this.#run.rate) * rate) {
			const piece = this.#queue.find(({ at, length }) => at + length > this.#given);
			if (!piece) break;
			this.#give(piece, Math.min(block, piece.at + piece.length - this.#given));
		}
		this.#queue = this.#queue.filter(({ at, length }) => at + length > this.#given);
		// until the last jump is heard, what it left is
		if (now > this.#run.time + BEHIND) void this.#node.dropBuffers(heard - BEHIND);
	}

	#give(piece: Fed, count: Samples): void {
		const offset = this.#given - piece.at;
		const channels = Array.from({ length: this.#buffer.numberOfChannels }, (_, channel) =>
			readAt(this.#buffer, channel, this.#node.context.sampleRate, piece.from + offset, count)
		);
		const fade = Math.round(FADE * this.#node.context.sampleRate);
		for (const samples of channels) fadeEdges(samples, offset, piece, fade);
		void this.#node.addBuffers(
			channels,
			channels.map((samples) => samples.buffer)
		);
		this.#given += count;
	}
}

/** Fades what lies at the joints of a piece; the start of a run has none. */
function fadeEdges(samples: Float32Array, offset: Samples, { length, isJoint }: Fed, fade: Samples): void {
	for (let i = 0; i < samples.length; i++) {
		const fromStart = isJoint ? offset + i : Infinity;
		const edge = Math.min(fromStart, length - 1 - offset - i);
		if (edge < fade) samples[i] = ((samples[i] ?? 0) * edge) / fade;
		else if (fromStart >= fade && edge > samples.length) return;
	}
}

/** Samples of a channel at another rate: sample `from` is the sound at `from / rate`. Silence beyond both ends. */
export function readAt(
	buffer: AudioBuffer,
	channel: number,
	rate: number,
	from: Samples,
	count: Samples
): Float32Array<ArrayBuffer> {
	const source = buffer.getChannelData(channel);
	if (buffer.sampleRate === rate) return readPadded(source, from, count);
	// Both rates meet once in `phases` samples of ours and `step` of the source: blocks that begin there line up exactly.
	const divisor = greatestCommonDivisor(buffer.sampleRate, rate);
	const phases = rate / divisor;
	const step = buffer.sampleRate / divisor;
	const margin = Math.ceil(MARGIN / step);
	const start = Math.floor(from / phases) - margin;
	const end = Math.ceil((from + count) / phases) + margin;
	const resampler = createResampler(buffer.sampleRate, rate);
	const out = resampler.push(readPadded(source, start * step, (end - start) * step));
	const skip = from - start * phases;
	return Float32Array.from(out.subarray(skip, skip + count));
}

function readPadded(source: Float32Array, from: Samples, count: Samples): Float32Array<ArrayBuffer> {
	const out = new Float32Array(count);
	const first = Math.max(0, from);
	const last = Math.min(source.length, from + count);
	if (last > first) out.set(source.subarray(first, last), first - from);
	return out;
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));
