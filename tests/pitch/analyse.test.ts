import { beforeAll, expect, test } from 'vitest';
import { analyse, Curve, trackFrames, type Tracker } from '#lib/pitch/index.ts';
import { centsBetween, midiToHz, type Hz } from '#lib/units.ts';
import { collect, frameTime, inBlocks, openTracker, synthesise } from './signals.ts';

let tracker: Tracker;
beforeAll(async () => {
	tracker = await openTracker();
});

async function hear(samples: Float32Array, using = tracker): Promise<Curve> {
	const curve = new Curve();
	for await (const chunk of analyse(inBlocks(samples), { tracker: using })) curve.append(chunk);
	return curve;
}

/** Median of |error| in cents over frames at least 100 ms from the ends. */
function medianError(curve: Curve, pitchAt: (time: number) => Hz): number {
	const errors: number[] = [];
	for (let i = 10; i < curve.length - 10; i++)
		if (curve.hzAt(i) > 0) errors.push(Math.abs(centsBetween(pitchAt(frameTime(i)), curve.hzAt(i))));
	return errors.toSorted((a, b) => a - b)[errors.length >> 1] ?? Infinity;
}

test.each([55, 82.4, 110, 196, 220, 311.1, 440, 659.3, 880, 1318.5])(
	'a steady tone of %s Hz is heard within 2 cents',
	async (hz) => {
		const curve = await hear(synthesise(1.5, () => hz));
		expect(medianError(curve, () => hz)).toBeLessThan(2);
	}
);

test('silence is unvoiced, and there is a frame each 10 ms to the very end', async () => {
	const samples = synthesise(2.003, (time) => (time > 0.5 && time < 1.5 ? 220 : 0));
	const curve = await hear(samples);
	expect(curve.length).toBe(Math.ceil(samples.length / 160));
	for (const i of [5, 20, 40, 175, 190]) expect(curve.isVoiced(i, 0.6)).toBe(false);
	for (const i of [60, 80, 100, 120, 140]) expect(curve.isVoiced(i, 0.6)).toBe(true);
});

test('a frame is heard at its own time within 3 ms', async () => {
	// a 5 Hz vibrato of a semitone: shifting the truth by the delay makes the error least
	const vibrato = (time: number): Hz => 260 * 2 ** ((0.5 / 12) * Math.sin(2 * Math.PI * 5 * time));
	const curve = await hear(synthesise(4, vibrato));
	const errorAt = (delay: number): number => medianError(curve, (time) => vibrato(time - delay));
	const delays = Array.from({ length: 41 }, (_, k) => (k - 20) / 1000);
	const best = delays.reduce((least, delay) => (errorAt(delay) < errorAt(least) ? delay : least));
	expect(Math.abs(best)).toBeLessThanOrEqual(0.003);
});

test('cut into chunks it is what it is whole, within a hundredth of a cent', async () => {
	const samples = synthesise(6.4, (time) => (time % 1.6 < 1.3 ? 180 * 2 ** (time / 6) : 0));
	const whole: Tracker = { ...tracker, plan: { ...tracker.plan, counts: [100_000] } };
	const small: Tracker = { ...tracker, plan: { ...tracker.plan, counts: [7, 50, 13] } };
	const flatten = async (using: Tracker): Promise<{ hz: number[]; confidence: number[] }> => {
		const windows = await collect(trackFrames(inBlocks(samples, 1000), { tracker: using }));
		return {
			hz: windows.flatMap(({ frames }) => [...frames.hz]),
			confidence: windows.flatMap(({ frames }) => [...frames.confidence])
		};
	};
	const [one, many, usual] = [await flatten(whole), await flatten(small), await flatten(tracker)];
	for (const other of [many, usual]) {
		expect(other.hz.length).toBe(one.hz.length);
		one.hz.forEach((hz, i) => {
			const found = other.hz[i] ?? 0;
			expect(Math.sign(found)).toBe(Math.sign(hz));
			if (hz !== 0) expect(Math.abs(centsBetween(Math.abs(hz), Math.abs(found)))).toBeLessThan(0.01);
			expect(Math.abs((other.confidence[i] ?? 0) - (one.confidence[i] ?? 0))).toBeLessThan(1e-4);
		});
	}
});

test('resumed after stored chunks it gives the same chunks', async () => {
	const samples = synthesise(7, (time) => midiToHz(50 + Math.floor(time) * 2));
	const all = await collect(analyse(inBlocks(samples), { tracker }));
	const rest = await collect(analyse(inBlocks(samples), { tracker, skip: 250 }));
	expect(rest).toEqual(all.slice(5));
});

test('40 dB quieter it is heard alike, but for the very ends of fades', async () => {
	const pitch = (time: number): Hz => (time % 1 < 0.7 ? 200 + 40 * time : 0);
	const loud = await hear(synthesise(3, pitch));
	const quiet = await hear(synthesise(3, pitch).map((sample) => sample / 100));
	let flips = 0;
	for (let i = 0; i < loud.length; i++) if (loud.isVoiced(i, 0.6) !== quiet.isVoiced(i, 0.6)) flips++;
	expect(flips / loud.length).toBeLessThan(0.02);
});

test('something 45 dB behind a voice is not taken for it', async () => {
	const voice = synthesise(4, (time) => (time % 2 < 1 ? 220 : 0));
	const behind = synthesise(4, (time) => (time % 2 < 1 ? 0 : 330), 0.25 * 10 ** (-45 / 20));
	const curve = await hear(voice.map((sample, i) => sample + (behind[i] ?? 0)));
	let voiced = 0;
	for (let i = 120; i < 190; i++) if (curve.isVoiced(i, 0.6)) voiced++;
	expect(voiced).toBe(0);
});

test('an unvoiced frame keeps the guess with its sign turned', async () => {
	const curve = await hear(
		synthesise(1, (time) => (time < 0.5 ? 220 : 0)).map((sample, i) => sample + 0.001 * Math.sin(i * i))
	);
	const unvoiced = Array.from({ length: 30 }, (_, i) => curve.hzAt(65 + i)).filter((hz) => hz < 0);
	expect(unvoiced.length).toBeGreaterThan(0);
});
