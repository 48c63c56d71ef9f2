/** Reads the configuration, serves, and stops when it is told to. */

import process from 'node:process';
import { toFault } from '#lib/fault.ts';
import { loadConfig } from './config/index.ts';
import { startServer } from './start.ts';

try {
	const server = await startServer(loadConfig({ argv: process.argv.slice(2), env: process.env, cwd: process.cwd() }));
	process.stdout.write(`Melograph is at ${server.url}\n`);
	for (const signal of ['SIGINT', 'SIGTERM'] as const)
		process.once(signal, () => void server.close().finally(() => process.exit(0)));
} catch (thrown) {
	const fault = toFault(thrown);
	if (fault.code === 'internal') throw thrown;
	process.stderr.write(`melograph: ${fault.message}\n`);
	process.exit(2);
}
