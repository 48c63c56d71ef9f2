/** A connection that comes back, over whatever gets through: the shell around the pure sync client. */

import { Scope } from '../scope.ts';
import {
	decodeServerFrame,
	encodeClientFrame,
	FINAL_CLOSES,
	type ClientFrame,
	type ServerFrame
} from '../wire/index.ts';
import { isServerThere } from './api.ts';
import { CHECK_MS, Heartbeat } from './heartbeat.ts';
import { openHttp } from './http-transport.ts';
import { openSocket } from './socket-transport.ts';
import { TransportChoice, type Way } from './transport-choice.ts';
import { ABNORMAL_CLOSE, type OpenTransport, type Transport } from './transport.ts';

const BACKOFF_MIN_MS = 500;
const BACKOFF_MAX_MS = 30_000;
/** A server that has not answered after this long is tried again, maybe over the other way. */
const OPEN_TIMEOUT_MS = 10_000;

export interface ConnectionEvents {
	onOpen(): void;
	onFrame(frame: ServerFrame): void;
	/** `isFinal`: trying again cannot help. */
	onClose(code: number, isFinal: boolean): void;
}

export class Connection {
	readonly #events: ConnectionEvents;
	readonly #scope = new Scope();
	readonly #choice = new TransportChoice();
	readonly #ways: Readonly<Record<Way, OpenTransport>> = {
		socket: openSocket(location.origin),
		http: openHttp(location.origin)
	};
	#transport: Transport | null = null;
	#way: Way = 'socket';
	#hasHeard = false;
	#attempts = 0;
	#retry: ReturnType<typeof setTimeout> | undefined;
	#openTimer: ReturnType<typeof setTimeout> | undefined;
	#heartbeat = new Heartbeat(0);

	constructor(events: ConnectionEvents) {
		this.#events = events;
		this.#scope.listen(window, 'online', () => this.#now());
		// the browser knows at once what silence would tell in a quarter of a minute
		this.#scope.listen(window, 'offline', () => this.reconnect());
		this.#scope.every(CHECK_MS, () => this.#keepAlive());
		this.#scope.defer(() => (clearTimeout(this.#retry), clearTimeout(this.#openTimer)));
		this.#scope.defer(() => this.#transport?.drop());
		this.#open();
	}

	/** Sends what can be sent; frames on a connection that is not open are dropped (sync sends them again). */
	send(frames: readonly ClientFrame[]): void {
		if (!this.#transport?.isOpen || frames.length === 0) return;
		this.#transport.send(frames.map(encodeClientFrame));
		this.#heartbeat.sent(performance.now());
	}

	/** Drops the connection and makes a new one: what is missing comes with the next hello. */
	reconnect(): void {
		if (!this.#transport) return;
		this.#transport.drop();
		this.#closed(ABNORMAL_CLOSE);
	}

	dispose(): void {
		this.#scope.dispose();
	}

	#now(): void {
		if (this.#transport) return;
		clearTimeout(this.#retry);
		this.#open();
	}

	#open(): void {
		this.#way = this.#choice.next();
		this.#hasHeard = false;
		this.#openTimer = setTimeout(() => this.reconnect(), OPEN_TIMEOUT_MS);
		this.#transport = this.#ways[this.#way]({
			onOpen: () => {
				clearTimeout(this.#openTimer);
				this.#heartbeat = new Heartbeat(performance.now());
				this.#events.onOpen();
			},
			onMessage: (bytes) => this.#receive(bytes),
			onClose: (code) => this.#closed(code)
		});
	}

	#receive(bytes: Uint8Array): void {
		this.#heartbeat.heard(performance.now());
		const frame = decode(bytes);
		// what nobody understands is no better than silence
		if (frame === 'malformed') return this.reconnect();
		if (!this.#hasHeard) this.#choice.worked(this.#way);
		this.#hasHeard = true;
		this.#attempts = 0;
		if (frame) this.#events.onFrame(frame);
	}

	#closed(code: number): void {
		clearTimeout(this.#openTimer);
		this.#transport = null;
		if (this.#scope.isDisposed) return;
		if (!this.#hasHeard && code === ABNORMAL_CLOSE) void this.#judge(this.#way);
		const isFinal = FINAL_CLOSES.has(code);
		this.#events.onClose(code, isFinal);
		if (isFinal) return;
		// full jitter: a thousand pages that lost the same server do not come back in one moment
		const wait = Math.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** this.#attempts++);
		this.#retry = setTimeout(() => this.#open(), wait);
	}

	/** Whether it was the way, or the server is not there at all. */
	async #judge(way: Way): Promise<void> {
		if (way === 'http') this.#choice.httpFailed();
		else if (await isServerThere()) this.#choice.blocked();
	}

	#keepAlive(): void {
		if (!this.#transport?.isOpen) return;
		const now = performance.now();
		const need = this.#heartbeat.check(now);
		if (need === 'dead') this.reconnect();
		else if (need === 'ping') this.send([{ kind: 'ping', time: Math.round(now) }]);
	}
}

function decode(bytes: Uint8Array): ServerFrame | null | 'malformed' {
	try {
		return decodeServerFrame(bytes);
	} catch {
		return 'malformed';
	}
}
