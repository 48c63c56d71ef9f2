import { expect, test } from 'vitest';
import { analyse, createYin, Curve, stepToPitch, trackFrames, type Tracker } from '#lib/pitch/index.ts';
import { centsBetween, TRACKER_RATE, type Hz } from '#lib/units.ts';
import { loadHeldOut } from '../accuracy/heldout.ts';
import { computeAccuracy, describeAccuracy, type Comparison } from '../accuracy/metrics.ts';
import { collect, frameTime, inBlocks, synthesise } from './signals.ts';

async function hear(samples: Float32Array): Promise<Curve> {
	const curve = new Curve();
	for await (const chunk of analyse(inBlocks(samples), { tracker: createYin() })) curve.append(chunk);
	return curve;
}

/** The largest error in cents, frames within 100 ms of the ends aside. */
function worstError(curve: Curve, pitchAt: (time: number) => Hz): number {
	let worst = 0;
	for (let i = 10; i < curve.length - 10; i++)
		worst = Math.max(worst, Math.abs(centsBetween(pitchAt(frameTime(i)), Math.max(1, curve.hzAt(i)))));
	return worst;
}

test.each([55, 82.4, 110, 196, 311.1, 440, 880, 1318.5])('a tone of %s Hz is heard within 2 cents', async (hz) => {
	expect(worstError(await hear(synthesise(1, () => hz)), () => hz)).toBeLessThan(2);
});

test('a glide over two octaves and a vibrato are followed without an octave error', async () => {
	const glide = (time: number): Hz => 110 * 2 ** time;
	expect(worstError(await hear(synthesise(2, glide)), glide)).toBeLessThan(15);
	const vibrato = (time: number): Hz => 330 * 2 ** ((0.7 / 12) * Math.sin(2 * Math.PI * 5.5 * time));
	expect(worstError(await hear(synthesise(2, vibrato)), vibrato)).toBeLessThan(30);
});

test('a missing fundamental is heard as its pitch', async () => {
	const samples = Float32Array.from({ length: TRACKER_RATE }, (_, i) => {
		const phase = (2 * Math.PI * 150 * i) / TRACKER_RATE;
		return 0.1 * (Math.sin(2 * phase) + Math.sin(3 * phase) + Math.sin(4 * phase));
	});
	expect(worstError(await hear(samples), () => 150)).toBeLessThan(3);
});

test('silence and noise are unvoiced', async () => {
	let seed = 7;
	const noise = Float32Array.from({ length: TRACKER_RATE }, () => {
		seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0;
		return (seed / 2 ** 31) * 0.2;
	});
	for (const samples of [noise, new Float32Array(TRACKER_RATE)]) {
		const curve = await hear(samples);
		let voiced = 0;
		for (let i = 0; i < curve.length; i++) if (curve.isVoiced(i, 0.6)) voiced++;
		expect(voiced).toBe(0);
	}
});

test('cut into windows it is what it is whole', async () => {
	const samples = synthesise(3, (time) => (time % 0.8 < 0.6 ? 180 * 2 ** (time / 6) : 0));
	const yin = createYin();
	const cut = async (counts: number[]): Promise<number[]> => {
		const tracker: Tracker = { ...yin, plan: { ...yin.plan, counts } };
		return (await collect(trackFrames(inBlocks(samples, 999), { tracker }))).flatMap(({ frames }) => [...frames.hz]);
	};
	const [whole, parts] = [await cut([10_000]), await cut([7, 50, 13])];
	expect(parts).toHaveLength(whole.length);
	for (const [i, hz] of parts.entries()) expect(Math.abs(hz - (whole[i] ?? 0))).toBeLessThan(0.01);
});

test('on a quarter of the held-out recordings it is right in nine of ten frames', { timeout: 120_000 }, async () => {
	const heard: Comparison[] = [];
	let at = 0;
	for await (const { samples, hz } of loadHeldOut()) {
		if (at++ % 4 !== 0) continue;
		const guess = new Float32Array(hz.length);
		for await (const chunk of analyse(inBlocks(samples), { tracker: createYin() }))
			for (const [i, step] of chunk.pitch.entries()) guess[chunk.start + i] = stepToPitch(step);
		heard.push({ reference: hz, guess });
	}
	const accuracy = computeAccuracy(heard);
	process.stdout.write(`${describeAccuracy('yin', accuracy)}\n`);
	expect(accuracy.rawPitch).toBeGreaterThanOrEqual(0.9);
	expect(accuracy.voicingRecall).toBeGreaterThanOrEqual(0.9);
	expect(accuracy.voicingFalseAlarm).toBeLessThanOrEqual(0.05);
});
