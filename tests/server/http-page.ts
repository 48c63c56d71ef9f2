/** A page whose WebSockets are blocked: the real sync core over the real fallback. For tests only. */

import { Score, type Edit } from '#lib/score/index.ts';
import {
	decodeServerFrame,
	encodeClientFrame,
	PROTOCOL_VERSION,
	SCHEMA_VERSION,
	SyncClient,
	type ClientFrame,
	type ServerFrame
} from '#lib/wire/index.ts';
import { openHttp } from '../../src/lib/client/http-transport.ts';
import type { Transport } from '../../src/lib/client/transport.ts';
import type { Address } from './test-server.ts';

export class HttpPage {
	readonly score = new Score();
	readonly frames: ServerFrame[] = [];
	closeCode: number | null = null;
	readonly #sync: SyncClient;
	readonly #transport: Transport;
	readonly #waiting = new Set<() => void>();

	/** `hello` false says nothing by itself. */
	constructor(url: string, { doc, token }: Address, cid: string, hello = true) {
		this.#sync = new SyncClient(this.score, { onRefused: () => undefined, onGap: () => undefined });
		this.#transport = openHttp(url)({
			onOpen: () => {
				if (hello)
					this.send({ kind: 'hello', version: PROTOCOL_VERSION, schema: SCHEMA_VERSION, doc, cid, token, since: 0 });
				this.#wake();
			},
			onMessage: (bytes) => this.#receive(bytes),
			onClose: (code) => {
				this.closeCode = code;
				this.#wake();
			}
		});
	}

	get isOpen(): boolean {
		return this.#transport.isOpen;
	}

	get unsaved(): number {
		return this.#sync.pendingCount;
	}

	send(frame: ClientFrame): void {
		this.sendBytes(encodeClientFrame(frame));
	}

	sendBytes(bytes: Uint8Array<ArrayBuffer>): void {
		this.#transport.send([bytes]);
	}

	edit(edits: readonly Edit[]): void {
		this.score.transact('local', edits);
		for (const frame of this.#sync.takeOutbox(performance.now())) this.send(frame);
	}

	has(kind: ServerFrame['kind']): boolean {
		return this.frames.some((frame) => frame.kind === kind);
	}

	/** Settles when `condition` holds; checked whenever something happens. */
	until(condition: () => boolean, what: string, timeoutMs = 20_000): Promise<void> {
		if (condition()) return Promise.resolve();
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error(`It never came: ${what}`)), timeoutMs);
			const check = (): void => {
				if (!condition()) return;
				clearTimeout(timer);
				this.#waiting.delete(check);
				resolve();
			};
			this.#waiting.add(check);
		});
	}

	close(): void {
		this.#transport.drop();
	}

	#receive(bytes: Uint8Array): void {
		const frame = decodeServerFrame(bytes);
		if (!frame) return;
		this.frames.push(frame);
		this.#sync.receive(frame);
		for (const op of this.#sync.takeOutbox(performance.now())) this.send(op);
		this.#wake();
	}

	#wake(): void {
		for (const check of [...this.#waiting]) check();
	}
}
