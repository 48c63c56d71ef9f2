/**
 * `npm run -s sim -- --seeds N [--first N]`: lives through N worlds, ends with one line of counts, fails if one did.
 * `npm run -s sim -- --frames N [--first N]`: throws N spoiled frames at the gate instead; `first` is then their seed.
 */

import { parseArgs } from 'node:util';
import { fuzzGate } from '../wire/gate-fuzz.ts';
import { live } from './faults.ts';
import { addCounts, noCounts } from './world.ts';

const { values } = parseArgs({
	options: {
		seeds: { type: 'string', default: '2000' },
		first: { type: 'string', default: '1' },
		frames: { type: 'string' }
	}
});
const first = readCount('first', values.first);
const isGood = values.frames
	? throwFrames(readCount('frames', values.frames))
	: liveThrough(readCount('seeds', values.seeds));
if (!isGood) process.exitCode = 1;

function readCount(name: string, value: string): number {
	const count = Number(value);
	if (Number.isSafeInteger(count) && count > 0) return count;
	process.stderr.write(`--${name} is a whole number from 1, not ${value}.\n`);
	process.exit(2);
}

function liveThrough(seeds: number): boolean {
	const total = noCounts();
	let failed = 0;
	for (let seed = first; seed < first + seeds; seed++) {
		const { faults, counts } = live(seed);
		addCounts(total, counts);
		if (faults.length === 0) continue;
		failed++;
		process.stdout.write(`${faults.join('\n')}\n  again: npm run -s sim -- --seeds 1 --first ${seed}\n`);
	}
	const told = Object.entries(total).map(([name, count]) => `${count.toLocaleString('en')} ${name}`);
	process.stdout.write(`${seeds} seeds: ${seeds - failed} passed, ${failed} failed; ${told.join(', ')}\n`);
	return failed === 0;
}

function throwFrames(frames: number): boolean {
	const { admitted, slowestMs, faults } = fuzzGate(frames, first);
	for (const fault of faults) process.stdout.write(`${fault}\n`);
	const told = [
		`${admitted.toLocaleString('en')} admitted`,
		`${faults.length} faults`,
		`slowest ${slowestMs.toFixed(1)} ms`
	];
	process.stdout.write(`${frames.toLocaleString('en')} frames: ${told.join(', ')}\n`);
	return faults.length === 0;
}
