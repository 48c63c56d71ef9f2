/** `npm run -s kill -- --times N [--first SEED]`: kills a server under load N times; one line of counts, and a failure if there was one. */

import { parseArgs } from 'node:util';
import { killAgain } from './kill-again.ts';
import { tellReport } from './report.ts';

const { values } = parseArgs({
	options: { times: { type: 'string', default: '20' }, first: { type: 'string', default: '1' } }
});
const report = await killAgain({ times: readCount('times', values.times), seed: readCount('first', values.first) });
process.stdout.write(`${tellReport(report)}\n`);
process.exit(report.faults.length === 0 ? 0 : 1);

function readCount(name: string, value: string): number {
	const count = Number(value);
	if (Number.isSafeInteger(count) && count > 0) return count;
	process.stderr.write(`--${name} is a whole number from 1, not ${value}.\n`);
	process.exit(2);
}
