/** Someone who edits as fast as she may, comes back when the server does, and remembers what was acknowledged. */

import { WebSocket } from 'ws';
import { add, History, Score, type Edit, type RecordId } from '#lib/score/index.ts';
import {
	decodeServerFrame,
	encodeClientFrame,
	PROTOCOL_VERSION,
	SCHEMA_VERSION,
	SUBPROTOCOL,
	SyncClient,
	type ClientFrame,
	type ServerFrame
} from '#lib/wire/index.ts';
import type { Random } from '../sim/random.ts';

export interface Address {
	readonly doc: string;
	readonly token: string;
}

/** Ops of one gesture, all numbered in a row. */
export interface Group {
	readonly firstN: number;
	readonly lastN: number;
}

/** One edit in so many is a paste that needs more than one op. */
const PASTE_ONE_IN = 150;
const PASTE_NOTES = 600;
/** Above this, notes are deleted rather than added. */
const NOTES_MAX = 1000;
/** Nobody goes on for long without hearing from the server. */
const PENDING_MAX = 40;

export class Editor {
	readonly score = new Score();
	readonly history = new History(this.score);
	readonly cid: string;
	/** Row of each op of one's own that was seen in the log, by its number. */
	readonly acknowledged = new Map<number, number>();
	readonly groups: Group[] = [];
	/** What must not be. */
	readonly faults: string[] = [];
	sentOps = 0;
	resentOps = 0;
	/** Rows that came, one's own and others'. */
	rows = 0;
	readonly #sync: SyncClient;
	readonly #random: Random;
	readonly #onChange: () => void;
	#address: { readonly url: string } & Address = { url: '', doc: '', token: '' };
	#socket: WebSocket | null = null;
	#flushing: NodeJS.Timeout | undefined;
	#highestSent = 0;
	#hasSlot: boolean;

	constructor(
		cid: string,
		options: { readonly random: Random; readonly isMaker: boolean; readonly onChange: () => void }
	) {
		this.cid = cid;
		this.#random = options.random;
		this.#onChange = options.onChange;
		this.#hasSlot = options.isMaker;
		this.#sync = new SyncClient(
			this.score,
			{
				onRefused: ({ text }) => this.faults.push(`${cid} was refused: ${text}`),
				onGap: () => this.#reconnect()
			},
			options.isMaker ? 1 : 0
		);
	}

	get seq(): number {
		return this.#sync.seq;
	}

	get pendingCount(): number {
		return this.#sync.pendingCount;
	}

	connect(url: string, address: Address): void {
		this.#address = { url, ...address };
		const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`, SUBPROTOCOL);
		this.#socket = socket;
		socket.on('open', () => this.#hello(socket));
		socket.on('message', (data: Buffer) => {
			const frame = decodeServerFrame(new Uint8Array(data));
			// what a connection says after it was given up does not count
			if (frame && socket === this.#socket) this.#receive(frame);
		});
		// the server was killed: a close follows
		socket.on('error', () => undefined);
		socket.on('close', () => {
			if (socket === this.#socket) this.#disconnected();
		});
	}

	/** Something that a musician does. */
	edit(): void {
		if (!this.#hasSlot || this.pendingCount > PENDING_MAX) return;
		const random = this.#random;
		const { score, history } = this;
		const { notes } = score;
		const at = random(Math.max(1, notes.length));
		const some = notes.slice(at, at + 1 + random(12)).map((note) => note.id);
		const [one] = some;
		const choice = random(20);
		if (notes.length > NOTES_MAX) this.#transact([{ kind: 'delete', ids: notes.slice(0, 400).map((note) => note.id) }]);
		else if (random(PASTE_ONE_IN) === 0) this.#transact(this.#newNotes(PASTE_NOTES));
		else if (choice < 6 || !one) this.#transact(this.#newNotes(1 + random(3)));
		else if (choice < 11) this.#transact(this.#sets(one));
		else if (choice < 15)
			this.#transact([{ kind: 'shift', ids: some, ticks: random(2000) - 1000, semitones: random(9) - 4 }]);
		else if (choice < 17) this.#transact([{ kind: 'delete', ids: some.slice(0, 3) }]);
		else if (choice < 19) history.undo();
		else history.redo();
		this.#flush();
	}

	/** Puts a recording into the document and asks for it to be heard, instead of the one before. */
	listen(audio: string): void {
		const old = [...this.score.state.records.values()].filter(({ kind }) => kind === 'clip' || kind === 'analysis');
		const clip = this.score.nextId();
		this.#transact([
			{ kind: 'delete', ids: old.map((record) => record.id) },
			add('clip', clip, { audio }),
			add('analysis', this.score.nextId(), { clip })
		]);
		this.#flush();
	}

	close(): void {
		const socket = this.#socket;
		this.#socket = null;
		clearTimeout(this.#flushing);
		socket?.terminate();
		this.#sync.dispose();
		this.history.dispose();
	}

	#transact(edits: readonly Edit[]): void {
		this.score.transact('local', edits);
	}

	#newNotes(count: number): Edit[] {
		const random = this.#random;
		return Array.from({ length: count }, () =>
			add('note', this.score.nextId(), { start: random(90_000), duration: 1 + random(2000), pitch: random(128) })
		);
	}

	#sets(id: RecordId): Edit[] {
		return [{ kind: 'set', id, fields: { pitch: this.#random(128), lyric: `la${this.#random(9)}` } }];
	}

	#hello(socket: WebSocket): void {
		const { doc, token } = this.#address;
		const hello = { version: PROTOCOL_VERSION, schema: SCHEMA_VERSION, doc, token, cid: this.cid, since: this.seq };
		socket.send(encodeClientFrame({ kind: 'hello', ...hello }));
	}

	#receive(frame: ServerFrame): void {
		if (frame.kind === 'welcome') this.#hasSlot ||= frame.role !== 'view';
		const before = this.seq;
		this.#sync.receive(frame as Parameters<SyncClient['receive']>[0]);
		if (frame.kind === 'rows')
			for (const [i, { who, n }] of frame.rows.entries()) this.#see({ seq: frame.firstSeq + i, who, n }, before);
		this.#flush();
		this.#onChange();
	}

	/** Seeing one's own row is the acknowledgement. */
	#see({ seq, who, n }: { readonly seq: number; readonly who: number; readonly n: number }, before: number): void {
		// not folded in: it came after a gap
		if (seq > this.seq) return;
		if (seq > before) this.rows++;
		if (who !== this.#sync.slot) return;
		const known = this.acknowledged.get(n);
		if (known !== undefined && known !== seq)
			this.faults.push(`${this.cid} saw its op ${n} as row ${known} and ${seq}`);
		this.acknowledged.set(n, seq);
	}

	#flush(): void {
		clearTimeout(this.#flushing);
		const socket = this.#socket;
		if (socket?.readyState !== WebSocket.OPEN) return;
		for (const frame of this.#sync.takeOutbox(performance.now())) {
			this.#count(frame);
			socket.send(encodeClientFrame(frame));
		}
		const wait = this.#sync.waitMs(performance.now());
		if (wait !== null) this.#flushing = setTimeout(() => this.#flush(), wait);
	}

	#count(frame: ClientFrame): void {
		if (frame.kind !== 'op') return;
		this.sentOps++;
		if (frame.n <= this.#highestSent) this.resentOps++;
		else if (frame.left && frame.left > (this.groups.at(-1)?.lastN ?? 0) - frame.n)
			this.groups.push({ firstN: frame.n, lastN: frame.n + frame.left });
		this.#highestSent = Math.max(this.#highestSent, frame.n);
	}

	#disconnected(): void {
		this.#socket = null;
		clearTimeout(this.#flushing);
		this.#sync.disconnected();
		this.#onChange();
	}

	#reconnect(): void {
		const socket = this.#socket;
		this.#disconnected();
		socket?.terminate();
		this.connect(this.#address.url, this.#address);
	}
}
