import { expect, test } from 'vitest';
import { killAgain } from '../kill/kill-again.ts';
import { tellReport } from '../kill/report.ts';

/** More by `npm run -s kill -- --times N`. */
const TIMES = 20;

test(`a server killed ${TIMES} times under load loses nothing that was acknowledged and doubles nothing`, async () => {
	const report = await killAgain({ times: TIMES, seed: 1 });
	process.stdout.write(`${tellReport(report)}\n`);
	expect(report.faults).toEqual([]);
	expect(report.kills).toBe(TIMES);
	// there was something to lose, and something on its way each time
	expect(report.acknowledged).toBeGreaterThan(TIMES * 20);
	expect(report.resent).toBeGreaterThan(TIMES);
	expect(report.groups).toBeGreaterThan(0);
	expect(report.heardRows).toBeGreaterThan(0);
}, 180_000);
