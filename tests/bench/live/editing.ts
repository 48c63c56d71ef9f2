/** From an edit on one screen to the same edit on every other. */

import { startServerProcess, type ServerProcess } from '../server-process.ts';
import { startClient } from './client-process.ts';
import { fillDocument } from './fill.ts';
import { quantile, round, type Sizes } from './sizes.ts';
import type { Address } from './socket.ts';
import type { EditResult } from './tasks.ts';

interface Filled {
	readonly address: Address;
	/** Its last row. */
	readonly seq: number;
	readonly notes: number;
}

/** Fills two documents and edits one after the other; both lie in `dataDir` afterwards. */
export async function measureEditing(dataDir: string, sizes: Sizes) {
	const server = await startServerProcess([], { dataDir });
	const [few, many] = sizes.notes;
	const small: Filled = { ...(await fillDocument(server.url, few)), notes: few };
	const large: Filled = { ...(await fillDocument(server.url, many)), notes: many };
	const measured = {
		small: await editTogether(server, small, sizes),
		large: await editTogether(server, large, sizes)
	};
	await server.stop();
	return { ...measured, addresses: { small: small.address, large: large.address } };
}

async function editTogether(server: ServerProcess, { address, seq, notes }: Filled, sizes: Sizes) {
	const { editors, processes, opsPerSecond, warmSeconds, editSeconds } = sizes;
	const each = editors / processes;
	const seconds = warmSeconds + editSeconds;
	const clients = Array.from({ length: processes }, (_, p) => {
		const cids = Array.from({ length: each }, (__, i) => `bench-editor-${p * each + i}`);
		return startClient('edit', { address, cids, since: seq, notes, opsPerSecond, seconds });
	});
	await Promise.all(clients.map((client) => client.ready));
	const cpuMs = server.cpuMs() ?? NaN;
	for (const client of clients) client.go();
	const results = await Promise.all(clients.map((client) => client.result));
	const share = ((server.cpuMs() ?? NaN) - cpuMs) / (seconds * 1000);
	return { ...digest(results, sizes), notes, serverCpuShare: round(share, 2) };
}

/** Times from sent to seen by others, of all ops that were sent after the warm-up. Throws when one was not seen by all. */
function digest(results: readonly EditResult[], { editors, warmSeconds }: Sizes) {
	const opKey = (slot: number | undefined, n: number | undefined): number => (slot ?? NaN) * 2 ** 24 + (n ?? NaN);
	const sent = new Map<number, number>();
	for (const { sent: times } of results)
		for (let i = 0; i < times.length; i += 3) sent.set(opKey(times[i], times[i + 1]), times[i + 2] ?? NaN);
	const begin = Math.min(...sent.values()) + warmSeconds * 1000;
	const others: number[] = [];
	const own: number[] = [];
	for (const { seen } of results)
		for (let i = 0; i < seen.length; i += 4) {
			const from = sent.get(opKey(seen[i + 1], seen[i + 2]));
			if (from === undefined || from < begin) continue;
			(seen[i] === seen[i + 1] ? own : others).push((seen[i + 3] ?? NaN) - from);
		}
	const ops = [...sent.values()].filter((time) => time >= begin).length;
	const due = ops * (editors - 1);
	if (others.length !== due) throw new Error(`${others.length} rows were seen by others, not ${due}.`);
	return {
		ops,
		seen: others.length,
		p50Ms: quantile(others, 0.5),
		p90Ms: quantile(others, 0.9),
		p99Ms: quantile(others, 0.99),
		mostMs: quantile(others, 1),
		ownP50Ms: quantile(own, 0.5),
		ownP99Ms: quantile(own, 0.99)
	};
}
