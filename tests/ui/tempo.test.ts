import { expect, test } from 'vitest';
import { TempoMap } from '#lib/score/index.ts';
import { beatText, parseBeat } from '#lib/ui/music-text.ts';
import { addTap, computeTappedBpm } from '#lib/ui/tempo/tap.ts';

const tapAll = (...times: number[]): number | null => computeTappedBpm(times.reduce<readonly number[]>(addTap, []));

test('taps make a tempo; one late tap does not count, and after a pause it begins anew', () => {
	expect(tapAll()).toBeNull();
	expect(tapAll(0)).toBeNull();
	expect(tapAll(0, 500)).toBe(120);
	expect(tapAll(0, 500, 1000, 1800, 2300, 2800)).toBe(120);
	expect(tapAll(0, 500, 1000, 9000)).toBeNull();
	expect(tapAll(0, 500, 9000, 9600, 10_200)).toBe(100);
});

test('bar and beat are read as they are written, in every meter', () => {
	const map = new TempoMap(
		{ tempo: 500_000, beatsPerBar: 4, beatUnit: 4 },
		[],
		[{ tick: 7680, beatsPerBar: 6, beatUnit: 8 }]
	);
	for (const tick of [0, 960, 3840, 7680, 7680 + 480, 7680 + 2880 * 5])
		expect(parseBeat(map, beatText(map, tick))).toBe(tick);
	expect(parseBeat(map, ' 2 ')).toBe(3840);
	expect(parseBeat(map, '2,3')).toBe(3840 + 1920);
	for (const text of ['', '0', '0.1', '1.5', '3.7', 'x', '1.', '-1']) expect(parseBeat(map, text)).toBeNull();
});
