/** One subscription of one socket: a cursor into the chunk store, moved as far as the viewer's credit goes. */

import { CHUNK_FRAMES } from '#lib/pitch/index.ts';
import { framesInCurve, LANES, type ServerFrame, type StreamStatus } from '#lib/wire/index.ts';
import type { ChunkStore } from '#server/store/index.ts';

/** Chunks read and sent at once. */
const PAGE = 64;

export interface StreamOptions {
	readonly sid: number;
	readonly key: string;
	readonly lane: number;
	/** First frame that is wanted; rounded down to its chunk. */
	readonly cursor: number;
	readonly credit: number;
	/** Most credit that may be outstanding. */
	readonly creditMax: number;
	send(frame: Extract<ServerFrame, { kind: 'chunk' | 'end' }>): void;
	/** What the record says: a finished or stopped analysis ends its stream. */
	status(): StreamStatus | null;
}

export class Stream {
	readonly #chunks: ChunkStore;
	readonly #options: StreamOptions;
	#index: number;
	#sentFrames: number;
	#credit: number;
	#hasEnded = false;

	constructor(chunks: ChunkStore, options: StreamOptions) {
		this.#chunks = chunks;
		this.#options = options;
		this.#credit = Math.min(options.credit, options.creditMax);
		this.#index = Math.floor(options.cursor / CHUNK_FRAMES);
		this.#sentFrames = this.#index * CHUNK_FRAMES;
	}

	get key(): string {
		return this.#options.key;
	}

	/** More credit from the viewer. */
	more(bytes: number): void {
		this.#credit = Math.min(this.#options.creditMax, this.#credit + Math.max(0, bytes));
		this.pump();
	}

	/** Sends what is stored and paid for; call it whenever the store or the record has changed. */
	pump(): void {
		if (this.#hasEnded) return;
		const { key, lane, sid, send } = this.#options;
		const expected = this.#chunks.find(key)?.expected ?? 0;
		while (this.#credit > 0) {
			const page = this.#chunks.read(key, this.#index, PAGE);
			for (const { curve, loudness } of page) {
				if (this.#credit <= 0) return;
				const bytes = lane === LANES.f0 ? curve : loudness;
				send({ kind: 'chunk', sid, cursor: this.#sentFrames, bytes, expected });
				this.#credit -= bytes.length;
				this.#index++;
				this.#sentFrames += framesInCurve(curve);
			}
			if (page.length < PAGE) return this.#endIfOver();
		}
	}

	#endIfOver(): void {
		const status = this.#options.status();
		if (status === null) return;
		this.#hasEnded = true;
		this.#options.send({ kind: 'end', sid: this.#options.sid, cursor: this.#sentFrames, status });
	}
}
