/** How soon a document is open for someone who follows a link. */

import { startServerProcess } from '../server-process.ts';
import { startClient } from './client-process.ts';
import { medianOf, round, type Sizes } from './sizes.ts';
import { join, openSocket, type Address } from './socket.ts';
import type { OpenResult } from './tasks.ts';

/** The first 16 bars of four quarters. */
const SCREEN_TICKS = 16 * 4 * 960;
/** A reader who has everything is sent nothing. */
const ALL = 2 ** 31;

/** Opens the document in `dataDir` again and again, each time with a server that has just started. */
export async function measureOpening(dataDir: string, { doc, token }: Address, { openings }: Sizes) {
	const cold: OpenResult[] = [];
	const warm: OpenResult[] = [];
	for (let i = 0; i < openings; i++) {
		const server = await startServerProcess([], { dataDir });
		const address = { url: server.url, doc, token };
		cold.push(await openOnce(address, `cold-opener-${i}`));
		const holder = await openSocket(server.url);
		await join(holder, address, { cid: `bench-holder-${i}`, since: ALL });
		warm.push(await openOnce(address, `warm-opener-${i}`));
		holder.terminate();
		await server.stop();
	}
	return {
		coldMs: medianOf(cold, 'openMs'),
		warmMs: medianOf(warm, 'openMs'),
		coldWelcomeMs: medianOf(cold, 'welcomeMs'),
		warmWelcomeMs: medianOf(warm, 'welcomeMs'),
		rounds: cold.map(({ openMs }) => round(openMs)),
		last: cold.at(-1)
	};
}

async function openOnce(address: Address, cid: string): Promise<OpenResult> {
	const client = startClient('open', { address, cid, screenTicks: SCREEN_TICKS });
	await client.ready;
	client.go();
	return client.result;
}
