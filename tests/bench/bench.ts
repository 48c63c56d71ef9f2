/** `npm run -s bench -- NAME [--json] [--quick]`: runs one bench and prints its figures. Nothing here fails for being slow. */

import { parseArgs } from 'node:util';

/** What a bench prints: its own figures, those of others measured in the same run, and what explains both. */
export interface BenchResult {
	readonly figures: Readonly<Record<string, number | null>>;
	readonly yardstick: Readonly<Record<string, unknown>>;
	readonly detail: Readonly<Record<string, unknown>>;
}

export interface BenchOptions {
	/** Less of everything: to see that it runs. The figures then mean little. */
	readonly isQuick: boolean;
}

type Bench = (options: BenchOptions) => Promise<BenchResult>;

const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
	analyze: async () => (await import('./analyze.bench.ts')).benchAnalyze,
	live: async () => (await import('./live.bench.ts')).benchLive,
	roll: async () => (await import('./roll.bench.ts')).benchRoll,
	start: async () => (await import('./start.bench.ts')).benchStart,
	wire: async () => (await import('./wire.bench.ts')).benchWire
};

const { values, positionals } = parseArgs({
	options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
	allowPositionals: true
});
const [name = ''] = positionals;
const load = BENCHES[name];
if (!load) {
	process.stderr.write(`bench: there is no bench "${name}"; there is ${Object.keys(BENCHES).join(', ')}.\n`);
	process.exit(2);
}
const { figures, yardstick, detail } = await (await load())({ isQuick: values.quick });
if (values.json) process.stdout.write(`${JSON.stringify({ ...figures, yardstick, detail })}\n`);
else
	for (const [figure, value] of Object.entries(figures))
		process.stdout.write(`${figure.padEnd(28)}${value ?? 'not measured'}\n`);
process.exit(0);
