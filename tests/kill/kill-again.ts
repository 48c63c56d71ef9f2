/** Kills a real server under load, again and again, and looks at what is left each time. */

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeDocument, makeTones, makeWav, putAudio } from '../server/test-server.ts';
import { createRandom } from '../sim/random.ts';
import { Editor } from './editor.ts';
import type { KillReport } from './report.ts';
import { tell, Witness } from './witness.ts';

export interface KillOptions {
	readonly times: number;
	readonly seed: number;
	readonly editors?: number;
}

const SERVE = path.join(import.meta.dirname, '../server/serve.ts');
const FLAGS = ['--analysis-workers', '1', '--log-level', 'silent', '--ops-per-second', '150', '--ops-burst', '600'];
const EDIT_EVERY_MS = 10;
/** Rows that the editors see between two kills, all together. */
const ROWS_MIN = 30;
const ROWS_RANGE = 300;
/** And then so many milliseconds, so that it hits at any moment between two rows. */
const DELAY_MAX_MS = 25;
/** After so many kills everyone stops to look whether all see the same. */
const SETTLE_EVERY = 5;
const PATIENCE_MS = 30_000;

/** Never throws for what is found: the faults are in the report. */
export async function killAgain({ times, seed, editors: count = 4 }: KillOptions): Promise<KillReport> {
	const dataDir = mkdtempSync(path.join(tmpdir(), 'melograph-kill-'));
	const rig = new Rig(dataDir, seed, count);
	try {
		await rig.start();
		for (let i = 1; i <= times; i++) {
			await rig.kill();
			const isLast = i === times;
			if (i % SETTLE_EVERY === 0 || isLast) await rig.settle();
			if (rig.faults.length > 0 || isLast) return rig.report(i);
			if (i % SETTLE_EVERY === 0) await rig.goOn(i);
		}
		return rig.report(0);
	} finally {
		await rig.close();
		rmSync(dataDir, { recursive: true, force: true });
	}
}

class Rig {
	readonly faults: string[] = [];
	readonly #began = performance.now();
	readonly #dataDir: string;
	readonly #random;
	readonly #editors: Editor[];
	readonly #waiting = new Set<() => void>();
	#address = { doc: '', token: '' };
	#witness: Witness | null = null;
	#server: { readonly url: string; readonly process: ChildProcess } | null = null;
	#typing: NodeJS.Timeout | undefined;

	constructor(dataDir: string, seed: number, count: number) {
		this.#dataDir = dataDir;
		this.#random = createRandom(seed);
		this.#editors = Array.from(
			{ length: count },
			(_, i) =>
				new Editor(`kill-editor-${i}`, {
					random: createRandom(seed * 100 + i),
					isMaker: i === 0,
					onChange: () => this.#wake()
				})
		);
	}

	async start(): Promise<void> {
		const { url } = await this.#serve();
		this.#address = await makeDocument(url, 'kill-editor-0');
		this.#witness = new Witness(this.#dataDir, this.#address.doc);
		for (const editor of this.#editors) editor.connect(url, this.#address);
		await this.goOn(0);
	}

	/** In the middle of everything; then another server on the same files, and everyone comes back. */
	async kill(): Promise<void> {
		const due = this.#rows() + ROWS_MIN + this.#random(ROWS_RANGE);
		await this.#until(() => this.#rows() >= due, `row ${due}`);
		await new Promise((resolve) => setTimeout(resolve, this.#random(DELAY_MAX_MS)));
		await this.#end();
		const { url } = await this.#serve();
		this.#witness?.check(this.#editors);
		for (const editor of this.#editors) editor.connect(url, this.#address);
		this.#collect();
	}

	/** Lets everything arrive: nothing is pending, and all see what the log says. */
	async settle(): Promise<void> {
		clearInterval(this.#typing);
		const witness = this.#witness;
		if (!witness) return;
		const isCalm = (): boolean => {
			if (this.#editors.some((editor) => editor.pendingCount > 0)) return false;
			witness.readOn();
			return this.#editors.every((editor) => editor.seq === witness.seq);
		};
		await this.#until(isCalm, 'the end of all edits');
		witness.check(this.#editors);
		const truth = tell(witness.state);
		for (const { cid, score } of this.#editors)
			if (tell(score.state) !== truth) this.faults.push(`${cid} shows something else than the log`);
		this.#collect();
	}

	/** Everyone edits again, and there is something new to hear. */
	async goOn(round: number): Promise<void> {
		this.#type();
		await this.#listen(round);
	}

	report(kills: number): KillReport {
		const sum = (of: (editor: Editor) => number): number => this.#editors.reduce((total, each) => total + of(each), 0);
		return {
			kills,
			rows: this.#witness?.rows ?? 0,
			acknowledged: sum((editor) => editor.acknowledged.size),
			resent: sum((editor) => editor.resentOps),
			groups: this.#witness?.groups ?? 0,
			heardRows: this.#witness?.heardRows ?? 0,
			seconds: (performance.now() - this.#began) / 1000,
			faults: this.faults
		};
	}

	async close(): Promise<void> {
		clearInterval(this.#typing);
		for (const editor of this.#editors) editor.close();
		await this.#end();
	}

	#rows(): number {
		return this.#editors.reduce((total, editor) => total + editor.rows, 0);
	}

	#type(): void {
		this.#typing = setInterval(() => {
			for (const editor of this.#editors) editor.edit();
		}, EDIT_EVERY_MS);
	}

	/** A recording that nobody has heard: its notes come while others write. */
	async #listen(round: number): Promise<void> {
		const wav = makeWav(
			makeTones(
				Array.from({ length: 40 }, (_, i) => 200 + ((i * 37 + round) % 200)),
				0.3
			)
		);
		const response = await putAudio(this.#server?.url ?? '', this.#address, wav);
		const { sha256 } = (await response.json()) as { sha256: string };
		this.#editors[0]?.listen(sha256);
	}

	async #serve(): Promise<{ readonly url: string; readonly process: ChildProcess }> {
		const child = spawn(process.execPath, [SERVE, '--data-dir', this.#dataDir, ...FLAGS], {
			stdio: ['ignore', 'pipe', 'inherit']
		});
		// a run that breaks down must not leave a server behind
		const end = (): void => void child.kill('SIGKILL');
		process.once('exit', end);
		child.once('exit', () => process.off('exit', end));
		const url = await new Promise<string>((resolve, reject) => {
			child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
			child.once('exit', () => reject(new Error('The server did not start.')));
		});
		this.#server = { url, process: child };
		return this.#server;
	}

	#end(): Promise<void> {
		const child = this.#server?.process;
		this.#server = null;
		if (!child || child.exitCode !== null) return Promise.resolve();
		return new Promise((resolve) => {
			child.once('exit', () => resolve());
			child.kill('SIGKILL');
		});
	}

	/** Moves what others have found to the one list. */
	#collect(): void {
		for (const { faults } of [...this.#editors, ...(this.#witness ? [this.#witness] : [])])
			this.faults.push(...faults.splice(0));
	}

	/** Settles when `condition` holds, looked at whenever something arrives; or when patience ends, which is a fault. */
	#until(condition: () => boolean, what: string): Promise<void> {
		return new Promise((resolve) => {
			const end = (): void => {
				clearTimeout(patience);
				clearInterval(looking);
				this.#waiting.delete(check);
				resolve();
			};
			const check = (): void => {
				if (condition()) end();
			};
			const patience = setTimeout(() => {
				this.faults.push(`It never came: ${what}`);
				end();
			}, PATIENCE_MS);
			// the log may move without anyone hearing of it
			const looking = setInterval(check, 50);
			this.#waiting.add(check);
			check();
		});
	}

	#wake(): void {
		for (const check of [...this.#waiting]) check();
	}
}
