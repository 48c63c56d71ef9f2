/** A WebSocket that comes back: the shell around the pure sync client. */

import { Scope } from '../scope.ts';
import { CHECK_MS, Heartbeat } from './heartbeat.ts';
import {
	decodeServerFrame,
	encodeClientFrame,
	FINAL_CLOSES,
	SUBPROTOCOL,
	type ClientFrame,
	type ServerFrame
} from '../wire/index.ts';

const SOCKET_PATH = '/api/live';
const BACKOFF_MIN_MS = 500;
const BACKOFF_MAX_MS = 30_000;
/** Our own reason to close: the other side is gone, or says what nobody understands. */
const CLOSE_GIVE_UP = 4000;

export interface ConnectionEvents {
	onOpen(): void;
	onFrame(frame: ServerFrame): void;
	/** `isFinal`: trying again cannot help. */
	onClose(code: number, isFinal: boolean): void;
}

export class Connection {
	readonly #events: ConnectionEvents;
	readonly #scope = new Scope();
	#socket: WebSocket | null = null;
	#attempts = 0;
	#retry: ReturnType<typeof setTimeout> | undefined;
	#heartbeat = new Heartbeat(0);

	constructor(events: ConnectionEvents) {
		this.#events = events;
		this.#scope.listen(window, 'online', () => this.#now());
		this.#scope.every(CHECK_MS, () => this.#keepAlive());
		this.#scope.defer(() => clearTimeout(this.#retry));
		this.#scope.defer(() => this.#socket?.close(1000));
		this.#open();
	}

	/** Sends what can be sent; frames on a connection that is not open are dropped (sync sends them again). */
	send(frames: readonly ClientFrame[]): void {
		if (this.#socket?.readyState !== WebSocket.OPEN) return;
		for (const frame of frames) this.#socket.send(encodeClientFrame(frame));
		if (frames.length > 0) this.#heartbeat.sent(performance.now());
	}

	/** Drops the connection and makes a new one: what is missing comes with the next hello. */
	reconnect(): void {
		this.#socket?.close(1000);
	}

	dispose(): void {
		this.#scope.dispose();
	}

	#now(): void {
		if (this.#socket) return;
		clearTimeout(this.#retry);
		this.#open();
	}

	#open(): void {
		const socket = new WebSocket(
			`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${SOCKET_PATH}`,
			SUBPROTOCOL
		);
		socket.binaryType = 'arraybuffer';
		this.#socket = socket;
		socket.addEventListener('open', () => {
			this.#heartbeat = new Heartbeat(performance.now());
			this.#events.onOpen();
		});
		socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
			this.#heartbeat.heard(performance.now());
			const frame = decode(data);
			if (frame === 'malformed') return socket.close(CLOSE_GIVE_UP);
			this.#attempts = 0;
			if (frame) this.#events.onFrame(frame);
		});
		socket.addEventListener('close', ({ code }) => this.#closed(code));
	}

	#closed(code: number): void {
		this.#socket = null;
		if (this.#scope.isDisposed) return;
		const isFinal = FINAL_CLOSES.has(code);
		this.#events.onClose(code, isFinal);
		if (isFinal) return;
		// full jitter: a thousand pages that lost the same server do not come back in one moment
		const wait = Math.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** this.#attempts++);
		this.#retry = setTimeout(() => this.#open(), wait);
	}

	#keepAlive(): void {
		if (this.#socket?.readyState !== WebSocket.OPEN) return;
		const now = performance.now();
		const need = this.#heartbeat.check(now);
		if (need === 'dead') this.#socket.close(CLOSE_GIVE_UP);
		else if (need === 'ping') this.send([{ kind: 'ping', time: Math.round(now) }]);
	}
}

function decode(data: ArrayBuffer): ServerFrame | null | 'malformed' {
	try {
		return decodeServerFrame(new Uint8Array(data));
	} catch {
		return 'malformed';
	}
}
