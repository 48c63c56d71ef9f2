import { expect, test } from 'vitest';
import { live } from './faults.ts';
import { MUTANTS } from './mutants.ts';

const SEEDS = 100;
const SHARE_MIN = 0.01;

test.each(Object.entries(MUTANTS))('the simulation catches "%s"', (name, parts) => {
	let caught = 0;
	for (let seed = 1; seed <= SEEDS; seed++) if (live(seed, parts).faults.length > 0) caught++;
	process.stdout.write(`sim: "${name}" is caught by ${caught} of ${SEEDS} seeds\n`);
	expect(caught / SEEDS).toBeGreaterThanOrEqual(SHARE_MIN);
});
