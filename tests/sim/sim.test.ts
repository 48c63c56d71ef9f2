import { expect, test } from 'vitest';
import { live } from './faults.ts';

/** More by `npm run -s sim`; 2,000 of them by `.ci/run`. */
const SEEDS = 300;

test(`${SEEDS} worlds with two servers, lost, doubled and late frames, refusals and crashes end in agreement`, () => {
	for (let seed = 1; seed <= SEEDS; seed++) expect(live(seed).faults).toEqual([]);
});

test('a seed repeats its world', () => {
	expect(live(7)).toEqual(live(7));
	expect(live(7).counts).not.toEqual(live(8).counts);
});
