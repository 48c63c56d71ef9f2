/**
 * A world without sockets and clocks: pages and two servers made of the real cores, one real store, and a network that
 * loses, doubles and delays. Logs are compacted, disks are full, servers die.
 */

import { judgeOps, SyncClient, decodeServerFrame } from '#lib/wire/index.ts';
import { compact } from '#server/compaction/index.ts';
import { openDocumentStore, type DocumentStore, type LogRow } from '#server/store/index.ts';
import { Page } from './page.ts';
import { createRandom, type Random } from './random.ts';
import { DiskFull, ServerNode, type Wire } from './server-node.ts';

/** What a mutant changes; the rest is the real thing. */
export interface Parts {
	readonly Client: typeof SyncClient;
	readonly judge: typeof judgeOps;
	readonly compact: typeof compact;
	/** The store as one server has it, from its start to its crash. */
	openStore(shared: DocumentStore): DocumentStore;
}
export const REAL: Parts = {
	Client: SyncClient,
	judge: judgeOps,
	compact,
	openStore: (shared) => shared
};

const COUNTED = [
	'frames',
	'lost',
	'doubled',
	'connections',
	'crashes',
	'races',
	'full disks',
	'snapshots',
	'rows',
	'refusals'
] as const;
/** What happened in a world. `races`: rows that were not written because another server's came first. */
export type Counts = Record<(typeof COUNTED)[number], number>;
export const noCounts = (): Counts => ({
	frames: 0,
	lost: 0,
	doubled: 0,
	connections: 0,
	crashes: 0,
	races: 0,
	'full disks': 0,
	snapshots: 0,
	rows: 0,
	refusals: 0
});
export function addCounts(total: Counts, more: Counts): void {
	for (const name of COUNTED) total[name] += more[name];
}

const NODES = 2;
const BUSY_FRAMES = 6;
/** Few, so that every world sees many snapshots and pages that are behind them. */
const SNAPSHOT_ROWS = 9;
const ROWS_KEPT = 4;
/** Rounds of connecting again, and turns in each, after which what still waits is stuck. */
const CALM_ROUNDS = 4;
const CALM_TURNS = 10_000;

export class World {
	readonly store: DocumentStore = openDocumentStore(':memory:', () => 0);
	readonly doc: string;
	readonly pages: readonly Page[];
	readonly nodes: ServerNode[];
	readonly counts = noCounts();
	/** Every row that was ever written, also those that compaction has removed. */
	readonly history: LogRow[] = [];
	/** Snapshots that were asked for. */
	#due = 0;
	readonly #random: Random;
	readonly #parts: Parts;
	/** Whether frames vanish from the middle of a connection, as they may over HTTP; otherwise only its end is lost. */
	readonly #isLossy: boolean;
	/** Connections that pages have given up and a server still reads. */
	#ghosts: Wire[] = [];
	#now = 0;
	#isCalm = false;
	#isBetween = false;

	constructor(seed: number, parts: Parts = REAL) {
		this.#random = createRandom(seed);
		this.#parts = parts;
		this.#isLossy = this.#random(2) === 0;
		const count = 2 + this.#random(4);
		this.doc = this.store.create('page-0').doc;
		this.pages = Array.from(
			{ length: count },
			(_, i) => new Page(`page-${i}`, parts.Client, i === 0, i > 0 && this.#random(6) === 0 ? [0] : null)
		);
		this.nodes = Array.from({ length: NODES }, () => this.#startNode());
	}

	/** A while of edits and mishaps, then peace until nothing is left to say. */
	run(steps: number): void {
		for (let i = 0; i < steps; i++) this.#step();
		this.#isCalm = true;
		// where frames may vanish unnoticed, only a new connection finds out
		if (this.#isLossy) for (const page of this.pages) this.#hangUp(page, false);
		for (const ghost of this.#ghosts.splice(0)) ghost.node.close(ghost);
		for (let round = 0; round < CALM_ROUNDS; round++) {
			for (const page of this.pages) if (!page.wire || page.isLost) this.#connect(page);
			this.#settle();
		}
		this.#remember();
		this.counts.rows = this.store.head(this.doc);
		for (const page of this.pages) this.counts.refusals += page.refusals;
	}

	#step(): void {
		const page = this.#pick(this.pages);
		const choice = this.#random(100);
		if (this.#random(3) === 0) this.#pick(this.nodes).commit();
		if (this.#due > 0 && this.#random(4) === 0) this.#compact();
		if (page.isLost) this.#hangUp(page, true);
		else if (choice < 28) page.edit(this.#random, this.#now);
		else if (choice < 53) this.#deliverUp(page.wire);
		else if (choice < 78) this.#deliverDown(page);
		else if (choice < 83) this.#haunt();
		else if (choice < 87) this.#hangUp(page, true);
		else if (choice < 93) this.#wait();
		else if (choice < 98) this.#wake();
		else this.#crash(this.#random(NODES));
		if (!page.wire && this.#random(4) === 0) this.#connect(page);
	}

	#deliverUp(wire: Wire | null): void {
		const bytes = wire?.up.shift();
		if (!wire || !bytes) return;
		for (let times = this.#copies(); times > 0; times--) wire.node.accept(wire, bytes);
	}

	#deliverDown(page: Page): void {
		const bytes = page.wire?.down.shift();
		if (!bytes) return;
		const frame = decodeServerFrame(bytes);
		for (let times = this.#copies(); times > 0 && frame; times--) page.receive(frame, this.#now);
		page.wire?.joined?.feed.pump();
	}

	/** How often a frame arrives. */
	#copies(): number {
		this.counts.frames++;
		if (this.#isCalm || !this.#isLossy) return 1;
		const fate = this.#random(30);
		if (fate === 0) this.counts.lost++;
		if (fate === 1) this.counts.doubled++;
		return fate === 0 ? 0 : fate === 1 ? 2 : 1;
	}

	/** The thread beside the servers that makes long logs short. */
	#compact(): void {
		this.#due = 0;
		this.#remember();
		if (this.#parts.compact(this.store, this.doc, ROWS_KEPT)) this.counts.snapshots++;
	}

	#remember(): void {
		this.history.push(...this.store.read(this.doc, this.history.length, 1_000_000));
	}

	/** A server reads on from a connection that its page has given up. */
	#haunt(): void {
		const at = this.#random(this.#ghosts.length);
		const ghost = this.#ghosts[at];
		if (ghost && ghost.up.length > 0) return this.#deliverUp(ghost);
		ghost?.node.close(ghost);
		this.#ghosts.splice(at, 1);
	}

	/** Frames on their way down are lost from some point on; those on their way up may still arrive. */
	#hangUp(page: Page, mayLinger: boolean): void {
		for (let left = page.wire && mayLinger ? this.#random(page.wire.down.length + 1) : 0; left > 0; left--)
			this.#deliverDown(page);
		const wire = page.disconnect();
		if (!wire) return;
		this.counts.lost += wire.down.length;
		if (mayLinger && this.#random(2) === 0) return void this.#ghosts.push(wire);
		this.counts.lost += wire.up.length;
		wire.node.close(wire);
	}

	#connect(page: Page): void {
		this.#hangUp(page, true);
		this.counts.connections++;
		page.connect(this.#pick(this.nodes).connect(), this.doc);
	}

	#wait(): void {
		this.#now += this.#random(200);
		for (const page of this.pages) page.flush(this.#now);
		if (this.#random(4) === 0) this.#pick(this.nodes).readTail(this.doc);
	}

	/** A wake-up arrives, or does not. */
	#wake(): void {
		const node = this.#pick(this.nodes);
		if (node.wakes.shift() !== undefined && this.#random(4) > 0) node.readTail(this.doc);
	}

	/** A server dies: what is in the store stays, all that it had in memory is gone. */
	#crash(at: number): void {
		this.counts.crashes++;
		const dead = this.nodes[at];
		for (const page of this.pages)
			if (page.wire?.node === dead) {
				this.counts.lost += page.wire?.up.length ?? 0;
				// what it has said may be on its way
				for (let left = this.#random((page.wire?.down.length ?? 0) + 1); left > 0; left--) this.#deliverDown(page);
				this.counts.lost += page.wire?.down.length ?? 0;
				page.disconnect();
			}
		this.#ghosts = this.#ghosts.filter((ghost) => ghost.node !== dead);
		this.nodes[at] = this.#startNode();
	}

	#startNode(): ServerNode {
		const shared: DocumentStore = {
			...this.store,
			batch: (run) => {
				this.#letOthersIn(node);
				return this.store.batch(() => {
					const result = run();
					this.#fillDisk();
					return result;
				});
			},
			append: (doc, expect, rows) => {
				const isWritten = this.store.append(doc, expect, rows);
				if (!isWritten) this.counts.races++;
				return isWritten;
			}
		};
		const node: ServerNode = new ServerNode({
			store: this.#parts.openStore(shared),
			snapshotEdits: SNAPSHOT_ROWS,
			onLong: () => void this.#due++,
			judge: (ops, context) => {
				const verdict = this.#parts.judge(ops, context);
				const isRefused = verdict.kind === 'append' && !this.#isCalm && this.#random(15) === 0;
				return isRefused ? { kind: 'refuse', code: 'full', text: 'No.' } : verdict;
			},
			isBusy: (frames) => !this.#isCalm && frames > BUSY_FRAMES,
			isRefusedForNow: () => !this.#isCalm && this.#random(15) === 0,
			onCommit: (from, seq) => {
				for (const other of this.nodes) if (other !== from) other.wakes.push(seq);
			}
		});
		return node;
	}

	#fillDisk(): void {
		if (this.#isCalm || this.#random(12) > 0) return;
		this.counts['full disks']++;
		throw new DiskFull(this.#random(2) === 0);
	}

	/** Between a server's reading and its writing, another may write. */
	#letOthersIn(node: ServerNode): void {
		if (this.#isCalm || this.#isBetween || this.#random(6) > 0) return;
		const { wire } = this.#pick(this.pages);
		if (!wire || wire.node === node) return;
		this.#isBetween = true;
		this.#deliverUp(wire);
		wire.node.commit();
		this.#isBetween = false;
	}

	#settle(): void {
		const isQuiet = (): boolean =>
			this.nodes.every((node) => node.waiting === 0) &&
			this.pages.every(({ wire, sync }) => !wire?.up.length && !wire?.down.length && sync.waitMs(this.#now) === null);
		for (let i = 0; i < CALM_TURNS; i++) {
			this.#now += 50;
			for (const page of this.pages) {
				page.flush(this.#now);
				this.#deliverUp(page.wire);
				this.#deliverDown(page);
			}
			for (const node of this.nodes) node.commit();
			if (!isQuiet()) continue;
			// what one server reads may make it write, and then the other has something to read
			const head = this.store.head(this.doc);
			for (const node of this.nodes) node.catchUp(this.doc);
			if (isQuiet() && this.store.head(this.doc) === head) return;
		}
	}

	#pick<T>(from: readonly T[]): T {
		const one = from[this.#random(from.length)];
		if (one === undefined) throw new Error('Nothing to pick from.');
		return one;
	}
}
