/** `melograph serve`: the server, until it is stopped. */

import { once } from 'node:events';
import { Fault } from '#lib/fault.ts';
import { startServer } from '#server/start.ts';
import type { Invocation } from './command.ts';

export async function serve({ words, config, terminal, signal }: Invocation): Promise<number> {
	if (words.length > 0) throw new Fault('config', `The command serve takes flags only, not "${words[0]}".`);
	const server = await startServer(config);
	terminal.print(`Melograph is at ${server.url}`);
	if (!signal.aborted) await once(signal, 'abort');
	await server.close();
	return 0;
}
