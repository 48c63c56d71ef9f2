/** How long `npm start` takes to answer when nothing has changed since the last time. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BenchOptions, BenchResult } from './bench.ts';
import { ROOT } from './recordings.ts';

const POLL_MS = 5;

export async function benchStart({ isQuick }: BenchOptions): Promise<BenchResult> {
	const data = mkdtempSync(path.join(tmpdir(), 'melograph-start-'));
	const rounds: number[] = [];
	await startOnce(data); // the first one builds, and fills what the others find
	for (let i = 0; i < (isQuick ? 1 : 7); i++) rounds.push(await startOnce(data));
	rmSync(data, { recursive: true, force: true });
	const median = rounds.toSorted((a, b) => a - b)[rounds.length >> 1] ?? NaN;
	return {
		figures: { secondStartMs: Math.round(median) },
		yardstick: {},
		detail: { isQuick, rounds: rounds.map(Math.round) }
	};
}

/** Milliseconds from `npm start` to the first page that it answers with. */
async function startOnce(data: string): Promise<number> {
	const port = await findFreePort();
	const began = performance.now();
	const child = spawn('npm', ['start'], {
		cwd: ROOT,
		stdio: 'ignore',
		env: { ...process.env, PORT: String(port), MELOGRAPH_DATA_DIR: data }
	});
	const exited = new Promise((resolve) => child.once('exit', resolve));
	while (!(await isAnswering(port))) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
	const took = performance.now() - began;
	child.kill('SIGTERM');
	await exited;
	return took;
}

const isAnswering = (port: number): Promise<boolean> =>
	fetch(`http://127.0.0.1:${port}/`).then(
		(response) => response.ok,
		() => false
	);

function findFreePort(): Promise<number> {
	return new Promise((resolve) => {
		const probe = createServer().listen(0, '127.0.0.1', () => {
			const { port } = probe.address() as AddressInfo;
			probe.close(() => resolve(port));
		});
	});
}
