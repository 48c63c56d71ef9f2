/** What goes out to one reader, and what becomes of one who does not keep up: nothing more, then goodbye. */

import type { Channel } from './channel.ts';

export interface OutflowOptions {
	/** While more than this is on its way, rows, chunks and presence wait. */
	readonly busyBytes: number;
	/** A reader who is this far behind for `slowMs` is let go. */
	readonly slowBytes: number;
	readonly slowMs: number;
	/** A reader who is this far behind is let go at once. */
	readonly limitBytes: number;
	/** There is room again. */
	onFree(): void;
	onTooSlow(): void;
	onSent?(bytes: number): void;
}

export class Outflow {
	readonly #channel: Channel;
	readonly #options: OutflowOptions;
	/** Something waits until less is on its way. */
	#isHeldUp = false;
	#patience: NodeJS.Timeout | null = null;

	constructor(channel: Channel, options: OutflowOptions) {
		this.#channel = channel;
		this.#options = options;
	}

	/** Whether the reader has enough to do; {@link OutflowOptions.onFree} follows when she has not any more. */
	get isBusy(): boolean {
		this.#isHeldUp ||= this.#channel.bufferedBytes > this.#options.busyBytes;
		return this.#isHeldUp;
	}

	send(bytes: Uint8Array): void {
		if (!this.#channel.isOpen) return;
		if (this.#channel.bufferedBytes > this.#options.limitBytes) return this.#options.onTooSlow();
		this.#options.onSent?.(bytes.length);
		this.#channel.send(bytes, this.#onSent);
		if (this.#channel.bufferedBytes > this.#options.slowBytes)
			this.#patience ??= setTimeout(() => this.#options.onTooSlow(), this.#options.slowMs);
	}

	dispose(): void {
		if (this.#patience) clearTimeout(this.#patience);
		this.#patience = null;
		this.#isHeldUp = true;
	}

	readonly #onSent = (): void => {
		const left = this.#channel.bufferedBytes;
		if (this.#patience && left <= this.#options.slowBytes) {
			clearTimeout(this.#patience);
			this.#patience = null;
		}
		if (!this.#isHeldUp || !this.#channel.isOpen || left > this.#options.busyBytes / 2) return;
		this.#isHeldUp = false;
		this.#options.onFree();
	};
}
