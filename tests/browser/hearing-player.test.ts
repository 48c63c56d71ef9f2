/** The player at the speakers: metronome, ranges, mutes, ceilings, and what it leaves behind. */

import { expect, test } from '@playwright/test';
import type { Heard } from './player/page.ts';
import { hear, PlayerPages } from './player/player-page.ts';

let pages: PlayerPages;
test.beforeAll(async () => {
	pages = await PlayerPages.start();
});
test.afterAll(() => pages.close());
test.beforeEach(({ page }) => pages.open(page));

/** Where sound begins after 0.1 s of silence, in seconds. */
function onsetsOf({ samples, sampleRate }: Heard): number[] {
	const onsets: number[] = [];
	let last = -Infinity;
	for (const [i, sample] of samples.entries()) {
		if (Math.abs(sample) < 0.002) continue;
		if (i - last > 0.1 * sampleRate) onsets.push(i / sampleRate);
		last = i;
	}
	return onsets;
}

const peakOf = (samples: readonly number[]): number =>
	samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);

const TONE = { sampleRate: 48_000, channels: 1, tone: 'steady' } as const;

test('the metronome clicks on each beat, in proportion to the speed', async ({ page }) => {
	const heard = await hear(page, {
		recording: TONE,
		gains: { recording: 0, metronome: 1 },
		speed: 1.25,
		seconds: 2.5
	});
	const beats = onsetsOf(heard);
	expect(beats.length).toBeGreaterThanOrEqual(4);
	for (const [i, beat] of beats.entries()) if (i > 0) expect(beat - (beats[i - 1] ?? 0)).toBeCloseTo(0.4, 3);
});

test('a count-in clicks to the bar line even where the metronome is off, and there the music begins', async ({
	page
}) => {
	const heard = await hear(page, { recording: TONE, countIn: true, seconds: 2.8 });
	expect(heard.positions[0]?.position).toBe(0);
	expect(heard.positions.at(-1)?.position).toBeGreaterThan(0);
	// the clicks of the bar that came after listening began, and the tone, which does not stop
	const onsets = onsetsOf(heard);
	expect(onsets.length).toBeGreaterThanOrEqual(3);
	expect(onsets.length).toBeLessThanOrEqual(5);
	for (const [i, onset] of onsets.entries()) if (i > 0) expect(onset - (onsets[i - 1] ?? 0)).toBeCloseTo(0.5, 2);
});

test('a range is played once and the playhead returns to its start', async ({ page }) => {
	const heard = await hear(page, { recording: TONE, range: { start: 1, end: 1.6 }, seconds: 1.5 });
	expect(Math.max(...heard.positions.map(({ position }) => position))).toBeLessThanOrEqual(1.6);
	expect(heard.positions.at(-1)?.position).toBe(1);
	expect(peakOf(heard.samples.slice(-0.3 * heard.sampleRate))).toBe(0);
});

test('a loop at another speed goes round without a click', async ({ page }) => {
	const heard = await hear(page, {
		recording: TONE,
		loop: { start: 1, end: 1.41 },
		from: 1,
		speed: 0.8,
		seconds: 2.5
	});
	const { positions, samples, sampleRate } = heard;
	for (const { position } of positions) expect(position).toBeLessThan(1.41);
	let step = 0;
	for (let i = Math.round(0.4 * sampleRate); i < samples.length; i++)
		step = Math.max(step, Math.abs((samples[i] ?? 0) - (samples[i - 1] ?? 0)));
	expect(step).toBeLessThan(0.08);
	expect(peakOf(samples.slice(-0.2 * sampleRate))).toBeGreaterThan(0.2);
});

test('recording and notes are swapped in a moment, without a click', async ({ page }) => {
	const heard = await hear(page, {
		recording: TONE,
		notes: [0],
		changes: [{ after: 0.8, gains: { recording: 0 } }],
		seconds: 1.4
	});
	const { samples, sampleRate } = heard;
	expect(peakOf(samples.slice(-0.2 * sampleRate))).toBeLessThan(0.001);
	expect(peakOf(samples.slice(0, 0.5 * sampleRate))).toBeGreaterThan(0.3);
});

test('what is quiet passes unchanged, and nothing passes full scale', async ({ page }) => {
	const quiet = await hear(page, { recording: TONE, seconds: 0.8 });
	expect(peakOf(quiet.samples)).toBeGreaterThan(0.39);
	expect(peakOf(quiet.samples)).toBeLessThan(0.41);
	const many = await hear(page, {
		recording: TONE,
		notes: Array.from({ length: 60 }, () => 0.3),
		gains: { metronome: 1 },
		seconds: 0.8
	});
	expect(peakOf(many.samples)).toBeGreaterThan(0.7);
	expect(peakOf(many.samples)).toBeLessThan(1);
});

test('100 players that were made and disposed leave nothing behind', async ({ page }) => {
	test.setTimeout(240_000);
	const session = await page.context().newCDPSession(page);
	const measure = async (): Promise<{ nodes: number; heapMb: number }> => {
		for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
		const { nodes } = await session.send('Memory.getDOMCounters');
		return { nodes, heapMb: (await session.send('Runtime.getHeapUsage')).usedSize / 2 ** 20 };
	};
	await page.evaluate(() => window.player.createAndDispose(5));
	const before = await measure();
	await page.evaluate(() => window.player.createAndDispose(100));
	const after = await measure();
	expect(after.nodes).toBe(before.nodes);
	expect(after.heapMb - before.heapMb).toBeLessThan(2);
});
