/** One server: a real registry of documents over the store that all share, and the connections it holds. A crash drops it whole. */

import { add, makeId, staysInParts, type Edit } from '#lib/score/index.ts';
import {
	decodeClientFrame,
	encodeServerFrame,
	GroupBuffer,
	PROTOCOL_VERSION,
	type ClientFrame,
	type judgeOps,
	type ServerFrame
} from '#lib/wire/index.ts';
import {
	createCommitQueue,
	createLiveDocuments,
	type Author,
	type CommitQueue,
	type CommittedRow,
	type LiveDocument,
	type LiveDocuments
} from '#server/documents/index.ts';
import { PartFeed, RowFeed, type Feed, type FeedOptions } from '#server/live/index.ts';
import type { DocumentStore } from '#server/store/index.ts';

/** One connection: frames under way in both directions, in order. */
export interface Wire {
	readonly node: ServerNode;
	readonly up: Uint8Array[];
	readonly down: Uint8Array[];
	joined: {
		readonly document: LiveDocument;
		readonly feed: Feed;
		readonly author: Author;
		readonly group: GroupBuffer;
		leave(): void;
	} | null;
}

export interface NodeOptions {
	readonly store: DocumentStore;
	readonly judge: typeof judgeOps;
	/** Rows after which a snapshot is written. */
	readonly snapshotEdits: number;
	/** A snapshot is due. */
	onLong(): void;
	/** Whether a socket with so many frames under way has enough to do. */
	isBusy(framesUnderWay: number): boolean;
	/** Whether this op meets a full disk, or is one too many. */
	isRefusedForNow(): boolean;
	/** A row was written here. */
	onCommit(node: ServerNode, seq: number): void;
}

/** The client on the server's side that answers rows with rows, as finished analyses do. */
export const ROBOT = 'robot';
const ROBOT_ANSWERS_ONE_IN = 9;
const BATCH_MAX = 5;
const GROUP_BYTES = 1_000_000;

/** What a store throws now and then. */
export class DiskFull extends Error {
	/** As SQLite says it, or as a bug would. */
	readonly code: string;
	constructor(isOfStore: boolean) {
		super('The disk is full.');
		this.code = isOfStore ? 'ERR_SQLITE_ERROR' : 'BUG';
	}
}

export class ServerNode {
	readonly #options: NodeOptions;
	readonly #documents: LiveDocuments;
	readonly #commits: CommitQueue;
	/** Wake-ups (`doc:seq`) that others have sent and that have not arrived. */
	readonly wakes: number[] = [];

	constructor(options: NodeOptions) {
		this.#options = options;
		this.#documents = createLiveDocuments(options.store, {
			judge: options.judge,
			snapshotEdits: options.snapshotEdits,
			onLong: () => options.onLong()
		});
		// the world is the clock
		this.#commits = createCommitQueue(options.store, {
			delayMs: () => 0,
			most: BATCH_MAX,
			schedule: () => undefined,
			onFault: (error) => {
				if (!(error instanceof DiskFull)) throw error;
			}
		});
		this.#documents.subscribe((document, row) => this.#onRow(document, row));
	}

	connect(): Wire {
		return { node: this, up: [], down: [], joined: null };
	}

	accept(wire: Wire, bytes: Uint8Array): void {
		const frame = decodeClientFrame(bytes);
		if (frame?.kind === 'hello' && !wire.joined) this.#hello(wire, frame);
		else if (frame?.kind === 'op') this.#op(wire, frame);
		wire.joined?.feed.pump();
	}

	/** Edits that wait to be written. */
	get waiting(): number {
		return this.#commits.length;
	}

	/** What the clock does: what waits is written, or the disk is full. */
	commit(): void {
		this.#commits.flush();
	}

	close(wire: Wire): void {
		wire.joined?.leave();
		wire.joined = null;
	}

	/** What a wake-up and the clock do. */
	readTail(doc: string): void {
		this.#documents.readTail(doc);
	}

	/** The same for a document that nobody has open here. */
	catchUp(doc: string): void {
		const { document, release } = this.#documents.open(doc);
		document.readTail();
		release();
	}

	open(doc: string): { document: LiveDocument; release(): void } {
		return this.#documents.open(doc);
	}

	#hello(wire: Wire, { doc, cid, since, parts: named }: Extract<ClientFrame, { kind: 'hello' }>): void {
		const { store } = this.#options;
		const { slot, lastN } = store.openClient(doc, cid);
		const { document, release } = this.#documents.open(doc);
		const parts = named ? new Set(named) : null;
		const options: FeedOptions = {
			slot,
			lastNAt: (seq) => store.lastNAt(doc, cid, seq),
			refused: () => store.refusedOf(doc, cid),
			send: (bytes) => void wire.down.push(bytes),
			isBusy: () => this.#options.isBusy(wire.down.length),
			onFault: (error) => {
				throw error;
			}
		};
		const feed = parts ? new PartFeed(document, { ...options, parts }) : new RowFeed(document, { ...options, since });
		const author: Author = parts
			? { cid, role: 'edit', staysInside: (state, edits) => staysInParts(state, edits, parts) }
			: { cid, role: 'edit' };
		const leave = (): void => {
			feed.dispose();
			release();
		};
		wire.joined = { document, feed, author, group: new GroupBuffer(GROUP_BYTES), leave };
		const limits = { opsPerSecond: 100, opsBurst: 20 };
		tell(wire, {
			kind: 'welcome',
			version: PROTOCOL_VERSION,
			seq: document.seq,
			lastN,
			role: 'edit',
			slot,
			...limits
		});
		feed.start();
	}

	#op(wire: Wire, op: Extract<ClientFrame, { kind: 'op' }>): void {
		const { n } = op;
		const { joined } = wire;
		if (!joined) return;
		if (this.#options.isRefusedForNow())
			return tell(wire, { kind: 'no', code: 'rate', retryAfterMs: 20, about: n, text: '' });
		const step = joined.group.take(op, 1);
		if (step.kind === 'gap') return tell(wire, { kind: 'no', code: 'gap', retryAfterMs: 0, about: n, text: '' });
		if (step.kind !== 'whole') return;
		const about = step.ops[0]?.n ?? n;
		this.#commits.submit({
			document: joined.document,
			author: joined.author,
			ops: step.ops,
			fault: step.fault,
			done: (result) => {
				if (!result) tell(wire, { kind: 'no', code: 'storage', retryAfterMs: 20, about, text: '' });
				else if (result.kind === 'refused' && !result.isFinal)
					tell(wire, { kind: 'no', code: result.code, retryAfterMs: 0, about, text: '' });
				else this.#options.onCommit(this, joined.document.seq);
			}
		});
	}

	#onRow(document: LiveDocument, { n, slot }: CommittedRow): void {
		const robot = this.#options.store.openClient(document.id, ROBOT);
		if (slot === robot.slot || n % ROBOT_ANSWERS_ONE_IN > 0) return;
		const edits: Edit[] = [add('note', makeId(robot.slot, robot.lastN + 1), { start: n, lyric: 'heard' })];
		document.submit({ cid: ROBOT, role: 'edit' }, [{ n: robot.lastN + 1, edits }]);
	}
}

function tell(wire: Wire, frame: Exclude<ServerFrame, { kind: 'rows' }>): void {
	wire.down.push(encodeServerFrame(frame));
}
