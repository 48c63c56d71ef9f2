// for tests/cli/serve.test.ts: hangs until startServer() closes the app when listen() fails (its worker pool keeps the process alive)
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder, run } from './program.ts';

test('a port that is taken is said with exit code 2', async () => {
	const taken = createServer().listen(0, '127.0.0.1');
	onTestFinished(() => void taken.close());
	await new Promise((resolve) => taken.once('listening', resolve));
	const { port } = taken.address() as AddressInfo;
	const { code, stderr } = await run(makeFolder(), ['serve', '--port', String(port)]);
	expect(code).toBe(2);
	expect(stderr).toContain(`Port ${port} on 127.0.0.1 is taken`);
});
