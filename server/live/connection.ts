/** One socket: says hello, then edits and streams of one document. The rules are in wire; here they meet the socket. */

import { WebSocket, type RawData } from 'ws';
import { Fault, toFault } from '#lib/fault.ts';
import {
	CLOSE,
	decodeClientFrame,
	encodeServerFrame,
	Pace,
	PROTOCOL_VERSION,
	SCHEMA_VERSION,
	type ClientFrame,
	type NoCode,
	type Role,
	type ServerFrame,
	STREAMS_MAX,
	type StreamStatus
} from '#lib/wire/index.ts';
import type { Settings } from '#server/config/index.ts';
import type { AnalysisJobs } from '#server/jobs/index.ts';
import type { Log } from '#server/log.ts';
import type { ChunkStore, DocumentStore } from '#server/store/index.ts';
import type { CommittedRow, LiveDocument, LiveDocuments } from '#server/documents/index.ts';
import { RowFeed } from './row-feed.ts';
import { Stream } from './stream.ts';

export interface LiveDependencies {
	readonly settings: Settings;
	readonly store: DocumentStore;
	readonly chunks: ChunkStore;
	readonly documents: LiveDocuments;
	readonly jobs: AnalysisJobs;
	readonly log: Log;
	/** Sockets that are open on each document. */
	readonly sockets: Map<string, Set<Connection>>;
}

/** Before hello a socket is nobody: it may say little. */
const HELLO_LIMITS = { depth: 2, elements: 16, bytes: 2048 };
/** While this much is on its way to a socket, rows and chunks wait in the store. */
const BUSY_BYTES = 256 * 1024;
/** A reader so slow that even answers pile up is let go. */
const BUFFERED_MAX_BYTES = 4 * 1024 * 1024;
/** Frames of any kind from one socket: several times what a page with a long paste and eight streams sends. */
const FRAMES_PER_SECOND = 200;
const FRAMES_BURST = 1000;
/** The longest that a timer of Node counts. */
const TIMER_MAX_MS = 2 ** 31 - 1;
const CID = /^[A-Za-z0-9_-]{8,64}$/;

interface Joined {
	readonly document: LiveDocument;
	readonly release: () => void;
	readonly role: Role;
	readonly cid: string;
	/** Id of the link that it came with. */
	readonly link: string;
	readonly pace: Pace;
	readonly rows: RowFeed;
	readonly streams: Map<number, Stream>;
	readonly stop: (() => void)[];
}

export class Connection {
	readonly #socket: WebSocket;
	readonly #deps: LiveDependencies;
	#joined: Joined | null = null;
	readonly #helloTimer: NodeJS.Timeout;
	readonly #idleTimer: NodeJS.Timeout;
	readonly #framePace = new Pace(FRAMES_PER_SECOND, FRAMES_BURST, performance.now());
	#isClosing = false;
	/** Something waits until less is on its way. */
	#isHeldUp = false;

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
		// after our close frame a peer may still say much
		if (this.#isClosing) return;
		this.#idleTimer.refresh();
		if (this.#framePace.take(performance.now()) > 0) return this.#close(CLOSE.pace, 'too fast');
		try {
			if (!isBinary || !(data instanceof Buffer)) throw new Fault('bad-request', 'Frames are binary.');
			const frame = decodeClientFrame(data, this.#joined ? undefined : HELLO_LIMITS);
			if (frame) this.#receive(frame);
		} catch (thrown) {
			const fault = toFault(thrown);
			if (fault.code === 'bad-request') return this.#close(CLOSE.malformed, fault.message);
			this.#fail(thrown);
		}
	}

	/** Lets this socket go, and nothing else. */
	#fail(error: unknown): void {
		this.#deps.log.error('socket', error);
		this.#close(1011, 'internal');
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
		if (hello.version !== PROTOCOL_VERSION || hello.schema !== SCHEMA_VERSION)
			return this.#close(CLOSE.version, `version ${PROTOCOL_VERSION}`);
		if (!CID.test(hello.cid)) throw new Fault('bad-request', 'The client id is malformed.');
		if (!store.exists(hello.doc)) return this.#close(CLOSE.notFound, 'no such document');
		const link = store.findLink(hello.doc, hello.token);
		if (!link) return this.#close(CLOSE.forbidden, 'forbidden');
		const { role } = link;
		const others = sockets.get(hello.doc) ?? new Set();
		// its earlier connection may look alive from here for long after the page has lost it
		for (const other of [...others]) if (other.#joined?.cid === hello.cid) other.#replace();
		if (others.size >= settings.socketsPerDocument) return this.#close(CLOSE.pace, 'too many sockets');
		const client = role === 'view' ? null : store.openClient(hello.doc, hello.cid);
		const { document, release } = documents.open(hello.doc);
		const rows = new RowFeed(document, {
			since: hello.since,
			slot: client?.slot ?? null,
			send: (bytes) => this.#write(bytes),
			isBusy: () => this.#isBusy(),
			onFault: (error) => this.#fail(error)
		});
		const pace = new Pace(settings.opsPerSecond, settings.opsBurst, performance.now());
		const joined: Joined = {
			document,
			release,
			role,
			cid: hello.cid,
			link: link.id,
			pace,
			rows,
			streams: new Map(),
			stop: [() => rows.dispose()]
		};
		this.#joined = joined;
		if (link.expires !== null) this.#endAt(joined, link.expires);
		sockets.set(hello.doc, others.add(this));
		clearTimeout(this.#helloTimer);
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
		rows.start();
		joined.stop.push(document.subscribe((row) => this.#onRow(joined, row)));
		joined.stop.push(this.#deps.jobs.subscribe((key) => this.#pump(joined, key)));
	}

	#op(joined: Joined, { n, edits }: Extract<ClientFrame, { kind: 'op' }>): void {
		const waitMs = joined.pace.take(performance.now());
		if (waitMs > 0) return this.#refuse('rate', n, waitMs, 'More edits at once than are taken here.');
		try {
			const result = joined.document.submit(joined.cid, n, edits, joined.role);
			// a final refusal is in the log, and is told from there
			if (result.kind === 'refused' && !result.isFinal) this.#refuse(result.code, n, 0, result.text);
		} catch (error) {
			this.#deps.log.error('storage', error);
			this.#refuse('storage', n, 1000, 'The edit could not be written to disk.');
		}
	}

	#onRow(joined: Joined, row: CommittedRow): void {
		// a record may have been cancelled or deleted: its streams must hear of it
		if (row.concernsAudio) this.#pump(joined, null);
	}

	#subscribe(joined: Joined, { sid, analysis, lane, cursor, credit }: Extract<ClientFrame, { kind: 'sub' }>): void {
		const { jobs, chunks, settings } = this.#deps;
		if (joined.streams.size >= STREAMS_MAX && !joined.streams.has(sid))
			return this.#refuse('nojob', sid, 0, `A socket may follow ${STREAMS_MAX} streams.`);
		if (!joined.document.analysis(analysis))
			return this.#refuse('nojob', sid, 0, 'The document asks for no such analysis.');
		const stream = new Stream(chunks, {
			sid,
			findKey: () => jobs.keyOf(joined.document, analysis),
			lane,
			cursor: Math.max(0, cursor),
			credit,
			creditMax: settings.streamCreditBytes,
			send: (frame) => this.#send(frame),
			isBusy: () => this.#isBusy(),
			status: (key) => this.#statusOf(joined.document, analysis, key),
			onEnd: () => joined.streams.delete(sid)
		});
		joined.streams.set(sid, stream);
		stream.pump();
	}

	#statusOf(document: LiveDocument, analysis: number, key: string | null): StreamStatus | null {
		const record = document.analysis(analysis);
		if (!record || record.state === 'cancelled') return 'cancelled';
		if (record.state === 'failed') return 'failed';
		return key !== null && this.#deps.chunks.find(key)?.status === 'done' ? 'done' : null;
	}

	/** Moves the streams of a key, or all. Called from others' work, which must not suffer from it. */
	#pump(joined: Joined, key: string | null): void {
		try {
			for (const stream of [...joined.streams.values()]) if (key === null || stream.key === key) stream.pump();
		} catch (error) {
			this.#fail(error);
		}
	}

	#isBusy(): boolean {
		this.#isHeldUp ||= this.#socket.bufferedAmount > BUSY_BYTES;
		return this.#isHeldUp;
	}

	readonly #onSent = (): void => {
		if (!this.#isHeldUp || this.#isClosing || this.#socket.bufferedAmount > BUSY_BYTES / 2) return;
		this.#isHeldUp = false;
		this.#joined?.rows.pump();
		if (this.#joined) this.#pump(this.#joined, null);
	};

	#refuse(code: NoCode, about: number, retryAfterMs: number, text: string): void {
		this.#send({ kind: 'no', code, retryAfterMs, about, text });
	}

	#send(frame: Exclude<ServerFrame, { kind: 'rows' }>): void {
		this.#write(encodeServerFrame(frame));
	}

	#write(bytes: Uint8Array): void {
		if (this.#socket.readyState !== WebSocket.OPEN) return;
		if (this.#socket.bufferedAmount > BUFFERED_MAX_BYTES) return this.#close(CLOSE.pace, 'too slow');
		this.#socket.send(bytes, this.#onSent);
	}

	#close(code: number, reason: string): void {
		if (this.#isClosing) return;
		this.#isClosing = true;
		this.#socket.close(code, reason.slice(0, 100));
		setTimeout(() => this.#socket.terminate(), 1000).unref();
	}

	/** Says goodbye if it came with this link, which opens nothing any more. */
	revoke(link: string): void {
		if (this.#joined?.link !== link) return;
		this.#close(CLOSE.forbidden, 'revoked');
		this.#leave();
	}

	/** A link that runs out closes what it opened. */
	#endAt(joined: Joined, expires: number): void {
		const left = expires - Date.now();
		const next = (): void => (left > 0 ? this.#endAt(joined, expires) : this.revoke(joined.link));
		const timer = setTimeout(next, Math.min(Math.max(left, 0), TIMER_MAX_MS));
		joined.stop.push(() => clearTimeout(timer));
	}

	/** The same page has come back on another socket. */
	#replace(): void {
		this.#close(CLOSE.replaced, 'replaced');
		this.#leave();
	}

	#leave(): void {
		clearTimeout(this.#helloTimer);
		clearTimeout(this.#idleTimer);
		const joined = this.#joined;
		if (!joined) return;
		this.#joined = null;
		for (const stop of joined.stop) stop();
		joined.release();
		const { sockets } = this.#deps;
		const others = sockets.get(joined.document.id);
		others?.delete(this);
		if (others?.size === 0) sockets.delete(joined.document.id);
	}
}
