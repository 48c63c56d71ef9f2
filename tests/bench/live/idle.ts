/** What sockets weigh on which nobody says anything. */

import { startServerProcess } from '../server-process.ts';
import { startClient, type ClientProcess } from './client-process.ts';
import { round, type Sizes } from './sizes.ts';
import { makeDocument, type Address } from './socket.ts';

const SOCKETS_EACH = 10;
/** Sockets of one client process, below what one process may have open. */
const SOCKETS_PER_PROCESS = 2500;
const MAKER = 'bench-maker';

export async function measureIdle({ sockets, settleRounds }: Sizes) {
	const server = await startServerProcess(['--documents-per-address-per-hour', '1000000'], { isWeighed: true });
	const base = await server.settledMb(settleRounds);
	const clients: ClientProcess<null>[] = [];
	const growths: number[] = [];
	let open = 0;
	for (const count of sockets) {
		while (open < count) {
			const fresh = Math.min(SOCKETS_PER_PROCESS, count - open);
			const addresses: Address[] = [];
			for (let i = 0; i * SOCKETS_EACH < fresh; i++) addresses.push(await makeDocument(server.url, MAKER));
			const client = startClient('idle', { addresses, socketsEach: SOCKETS_EACH, name: String(open) });
			clients.push(client);
			await client.ready;
			open += fresh;
		}
		growths.push(round((await server.settledMb(settleRounds)) - base));
	}
	for (const client of clients) client.go();
	await Promise.all(clients.map((client) => client.result));
	const left = await server.settledMb(settleRounds);
	await server.stop();
	return {
		growths,
		detail: {
			sockets,
			documents: open / SOCKETS_EACH,
			serverMb: round(base),
			afterAllHaveGoneGrowthMb: round(left - base)
		}
	};
}
