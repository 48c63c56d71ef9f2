import { expect, test } from 'vitest';
import { Fault } from '#lib/fault.ts';
import { admits, decodeClientFrame, GATE_LIMITS } from '#lib/wire/index.ts';
import { fuzzGate } from './gate-fuzz.ts';

/** More by `npm run -s sim -- --frames N`. */
const FRAMES = 100_000;
const FRAME_MS_MAX = 20;

test(`${FRAMES} random and mutated frames: the gate never throws, admits allowed kinds only, and decoders refuse the rest in words`, () => {
	const { faults, admitted } = fuzzGate(FRAMES, 5);
	expect(faults).toEqual([]);
	// neither all nor none
	expect(admitted).toBeGreaterThan(FRAMES / 10);
	expect(admitted).toBeLessThan(FRAMES / 2);
});

test('the same frames find a gate that is left open', () => {
	expect(fuzzGate(2000, 5, () => true).faults).not.toEqual([]);
});

/** As many bytes as a frame may have, after a head. */
function fill(head: readonly number[], body: readonly number[], count: number): Uint8Array {
	return Uint8Array.from([...head, ...Array.from({ length: count }, () => body).flat()]);
}
const listOf = (count: number): number[] => [0xdd, 0, 0, count >> 8, count & 0xff];
const op = [0x93, 2, 1];

test.each([
	['empty lists', fill(listOf(19_999), [0x90], 19_999)],
	['an op of empty lists', fill([...op, ...listOf(19_990)], [0x90], 19_990)],
	['an op of adds', fill([...op, ...listOf(4900)], [0x94, 0, 0, 1, 1], 4900)],
	['an op of sets of no field', fill([...op, ...listOf(4900)], [0x93, 1, 1, 1], 4900)],
	['a delete of many ids', fill([...op, 0x91, 0x92, 2, 0x91, ...listOf(19_980)], [1], 19_980)],
	['a shift of runs of one', fill([...op, 0x91, 0x93, 3, ...listOf(6600)], [0x92, 1, 1], 6600).slice(0, -1)],
	['long text', fill([0x91, 0xda, 0xff, 0xf0], [0x61], 0xfff0)],
	['spoiled text', fill([0x91, 0xda, 0xff, 0xf0], [0xf0], 0xfff0)],
	['maps', fill(listOf(19_999), [0x80], 19_999)]
])(`a frame within the limits takes at most ${FRAME_MS_MAX} ms: %s`, (_name, bytes) => {
	expect(bytes.length).toBeLessThanOrEqual(GATE_LIMITS.bytes);
	const times = Array.from({ length: 5 }, () => {
		const start = performance.now();
		if (admits(bytes))
			try {
				decodeClientFrame(bytes);
			} catch (error) {
				expect(error).toBeInstanceOf(Fault);
			}
		return performance.now() - start;
	});
	// the least of five: how busy the machine is does not matter
	expect(Math.min(...times)).toBeLessThanOrEqual(FRAME_MS_MAX);
});
