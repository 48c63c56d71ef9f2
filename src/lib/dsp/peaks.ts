/** Waveform peaks: the lowest and highest sample of each bucket of about 5 ms. */

import type { Hz, Samples, Seconds } from '../units.ts';

/** Bucket i covers seconds [i, i + 1) x secondsPerBucket of the recording; the last may be cut short. */
export interface Peaks {
	readonly secondsPerBucket: Seconds;
	readonly min: Float32Array;
	readonly max: Float32Array;
}

/** Peaks of a recording that is still arriving. */
export interface PeakStream {
	push(mono: Float32Array): void;
	/** All peaks so far: views that stay right but do not grow. */
	readonly peaks: Peaks;
}

const BUCKET_SECONDS: Seconds = 0.005;

/** Peaks over all channels together, so that nothing that clips in one of them is hidden. */
export function computePeaks(channels: readonly Float32Array[], sampleRate: Hz): Peaks {
	const size = samplesPerBucket(sampleRate);
	const length = channels.reduce((longest, channel) => Math.max(longest, channel.length), 0);
	const min = new Float32Array(Math.ceil(length / size));
	const max = new Float32Array(min.length);
	for (const [index, channel] of channels.entries()) {
		for (let bucket = 0; bucket * size < channel.length; bucket++) {
			const end = Math.min(channel.length, (bucket + 1) * size);
			let low = index === 0 ? Infinity : (min[bucket] ?? 0);
			let high = index === 0 ? -Infinity : (max[bucket] ?? 0);
			for (let i = bucket * size; i < end; i++) {
				const sample = channel[i] ?? 0;
				if (sample < low) low = sample;
				if (sample > high) high = sample;
			}
			min[bucket] = low;
			max[bucket] = high;
		}
	}
	return { secondsPerBucket: size / sampleRate, min, max };
}

/** Makes the peaks of a mono stream, block by block. */
export function createPeaks(sampleRate: Hz): PeakStream {
	const size = samplesPerBucket(sampleRate);
	let min = new Float32Array(1024);
	let max = new Float32Array(1024);
	let buckets = 0;
	let room: Samples = 0;
	return {
		push(mono) {
			for (const sample of mono) {
				if (room === 0) {
					if (buckets === min.length) [min, max] = [doubled(min), doubled(max)];
					min[buckets] = sample;
					max[buckets] = sample;
					buckets++;
					room = size;
				}
				if (sample < (min[buckets - 1] ?? 0)) min[buckets - 1] = sample;
				if (sample > (max[buckets - 1] ?? 0)) max[buckets - 1] = sample;
				room--;
			}
		},
		get peaks() {
			return { secondsPerBucket: size / sampleRate, min: min.subarray(0, buckets), max: max.subarray(0, buckets) };
		}
	};
}

const samplesPerBucket = (sampleRate: Hz): Samples => Math.max(1, Math.round(sampleRate * BUCKET_SECONDS));

function doubled(values: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
	const twice = new Float32Array(values.length * 2);
	twice.set(values);
	return twice;
}
