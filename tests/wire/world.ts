/** A world without sockets and clocks: the real sync cores on both sides, a real log, and a network that loses things. */

import { add, History, Score, type Edit, type State } from '#lib/score/index.ts';
import {
	decodeClientFrame,
	decodeEdits,
	decodeServerFrame,
	encodeClientFrame,
	encodeServerFrame,
	judgeOp,
	SyncClient,
	unpack,
	type ServerFrame
} from '#lib/wire/index.ts';
import { LiveDocument } from '#server/documents/index.ts';
import { RowFeed } from '#server/live/index.ts';
import { createMemoryDocumentStore, type DocumentStore } from '#server/store/index.ts';

/** What a mutant changes; the rest is the real thing. */
export interface Parts {
	readonly Client: typeof SyncClient;
	readonly Document: typeof LiveDocument;
	readonly judge: typeof judgeOp;
}
export const REAL: Parts = { Client: SyncClient, Document: LiveDocument, judge: judgeOp };

/** Notes with this lyric the server does not take. */
const REFUSED_LYRIC = 'refused';
const BUSY_FRAMES = 6;

/** Reproducible numbers (mulberry32). */
export function createRandom(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
	};
}

/** One connection: frames under way in both directions, in order. */
interface Wire {
	readonly up: Uint8Array[];
	readonly down: Uint8Array[];
	feed: RowFeed | null;
	/** Server's side. */
	accept(bytes: Uint8Array): void;
}

export class Page {
	readonly score = new Score();
	readonly history = new History(this.score);
	readonly sync: SyncClient;
	readonly cid: string;
	/** Every op that ever went out, by its number. */
	readonly sent = new Map<number, readonly Edit[]>();
	refusals = 0;
	wire: Wire | null = null;
	/** It has asked for another connection. */
	isLost = false;

	constructor(cid: string, Client: typeof SyncClient, isMaker: boolean) {
		this.cid = cid;
		const events = {
			onRefused: ({ inverse }: { inverse: readonly Edit[] | null }) => {
				this.refusals++;
				if (inverse) this.history.forget(inverse);
			},
			onGap: () => void (this.isLost = true)
		};
		this.sync = new Client(this.score, events, isMaker ? 1 : 0);
	}

	flush(now: number): void {
		for (const frame of this.sync.takeOutbox(now)) {
			if (frame.kind === 'op') this.sent.set(frame.n, frame.edits);
			this.wire?.up.push(encodeClientFrame(frame));
		}
	}

	receive(frame: ServerFrame, now: number): void {
		this.sync.receive(frame);
		this.flush(now);
	}

	/** Gives up the connection; answers it, because the server may not know yet. */
	disconnect(): Wire | null {
		const wire = this.wire;
		this.wire = null;
		this.isLost = false;
		this.sync.disconnected();
		return wire;
	}
}

export class World {
	readonly store: DocumentStore = createMemoryDocumentStore(() => 0);
	readonly doc: string;
	readonly pages: readonly Page[];
	readonly #random: (below: number) => number;
	readonly #parts: Parts;
	/** Connections that pages have given up and the server still reads. */
	#ghosts: Wire[] = [];
	#document: LiveDocument;
	#now = 0;
	#isCalm = false;

	constructor(seed: number, parts: Parts = REAL) {
		this.#random = createRandom(seed);
		this.#parts = parts;
		const count = 2 + this.#random(3);
		this.doc = this.store.create('page-0').doc;
		this.pages = Array.from({ length: count }, (_, i) => new Page(`page-${i}`, parts.Client, i === 0));
		this.#document = this.#open();
	}

	/** A while of edits and mishaps, then peace until nothing is left to say. */
	run(steps: number): void {
		for (let i = 0; i < steps; i++) this.#step();
		this.#isCalm = true;
		for (const page of this.pages) this.#hangUp(page, false);
		this.#ghosts = [];
		for (let round = 0; round < 4; round++) {
			for (const page of this.pages) if (!page.wire || page.isLost) this.#connect(page);
			this.#settle();
		}
	}

	/** What is wrong with the world after {@link run}; nothing, if all is well. */
	faults(): string[] {
		const faults: string[] = [];
		const expect = (holds: boolean, what: string): void => void (holds || faults.push(what));
		const truth = show(this.#document.state);
		const log = this.store.read(this.doc, 0, 1_000_000);
		expect(show(this.#open().state) === truth, 'the server remembers something else than its log');
		for (const page of this.pages) {
			const name = page.cid;
			expect(page.sync.pendingCount === 0, `${name} still waits`);
			expect(show(page.score.state) === truth, `${name} shows something else than the server has`);
			expect(show(page.sync.base) === truth, `${name} believes something else than the server has`);
			const rows = log.filter((row) => row.cid === name);
			expect(
				rows.every((row, i) => row.n === i + 1),
				`the ops of ${name} are not once and in order in the log`
			);
			expect(rows.length === page.sent.size, `${name} sent ${page.sent.size} ops, the log has ${rows.length}`);
			const edits = rows.map((row) => decodeEdits(unpack(row.edits)));
			const empty = edits.filter((one) => one.length === 0).length;
			expect(empty === page.refusals, `${name} heard of ${page.refusals} refusals, there were ${empty}`);
			edits.forEach((one, i) => {
				const sent = page.sent.get(i + 1) ?? [];
				const decoded = decodeClientFrame(encodeClientFrame({ kind: 'op', n: 1, edits: sent }));
				const same = decoded?.kind === 'op' && JSON.stringify(decoded.edits) === JSON.stringify(one);
				expect(one.length === 0 || same, `op ${i + 1} of ${name} is not in the log as it was sent`);
			});
		}
		return faults;
	}

	#step(): void {
		const page = this.pages[this.#random(this.pages.length)];
		if (!page) return;
		const choice = this.#random(100);
		if (page.isLost) this.#hangUp(page, true);
		else if (choice < 30) this.#edit(page);
		else if (choice < 57) this.#deliverUp(page.wire);
		else if (choice < 84) this.#deliverDown(page);
		else if (choice < 88) this.#deliverUp(this.#ghosts[this.#random(this.#ghosts.length)] ?? null);
		else if (choice < 92) this.#hangUp(page, true);
		else if (choice < 99) this.#wait();
		else this.#restart();
		if (!page.wire && this.#random(4) === 0) this.#connect(page);
	}

	#edit(page: Page): void {
		if (page.sync.seq === 0 && page.cid !== 'page-0') return;
		const { score, history } = page;
		const notes = score.notes;
		const choice = this.#random(20);
		const some = notes.filter(() => this.#random(3) === 0).map((note) => note.id);
		if (choice < 7)
			score.transact(
				'local',
				Array.from({ length: 1 + this.#random(3) }, () => this.#newNote(page))
			);
		else if (choice < 11 && some[0])
			score.transact('local', [
				{ kind: 'set', id: some[0], fields: { pitch: this.#random(128), lyric: `la${this.#random(9)}` } }
			]);
		else if (choice < 14)
			score.transact('local', [
				{ kind: 'shift', ids: some, ticks: this.#random(2000) - 1000, semitones: this.#random(9) - 4 }
			]);
		else if (choice < 16) score.transact('local', [{ kind: 'delete', ids: some.slice(0, 4) }]);
		else if (choice < 18) history.undo();
		else if (choice < 19) history.redo();
		else if (this.#random(20) === 0)
			score.transact(
				'local',
				Array.from({ length: 700 }, () => this.#newNote(page))
			);
		page.flush(this.#now);
	}

	#newNote({ score }: Page): Edit {
		const isRefused = this.#random(12) === 0;
		return add('note', score.nextId(), {
			start: this.#random(9000),
			pitch: this.#random(128),
			lyric: isRefused ? REFUSED_LYRIC : ''
		});
	}

	#deliverUp(wire: Wire | null): void {
		const bytes = wire?.up.shift();
		if (!wire || !bytes) return;
		if (!this.#isCalm && this.#random(60) === 0) return;
		wire.accept(bytes);
		wire.feed?.pump();
	}

	#deliverDown(page: Page): void {
		const bytes = page.wire?.down.shift();
		if (!bytes) return;
		if (!this.#isCalm && this.#random(60) === 0) return;
		const times = !this.#isCalm && this.#random(30) === 0 ? 2 : 1;
		const frame = decodeServerFrame(bytes);
		for (let i = 0; i < times; i++) if (frame) page.receive(frame, this.#now);
		page.wire?.feed?.pump();
	}

	/** Frames on their way down are lost from some point on; those on their way up may still arrive. */
	#hangUp(page: Page, mayLinger: boolean): void {
		for (let left = page.wire && mayLinger ? this.#random(page.wire.down.length + 1) : 0; left > 0; left--)
			this.#deliverDown(page);
		const wire = page.disconnect();
		if (wire && mayLinger && this.#random(2) === 0) this.#ghosts.push(wire);
		else wire?.feed?.dispose();
	}

	#connect(page: Page): void {
		this.#hangUp(page, true);
		const document = this.#document;
		const { slot, lastN } = this.store.openClient(this.doc, page.cid);
		const down: Uint8Array[] = [];
		const tell = (frame: Exclude<ServerFrame, { kind: 'rows' }>): void => void down.push(encodeServerFrame(frame));
		const feed = new RowFeed(document, {
			since: page.sync.seq,
			slot,
			send: (bytes) => void down.push(bytes),
			isBusy: () => !this.#isCalm && down.length > BUSY_FRAMES,
			onFault: (error) => {
				throw error;
			}
		});
		const accept = (bytes: Uint8Array): void => {
			const frame = decodeClientFrame(bytes);
			if (frame?.kind !== 'op') return;
			// now and then the disk is full, or the ops too many
			if (!this.#isCalm && this.#random(15) === 0)
				return tell({ kind: 'no', code: 'rate', retryAfterMs: 20, about: frame.n, text: '' });
			const result = document.submit(page.cid, frame.n, frame.edits, 'edit');
			if (result.kind === 'refused' && !result.isFinal)
				tell({ kind: 'no', code: result.code, retryAfterMs: 0, about: frame.n, text: '' });
		};
		page.wire = { up: [], down, feed, accept };
		tell({
			kind: 'welcome',
			version: 1,
			seq: document.seq,
			lastN,
			role: 'edit',
			slot,
			opsPerSecond: 100,
			opsBurst: 20
		});
		feed.start();
	}

	#wait(): void {
		this.#now += this.#random(200);
		for (const page of this.pages) page.flush(this.#now);
	}

	/** The server dies: what is in the log stays, all else is gone. */
	#restart(): void {
		for (const page of this.pages) this.#hangUp(page, false);
		this.#ghosts = [];
		this.#document = this.#open();
	}

	#settle(): void {
		const isQuiet = (): boolean =>
			this.pages.every(({ wire, sync }) => !wire?.up.length && !wire?.down.length && sync.waitMs(this.#now) === null);
		for (let i = 0; i < 10_000 && !isQuiet(); i++) {
			this.#now += 50;
			for (const page of this.pages) {
				page.flush(this.#now);
				this.#deliverUp(page.wire);
				this.#deliverDown(page);
			}
		}
	}

	#open(): LiveDocument {
		return new this.#parts.Document(this.doc, this.store, (n, edits, context) => {
			const verdict = this.#parts.judge(n, edits, context);
			const isRefused = edits.some(
				(edit) => edit.kind === 'add' && edit.record.kind === 'note' && edit.record.lyric === REFUSED_LYRIC
			);
			return verdict.kind === 'append' && isRefused ? { kind: 'refuse', code: 'full', text: 'No.' } : verdict;
		});
	}
}

const show = ({ records }: State): string => JSON.stringify([...records.values()].toSorted((a, b) => a.id - b.id));
