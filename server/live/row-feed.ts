/** The log as one socket gets it: a cursor that moves as far as the socket takes it. A slow reader holds a number, never a queue. */

import { encodeRows, encodeServerFrame } from '#lib/wire/index.ts';
import { rowFor, type CommittedRow, type LiveDocument } from '#server/documents/index.ts';

export interface RowFeedOptions {
	/** Last row that the reader has. */
	readonly since: number;
	/** Slot of the reader, or null when she only looks. */
	readonly slot: number | null;
	send(bytes: Uint8Array): void;
	/** Whether the socket has enough to do; {@link RowFeed.pump} is called when it has not any more. */
	isBusy(): boolean;
	/** The log could not be read: the reader has to come again. */
	onFault(error: unknown): void;
}

export class RowFeed {
	readonly #document: LiveDocument;
	readonly #options: RowFeedOptions;
	#stop: () => void;
	#cursor: number;

	constructor(document: LiveDocument, options: RowFeedOptions) {
		this.#document = document;
		this.#options = options;
		this.#cursor = options.since;
		this.#stop = () => undefined;
	}

	/** Begins to send: first what the reader has missed, then every row as it comes. */
	start(): void {
		this.#stop = this.#document.subscribe((row) => this.#onRow(row));
		this.pump();
	}

	/** Sends what is in the log and has not been sent. */
	pump(): void {
		try {
			while (!this.#options.isBusy()) {
				const rows = this.#document.rowsAfter(this.#cursor);
				if (rows.length === 0) return;
				this.#send(rows, null);
			}
		} catch (error) {
			this.#options.onFault(error);
		}
	}

	dispose(): void {
		this.#stop();
	}

	#onRow(row: CommittedRow): void {
		const { slot, send, isBusy } = this.#options;
		// before the empty row, so that the author hears why
		if (row.refusal && row.slot === slot)
			send(encodeServerFrame({ kind: 'no', ...row.refusal, retryAfterMs: 0, about: row.n }));
		if (row.seq === this.#cursor + 1 && !isBusy()) this.#send([row], slot);
		else this.pump();
	}

	#send(rows: readonly CommittedRow[], ownSlot: number | null): void {
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
}
