/** A document as someone gets it who may see some of its parts: a snapshot of them, then what each row changes in them. */

import { PartView, restrictToParts, type Edit } from '#lib/score/index.ts';
import { encodeEdits, encodeRows, encodeSnapshot, wireRow } from '#lib/wire/index.ts';
import type { CommittedRow, LiveDocument } from '#server/documents/index.ts';
import { sendSnapshot, tellRefusal, type Feed, type FeedOptions } from './row-feed.ts';

export interface PartFeedOptions extends FeedOptions {
	readonly parts: ReadonlySet<number>;
}

/** An edit that does nothing: one's own row must not be empty, which would say that the op was refused. */
const NOTHING: Edit = { kind: 'delete', ids: [] };

export class PartFeed implements Feed {
	readonly #document: LiveDocument;
	readonly #options: PartFeedOptions;
	#stop: () => void = () => undefined;
	#cursor = 0;
	/** What the reader has; null while she has to be sent the whole again. */
	#view: PartView | null = null;

	constructor(document: LiveDocument, options: PartFeedOptions) {
		this.#document = document;
		this.#options = options;
	}

	start(): void {
		this.#stop = this.#document.subscribe((row) => this.#onRow(row));
		this.pump();
	}

	pump(): void {
		if (this.#view || this.#options.isBusy()) return;
		try {
			const { state, seq } = this.#document;
			const { parts } = this.#options;
			this.#view = new PartView(state, parts);
			this.#cursor = seq;
			sendSnapshot({ seq, bytes: encodeSnapshot(restrictToParts(state, parts)) }, this.#options);
		} catch (error) {
			this.#options.onFault(error);
		}
	}

	dispose(): void {
		this.#stop();
	}

	#onRow(row: CommittedRow): void {
		const { slot, send, isBusy } = this.#options;
		tellRefusal(row, this.#options);
		if (row.seq <= this.#cursor && this.#view) return;
		const isNext = row.seq === this.#cursor + 1 && row.inverse !== null && !isBusy();
		if (!isNext || !this.#view || !row.inverse) {
			this.#view = null;
			return this.pump();
		}
		this.#cursor = row.seq;
		// by what is now, not by what the row said: rows after this one may be in it already
		const edits = this.#view.project(this.#document.state, row.inverse);
		const isOwn = row.slot === slot && row.refusal === null;
		const shown = edits.length === 0 && isOwn && hasEdits(row) ? [NOTHING] : edits;
		send(encodeRows(row.seq, [wireRow(row.slot, row.n, encodeEdits(shown))]));
	}
}

const hasEdits = (row: CommittedRow): boolean => Array.isArray(row.edits) && row.edits.length > 0;
