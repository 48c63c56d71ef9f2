/** Cuts a stream of samples into overlapping windows on the frame grid. */

import { HOP_SAMPLES, type Frames, type Samples } from '../units.ts';

/** Frames [start, start + count), with the same margin of context on both sides of the samples; silence beyond the ends. */
export interface Window {
	readonly start: Frames;
	readonly count: Frames;
	readonly margin: Frames;
	/** (count + 2 x margin) x 160 samples; frame start + i is centred at sample (margin + i) x 160. Reused: copy to keep. */
	readonly samples: Float32Array;
}

export interface WindowPlan {
	/** Context that the tracker needs on each side. */
	readonly margin: Frames;
	/** Frames of each window in turn; the last one repeats. */
	readonly counts: readonly Frames[];
}

/**
 * The windows of a whole recording of N samples: ceil(N / 160) frames in all. Small windows first, so that the first
 * frames come soon; larger ones after, so that the margins cost little.
 */
export async function* cutWindows(audio: AsyncIterable<Float32Array>, plan: WindowPlan): AsyncGenerator<Window> {
	const buffer = new SampleBuffer(plan.margin * HOP_SAMPLES);
	let start: Frames = 0;
	let step = 0;
	const nextCount = (): Frames => plan.counts[Math.min(step, plan.counts.length - 1)] ?? 1;
	const window = (count: Frames): Window => ({
		start,
		count,
		margin: plan.margin,
		samples: buffer.view((start - plan.margin) * HOP_SAMPLES, (count + 2 * plan.margin) * HOP_SAMPLES)
	});
	for await (const block of audio) {
		buffer.push(block);
		for (let count = nextCount(); buffer.end >= (start + count + plan.margin) * HOP_SAMPLES; count = nextCount()) {
			yield window(count);
			start += count;
			step++;
			buffer.dropBefore((start - plan.margin) * HOP_SAMPLES);
		}
	}
	const total = Math.ceil(buffer.end / HOP_SAMPLES);
	while (start < total) {
		const count = Math.min(nextCount(), total - start);
		yield window(count);
		start += count;
		step++;
	}
}

/** The last stretch of a stream, addressed by the stream's own sample numbers. */
class SampleBuffer {
	#data = new Float32Array(1 << 17);
	/** Sample number of #data[0]; negative at first, for the silence before the recording. */
	#first: Samples;
	#length: Samples;

	constructor(silenceBefore: Samples) {
		this.#first = -silenceBefore;
		this.#length = silenceBefore;
	}

	/** One past the last sample. */
	get end(): Samples {
		return this.#first + this.#length;
	}

	push(block: Float32Array): void {
		this.#reserve(this.#length + block.length);
		this.#data.set(block, this.#length);
		this.#length += block.length;
	}

	dropBefore(sample: Samples): void {
		const drop = sample - this.#first;
		if (drop <= 0) return;
		this.#data.copyWithin(0, drop, this.#length);
		this.#first += drop;
		this.#length -= drop;
	}

	/** `count` samples from number `from`; silence past the end. */
	view(from: Samples, count: Samples): Float32Array {
		const at = from - this.#first;
		this.#reserve(at + count);
		if (at + count > this.#length) this.#data.fill(0, this.#length, at + count);
		return this.#data.subarray(at, at + count);
	}

	#reserve(samples: Samples): void {
		if (samples <= this.#data.length) return;
		const larger = new Float32Array(Math.max(samples, this.#data.length * 2));
		larger.set(this.#data.subarray(0, this.#length));
		this.#data = larger;
	}
}
