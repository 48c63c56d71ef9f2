/** A folder elsewhere in which the packed package is installed, with the examples beside it. */

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

interface Manifest {
	readonly dependencies?: Readonly<Record<string, string>>;
	readonly devDependencies?: Readonly<Record<string, string>>;
}

/** What `npm test` and the test runner tell their children about this project, which is not for one elsewhere. */
const OURS =
	/^(npm_(package|lifecycle|command|execpath|config_(local_)?prefix)|VITE|NODE_(ENV|OPTIONS|PATH|COMPILE_CACHE)$|MELOGRAPH_)/;

/** Of this process, with the Node that runs it before any other. */
function makeEnvironment(): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(([name]) => !OURS.test(name));
	const bin = path.dirname(process.execPath);
	return { ...Object.fromEntries(kept), PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` };
}

export class Consumer {
	readonly folder: string;
	readonly tarballBytes: number;
	readonly #children: ChildProcess[] = [];
	readonly #env = makeEnvironment();

	private constructor(folder: string, tarballBytes: number) {
		this.folder = folder;
		this.tarballBytes = tarballBytes;
	}

	/** Builds, packs, installs. */
	static async create(): Promise<Consumer> {
		const env = makeEnvironment();
		// in a process of its own, so that nothing is built as for a test
		await run('node', ['scripts/build-package.ts'], { cwd: ROOT, env });
		const built = path.join(ROOT, 'dist/package');
		const folder = await mkdtemp(path.join(tmpdir(), 'melograph-package-'));
		await run('npm', ['pack', built, '--silent', '--pack-destination', folder], { cwd: folder, env });
		const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '';
		const examples = path.join(ROOT, 'examples');
		await cp(examples, folder, { recursive: true, filter: (from) => path.basename(from) !== 'node_modules' });
		const wanted: Record<string, string> = {};
		for (const name of await readdir(examples)) {
			const manifest: Manifest = JSON.parse(await readFile(path.join(examples, name, 'package.json'), 'utf8'));
			Object.assign(wanted, manifest.dependencies, manifest.devDependencies);
		}
		const dependencies = { ...wanted, melograph: `file:./${tarball}` };
		await writeFile(path.join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
		const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
		await run('npm', ['install', ...flags], { cwd: folder, env });
		return new Consumer(folder, (await stat(path.join(folder, tarball))).size);
	}

	/** Runs a program of the installed packages, or `node`, and answers what it printed. Throws what it says when it fails. */
	async run(program: string, args: readonly string[], folder = '.'): Promise<string> {
		const command = program === 'node' ? ['node', ...args] : ['npx', '--no-install', program, ...args];
		const [file = '', ...rest] = command;
		try {
			const { stdout } = await run(file, rest, { cwd: path.join(this.folder, folder), env: this.#env });
			return stdout;
		} catch (thrown) {
			const { stdout = '', stderr = '' } = thrown as { stdout?: string; stderr?: string };
			throw new Error(`${command.join(' ')}\n${stdout}${stderr}`, { cause: thrown });
		}
	}

	/** Starts `melograph serve` and answers its address. */
	async serve(): Promise<string> {
		const args = ['--no-install', 'melograph', 'serve', '--port', '0', '--host', '127.0.0.1'];
		const child = spawn('npx', args, {
			cwd: this.folder,
			env: this.#env,
			stdio: ['ignore', 'pipe', 'pipe'],
			detached: true
		});
		this.#children.push(child);
		let said = '';
		return new Promise((resolve, reject) => {
			const hear = (data: Buffer): void => {
				said += data.toString();
				const url = /is at (http:\S+)/.exec(said)?.[1];
				if (url) resolve(url);
			};
			child.stdout.on('data', hear);
			child.stderr.on('data', hear);
			child.once('exit', () => reject(new Error(`The server did not start.\n${said}`)));
		});
	}

	async dispose(): Promise<void> {
		for (const { pid, exitCode } of this.#children) if (pid !== undefined && exitCode === null) process.kill(-pid);
		await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	}
}
