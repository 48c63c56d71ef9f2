/** One server: a real registry of documents over the store that all share, and the connections it holds. A crash drops it whole. */

import { add, makeId, type Edit } from '#lib/score/index.ts';
import {
	decodeClientFrame,
	encodeServerFrame,
	PROTOCOL_VERSION,
	type ClientFrame,
	type judgeOp,
	type ServerFrame
} from '#lib/wire/index.ts';
import {
	createLiveDocuments,
	type CommittedRow,
	type LiveDocument,
	type LiveDocuments
} from '#server/documents/index.ts';
import { RowFeed } from '#server/live/index.ts';
import type { DocumentStore } from '#server/store/index.ts';

/** One connection: frames under way in both directions, in order. */
export interface Wire {
	readonly node: ServerNode;
	readonly up: Uint8Array[];
	readonly down: Uint8Array[];
	joined: { readonly document: LiveDocument; readonly feed: RowFeed; readonly cid: string; leave(): void } | null;
}

export interface NodeOptions {
	readonly store: DocumentStore;
	readonly judge: typeof judgeOp;
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

export class ServerNode {
	readonly #options: NodeOptions;
	readonly #documents: LiveDocuments;
	/** Wake-ups (`doc:seq`) that others have sent and that have not arrived. */
	readonly wakes: number[] = [];

	constructor(options: NodeOptions) {
		this.#options = options;
		this.#documents = createLiveDocuments(options.store, options.judge);
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

	close(wire: Wire): void {
		wire.joined?.leave();
		wire.joined = null;
	}

	/** What a wake-up and the clock do. */
	readTail(doc: string): void {
		this.#documents.readTail(doc);
	}

	open(doc: string): { document: LiveDocument; release(): void } {
		return this.#documents.open(doc);
	}

	#hello(wire: Wire, { doc, cid, since }: Extract<ClientFrame, { kind: 'hello' }>): void {
		const { slot, lastN } = this.#options.store.openClient(doc, cid);
		const { document, release } = this.#documents.open(doc);
		const feed = new RowFeed(document, {
			since,
			slot,
			send: (bytes) => void wire.down.push(bytes),
			isBusy: () => this.#options.isBusy(wire.down.length),
			onFault: (error) => {
				throw error;
			}
		});
		const leave = (): void => {
			feed.dispose();
			release();
		};
		wire.joined = { document, feed, cid, leave };
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

	#op(wire: Wire, { n, edits }: Extract<ClientFrame, { kind: 'op' }>): void {
		const { joined } = wire;
		if (!joined) return;
		if (this.#options.isRefusedForNow())
			return tell(wire, { kind: 'no', code: 'rate', retryAfterMs: 20, about: n, text: '' });
		const result = joined.document.submit(joined.cid, n, edits, 'edit');
		if (result.kind === 'refused' && !result.isFinal)
			tell(wire, { kind: 'no', code: result.code, retryAfterMs: 0, about: n, text: '' });
		else this.#options.onCommit(this, joined.document.seq);
	}

	#onRow(document: LiveDocument, { n, slot }: CommittedRow): void {
		const robot = this.#options.store.openClient(document.id, ROBOT);
		if (slot === robot.slot || n % ROBOT_ANSWERS_ONE_IN > 0) return;
		const edits: Edit[] = [add('note', makeId(robot.slot, robot.lastN + 1), { start: n, lyric: 'heard' })];
		document.submit(ROBOT, robot.lastN + 1, edits, 'edit');
	}
}

function tell(wire: Wire, frame: Exclude<ServerFrame, { kind: 'rows' }>): void {
	wire.down.push(encodeServerFrame(frame));
}
