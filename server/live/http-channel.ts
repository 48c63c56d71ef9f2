/** What stands in for a WebSocket where they are blocked: frames come by POST and go as server-sent events. */

import type { ServerResponse } from 'node:http';
import type { Channel } from './channel.ts';

/** Proxies must neither keep the events back nor keep them. */
const HEADERS = {
	'content-type': 'text/event-stream; charset=utf-8',
	'cache-control': 'no-store',
	'x-accel-buffering': 'no'
};

/** The code of a WebSocket whose line was cut. */
const NO_GOODBYE = 1006;

export class HttpChannel implements Channel {
	readonly id: string;
	readonly address: string;
	readonly transport = 'http';
	readonly #response: ServerResponse;
	#isOpen = true;
	#closeCode = NO_GOODBYE;
	onMessage: (bytes: Uint8Array | null) => void = () => undefined;
	onClose: (code: number) => void = () => undefined;

	/** Opens the stream of events; the first of them tells the page what to post to. */
	constructor(id: string, address: string, response: ServerResponse) {
		this.id = id;
		this.address = address;
		this.#response = response;
		response.on('close', () => this.#closed());
		response.on('error', () => response.destroy());
		response.writeHead(200, HEADERS);
		response.write(`event: channel\ndata: ${id}\n\n`);
	}

	get isOpen(): boolean {
		return this.#isOpen;
	}

	get bufferedBytes(): number {
		return this.#response.writableLength;
	}

	send(bytes: Uint8Array, sent?: () => void): void {
		if (!this.#isOpen) return sent?.();
		this.#response.write(`data: ${toBase64(bytes)}\n\n`, () => sent?.());
	}

	close(code: number, reason: string): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		this.#closeCode = code;
		this.#response.end(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`);
	}

	terminate(): void {
		this.#isOpen = false;
		this.#response.destroy();
	}

	#closed(): void {
		this.#isOpen = false;
		this.onClose(this.#closeCode);
	}
}

const toBase64 = (bytes: Uint8Array): string =>
	Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
