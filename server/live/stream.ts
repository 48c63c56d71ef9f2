/** One subscription of one socket: a cursor into the chunk store, moved as far as the viewer's credit goes. */

import { CHUNK_FRAMES } from '#lib/pitch/index.ts';
import type { Frames } from '#lib/units.ts';
import { framesInCurve, LANES, type ServerFrame, type StreamStatus } from '#lib/wire/index.ts';
import type { ChunkStore, StoredChunk } from '#server/store/index.ts';

/** Chunks read and sent at once. */
const PAGE = 64;

export interface StreamOptions {
	readonly sid: number;
	/** The key of the frames; null while there is nothing that could be heard, a recording that has not come, say. */
	findKey(): string | null;
	readonly lane: number;
	/** First frame that is wanted; rounded down to its chunk. */
	readonly cursor: number;
	readonly credit: number;
	/** Most credit that may be outstanding. */
	readonly creditMax: number;
	send(frame: Extract<ServerFrame, { kind: 'chunk' | 'end' }>): void;
	/** Whether the socket has enough to do; the stream is pumped again when it has not any more. */
	isBusy(): boolean;
	/** Whether the viewer may still see what this is about. */
	mayFollow(): boolean;
	/** What the record and the store say: a finished or stopped analysis ends its stream. */
	status(key: string | null): StreamStatus | null;
	onEnd(): void;
}

export class Stream {
	readonly #chunks: ChunkStore;
	readonly #options: StreamOptions;
	#key: string | null = null;
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

	get key(): string | null {
		this.#key ??= this.#options.findKey();
		return this.#key;
	}

	/** More credit from the viewer. */
	more(bytes: number): void {
		this.#credit = Math.min(this.#options.creditMax, this.#credit + Math.max(0, bytes));
		this.pump();
	}

	/** Sends what is stored and paid for; call it whenever the store or the record has changed. */
	pump(): void {
		while (!this.#hasEnded && this.#credit > 0 && !this.#options.isBusy()) {
			if (!this.#options.mayFollow()) return this.#end('cancelled');
			const { key } = this;
			// asked before the chunks are read: what was finished by then is all there now, and workers write meanwhile
			const status = this.#options.status(key);
			const page = key === null ? [] : this.#chunks.read(key, this.#index, PAGE);
			const expected = key === null ? 0 : (this.#chunks.find(key)?.expected ?? 0);
			for (const chunk of page) if (!this.#send(chunk, expected)) return;
			if (page.length < PAGE) return status === null ? undefined : this.#end(status);
		}
	}

	/** False when the chunk must wait for credit. */
	#send({ curve, loudness }: StoredChunk, expected: Frames): boolean {
		if (this.#credit <= 0) return false;
		const { sid, lane, send } = this.#options;
		const bytes = lane === LANES.f0 ? curve : loudness;
		send({ kind: 'chunk', sid, cursor: this.#sentFrames, bytes, expected });
		this.#credit -= bytes.length;
		this.#index++;
		this.#sentFrames += framesInCurve(curve);
		return true;
	}

	#end(status: StreamStatus): void {
		this.#hasEnded = true;
		this.#options.onEnd();
		this.#options.send({ kind: 'end', sid: this.#options.sid, cursor: this.#sentFrames, status });
	}
}
