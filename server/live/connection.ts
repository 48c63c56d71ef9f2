/** One connection of a page: it says hello, then edits and streams of one document. The rules are in wire; here they meet the channel. */

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
	type ServerFrame
} from '#lib/wire/index.ts';
import type { Settings } from '#server/config/index.ts';
import type { CommittedRow, LiveDocument, LiveDocuments } from '#server/documents/index.ts';
import type { AnalysisJobs } from '#server/jobs/index.ts';
import type { Log } from '#server/log.ts';
import type { ChunkStore, DocumentStore } from '#server/store/index.ts';
import type { Channel } from './channel.ts';
import { Outflow } from './outflow.ts';
import type { Membership, PresenceRooms } from './presence-room.ts';
import { RowFeed } from './row-feed.ts';
import { SocketStreams } from './socket-streams.ts';

export interface LiveDependencies {
	readonly settings: Settings;
	readonly store: DocumentStore;
	readonly chunks: ChunkStore;
	readonly documents: LiveDocuments;
	readonly jobs: AnalysisJobs;
	readonly log: Log;
}

/** What connections share, beside what they were given. */
export interface ConnectionDependencies extends LiveDependencies {
	readonly rooms: PresenceRooms;
}

/** Connections that have joined a document, by its id. */
export type ConnectionsByDocument = Map<string, Set<Connection>>;

/** Before hello a page is nobody: it may say little. */
const HELLO_LIMITS = { depth: 3, elements: 128, bytes: 2048 };
/** A peer that does not answer our goodbye is cut off after this. */
const GOODBYE_MS = 1000;
/** The longest that a timer of Node counts. */
const TIMER_MAX_MS = 2 ** 31 - 1;
const CID = /^[A-Za-z0-9_-]{8,64}$/;

interface Joined {
	readonly document: LiveDocument;
	readonly role: Role;
	readonly cid: string;
	/** Id of the link that it came with. */
	readonly link: string;
	readonly pace: Pace;
	readonly rows: RowFeed;
	readonly streams: SocketStreams;
	readonly leave: (() => void)[];
}

export class Connection {
	readonly #channel: Channel;
	readonly #deps: ConnectionDependencies;
	/** Everyone else, by document. */
	readonly #everyone: ConnectionsByDocument;
	readonly #outflow: Outflow;
	readonly #onGone: () => void;
	#joined: Joined | null = null;
	#membership: Membership | null = null;
	readonly #helloTimer: NodeJS.Timeout;
	readonly #idleTimer: NodeJS.Timeout;
	readonly #framePace: Pace;
	#isClosing = false;

	constructor(channel: Channel, deps: ConnectionDependencies, everyone: ConnectionsByDocument, onGone: () => void) {
		const { settings } = deps;
		this.#channel = channel;
		this.#deps = deps;
		this.#everyone = everyone;
		this.#onGone = onGone;
		this.#framePace = new Pace(settings.framesPerSecond, settings.framesBurst, performance.now());
		this.#outflow = new Outflow(channel, {
			busyBytes: settings.busyBytes,
			slowBytes: settings.slowReaderBytes,
			slowMs: settings.slowReaderMs,
			limitBytes: settings.bufferedLimitBytes,
			onFree: () => this.#onFree(),
			onTooSlow: () => this.close(CLOSE.pace, 'too slow')
		});
		this.#helloTimer = setTimeout(() => this.close(CLOSE.idle, 'hello timed out'), settings.helloTimeoutMs);
		this.#idleTimer = setTimeout(() => this.close(CLOSE.idle, 'idle'), settings.idleTimeoutMs);
		channel.onMessage = (bytes) => this.#onMessage(bytes);
		channel.onClose = () => {
			this.#leave();
			this.#onGone();
		};
	}

	/** Says goodbye; what still comes is not heard. */
	close(code: number, reason: string): void {
		if (this.#isClosing) return;
		this.#isClosing = true;
		this.#leave();
		this.#channel.close(code, reason.slice(0, 100));
		setTimeout(() => this.#channel.terminate(), GOODBYE_MS).unref();
	}

	terminate(): void {
		this.#channel.terminate();
	}

	/** Says goodbye if it came with this link, which opens nothing any more. */
	revoke(link: string): void {
		if (this.#joined?.link === link) this.close(CLOSE.forbidden, 'revoked');
	}

	#onMessage(bytes: Uint8Array | null): void {
		// after our goodbye a peer may still say much
		if (this.#isClosing) return;
		this.#idleTimer.refresh();
		if (this.#framePace.take(performance.now()) > 0) return this.close(CLOSE.pace, 'too fast');
		try {
			if (!bytes) throw new Fault('bad-request', 'Frames are binary.');
			const frame = decodeClientFrame(bytes, this.#joined ? undefined : HELLO_LIMITS);
			if (frame) this.#receive(frame);
		} catch (thrown) {
			const fault = toFault(thrown);
			if (fault.code === 'bad-request') return this.close(CLOSE.malformed, fault.message);
			this.#fail(thrown);
		}
	}

	/** Lets this connection go, and nothing else. */
	#fail(error: unknown): void {
		this.#deps.log.error('socket', error);
		this.close(1011, 'internal');
	}

	#receive(frame: ClientFrame): void {
		if (frame.kind === 'hello') return this.#hello(frame);
		const joined = this.#joined;
		if (!joined) throw new Fault('bad-request', 'The first frame is HELLO.');
		switch (frame.kind) {
			case 'op':
				return this.#op(joined, frame);
			case 'sub':
				return joined.streams.subscribe(frame);
			case 'more':
				return joined.streams.more(frame.sid, frame.bytes);
			case 'unsub':
				return joined.streams.unsubscribe(frame.sid);
			case 'ping':
				return this.#send({ kind: 'pong', time: frame.time });
			case 'see':
				return this.#membership?.see(frame.presence);
		}
	}

	#hello(hello: Extract<ClientFrame, { kind: 'hello' }>): void {
		const { store, documents, settings } = this.#deps;
		if (this.#joined) throw new Fault('bad-request', 'HELLO comes once.');
		if (hello.version !== PROTOCOL_VERSION || hello.schema !== SCHEMA_VERSION)
			return this.close(CLOSE.version, `version ${PROTOCOL_VERSION}`);
		if (!CID.test(hello.cid)) throw new Fault('bad-request', 'The client id is malformed.');
		if (!store.exists(hello.doc)) return this.close(CLOSE.notFound, 'no such document');
		const link = store.findLink(hello.doc, hello.token);
		if (!link) return this.close(CLOSE.forbidden, 'forbidden');
		const others = this.#everyone.get(hello.doc) ?? new Set();
		// its earlier connection may look alive from here for long after the page has lost it
		for (const other of [...others]) if (other.#joined?.cid === hello.cid) other.close(CLOSE.replaced, 'replaced');
		if (others.size >= settings.socketsPerDocument) return this.close(CLOSE.pace, 'too many sockets');
		const neighbours = [...others].filter((other) => other.#channel.address === this.#channel.address);
		if (neighbours.length >= settings.socketsPerAddress)
			return this.close(CLOSE.pace, 'too many sockets of one address');
		const client = link.role === 'view' ? null : store.openClient(hello.doc, hello.cid);
		const { document, release } = documents.open(hello.doc);
		clearTimeout(this.#helloTimer);
		this.#everyone.set(hello.doc, others.add(this));
		const joined = this.#join({ document, cid: hello.cid, role: link.role, link: link.id, since: hello.since, client });
		joined.leave.push(release);
		if (link.expires !== null) this.#endAt(joined, link.expires);
		this.#send({
			kind: 'welcome',
			version: PROTOCOL_VERSION,
			seq: document.seq,
			lastN: client?.lastN ?? 0,
			role: link.role,
			slot: client?.slot ?? 0,
			opsPerSecond: settings.opsPerSecond,
			opsBurst: settings.opsBurst
		});
		joined.rows.start();
		const membership = this.#deps.rooms.join(hello.doc, {
			parts: null,
			isBusy: () => this.#outflow.isBusy,
			send: (bytes) => this.#outflow.send(bytes)
		});
		this.#membership = membership;
		joined.leave.push(() => membership.leave());
		joined.leave.push(document.subscribe((row) => this.#onRow(joined, row)));
		joined.leave.push(this.#deps.jobs.subscribe((key) => this.#pump(joined, key)));
	}

	#join(who: Arrival): Joined {
		const { settings, jobs, chunks } = this.#deps;
		const { document, client, since } = who;
		const rows = new RowFeed(document, {
			since,
			slot: client?.slot ?? null,
			send: (bytes) => this.#outflow.send(bytes),
			isBusy: () => this.#outflow.isBusy,
			onFault: (error) => this.#fail(error)
		});
		const streams = new SocketStreams({
			document,
			jobs,
			chunks,
			most: settings.streamsPerSocket,
			creditMax: settings.streamCreditBytes,
			mayFollow: () => true,
			send: (frame) => this.#send(frame),
			isBusy: () => this.#outflow.isBusy
		});
		const pace = new Pace(settings.opsPerSecond, settings.opsBurst, performance.now());
		const joined = { ...who, pace, rows, streams, leave: [() => rows.dispose()] };
		this.#joined = joined;
		return joined;
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

	/** Moves the streams of a key, or all. Called from others' work, which must not suffer from it. */
	#pump(joined: Joined, key: string | null): void {
		try {
			joined.streams.pump(key);
		} catch (error) {
			this.#fail(error);
		}
	}

	/** The reader takes more again: what was held back goes out. */
	#onFree(): void {
		if (!this.#joined) return;
		this.#joined.rows.pump();
		this.#pump(this.#joined, null);
		this.#membership?.pump();
	}

	#refuse(code: NoCode, about: number, retryAfterMs: number, text: string): void {
		this.#send({ kind: 'no', code, retryAfterMs, about, text });
	}

	#send(frame: Exclude<ServerFrame, { kind: 'rows' }>): void {
		this.#outflow.send(encodeServerFrame(frame));
	}

	/** A link that runs out closes what it opened. */
	#endAt(joined: Joined, expires: number): void {
		const left = expires - Date.now();
		const next = (): void => (left > 0 ? this.#endAt(joined, expires) : this.revoke(joined.link));
		const timer = setTimeout(next, Math.min(Math.max(left, 0), TIMER_MAX_MS));
		joined.leave.push(() => clearTimeout(timer));
	}

	#leave(): void {
		clearTimeout(this.#helloTimer);
		clearTimeout(this.#idleTimer);
		this.#outflow.dispose();
		const joined = this.#joined;
		if (!joined) return;
		this.#joined = null;
		for (const leave of joined.leave) leave();
		const others = this.#everyone.get(joined.document.id);
		others?.delete(this);
		if (others?.size === 0) this.#everyone.delete(joined.document.id);
	}
}

/** Who has been let in. */
interface Arrival extends Pick<Joined, 'document' | 'role' | 'cid' | 'link'> {
	/** The last row that the page has. */
	readonly since: number;
	/** Null for those who only look. */
	readonly client: { readonly slot: number; readonly lastN: number } | null;
}
