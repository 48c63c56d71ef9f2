import { expect, test } from 'vitest';
import { computeAccuracy } from './metrics.ts';

const at = (cents: number): number => 440 * 2 ** (cents / 1200);

/** Six voiced, three unvoiced and one undecided frame, worked out by hand. */
const reference = Float32Array.of(440, 440, 440, 440, 440, 440, 0, 0, 0, NaN);
const guess = Float32Array.of(
	at(10), // right
	-at(-30), // right pitch, taken for unvoiced
	at(60), // wrong, but near
	at(1200), // an octave too high
	-at(-2420), // two octaves too low, taken for unvoiced
	0, // no guess at all
	at(0), // false alarm
	-at(0),
	0,
	at(777)
);

test('each figure is what the definition gives by hand', () => {
	const accuracy = computeAccuracy([{ reference, guess }]);
	expect(accuracy.voicedFrames).toBe(6);
	expect(accuracy.unvoicedFrames).toBe(3);
	expect(accuracy.rawPitch).toBeCloseTo(2 / 6);
	expect(accuracy.rawChroma).toBeCloseTo(4 / 6);
	expect(accuracy.octaveError).toBeCloseTo(2 / 6);
	expect(accuracy.voicingRecall).toBeCloseTo(3 / 6);
	expect(accuracy.voicingFalseAlarm).toBeCloseTo(1 / 3);
	expect(accuracy.overall).toBeCloseTo((1 + 2) / 9);
	expect(accuracy.medianCents).toBeCloseTo(30, 2);
});

test('recordings count by their frames, not one by one', () => {
	const long = { reference: new Float32Array(30).fill(200), guess: new Float32Array(30).fill(200) };
	const short = { reference: new Float32Array(10).fill(200), guess: new Float32Array(10).fill(300) };
	expect(computeAccuracy([long, short]).rawPitch).toBeCloseTo(0.75);
});

test('a guess of exactly fifty cents is wrong, as in mir_eval', () => {
	const one = (cents: number) =>
		computeAccuracy([{ reference: Float32Array.of(440), guess: Float32Array.of(at(cents)) }]).rawPitch;
	expect(one(49.9)).toBe(1);
	expect(one(50.1)).toBe(0);
});

test('what is not there to be counted is not a number', () => {
	const accuracy = computeAccuracy([{ reference: Float32Array.of(NaN), guess: Float32Array.of(440) }]);
	expect(accuracy.rawPitch).toBeNaN();
	expect(accuracy.voicingFalseAlarm).toBeNaN();
	expect(accuracy.medianCents).toBeNaN();
});
