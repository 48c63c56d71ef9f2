/** The transform against its definition, and against what is known of any transform. */

import { expect, test } from 'vitest';
import { createRealFft } from '#lib/dsp/index.ts';

/** Noise that is the same each time. */
function noise(count: number): Float64Array {
	let state = 1;
	return Float64Array.from({ length: count }, () => {
		state = (state * 48_271) % 2_147_483_647;
		return state / 1_073_741_824 - 1;
	});
}

/** By the definition, in O(n^2). */
function transformSlowly(samples: Float64Array): { re: number[]; im: number[] } {
	const size = samples.length;
	const bins = Array.from({ length: size / 2 + 1 }, (_, k) => k);
	const sum = (wave: (angle: number) => number, k: number): number =>
		samples.reduce((total, sample, i) => total + sample * wave((2 * Math.PI * k * i) / size), 0);
	return { re: bins.map((k) => sum(Math.cos, k)), im: bins.map((k) => -sum(Math.sin, k)) };
}

const transform = (samples: Float64Array): { re: Float64Array; im: Float64Array } => {
	const re = new Float64Array(samples.length / 2 + 1);
	const im = new Float64Array(samples.length / 2 + 1);
	createRealFft(samples.length).transform(samples, re, im);
	return { re, im };
};

test.each([4, 8, 16, 64, 256])('%i samples of noise are transformed as the definition says', (size) => {
	const samples = noise(size);
	const fast = transform(samples);
	const slow = transformSlowly(samples);
	for (let k = 0; k <= size / 2; k++) {
		expect(fast.re[k]).toBeCloseTo(slow.re[k] ?? NaN, 10);
		expect(fast.im[k]).toBeCloseTo(slow.im[k] ?? NaN, 10);
	}
});

test('a cosine of k turns is one bin, of half the size', () => {
	const { re, im } = transform(Float64Array.from({ length: 1024 }, (_, i) => Math.cos((2 * Math.PI * 37 * i) / 1024)));
	for (let k = 0; k <= 512; k++) expect(Math.hypot(re[k] ?? 0, im[k] ?? 0)).toBeCloseTo(k === 37 ? 512 : 0, 8);
});

test('energy in is energy out (Parseval)', () => {
	const samples = noise(4096);
	const { re, im } = transform(samples);
	let energy = 0;
	for (let k = 0; k <= 2048; k++) energy += ((re[k] ?? 0) ** 2 + (im[k] ?? 0) ** 2) * (k === 0 || k === 2048 ? 1 : 2);
	expect(energy / 4096).toBeCloseTo(
		samples.reduce((sum, sample) => sum + sample * sample, 0),
		6
	);
});

test('the samples are left as they are, and the same transform can be used again', () => {
	const fft = createRealFft(8);
	const samples = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
	const [re, im] = [new Float64Array(5), new Float64Array(5)];
	fft.transform(samples, re, im);
	const first = [...re, ...im];
	fft.transform(samples, re, im);
	expect([...re, ...im]).toEqual(first);
	expect([...samples]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('a size that is no power of two is refused', () => {
	expect(() => createRealFft(12)).toThrow('12');
	expect(() => createRealFft(2)).toThrow('2');
});
