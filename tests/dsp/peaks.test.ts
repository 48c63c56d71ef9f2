import { expect, test } from 'vitest';
import { computePeaks, createPeaks } from '#lib/dsp/index.ts';

test('a bucket holds the lowest and the highest sample of all channels', () => {
	const left = new Float32Array(1000);
	const right = new Float32Array(1000);
	left[100] = 0.5;
	right[101] = -0.25;
	right[999] = 1;
	const { secondsPerBucket, min, max } = computePeaks([left, right], 48_000);
	expect(secondsPerBucket).toBe(0.005);
	expect([...max]).toEqual([0.5, 0, 0, 0, 1]);
	expect([...min]).toEqual([-0.25, 0, 0, 0, 0]);
});

test('a sound that never crosses zero keeps its own range', () => {
	const { min, max } = computePeaks([new Float32Array(240).fill(0.75)], 48_000);
	expect([min[0], max[0]]).toEqual([0.75, 0.75]);
});

test('at 44.1 kHz buckets stay whole samples and their length says so', () => {
	const { secondsPerBucket, min } = computePeaks([new Float32Array(44_100)], 44_100);
	expect(secondsPerBucket * 44_100).toBeCloseTo(221, 9);
	expect(min.length).toBe(Math.ceil(44_100 / 221));
});

test('block by block gives the same peaks as all at once', () => {
	const sound = Float32Array.from({ length: 500_000 }, (_, i) => Math.sin(i * 0.01) * Math.cos(i * 0.0003));
	const stream = createPeaks(44_100);
	for (let i = 0, size = 1; i < sound.length; i += size, size = (size * 7) % 4099)
		stream.push(sound.subarray(i, i + size));
	expect(stream.peaks).toEqual(computePeaks([sound], 44_100));
});

test('no channels and no samples give no buckets', () => {
	expect(computePeaks([], 44_100).min.length).toBe(0);
	expect(createPeaks(44_100).peaks.max.length).toBe(0);
});
