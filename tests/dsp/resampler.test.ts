import { expect, test } from 'vitest';
import { createResampler, resample } from '#lib/dsp/index.ts';

const TO = 16_000;

function sine(hz: number, rate: number, seconds: number, amplitude = 0.5): Float32Array {
	return Float32Array.from(
		{ length: Math.round(rate * seconds) },
		(_, i) => amplitude * Math.sin(2 * Math.PI * hz * (i / rate))
	);
}

function whole(input: Float32Array, from: number, to = TO): Float32Array {
	const resampler = createResampler(from, to);
	return joined([resampler.push(input), resampler.flush()]);
}

function joined(parts: readonly Float32Array[]): Float32Array {
	const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		out.set(part, at);
		at += part.length;
	}
	return out;
}

/** Level of `got - wanted` under the sine `wanted`, in dB, away from both ends. */
function errorLevel(got: Float32Array, wanted: Float32Array): number {
	let error = 0;
	let power = 0;
	for (let i = 1600; i < wanted.length - 1600; i++) {
		error += ((got[i] ?? 0) - (wanted[i] ?? 0)) ** 2;
		power += (wanted[i] ?? 0) ** 2;
	}
	return 10 * Math.log10(error / power);
}

const level = (samples: Float32Array): number => {
	const middle = samples.subarray(1600, -1600);
	return 10 * Math.log10(middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length);
};

const RATES = [
	4000, 4001, 8000, 11_025, 12_345, 15_999, 22_050, 32_000, 44_100, 44_101, 48_000, 96_000, 192_000, 383_999, 384_000
];

test.each(RATES)('a sine from %i Hz is the same sine at the same time, 115 dB above the error', (rate) => {
	const hz = Math.min(1000, rate / 5);
	expect(errorLevel(whole(sine(hz, rate, 0.6), rate), sine(hz, TO, 0.6))).toBeLessThan(-115);
});

test.each([22_050, 44_100, 48_000, 44_101])('7.3 kHz passes from %i Hz without loss', (rate) => {
	expect(errorLevel(whole(sine(7300, rate, 0.6), rate), sine(7300, TO, 0.6))).toBeLessThan(-100);
});

test.each([
	[44_100, 8600],
	[44_100, 15_000],
	[44_100, 20_000],
	[48_000, 9000],
	[44_101, 12_345],
	[384_000, 100_000]
])('from %i Hz, %i Hz leaves nothing above -120 dB', (rate, hz) => {
	expect(level(whole(sine(hz, rate, 0.6, Math.SQRT2), rate))).toBeLessThan(-120);
});

test('a click stays where it was, to a fraction of a sample', () => {
	const rate = 44_100;
	const input = new Float32Array(rate);
	input[22_050] = 1;
	const out = whole(input, rate);
	expect(out.indexOf(Math.max(...out))).toBe(8000);
	let moment = 0;
	let mass = 0;
	for (const [i, sample] of out.entries()) {
		moment += i * sample * sample;
		mass += sample * sample;
	}
	expect(moment / mass).toBeCloseTo(8000, 4);
});

test.each([44_100, 48_000, 8000, 44_101, 383_999])(
	'in blocks of any size, %i Hz gives the very same samples',
	(rate) => {
		const input = Float32Array.from({ length: rate / 2 }, (_, i) => Math.sin(i * i * 1e-4));
		const atOnce = whole(input, rate);
		for (const size of [1, 7, 160, 4096, 65_536]) {
			if (size === 1 && rate > 50_000) continue;
			const resampler = createResampler(rate, TO);
			const parts: Float32Array[] = [];
			for (let i = 0; i < input.length; i += size) parts.push(resampler.push(input.subarray(i, i + size)));
			parts.push(resampler.flush());
			expect(joined(parts)).toEqual(atOnce);
		}
	}
);

test('the output is as long as the input, rounded up', () => {
	for (const rate of RATES) {
		for (const length of [0, 1, 2, 3, 159, 160, 1000, 40_001]) {
			expect(whole(new Float32Array(length), rate).length).toBe(Math.ceil((length * TO) / rate));
		}
	}
});

test('equal rates pass through untouched', () => {
	const block = sine(440, TO, 0.1);
	const resampler = createResampler(TO, TO);
	expect(resampler.push(block)).toBe(block);
	expect(resampler.flush().length).toBe(0);
});

test('a stream of blocks is resampled lazily and completely', async () => {
	let pulled = 0;
	async function* blocks(): AsyncGenerator<Float32Array> {
		for (; pulled < 10; pulled++) yield sine(440, 48_000, 0.1);
	}
	const out = resample(blocks(), 48_000, TO);
	const first = await out.next();
	expect(pulled).toBe(0);
	let total = first.value?.length ?? 0;
	for await (const block of out) total += block.length;
	expect(total).toBe(TO);
});

test('rates that are no whole numbers are a bug of the caller', () => {
	expect(() => createResampler(44_100.5, TO)).toThrow('whole numbers');
	expect(() => createResampler(0, TO)).toThrow('whole numbers');
});
