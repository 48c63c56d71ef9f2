/** Keeps frames in order while a snapshot that was too large for one of them is fetched over HTTP. */

import { toFault } from '../fault.ts';
import type { ServerFrame } from '../wire/index.ts';

const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 15_000;

export interface SnapshotGateOptions {
	/** Takes frames, in the order in which they came. */
	deliver(frame: ServerFrame): void;
	load(seq: number, signal: AbortSignal): Promise<Uint8Array>;
	/** The snapshot is not there any more, or not for us: the next hello brings another. */
	reconnect(): void;
	/** Settles after some time, or at once when the signal is aborted. */
	wait?(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export class SnapshotGate {
	readonly #options: SnapshotGateOptions;
	/** What came after a snapshot that is on its way; null when none is. */
	#held: ServerFrame[] | null = null;
	#abort = new AbortController();

	constructor(options: SnapshotGateOptions) {
		this.#options = options;
	}

	receive(frame: ServerFrame): void {
		if (this.#held) this.#held.push(frame);
		else if (frame.kind === 'snap' && frame.bytes === null) void this.#fetch(frame);
		else this.#options.deliver(frame);
	}

	/** The connection is over: whatever was held comes again with the next one. */
	reset(): void {
		this.#abort.abort();
		this.#abort = new AbortController();
		this.#held = null;
	}

	async #fetch(frame: Extract<ServerFrame, { kind: 'snap' }>): Promise<void> {
		const { signal } = this.#abort;
		this.#held = [];
		const bytes = await this.#load(frame.seq, signal);
		if (signal.aborted) return;
		if (!bytes) return this.#options.reconnect();
		const held = this.#held;
		this.#held = null;
		this.#options.deliver({ ...frame, bytes });
		for (const later of held) if (!signal.aborted) this.receive(later);
	}

	/** Null when it cannot be had. */
	async #load(seq: number, signal: AbortSignal): Promise<Uint8Array | null> {
		for (let attempt = 0; !signal.aborted; attempt++) {
			try {
				return await this.#options.load(seq, signal);
			} catch (thrown) {
				if (['not-found', 'forbidden', 'bad-request'].includes(toFault(thrown).code)) return null;
			}
			// full jitter, as for the connection itself
			await (this.#options.wait ?? waitMs)(Math.random() * Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** attempt), signal);
		}
		return null;
	}
}

const waitMs = (milliseconds: number, signal: AbortSignal): Promise<void> =>
	new Promise((resolve) => {
		const timer = setTimeout(resolve, milliseconds);
		signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
	});
