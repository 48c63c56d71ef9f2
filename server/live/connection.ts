/** One connection of a page: it says hello, then edits and streams of one document. The rules are in wire; here they meet the channel. */

import { Fault, toFault } from '#lib/fault.ts';
import {
	CLOSE,
	decodeClientFrame,
	encodeServerFrame,
	GATE_LIMITS,
	Pace,
	PROTOCOL_VERSION,
	SCHEMA_VERSION,
	type ClientFrame
} from '#lib/wire/index.ts';
import type { LiveDocuments } from '#server/documents/index.ts';
import type { Log } from '#server/log.ts';
import type { LinkRow } from '#server/store/index.ts';
import type { Channel } from './channel.ts';
import { allowedParts, Member, type MemberDependencies } from './member.ts';
import { Outflow } from './outflow.ts';

export interface ConnectionDependencies extends MemberDependencies {
	readonly documents: LiveDocuments;
	readonly log: Log;
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

export class Connection {
	readonly #channel: Channel;
	readonly #deps: ConnectionDependencies;
	/** Everyone else, by document. */
	readonly #everyone: ConnectionsByDocument;
	readonly #outflow: Outflow;
	readonly #onGone: () => void;
	/** Who it is and what it came with, once it has said hello. */
	#joined: { readonly member: Member; readonly doc: string; readonly cid: string; readonly link: LinkRow } | null =
		null;
	#expiry: NodeJS.Timeout | undefined;
	readonly #helloTimer: NodeJS.Timeout;
	readonly #idleTimer: NodeJS.Timeout;
	readonly #framePace: Pace;
	#isClosing = false;
	/** What we have said goodbye with. */
	#closeCode: number | null = null;

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
			onFree: () => this.#joined?.member.pump(),
			onTooSlow: () => this.close(CLOSE.pace, 'too slow'),
			onSent: (bytes) => deps.metrics.frameSent(bytes)
		});
		this.#helloTimer = setTimeout(() => this.close(CLOSE.idle, 'hello timed out'), settings.helloTimeoutMs);
		this.#idleTimer = setTimeout(() => this.close(CLOSE.idle, 'idle'), settings.idleTimeoutMs);
		channel.onMessage = (bytes) => this.#onMessage(bytes);
		deps.metrics.socketOpened(channel.transport);
		channel.onClose = (code) => {
			deps.metrics.socketClosed(channel.transport, this.#closeCode ?? code);
			this.#leave();
			this.#onGone();
		};
	}

	/** Says goodbye; what still comes is not heard. */
	close(code: number, reason: string): void {
		if (this.#isClosing) return;
		this.#isClosing = true;
		this.#closeCode = code;
		this.#leave();
		this.#channel.close(code, reason.slice(0, 100));
		setTimeout(() => this.#channel.terminate(), GOODBYE_MS).unref();
	}

	terminate(): void {
		this.#channel.terminate();
	}

	/** Says goodbye if it came with this link, which opens nothing any more. */
	revoke(link: string): void {
		if (this.#joined?.link.id === link) this.close(CLOSE.forbidden, 'revoked');
	}

	#onMessage(bytes: Uint8Array | null): void {
		// after our goodbye a peer may still say much
		if (this.#isClosing) return;
		if (bytes) this.#deps.metrics.frameReceived(bytes.length);
		this.#idleTimer.refresh();
		if (this.#framePace.take(performance.now()) > 0) return this.close(CLOSE.pace, 'too fast');
		try {
			if (!bytes) throw new Fault('bad-request', 'Frames are binary.');
			const gate = { ...GATE_LIMITS, bytes: this.#deps.settings.frameLimitBytes };
			const frame = decodeClientFrame(bytes, this.#joined ? gate : HELLO_LIMITS);
			if (frame?.kind === 'hello') this.#hello(frame);
			else if (!this.#joined) throw new Fault('bad-request', 'The first frame is HELLO.');
			else if (frame) this.#joined.member.receive(frame, bytes.length);
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
		const parts = allowedParts(link.parts, hello.parts);
		const client = link.role === 'view' ? null : store.openClient(hello.doc, hello.cid);
		const { document, release } = documents.open(hello.doc);
		clearTimeout(this.#helloTimer);
		this.#everyone.set(hello.doc, others.add(this));
		const arrival = {
			document,
			release,
			cid: hello.cid,
			role: link.role,
			parts,
			limitedLink: link.parts && link.id,
			since: hello.since,
			client
		};
		const member = new Member(arrival, this.#deps, this.#outflow, (error) => this.#fail(error));
		this.#joined = { member, doc: hello.doc, cid: hello.cid, link };
		if (link.expires !== null) this.#endAt(link.id, link.expires);
		this.#outflow.send(
			encodeServerFrame({
				kind: 'welcome',
				version: PROTOCOL_VERSION,
				seq: document.seq,
				lastN: client?.lastN ?? 0,
				role: link.role,
				slot: client?.slot ?? 0,
				opsPerSecond: settings.opsPerSecond,
				opsBurst: settings.opsBurst,
				...(parts ? { parts: [...parts] } : {})
			})
		);
		member.start();
	}

	/** A link that runs out closes what it opened. */
	#endAt(link: string, expires: number): void {
		const left = expires - Date.now();
		const next = (): void => (left > 0 ? this.#endAt(link, expires) : this.revoke(link));
		this.#expiry = setTimeout(next, Math.min(Math.max(left, 0), TIMER_MAX_MS));
	}

	#leave(): void {
		clearTimeout(this.#helloTimer);
		clearTimeout(this.#idleTimer);
		clearTimeout(this.#expiry);
		this.#outflow.dispose();
		const joined = this.#joined;
		if (!joined) return;
		this.#joined = null;
		joined.member.leave();
		const others = this.#everyone.get(joined.doc);
		others?.delete(this);
		if (others?.size === 0) this.#everyone.delete(joined.doc);
	}
}
