/** The real server, pages and all, in a process of its own. */

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ROOT } from './recordings.ts';

export interface ServerProcess {
	readonly url: string;
	readonly process: ChildProcess;
	/** Resident memory now, in MiB; null where the system does not tell. */
	residentMb(): number | null;
	/** The least resident memory while garbage is collected so often, for a server made with `isWeighed`; or NaN. */
	settledMb(rounds: number): Promise<number>;
	/** Processor time used so far, in milliseconds; null where the system does not tell. */
	cpuMs(): number | null;
	stop(): Promise<void>;
}

export interface ServerOptions {
	/** A data folder that outlives the server; without one it has its own. */
	readonly dataDir?: string;
	/** Whether its garbage can be collected from here. */
	readonly isWeighed?: boolean;
	/** Further flags of Node. */
	readonly nodeFlags?: readonly string[];
}

const SETTLE_MS = 400;
/** Clock ticks of /proc in a second, on every Linux there is. */
const TICKS_PER_SECOND = 100;

/** Starts `server/main.ts` on a free port and waits until its workers are ready. */
export async function startServerProcess(
	flags: readonly string[] = [],
	{ dataDir, isWeighed = false, nodeFlags = [] }: ServerOptions = {}
): Promise<ServerProcess> {
	const folder = dataDir ?? makeDataFolder();
	const weighed = isWeighed ? ['--expose-gc', '--import', path.join(import.meta.dirname, 'collect-garbage.ts')] : [];
	const child = spawn(
		process.execPath,
		[...weighed, ...nodeFlags, path.join(ROOT, 'server/main.ts'), '--port', '0', '--data-dir', folder, ...flags],
		{ cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] }
	);
	// a bench that breaks down must not leave a server behind
	const end = (): void => void child.kill('SIGKILL');
	process.once('exit', end);
	child.once('exit', () => process.off('exit', end));
	let output = '';
	const ready = new Promise<string>((resolve, reject) => {
		const check = (data: Buffer): void => {
			output += data.toString();
			const url = /Melograph is at (\S+)/.exec(output)?.[1];
			if (!url || !output.includes('workers are ready')) return;
			output = '';
			child.stdout.off('data', check).resume();
			child.stderr.off('data', check).resume();
			resolve(url);
		};
		child.stdout.on('data', check);
		child.stderr.on('data', check);
		child.once('exit', () => reject(new Error(`The server did not start: ${output}`)));
	});
	const url = await ready;
	const residentMb = (): number | null => readResidentMb(child.pid);
	return {
		url,
		process: child,
		residentMb,
		settledMb: async (rounds) => {
			let least = Infinity;
			for (let i = 0; i < rounds; i++) {
				if (isWeighed) child.kill('SIGUSR2');
				await wait(SETTLE_MS);
				least = Math.min(least, residentMb() ?? Infinity);
			}
			return least === Infinity ? NaN : least;
		},
		cpuMs: () => readCpuMs(child.pid),
		stop: async () => {
			const exited = new Promise((resolve) => child.once('exit', resolve));
			child.kill('SIGTERM');
			await exited;
			if (!dataDir) rmSync(folder, { recursive: true, force: true });
		}
	};
}

export const makeDataFolder = (): string => mkdtempSync(path.join(tmpdir(), 'melograph-bench-'));

function readResidentMb(pid: number | undefined): number | null {
	const kilobytes = /VmRSS:\s+(\d+)/.exec(readProcess(pid, 'status'))?.[1];
	return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

function readCpuMs(pid: number | undefined): number | null {
	// after the name, which stands in brackets and may hold anything: utime and stime are fields 14 and 15
	const [, rest] = readProcess(pid, 'stat').split(') ');
	const fields = rest?.split(' ') ?? [];
	const ticks = Number(fields[11]) + Number(fields[12]);
	return Number.isNaN(ticks) ? null : (ticks / TICKS_PER_SECOND) * 1000;
}

function readProcess(pid: number | undefined, name: string): string {
	try {
		return readFileSync(`/proc/${pid}/${name}`, 'utf8');
	} catch {
		return '';
	}
}
