/** Speed without pitch, listened to at the speakers. */

import { expect, test } from '@playwright/test';
import type { Heard } from './player/page.ts';
import { hear, PlayerPages, STRICT } from './player/player-page.ts';

let pages: PlayerPages;
test.beforeAll(async () => {
	pages = await PlayerPages.start();
});
test.afterAll(() => pages.close());

/** Levels are taken each millisecond, over ten. */
const STEP = 0.001;
const WINDOW = 0.01;

/** Level of one frequency over time. */
function levelsAt({ samples, sampleRate }: Heard, hz: number): number[] {
	const window = Math.round(WINDOW * sampleRate);
	const levels: number[] = [];
	for (let from = 0; from + window <= samples.length; from = Math.round(levels.length * STEP * sampleRate)) {
		let real = 0;
		let imaginary = 0;
		for (let i = from; i < from + window; i++) {
			const angle = (2 * Math.PI * hz * i) / sampleRate;
			real += (samples[i] ?? 0) * Math.cos(angle);
			imaginary += (samples[i] ?? 0) * Math.sin(angle);
		}
		levels.push((2 * Math.hypot(real, imaginary)) / window);
	}
	return levels;
}

/** Middle of each stretch of sound at a frequency, in seconds: the centre of its energy. */
function centresOf(heard: Heard, hz: number): number[] {
	const levels = levelsAt(heard, hz);
	const floor = 0.1 * Math.max(...levels);
	const centres: number[] = [];
	let energy = 0;
	let moment = 0;
	let quiet = 0;
	for (const [i, level] of levels.entries()) {
		if (level > floor) {
			energy += level * level;
			moment += level * level * (i * STEP + WINDOW / 2);
			quiet = 0;
		} else if (energy > 0 && ++quiet > 60) {
			centres.push(moment / energy);
			energy = moment = quiet = 0;
		}
	}
	return centres;
}

/** Where each stretch of sound begins after a silence, in seconds. */
function onsetsOf({ samples, sampleRate }: Heard, floor: number): number[] {
	const onsets: number[] = [];
	let last = -Infinity;
	for (const [i, sample] of samples.entries()) {
		if (Math.abs(sample) < floor) continue;
		if (i - last > 0.15 * sampleRate) onsets.push(i / sampleRate);
		last = i;
	}
	return onsets;
}

const maxStep = ({ samples }: Heard, from: number, to: number): number => {
	let most = 0;
	for (let i = from + 1; i < to; i++) most = Math.max(most, Math.abs((samples[i] ?? 0) - (samples[i - 1] ?? 0)));
	return most;
};

for (const [speed, sampleRate, channels] of [
	[1, 48_000, 1],
	[0.5, 48_000, 1],
	[0.75, 44_100, 2],
	[1.5, 16_000, 1],
	[2, 48_000, 2]
] as const)
	test(`at speed ${speed} a recording at ${sampleRate} Hz keeps its pitch and is in time with the notes`, async ({
		page
	}) => {
		await pages.open(page);
		// notes on the second, the recording's bursts of 3 kHz on the half second
		const heard = await hear(page, {
			recording: { sampleRate, channels, tone: 'bursts' },
			notes: [0, 1, 2, 3, 4, 5, 6, 7, 8],
			speed,
			seconds: 0.6 + 3.2 / speed
		});
		expect(heard.stretchFault).toBeNull();
		const bursts = centresOf(heard, 3000);
		const notes = onsetsOf(heard, 0.001);
		expect(bursts.length).toBeGreaterThanOrEqual(2);
		for (const burst of bursts) {
			const wanted = burst - 0.5 / speed;
			const note = notes.reduce(
				(best, onset) => (Math.abs(onset - wanted) < Math.abs(best - wanted) ? onset : best),
				0
			);
			// the first may have begun before anybody listened
			if (note > 0 || wanted > 0) expect(Math.abs(note - wanted)).toBeLessThan(0.01);
		}
	});

test('speed changed while playing neither jumps nor clicks, and keeps the pitch', async ({ page }) => {
	await pages.open(page);
	const heard = await hear(page, {
		recording: { sampleRate: 48_000, channels: 1, tone: 'steady' },
		changes: [
			{ after: 0.8, speed: 0.75 },
			{ after: 1.8, speed: 1.5 },
			{ after: 2.5, speed: 1 }
		],
		seconds: 3.4
	});
	const { samples, sampleRate, positions } = heard;
	// the tone itself steps by 0.023 a sample
	expect(maxStep(heard, Math.round(0.2 * sampleRate), samples.length)).toBeLessThan(0.06);
	for (const [i, { time, position }] of positions.entries()) {
		const before = positions[i - 1];
		if (!before) continue;
		expect(position).toBeGreaterThanOrEqual(before.position);
		expect(position - before.position).toBeLessThan(1.5 * (time - before.time) + 0.03);
	}
	const levels = levelsAt(heard, 440).slice(300, -100);
	// where two ways of sounding meet their phases may differ for a moment, which a busy machine makes longer
	expect(levels.filter((level) => level < 0.2).length).toBeLessThan(400);
	expect(Math.min(...levels.slice(-400))).toBeGreaterThan(0.3);
});

test('without WebAssembly the recording is heard all the same, and the player says what is missing', async ({
	page
}) => {
	pages.policy = STRICT.replace(" 'wasm-unsafe-eval'", '');
	try {
		await pages.open(page);
		const heard = await hear(page, {
			recording: { sampleRate: 48_000, channels: 1, tone: 'steady' },
			speed: 0.5,
			seconds: 1
		});
		expect(heard.stretchFault).toContain('cannot change the speed');
		expect(Math.max(...levelsAt(heard, 220))).toBeGreaterThan(0.3);
	} finally {
		pages.policy = STRICT;
	}
});
