import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { finish, makeFolder, startProgram } from './program.ts';

test('serve answers where it says, keeps its data where it is told, and ends well when it is stopped', async () => {
	const folder = makeFolder();
	const child = startProgram(folder, ['serve', '--port', '0', '--data-dir', 'kept', '--log-level', 'silent']);
	const finished = finish(child);
	const line = await new Promise<string>((resolve) =>
		child.stdout.once('data', (block: Buffer) => resolve(block.toString()))
	);
	const url = line.match(/^Melograph is at (http:\/\/127\.0\.0\.1:\d+)\n$/)?.[1] ?? '';
	expect((await fetch(url)).status).toBe(200);
	expect(fs.readdirSync(path.join(folder, 'kept')).length).toBeGreaterThan(0);

	child.kill('SIGTERM');
	const { code, stderr } = await finished;
	expect([code, stderr]).toEqual([0, '']);
});
