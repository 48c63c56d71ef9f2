/** The log as one reader gets it: a cursor that moves as far as the socket takes it. A slow reader holds a number, never a queue. */

import { encodeRows, encodeServerFrame } from '#lib/wire/index.ts';
import { rowFor, type CommittedRow, type LiveDocument, type Missed } from '#server/documents/index.ts';

/** What a reader of a document is told, and when. */
export interface Feed {
	/** Begins to send: first what the reader has missed, then every row as it comes. */
	start(): void;
	/** Sends what was held back. */
	pump(): void;
	dispose(): void;
}

export interface FeedOptions {
	/** Slot of the reader, or null when she only looks. */
	readonly slot: number | null;
	/** The reader's own last op in rows up to `seq`. */
	lastNAt(seq: number): number;
	/** Numbers of her ops that were refused. */
	refused(): readonly number[];
	send(bytes: Uint8Array): void;
	/** Whether the socket has enough to do; {@link Feed.pump} is called when it has not any more. */
	isBusy(): boolean;
	/** The log could not be read: the reader has to come again. */
	onFault(error: unknown): void;
}

export interface RowFeedOptions extends FeedOptions {
	/** Last row that the reader has. */
	readonly since: number;
}

/** The largest snapshot that goes through the socket, in front of everything else; a larger one is fetched. */
const INLINE_BYTES = 64 * 1024;

export class RowFeed implements Feed {
	readonly #document: LiveDocument;
	readonly #options: RowFeedOptions;
	#stop: () => void = () => undefined;
	#cursor: number;

	constructor(document: LiveDocument, options: RowFeedOptions) {
		this.#document = document;
		this.#options = options;
		this.#cursor = options.since;
	}

	start(): void {
		this.#stop = this.#document.subscribe((row) => this.#onRow(row));
		this.pump();
	}

	pump(): void {
		try {
			while (!this.#options.isBusy()) {
				const missed = this.#document.missedSince(this.#cursor);
				if (missed.kind === 'snapshot') this.#sendSnapshot(missed);
				else if (missed.rows.length === 0) return;
				else this.#sendRows(missed.rows, null);
			}
		} catch (error) {
			this.#options.onFault(error);
		}
	}

	dispose(): void {
		this.#stop();
	}

	#onRow(row: CommittedRow): void {
		const { slot, isBusy } = this.#options;
		tellRefusal(row, this.#options);
		if (row.seq === this.#cursor + 1 && !isBusy()) this.#sendRows([row], slot);
		else if (row.seq > this.#cursor) this.pump();
	}

	#sendRows(rows: readonly CommittedRow[], ownSlot: number | null): void {
		const [first] = rows;
		if (!first) return;
		this.#cursor = rows.at(-1)?.seq ?? this.#cursor;
		this.#options.send(
			encodeRows(
				first.seq,
				rows.map((row) => rowFor(row, ownSlot))
			)
		);
	}

	#sendSnapshot({ snapshot: { seq, bytes }, isStored }: Extract<Missed, { kind: 'snapshot' }>): void {
		this.#cursor = seq;
		const isInline = !isStored || bytes.length <= INLINE_BYTES;
		sendSnapshot({ seq, bytes: isInline ? bytes : null }, this.#options);
	}
}

/** SNAP, with what became of refused ops whose rows the page will never see. */
export function sendSnapshot(
	{ seq, bytes }: { readonly seq: number; readonly bytes: Uint8Array | null },
	{ send, lastNAt, refused }: FeedOptions
): void {
	send(encodeServerFrame({ kind: 'snap', seq, lastN: lastNAt(seq), bytes, refused: refused() }));
}

/** NO goes before the empty row, so that the author hears why. */
export function tellRefusal(row: CommittedRow, { slot, send }: FeedOptions): void {
	if (row.refusal && row.slot === slot)
		send(encodeServerFrame({ kind: 'no', ...row.refusal, retryAfterMs: 0, about: row.n }));
}
