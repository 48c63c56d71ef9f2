/** One socket: says hello, then edits and streams of one document. The rules are in wire; here they meet the socket. */

import { WebSocket, type RawData } from 'ws';
import { Fault, toFault } from '#lib/fault.ts';
import {
	CLOSE,
	decodeClientFrame,
	encodeRows,
	encodeServerFrame,
	Pace,
	PROTOCOL_VERSION,
	SCHEMA_VERSION,
	type ClientFrame,
	type NoCode,
	type Role,
	type ServerFrame,
	type StreamStatus,
	type WireValue
} from '#lib/wire/index.ts';
import type { Settings } from '#server/config/index.ts';
import type { AnalysisJobs } from '#server/jobs/index.ts';
import type { Log } from '#server/log.ts';
import type { ChunkStore, DocumentStore } from '#server/store/index.ts';
import { rowFor, type CommittedRow, type LiveDocument } from './document.ts';
import type { LiveDocuments } from './documents.ts';
import { Stream } from './stream.ts';

export interface LiveDependencies {
	readonly settings: Settings;
	readonly store: DocumentStore;
	readonly chunks: ChunkStore;
	readonly documents: LiveDocuments;
	readonly jobs: AnalysisJobs;
	readonly log: Log;
	/** Sockets that are open on each document. */
	readonly sockets: Map<string, number>;
}

const STREAMS_MAX = 8;
/** Before hello a socket is nobody: it may say little. */
const HELLO_LIMITS = { depth: 2, elements: 16, bytes: 2048 };
/** A slow reader is let go rather than kept in memory. */
const BUFFERED_MAX_BYTES = 4 * 1024 * 1024;
const CID = /^[A-Za-z0-9_-]{8,64}$/;

interface Joined {
	readonly document: LiveDocument;
	readonly release: () => void;
	readonly role: Role;
	readonly cid: string;
	readonly slot: number | null;
	readonly pace: Pace;
	/** Own ops in flight: their rows go back as nil. */
	readonly streams: Map<number, Stream>;
	readonly stop: (() => void)[];
}

export class Connection {
	readonly #socket: WebSocket;
	readonly #deps: LiveDependencies;
	#joined: Joined | null = null;
	#helloTimer: NodeJS.Timeout | null;
	#idleTimer: NodeJS.Timeout;

	constructor(socket: WebSocket, deps: LiveDependencies) {
		this.#socket = socket;
		this.#deps = deps;
		this.#helloTimer = setTimeout(() => this.#close(CLOSE.idle, 'hello timed out'), deps.settings.helloTimeoutMs);
		this.#idleTimer = setTimeout(() => this.#close(CLOSE.idle, 'idle'), deps.settings.idleTimeoutMs);
		socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
		socket.on('close', () => this.#leave());
		socket.on('error', () => socket.terminate());
	}

	#onMessage(data: RawData, isBinary: boolean): void {
		this.#idleTimer.refresh();
		try {
			if (!isBinary || !(data instanceof Buffer)) throw new Fault('bad-request', 'Frames are binary.');
			const frame = decodeClientFrame(data, this.#joined ? undefined : HELLO_LIMITS);
			if (frame) this.#receive(frame);
		} catch (thrown) {
			const fault = toFault(thrown);
			if (fault.code === 'bad-request') return this.#close(CLOSE.malformed, fault.message);
			this.#deps.log.error('socket', fault);
			this.#close(1011, 'internal');
		}
	}

	#receive(frame: ClientFrame): void {
		if (frame.kind === 'hello') return this.#hello(frame);
		const joined = this.#joined;
		if (!joined) throw new Fault('bad-request', 'The first frame is HELLO.');
		switch (frame.kind) {
			case 'op':
				return this.#op(joined, frame);
			case 'sub':
				return this.#subscribe(joined, frame);
			case 'more':
				return joined.streams.get(frame.sid)?.more(frame.bytes);
			case 'unsub':
				return void joined.streams.delete(frame.sid);
			case 'ping':
				return this.#send({ kind: 'pong', time: frame.time });
		}
	}

	#hello(hello: Extract<ClientFrame, { kind: 'hello' }>): void {
		const { store, documents, settings, sockets } = this.#deps;
		if (this.#joined) throw new Fault('bad-request', 'HELLO comes once.');
		if (hello.version !== PROTOCOL_VERSION || hello.schema !== SCHEMA_VERSION) return this.#close(CLOSE.version, `version ${PROTOCOL_VERSION}`);
		if (!CID.test(hello.cid)) throw new Fault('bad-request', 'The client id is malformed.');
		if (!store.exists(hello.doc)) return this.#close(CLOSE.notFound, 'no such document');
		const role = store.roleOf(hello.doc, hello.token);
		if (!role) return this.#close(CLOSE.forbidden, 'forbidden');
		const open = sockets.get(hello.doc) ?? 0;
		if (open >= settings.socketsPerDocument) return this.#close(CLOSE.pace, 'too many sockets');
		sockets.set(hello.doc, open + 1);
		if (this.#helloTimer) clearTimeout(this.#helloTimer);
		this.#helloTimer = null;
		const client = role === 'view' ? null : store.openClient(hello.doc, hello.cid);
		const { document, release } = documents.open(hello.doc);
		const pace = new Pace(settings.opsPerSecond, settings.opsBurst, performance.now());
		const joined: Joined = { document, release, role, cid: hello.cid, slot: client?.slot ?? null, pace, streams: new Map(), stop: [] };
		this.#joined = joined;
		this.#send({
			kind: 'welcome',
			version: PROTOCOL_VERSION,
			seq: document.seq,
			lastN: client?.lastN ?? 0,
			role,
			slot: client?.slot ?? 0,
			opsPerSecond: settings.opsPerSecond,
			opsBurst: settings.opsBurst
		});
		for (const page of document.rowsSince(hello.since)) this.#sendRows(page, null);
		joined.stop.push(document.subscribe((row) => this.#onRow(joined, row)));
		joined.stop.push(this.#deps.jobs.subscribe((key) => this.#pump(joined, key)));
	}

	#op(joined: Joined, { n, edits }: Extract<ClientFrame, { kind: 'op' }>): void {
		const waitMs = joined.pace.take(performance.now());
		if (waitMs > 0) return this.#refuse('rate', n, waitMs, 'More edits at once than are taken here.');
		try {
			const result = joined.document.submit(joined.cid, n, edits, joined.role);
			if (result.kind === 'refused') this.#refuse(result.code, n, 0, result.text);
		} catch (error) {
			this.#deps.log.error('storage', error);
			this.#refuse('storage', n, 1000, 'The edit could not be written to disk.');
		}
	}

	#onRow(joined: Joined, row: CommittedRow): void {
		this.#sendRows([row], joined.slot);
		// a record may have been cancelled or restarted: its streams must hear of it
		for (const stream of joined.streams.values()) stream.pump();
	}

	#sendRows(rows: readonly CommittedRow[], ownSlot: number | null): void {
		const first = rows[0];
		if (first) this.#write(encodeRows(first.seq, rows.map((row): WireValue => rowFor(row, ownSlot))));
	}

	#subscribe(joined: Joined, { sid, analysis, lane, cursor, credit }: Extract<ClientFrame, { kind: 'sub' }>): void {
		const { jobs, chunks, settings } = this.#deps;
		if (joined.streams.size >= STREAMS_MAX && !joined.streams.has(sid)) return this.#refuse('full', sid, 0, `A socket may follow ${STREAMS_MAX} streams.`);
		const key = jobs.keyOf(joined.document, analysis);
		if (key === null) return this.#refuse('nojob', sid, 0, 'The document asks for no such analysis.');
		const stream = new Stream(chunks, {
			sid,
			key,
			lane,
			cursor: Math.max(0, cursor),
			credit,
			creditMax: settings.streamCreditBytes,
			send: (frame) => this.#send(frame),
			status: () => this.#statusOf(joined.document, analysis, key)
		});
		joined.streams.set(sid, stream);
		stream.pump();
	}

	#statusOf(document: LiveDocument, analysis: number, key: string): StreamStatus | null {
		const record = document.analysis(analysis);
		if (!record || record.state === 'cancelled') return 'cancelled';
		if (record.state === 'failed') return 'failed';
		return this.#deps.chunks.find(key)?.status === 'done' ? 'done' : null;
	}

	#pump(joined: Joined, key: string): void {
		for (const stream of joined.streams.values()) if (stream.key === key) stream.pump();
	}

	#refuse(code: NoCode, about: number, retryAfterMs: number, text: string): void {
		this.#send({ kind: 'no', code, retryAfterMs, about, text });
	}

	#send(frame: Exclude<ServerFrame, { kind: 'rows' }>): void {
		this.#write(encodeServerFrame(frame));
	}

	#write(bytes: Uint8Array): void {
		if (this.#socket.readyState !== WebSocket.OPEN) return;
		if (this.#socket.bufferedAmount > BUFFERED_MAX_BYTES) return this.#close(CLOSE.pace, 'too slow');
		this.#socket.send(bytes);
	}

	#close(code: number, reason: string): void {
		this.#socket.close(code, reason.slice(0, 100));
		setTimeout(() => this.#socket.terminate(), 1000).unref();
	}

	#leave(): void {
		if (this.#helloTimer) clearTimeout(this.#helloTimer);
		clearTimeout(this.#idleTimer);
		const joined = this.#joined;
		if (!joined) return;
		this.#joined = null;
		for (const stop of joined.stop) stop();
		joined.release();
		const { sockets } = this.#deps;
		const left = (sockets.get(joined.document.id) ?? 1) - 1;
		if (left > 0) sockets.set(joined.document.id, left);
		else sockets.delete(joined.document.id);
	}
}
