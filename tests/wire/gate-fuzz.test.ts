import { expect, test } from 'vitest';
import { fuzzGate } from './gate-fuzz.ts';

/** More by `npm run -s sim -- --frames N`. */
const FRAMES = 100_000;

test(`${FRAMES} random and mutated frames: the gate never throws, admits allowed kinds only, decoders refuse the rest in words, and none is slow`, () => {
	const { faults, admitted } = fuzzGate(FRAMES, 5);
	expect(faults).toEqual([]);
	// neither all nor none
	expect(admitted).toBeGreaterThan(FRAMES / 10);
	expect(admitted).toBeLessThan(FRAMES / 2);
});

test('the same frames find a gate that is left open', () => {
	expect(fuzzGate(2000, 5, () => true).faults).not.toEqual([]);
});
