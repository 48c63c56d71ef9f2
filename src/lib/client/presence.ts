/** What this page shows of its person, and whom it sees on the same document. No timers and no clock of its own. */

import type { RecordId } from '../score/index.ts';
import { encodeClientFrame, PRESENCE_BYTES, PRESENCE_IDS_MAX, type Presence, type ServerFrame } from '../wire/index.ts';

/** Nothing said yet. */
export const NO_PRESENCE: Presence = { name: '', colour: 0, part: 0, cursor: null, selection: [], view: null };

/** What comes faster waits, and only the last of it is sent. */
const PACE_MS = 100;

export interface PresenceOptions {
	/** Sends a SEE; called only between {@link PresenceClient.connected} and {@link PresenceClient.disconnected}. */
	send(presence: Presence): void;
	/** Somebody came, moved or left. */
	onPeople(): void;
	/** Milliseconds from any start. */
	now(): number;
	/** Calls `run` once after `delayMs`; the answer prevents it. */
	schedule(delayMs: number, run: () => void): () => void;
}

export class PresenceClient {
	readonly #options: PresenceOptions;
	#people: ReadonlyMap<number, Presence> = new Map();
	#own = NO_PRESENCE;
	/** What the server knows of it, as text; null while it knows nothing. */
	#sent: string | null = null;
	#sentAt = -Infinity;
	#isConnected = false;
	#unschedule: (() => void) | null = null;

	constructor(options: PresenceOptions) {
		this.#options = options;
	}

	/** Everyone else who is there, by their number in the room. A new map at each change. */
	get people(): ReadonlyMap<number, Presence> {
		return this.#people;
	}

	get own(): Presence {
		return this.#own;
	}

	/** Changes what is shown; it is sent when it is another than before, at most ten times a second. */
	see(change: Partial<Presence>): void {
		this.#own = { ...this.#own, ...change };
		this.#flush();
	}

	/** The server takes frames now, and knows nothing of this page. */
	connected(): void {
		this.#isConnected = true;
		this.#sent = null;
		this.#flush();
	}

	disconnected(): void {
		this.#isConnected = false;
		this.#unschedule?.();
		this.#unschedule = null;
		if (this.#people.size === 0) return;
		this.#people = new Map();
		this.#options.onPeople();
	}

	receive({ who, presence }: Extract<ServerFrame, { kind: 'seen' }>): void {
		const people = new Map(this.#people);
		if (presence) people.set(who, presence);
		else if (!people.delete(who)) return;
		this.#people = people;
		this.#options.onPeople();
	}

	#flush(): void {
		if (!this.#isConnected || this.#unschedule) return;
		const presence = fitToFrame(this.#own);
		const text = JSON.stringify(presence);
		if (text === this.#sent) return;
		const waitMs = this.#sentAt + PACE_MS - this.#options.now();
		if (waitMs > 0) {
			this.#unschedule = this.#options.schedule(waitMs, () => {
				this.#unschedule = null;
				this.#flush();
			});
			return;
		}
		this.#sent = text;
		this.#sentAt = this.#options.now();
		this.#options.send(presence);
	}
}

/** Rounded as it travels, so that a move too small to be sent is none; with as much of the selection as there is room for. */
function fitToFrame(presence: Presence): Presence {
	const { cursor, view } = presence;
	let selection: readonly RecordId[] = presence.selection.slice(0, PRESENCE_IDS_MAX);
	for (;;) {
		const fitted = {
			...presence,
			cursor: cursor && { ticks: Math.round(cursor.ticks), cents: Math.round(cursor.cents) },
			view: view && { from: Math.round(view.from), to: Math.round(view.to) },
			selection
		};
		if (selection.length === 0 || encodeClientFrame({ kind: 'see', presence: fitted }).length <= PRESENCE_BYTES)
			return fitted;
		selection = selection.slice(0, selection.length >> 1);
	}
}
