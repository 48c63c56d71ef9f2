/** A server in a process of its own, with pages, that a test may kill and start again at the same address. */

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

export class OwnServer {
	readonly url: string;
	readonly #port: number;
	readonly #dataDir = mkdtempSync(path.join(tmpdir(), 'melograph-own-'));
	readonly #flags: readonly string[];
	#process: ChildProcess | null = null;

	private constructor(port: number, flags: readonly string[]) {
		this.#port = port;
		this.#flags = flags;
		this.url = `http://127.0.0.1:${port}`;
	}

	/** Flags are those of `serve`, over the defaults. */
	static async start(flags: readonly string[] = []): Promise<OwnServer> {
		const server = new OwnServer(await findPort(), flags);
		await server.start();
		return server;
	}

	/** Starts it again after a {@link kill}; settles when it answers. */
	async start(): Promise<void> {
		const flags = ['--port', String(this.#port), '--host', '127.0.0.1', '--data-dir', this.#dataDir];
		this.#process = spawn(process.execPath, ['server/main.ts', ...flags, '--log-level', 'silent', ...this.#flags], {
			cwd: ROOT,
			stdio: ['ignore', 'pipe', 'inherit']
		});
		await new Promise<void>((resolve, reject) => {
			this.#process?.stdout?.once('data', () => resolve());
			this.#process?.once('exit', () => reject(new Error('The server did not start.')));
		});
	}

	/** As a crash does it. */
	async kill(): Promise<void> {
		const child = this.#process;
		this.#process = null;
		if (!child) return;
		await new Promise<void>((resolve) => {
			child.once('exit', () => resolve());
			child.kill('SIGKILL');
		});
	}

	async dispose(): Promise<void> {
		await this.kill();
		rmSync(this.#dataDir, { recursive: true, force: true });
	}
}

const findPort = (): Promise<number> =>
	new Promise((resolve) => {
		const probe = createServer();
		probe.listen(0, '127.0.0.1', () => {
			const { port } = probe.address() as AddressInfo;
			probe.close(() => resolve(port));
		});
	});
