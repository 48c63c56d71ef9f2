/** What it is like to work together: edit to seen, what sockets weigh, how soon a document is open. All in real processes. */

import { rmSync } from 'node:fs';
import type { BenchOptions, BenchResult } from './bench.ts';
import { measureEditing } from './live/editing.ts';
import { measureIdle } from './live/idle.ts';
import { measureOpening } from './live/opening.ts';
import { FULL, QUICK } from './live/sizes.ts';
import { measureSlowReader } from './live/slow-reader.ts';
import { makeDataFolder } from './server-process.ts';

const HOW = {
	editing:
		'From an editor handing a frame to its socket until another has decoded the row, for every other editor and every op after the warm-up; on the steady clock that all processes share.',
	opening:
		'In a fresh process with an open socket: from HELLO until every note is in the score and those of the first 16 bars are picked out. The document was filled and edited as above. Cold, the figure: the first to open it after the server has started; warm: somebody else has it open. Medians.',
	idle: 'Least resident memory in some seconds of collecting garbage, above the same server before its first socket. Ten sockets a document, each document of 16 notes; each socket pings every 20 s.',
	slowReader:
		'Most settled memory while one socket reads nothing, an editor pastes and deletes and an analysis runs, above the same in the last of some rounds with a reader that reads (a server that has just started grows in the first ones).'
};

export async function benchLive({ isQuick }: BenchOptions): Promise<BenchResult> {
	const sizes = isQuick ? QUICK : FULL;
	const dataDir = makeDataFolder();
	try {
		const { addresses, ...editing } = await measureEditing(dataDir, sizes);
		const opening = {
			small: await measureOpening(dataDir, addresses.small, sizes),
			large: await measureOpening(dataDir, addresses.large, sizes)
		};
		const { growths, detail: idle } = await measureIdle(sizes);
		const slowReader = await measureSlowReader(sizes);
		return {
			figures: {
				editToSeenP50Ms: editing.small.p50Ms,
				editToSeenP99Ms: editing.small.p99Ms,
				editToSeenP99Ms100000: editing.large.p99Ms,
				idle1000GrowthMb: growths[0] ?? null,
				idle10000GrowthMb: growths[1] ?? null,
				slowReaderGrowthMb: slowReader.growthMb,
				open2000Ms: opening.small.coldMs,
				open100000Ms: opening.large.coldMs
			},
			yardstick: {},
			detail: {
				isQuick,
				node: process.version,
				sizes,
				editing: { how: HOW.editing, ...editing },
				opening: { how: HOW.opening, ...opening },
				idle: { how: HOW.idle, ...idle },
				slowReader: { how: HOW.slowReader, ...slowReader }
			}
		};
	} finally {
		rmSync(dataDir, { recursive: true, force: true });
	}
}
