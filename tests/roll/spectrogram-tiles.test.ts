/** The spectrogram in tiles: what one looks at comes first, what nobody looks at does not, and memory is bounded. */

import { expect, test } from 'vitest';
import { SPECTROGRAM_ROWS } from '#lib/dsp/index.ts';
import { computePalette } from '#lib/roll/spectrogram/palette.ts';
import { createSpectrogramComputer, type SpectrogramJob } from '#lib/roll/spectrogram/job.ts';
import {
	columnSeconds,
	createSpectrogramTiles,
	pickSpectrogramLevel,
	TILE_COLUMNS,
	type SoundSamples
} from '#lib/roll/spectrogram/tiles.ts';
import { midiToHz } from '#lib/units.ts';

const RATE = 8000;
const compute = createSpectrogramComputer();
const worker = { compute: async (job: SpectrogramJob) => compute(job), dispose: () => undefined };
/** A worker that is quick, for tests of what is asked for. */
const idle = {
	compute: async ({ columns }: SpectrogramJob) => new Uint8Array(columns * SPECTROGRAM_ROWS),
	dispose: () => undefined
};

/** A sine of pitch 69 that begins at 2 s, and what was read of it. */
function sound(seconds: number, reads: (readonly [number, number])[] = []): SoundSamples {
	return {
		sampleRate: RATE,
		seconds,
		async read(from, to) {
			reads.push([from / RATE, to / RATE]);
			return Float32Array.from({ length: to - from }, (_, i) =>
				from + i < 2 * RATE ? 0 : Math.sin((2 * Math.PI * midiToHz(69) * (from + i)) / RATE)
			);
		},
		dispose: () => undefined
	};
}

const ticks = async (): Promise<void> => {
	for (let i = 0; i < 60; i++) await Promise.resolve();
};

test('a tone stands where it sounds, in time and in pitch, at any level', async () => {
	for (const level of [0, 1, 2]) {
		const tiles = createSpectrogramTiles(sound(2.56), worker);
		tiles.want(level, 0, 0);
		await ticks();
		const tile = tiles.find(level, 0);
		const a4 = Math.round((69 + 0.5) * 3 - 0.5);
		const at = (seconds: number, row: number): number =>
			tile?.values[Math.floor(seconds / columnSeconds(level)) * SPECTROGRAM_ROWS + row] ?? NaN;
		expect(at(2.4, a4), `level ${level}`).toBeGreaterThan(240);
		expect(at(2.4, a4 + 30)).toBeLessThan(140);
		expect(at(1.5, a4)).toBe(0);
		tiles.dispose();
	}
});

test('the middle of what is in view comes first, and nothing else is read', async () => {
	const reads: (readonly [number, number])[] = [];
	const tiles = createSpectrogramTiles(sound(3600, reads), idle);
	tiles.want(0, 100, 102);
	await ticks();
	const starts = reads.map(([from, to]) => (from + to) / 2 / (TILE_COLUMNS * columnSeconds(0)));
	expect(Math.floor(starts[0] ?? 0)).toBe(101);
	expect(Math.min(...starts)).toBeGreaterThan(100);
	expect(Math.max(...starts)).toBeLessThan(103);
});

test('what went out of view costs no more than the piece that was under way', async () => {
	const reads: (readonly [number, number])[] = [];
	const tiles = createSpectrogramTiles(sound(3600, reads), idle);
	tiles.want(0, 0, 20);
	tiles.want(0, 500, 500);
	await ticks();
	expect(reads.filter(([from]) => from < 500 * 2.56 - 2)).toHaveLength(1);
	expect(tiles.find(0, 500)?.columns).toBe(TILE_COLUMNS);
});

test('an hour at any level keeps a bounded number of tiles, and those in view among them', async () => {
	const tiles = createSpectrogramTiles(sound(3600), idle);
	for (let first = 0; first < 400; first += 8) {
		tiles.want(0, first, first + 7);
		await ticks();
		await ticks();
	}
	const kept = Array.from({ length: 400 }, (_, index) => tiles.find(0, index)).filter((tile) => tile !== null);
	expect(kept.length).toBeLessThanOrEqual(96);
	expect(kept.some(({ index }) => index === 399)).toBe(true);
});

test('sound that cannot be read leaves the page in peace', async () => {
	const tiles = createSpectrogramTiles({ ...sound(60), read: () => Promise.reject(new Error('gone')) }, worker);
	tiles.want(0, 0, 1);
	await ticks();
	expect(tiles.find(0, 0)?.columns ?? 0).toBe(0);
});

test('nothing is told after the end', async () => {
	const tiles = createSpectrogramTiles(sound(60), idle);
	let told = 0;
	tiles.subscribe(() => told++);
	tiles.want(0, 0, 3);
	tiles.dispose();
	await ticks();
	expect(told).toBe(0);
});

test('columns are half a pixel to two pixels wide, as far as there are levels', () => {
	for (const pixelsPerSecond of [1, 3, 10, 40, 100, 180]) {
		const width = columnSeconds(pickSpectrogramLevel(pixelsPerSecond)) * pixelsPerSecond;
		expect(width).toBeGreaterThanOrEqual(0.5);
		expect(width).toBeLessThanOrEqual(2);
	}
});

test('soft is clear, loud is the last colour, and more brightness shows softer sounds', () => {
	const stops = [
		[10, 10, 10, 1],
		[200, 200, 200, 1]
	] as const;
	const palette = computePalette(stops, { brightness: 0.5, contrast: 0.5 });
	expect(palette[3]).toBe(0);
	expect([...palette.slice(255 * 4)]).toEqual([200, 200, 200, 255]);
	const firstSeen = (brightness: number): number => {
		const colours = computePalette(stops, { brightness, contrast: 0.5 });
		return Array.from({ length: 256 }, (_, value) => value).find((value) => (colours[value * 4 + 3] ?? 0) > 0) ?? 256;
	};
	expect(firstSeen(1)).toBeLessThan(firstSeen(0.5));
	expect(firstSeen(0.5)).toBeLessThan(firstSeen(0));
});
