/** The streams of analysis that one socket follows. */

import type { LiveDocument } from '#server/documents/index.ts';
import type { AnalysisJobs } from '#server/jobs/index.ts';
import type { ChunkStore } from '#server/store/index.ts';
import type { ClientFrame, ServerFrame, StreamStatus } from '#lib/wire/index.ts';
import { Stream } from './stream.ts';

export interface SocketStreamsOptions {
	readonly document: LiveDocument;
	readonly jobs: AnalysisJobs;
	readonly chunks: ChunkStore;
	/** Streams at a time. */
	readonly most: number;
	readonly creditMax: number;
	/** Whether this reader may follow an analysis at all. */
	mayFollow(analysis: number): boolean;
	send(frame: Extract<ServerFrame, { kind: 'chunk' | 'end' | 'no' }>): void;
	isBusy(): boolean;
}

export class SocketStreams {
	readonly #options: SocketStreamsOptions;
	readonly #streams = new Map<number, Stream>();

	constructor(options: SocketStreamsOptions) {
		this.#options = options;
	}

	subscribe({ sid, analysis, lane, cursor, credit }: Extract<ClientFrame, { kind: 'sub' }>): void {
		const { document, jobs, chunks, most, creditMax, mayFollow, send, isBusy } = this.#options;
		if (this.#streams.size >= most && !this.#streams.has(sid))
			return this.#refuse(sid, `A socket may follow ${most} streams.`);
		if (!document.analysis(analysis) || !mayFollow(analysis))
			return this.#refuse(sid, 'The document asks for no such analysis.');
		const stream = new Stream(chunks, {
			sid,
			findKey: () => jobs.keyOf(document, analysis),
			lane,
			cursor: Math.max(0, cursor),
			credit,
			creditMax,
			send,
			isBusy,
			// its clip may have gone to another part
			mayFollow: () => mayFollow(analysis),
			status: (key) => this.#statusOf(analysis, key),
			onEnd: () => this.#streams.delete(sid)
		});
		this.#streams.set(sid, stream);
		stream.pump();
	}

	more(sid: number, bytes: number): void {
		this.#streams.get(sid)?.more(bytes);
	}

	unsubscribe(sid: number): void {
		this.#streams.delete(sid);
	}

	/** Moves the streams of a key, or all. */
	pump(key: string | null): void {
		for (const stream of [...this.#streams.values()]) if (key === null || stream.key === key) stream.pump();
	}

	#statusOf(analysis: number, key: string | null): StreamStatus | null {
		const record = this.#options.document.analysis(analysis);
		if (!record || record.state === 'cancelled') return 'cancelled';
		if (record.state === 'failed') return 'failed';
		if (key !== null && this.#options.chunks.find(key)?.status === 'done') return 'done';
		// nobody listens any more
		return record.state === 'heard' ? 'cancelled' : null;
	}

	#refuse(sid: number, text: string): void {
		this.#options.send({ kind: 'no', code: 'nojob', retryAfterMs: 0, about: sid, text });
	}
}
