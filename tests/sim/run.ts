/** `npm run -s sim -- --seeds N [--first N]`: lives through N worlds, ends with one line of counts, fails if one did. */

import { parseArgs } from 'node:util';
import { live } from './faults.ts';
import { noCounts, type Counts } from './world.ts';

const { values } = parseArgs({
	options: { seeds: { type: 'string', default: '2000' }, first: { type: 'string', default: '1' } }
});
const seeds = Number(values.seeds);
const first = Number(values.first);
if (!Number.isSafeInteger(seeds) || seeds < 1 || !Number.isSafeInteger(first) || first < 0) {
	process.stderr.write('--seeds is a whole number from 1, --first one from 0.\n');
	process.exit(2);
}

const total = noCounts();
let failed = 0;
for (let seed = first; seed < first + seeds; seed++) {
	const { faults, counts } = live(seed);
	for (const name of Object.keys(total) as (keyof Counts)[]) total[name] += counts[name];
	if (faults.length === 0) continue;
	failed++;
	process.stdout.write(`${faults.join('\n')}\n  again: npm run -s sim -- --seeds 1 --first ${seed}\n`);
}
const told = Object.entries(total).map(([name, count]) => `${count.toLocaleString('en')} ${name}`);
process.stdout.write(`${seeds} seeds: ${seeds - failed} passed, ${failed} failed; ${told.join(', ')}\n`);
if (failed > 0) process.exitCode = 1;
