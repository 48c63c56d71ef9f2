/** One editor's page: the real score, history and sync client, and what it remembers for the checks. */

import { add, History, Score, type Edit, type TempoEdit } from '#lib/score/index.ts';
import {
	encodeClientFrame,
	PROTOCOL_VERSION,
	SCHEMA_VERSION,
	type Refusal,
	type ServerFrame,
	type SyncClient
} from '#lib/wire/index.ts';
import type { Random } from './random.ts';
import type { Wire } from './server-node.ts';

/** One edit in so many is a paste that needs more than one op. */
const PASTE_ONE_IN = 120;
const PASTE_NOTES = 700;

export class Page {
	readonly score = new Score();
	readonly history = new History(this.score);
	readonly sync: SyncClient;
	readonly cid: string;
	/** The parts that its link opens; null for all. */
	readonly parts: readonly number[] | null;
	/** Every op that ever went out, by its number. */
	readonly sent = new Map<number, readonly Edit[]>();
	/** Every row that was ever seen, as `slot:n` by its number. */
	readonly seen = new Map<number, string>();
	/** Rows that were shown once as this and once as that. */
	readonly twofold: number[] = [];
	refusals = 0;
	wire: Wire | null = null;
	/** It has asked for another connection. */
	isLost = false;
	#hasSlot: boolean;

	constructor(cid: string, Client: typeof SyncClient, isMaker: boolean, parts: readonly number[] | null) {
		this.cid = cid;
		this.parts = parts;
		this.#hasSlot = isMaker;
		const events = {
			onRefused: ({ inverse, opCount }: Refusal) => {
				this.refusals += opCount;
				if (inverse) this.history.forget(inverse);
			},
			onGap: () => void (this.isLost = true)
		};
		this.sync = new Client(this.score, events, isMaker ? 1 : 0);
	}

	connect(wire: Wire, doc: string): void {
		this.wire = wire;
		const hello = { version: PROTOCOL_VERSION, schema: SCHEMA_VERSION, doc, cid: this.cid, token: 'token' };
		wire.up.push(
			encodeClientFrame({ kind: 'hello', ...hello, since: this.sync.seq, ...(this.parts ? { parts: this.parts } : {}) })
		);
	}

	/** Gives up the connection; answers it, because the server may not know yet. */
	disconnect(): Wire | null {
		const { wire } = this;
		this.wire = null;
		this.isLost = false;
		this.sync.disconnected();
		return wire;
	}

	flush(now: number): void {
		for (const frame of this.sync.takeOutbox(now)) {
			if (frame.kind === 'op') this.sent.set(frame.n, frame.edits);
			this.wire?.up.push(encodeClientFrame(frame));
		}
	}

	receive(frame: ServerFrame, now: number): void {
		const { seq } = this.sync;
		if (frame.kind === 'welcome') this.#hasSlot = true;
		this.sync.receive(frame);
		if (frame.kind === 'rows')
			for (const [i, { who, n }] of frame.rows.entries()) this.#see(frame.firstSeq + i, `${who}:${n}`, seq);
		this.flush(now);
	}

	/** Something a musician does. */
	edit(random: Random, now: number): void {
		// without a slot a page cannot name what it adds
		if (!this.#hasSlot) return;
		const { score, history } = this;
		const choice = random(26);
		const some = score.notes.filter(() => random(3) === 0).map((note) => note.id);
		const adds = (count: number): Edit[] => Array.from({ length: count }, () => this.#newNote(random));
		const local = (...edits: Edit[]): void => void score.transact('local', edits);
		if (random(PASTE_ONE_IN) === 0) local(...adds(PASTE_NOTES));
		else if (choice < 7) local(...adds(1 + random(3)));
		else if (choice < 11 && some[0])
			local({
				kind: 'set',
				id: some[0],
				fields: { pitch: random(128), lyric: `la${random(9)}`, part: this.#pickPart(random) }
			});
		else if (choice < 13) local({ kind: 'shift', ids: some, ticks: random(2000) - 1000, semitones: random(9) - 4 });
		else if (choice < 14)
			local({ kind: 'shift', where: this.#pickSpan(random), ticks: random(2000) - 1000, semitones: random(9) - 4 });
		else if (choice < 16) local({ kind: 'delete', ids: some.slice(0, 4) });
		else if (choice < 17) local({ kind: 'delete', where: { ...this.#pickSpan(random), high: random(60) } });
		else if (choice < 19) history.undo();
		else if (choice < 20) history.redo();
		else if (choice < 21) local(this.#draw(random));
		else if (choice < 23) local(this.#retime(random));
		else if (choice < 24) local(add('part', score.nextId(), { name: `Part ${random(9)}` }));
		else if (choice < 25) local({ kind: 'delete', ids: score.parts.slice(0, random(2)).map((part) => part.id) });
		this.flush(now);
	}

	#pickPart(random: Random): number {
		const parts = [0, ...this.score.parts.map((part) => part.id)];
		return parts[random(parts.length)] ?? 0;
	}

	#pickSpan(random: Random): { part: number; from: number; to: number } {
		const from = random(9000);
		return { part: this.#pickPart(random), from, to: from + random(4000) };
	}

	/** A stroke on a curve, which the first has to make, over a clip. */
	#draw(random: Random): Edit {
		const [curve] = this.score.all('curve');
		const [clip] = this.score.clips;
		if (!clip) return add('clip', this.score.nextId(), { name: 'take', part: this.#pickPart(random) });
		if (!curve) return add('curve', this.score.nextId(), { clip: clip.id });
		const values = Int16Array.from({ length: 1 + random(40) }, (_, i) => 12_000 + i * random(9));
		return { kind: 'curve', id: curve.id, start: random(700), values };
	}

	#retime(random: Random): Edit {
		const { score } = this;
		const part = this.#pickPart(random);
		const [change] = score.all('tempo').filter((tempo) => tempo.part === part);
		const tempo = 200_000 + 1000 * random(800);
		const edits: TempoEdit[] = change
			? [random(2) === 0 ? { kind: 'set', id: change.id, fields: { tempo } } : { kind: 'delete', ids: [change.id] }]
			: [add('tempo', score.nextId(), { part, tick: random(9) * 960, tempo })];
		return { kind: 'retime', part, edits };
	}

	#newNote(random: Random): Edit {
		return add('note', this.score.nextId(), {
			start: random(9000),
			pitch: random(128),
			part: random(4) === 0 ? this.#pickPart(random) : 0
		});
	}

	/** Remembers a row that was folded in, or seen again. */
	#see(seq: number, row: string, before: number): void {
		if (seq > this.sync.seq && seq > before) return;
		const known = this.seen.get(seq);
		if (known !== undefined && known !== row) this.twofold.push(seq);
		this.seen.set(seq, known ?? row);
	}
}
