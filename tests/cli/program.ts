/** Runs the real program in a folder of its own. */

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';

const PROGRAM = path.resolve(import.meta.dirname, '../../cli/melograph.ts');

export interface Finished {
	readonly code: number | null;
	readonly stdout: Buffer;
	/** Standard output in lines. */
	readonly lines: readonly string[];
	readonly stderr: string;
}

/** An empty folder that is gone after the test. */
export function makeFolder(): string {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'melograph-cli-'));
	onTestFinished(() => fs.rmSync(folder, { recursive: true }));
	return folder;
}

/** Starts the program; nothing of this process's own settings reaches it, and it does not outlive the test. */
export function startProgram(
	cwd: string,
	argv: readonly string[],
	env: NodeJS.ProcessEnv = {}
): ChildProcessByStdio<null, Readable, Readable> {
	const rest = Object.entries(process.env).filter(([name]) => !/^(MELOGRAPH_.*|HOST|PORT)$/.test(name));
	const child = spawn(process.execPath, [PROGRAM, ...argv], {
		cwd,
		env: { ...Object.fromEntries(rest), ...env },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	onTestFinished(() => void child.kill('SIGKILL'));
	return child;
}

/** Settles when the program has ended. */
export async function finish(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Finished> {
	const out: Buffer[] = [];
	const error: Buffer[] = [];
	child.stdout.on('data', (block: Buffer) => out.push(block));
	child.stderr.on('data', (block: Buffer) => error.push(block));
	const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
	const stdout = Buffer.concat(out);
	return { code, stdout, lines: stdout.toString().split('\n').slice(0, -1), stderr: Buffer.concat(error).toString() };
}

/** Runs the program to its end. */
export const run = (cwd: string, argv: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> =>
	finish(startProgram(cwd, argv, env));
