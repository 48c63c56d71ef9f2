/** The same frames where WebSockets are blocked: to the server by POST, one request at a time, and back as server-sent events. */

import { Fault } from '../fault.ts';
import { bundleFrames } from '../wire/index.ts';
import { readEvents, type ServerEvent } from './server-events.ts';
import { ABNORMAL_CLOSE, type OpenTransport, type Transport, type TransportEvents } from './transport.ts';

/** Bytes of one request: a quarter of what the server takes, and never less than one frame. */
const POST_BYTES = 65_536;
/** A request that was refused often follows a goodbye, which says why and is still on its way. */
const GOODBYE_MS = 1000;

/** `origin` is that of the server: https://host or http://host. */
export const openHttp =
	(origin: string): OpenTransport =>
	(events) =>
		new HttpTransport(`${origin}/api/live/http`, events);

class HttpTransport implements Transport {
	readonly #url: string;
	readonly #events: TransportEvents;
	readonly #abort = new AbortController();
	#id: string | null = null;
	#waiting: Uint8Array<ArrayBuffer>[] = [];
	#isPosting = false;

	constructor(url: string, events: TransportEvents) {
		this.#url = url;
		this.#events = events;
		void this.#listen();
	}

	get isOpen(): boolean {
		return this.#id !== null && !this.#abort.signal.aborted;
	}

	send(frames: readonly Uint8Array<ArrayBuffer>[]): void {
		this.#waiting.push(...frames);
		void this.#post();
	}

	drop(): void {
		this.#abort.abort();
	}

	#end(code: number): void {
		if (this.#abort.signal.aborted) return;
		this.#abort.abort();
		this.#events.onClose(code);
	}

	async #listen(): Promise<void> {
		try {
			const { signal } = this.#abort;
			const response = await fetch(this.#url, { signal, cache: 'no-store', headers: { accept: 'text/event-stream' } });
			if (!response.ok || !response.body) throw new Fault('unavailable', `The server answered ${response.status}.`);
			for await (const event of readEvents(response.body)) {
				if (signal.aborted) return;
				this.#receive(event);
			}
		} catch {
			// cut off, blocked or not there: all the same to whoever tries again
		}
		this.#end(ABNORMAL_CLOSE);
	}

	#receive({ name, data }: ServerEvent): void {
		if (name === 'channel') {
			this.#id = data;
			this.#events.onOpen();
		} else if (name === 'close') this.#end(closeCodeOf(data));
		else this.#events.onMessage(fromBase64(data));
	}

	/** One request after the other, each with all that has gathered. Whether a failed one has arrived nobody knows: it ends here. */
	async #post(): Promise<void> {
		if (this.#isPosting) return;
		this.#isPosting = true;
		try {
			while (this.isOpen && this.#waiting.length > 0) {
				const body = bundleFrames(this.#takeSome());
				const { signal } = this.#abort;
				const response = await fetch(`${this.#url}/${this.#id}`, { method: 'POST', body, signal });
				if (!response.ok) return void setTimeout(() => this.#end(ABNORMAL_CLOSE), GOODBYE_MS);
			}
		} catch {
			this.#end(ABNORMAL_CLOSE);
		} finally {
			this.#isPosting = false;
		}
	}

	#takeSome(): Uint8Array<ArrayBuffer>[] {
		let bytes = 0;
		const next = this.#waiting.findIndex((frame, i) => (bytes += frame.length) > POST_BYTES && i > 0);
		return this.#waiting.splice(0, next < 0 ? this.#waiting.length : next);
	}
}

function closeCodeOf(data: string): number {
	const said: unknown = JSON.parse(data);
	return typeof said === 'object' && said !== null && 'code' in said && typeof said.code === 'number'
		? said.code
		: ABNORMAL_CLOSE;
}

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
