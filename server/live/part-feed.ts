/** A document as someone gets it who may see some of its parts: a snapshot of them, then what each row changes in them. */

import { encodeRows, wireRow } from '#lib/wire/index.ts';
import type { CommittedRow, LiveDocument } from '#server/documents/index.ts';
import { sendSnapshot, tellRefusal, type Feed, type FeedOptions } from './row-feed.ts';
import { NOTHING, shareParts, type SharedParts } from './shared-parts.ts';

export interface PartFeedOptions extends FeedOptions {
	readonly parts: ReadonlySet<number>;
}

export class PartFeed implements Feed {
	readonly #document: LiveDocument;
	readonly #options: PartFeedOptions;
	#shared: SharedParts | null = null;
	#stops: (() => void)[] = [];
	/** The last row that the reader has; null while she has to be sent the whole again. */
	#cursor: number | null = null;

	constructor(document: LiveDocument, options: PartFeedOptions) {
		this.#document = document;
		this.#options = options;
	}

	start(): void {
		const { parts, release } = shareParts(this.#document, this.#options.parts);
		this.#shared = parts;
		this.#stops = [this.#document.subscribe((row) => this.#onRow(row)), release];
		this.pump();
	}

	pump(): void {
		if (!this.#shared || this.#cursor !== null || this.#options.isBusy()) return;
		try {
			const { snapshot } = this.#shared;
			this.#cursor = snapshot.seq;
			sendSnapshot(snapshot, this.#options);
		} catch (error) {
			this.#options.onFault(error);
		}
	}

	dispose(): void {
		for (const stop of this.#stops.splice(0)) stop();
		this.#shared = null;
	}

	#onRow(row: CommittedRow): void {
		const { slot, send, isBusy } = this.#options;
		tellRefusal(row, this.#options);
		if (this.#cursor !== null && row.seq <= this.#cursor) return;
		const isNext = this.#cursor !== null && row.seq === this.#cursor + 1 && !isBusy();
		const changes = isNext ? this.#shared?.changesOf(row.seq) : null;
		if (!changes) {
			this.#cursor = null;
			return this.pump();
		}
		this.#cursor = row.seq;
		const isOwn = row.slot === slot && row.refusal === null;
		const edits = changes.isEmpty && isOwn && hasEdits(row) ? NOTHING : changes.edits;
		send(encodeRows(row.seq, [wireRow(row.slot, row.n, edits)]));
	}
}

const hasEdits = (row: CommittedRow): boolean => Array.isArray(row.edits) && row.edits.length > 0;
