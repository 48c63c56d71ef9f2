/** A server in a process of its own, to be killed by tests. Flags are those of the configuration; prints its address. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '#server/app.ts';
import { loadConfig } from '#server/config/index.ts';
import { createLog } from '#server/log.ts';

const { values } = loadConfig({ argv: process.argv.slice(2), env: {}, cwd: process.cwd() });
const app = await createApp(values, createLog(values.logLevel));
const server = createServer((request, response) => {
	if (!app.handle(request, response)) response.writeHead(404).end();
});
server.on('upgrade', (request, socket, head) => {
	if (!app.upgrade(request, socket, head)) socket.destroy();
});
// SIGKILL is a crash, SIGTERM a wish
process.once('SIGTERM', () => {
	server.close();
	void app.close().finally(() => process.exit(0));
});
server.listen(0, '127.0.0.1', () =>
	process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
);
