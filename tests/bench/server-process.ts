/** The real server, pages and all, in a process of its own. */

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './recordings.ts';

export interface ServerProcess {
	readonly url: string;
	readonly process: ChildProcess;
	/** Resident memory now, in MiB; null where the system does not tell. */
	residentMb(): number | null;
	stop(): Promise<void>;
}

/** Starts `server/main.ts` on a free port and waits until its workers are ready. */
export async function startServerProcess(flags: readonly string[] = []): Promise<ServerProcess> {
	const dataDir = mkdtempSync(path.join(tmpdir(), 'melograph-bench-'));
	const child = spawn(
		process.execPath,
		[path.join(ROOT, 'server/main.ts'), '--port', '0', '--data-dir', dataDir, ...flags],
		{
			cwd: ROOT,
			stdio: ['ignore', 'pipe', 'pipe']
		}
	);
	let output = '';
	const ready = new Promise<string>((resolve, reject) => {
		const check = (data: Buffer): void => {
			output += data.toString();
			const url = /Melograph is at (\S+)/.exec(output)?.[1];
			if (url && output.includes('workers are ready')) resolve(url);
		};
		child.stdout.on('data', check);
		child.stderr.on('data', check);
		child.once('exit', () => reject(new Error(`The server did not start: ${output}`)));
	});
	return {
		url: await ready,
		process: child,
		residentMb: () => {
			try {
				const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
				return kilobytes === undefined ? null : Number(kilobytes) / 1024;
			} catch {
				return null;
			}
		},
		stop: async () => {
			const exited = new Promise((resolve) => child.once('exit', resolve));
			child.kill('SIGTERM');
			await exited;
			rmSync(dataDir, { recursive: true, force: true });
		}
	};
}
