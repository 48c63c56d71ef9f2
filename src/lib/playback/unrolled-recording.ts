/** A recording in the order in which it is heard: its loops unrolled, at the rate of whatever plays it. */

import { createResampler } from '#lib/dsp/index.ts';
import type { Samples, Seconds } from '../units.ts';
import type { Piece } from './transport.ts';

/** Both sides of a joint fade this fast, so that it does not click. */
const FADE: Seconds = 0.005;
/** Source samples around a block that a resampler wants to see; its longest filter has fewer taps. */
const MARGIN: Samples = 2048;

/** A piece on the unrolled time. */
interface Unrolled {
	readonly at: Samples;
	/** Sample of the recording that sounds there; may be negative. */
	readonly from: Samples;
	readonly length: Samples;
}

/** Pieces that follow each other without a jump. Unrolled sample 0 sounds at clock `time`. */
export class UnrolledRecording {
	readonly time: Seconds;
	readonly speed: number;
	readonly #buffer: AudioBuffer;
	readonly #rate: number;
	/** In order, each where the one before it ends. */
	#pieces: readonly Unrolled[] = [];
	/** Clock second at which the last piece ends. */
	#end: Seconds;

	constructor(buffer: AudioBuffer, rate: number, first: Piece) {
		this.time = first.time;
		this.speed = first.speed;
		this.#buffer = buffer;
		this.#rate = rate;
		this.#end = first.time;
		this.append(first);
	}

	/** Unrolled samples that are known. */
	get length(): Samples {
		const last = this.#pieces.at(-1);
		return last ? last.at + last.length : 0;
	}

	/** Whether a piece begins where the last one ends. */
	isFollowedBy({ time, speed }: Piece): boolean {
		return speed === this.speed && Math.abs(time - this.#end) < 1 / this.#rate;
	}

	append({ time, position, seconds, speed }: Piece): void {
		const piece = {
			at: this.length,
			from: Math.round(position * this.#rate),
			length: Math.round(seconds * this.#rate)
		};
		this.#pieces = [...this.#pieces, piece];
		this.#end = time + seconds / speed;
	}

	/** Unrolled sample that sounds at a time of the clock. */
	sampleAt(time: Seconds): Samples {
		return Math.round((time - this.time) * this.speed * this.#rate);
	}

	/** Forgets what was before an unrolled sample. */
	forgetBefore(sample: Samples): void {
		if ((this.#pieces[0]?.length ?? Infinity) < sample)
			this.#pieces = this.#pieces.filter(({ at, length }) => at + length > sample);
	}

	/** Samples of a channel: before the first piece what lies before it in the recording, after the last one silence. */
	read(channel: number, from: Samples, count: Samples): Float32Array<ArrayBuffer> {
		const out = new Float32Array(count);
		for (const [i, piece] of this.#pieces.entries()) {
			const first = i === 0 ? from : Math.max(from, piece.at);
			const last = Math.min(from + count, piece.at + piece.length);
			if (last <= first) continue;
			const samples = readAt(this.#buffer, channel, this.#rate, {
				from: piece.from + first - piece.at,
				count: last - first
			});
			const before = i === 0 ? Infinity : first - piece.at;
			fadeEdges(samples, { before, after: piece.at + piece.length - last }, this.#rate);
			out.set(samples, first - from);
		}
		return out;
	}
}

/** Fades what is near a joint; `before` and `after` are the samples of the piece on both sides of these. */
function fadeEdges(samples: Float32Array, { before, after }: { before: Samples; after: Samples }, rate: number): void {
	const fade = Math.round(FADE * rate);
	const count = samples.length;
	for (let i = 0; i < Math.min(count, fade - before); i++) samples[i] = ((samples[i] ?? 0) * (before + i)) / fade;
	for (let i = Math.max(0, count + after - fade); i < count; i++)
		samples[i] = ((samples[i] ?? 0) * (count + after - 1 - i)) / fade;
}

/** Samples of a channel at another rate: sample `from` is the sound at `from / rate`. Silence beyond both ends. */
export function readAt(
	buffer: AudioBuffer,
	channel: number,
	rate: number,
	{ from, count }: { readonly from: Samples; readonly count: Samples }
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
