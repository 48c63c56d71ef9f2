/** The server's side of a gesture that travels in several ops: held until its last is there, then taken whole. */

import { Fault } from '../fault.ts';
import type { ClientFrame, NoCode } from './frames.ts';
import type { Op } from './sync-server.ts';

export type GroupStep =
	/** More of it is still to come. */
	| { readonly kind: 'held' }
	/** It is held already. */
	| { readonly kind: 'repeated' }
	/** An op before this one is missing. */
	| { readonly kind: 'gap' }
	/** All of it, in order; without its edits when there is a `fault`, for which nothing of it can be taken. */
	| { readonly kind: 'whole'; readonly ops: readonly Op[]; readonly fault: GroupFault | null };

export interface GroupFault {
	readonly code: NoCode;
	readonly text: string;
}

type OpFrame = Extract<ClientFrame, { kind: 'op' }>;

/** What an op and an edit cost however short they are: an empty one takes room, too, while it is held. */
const OP_BYTES_MIN = 256;
const EDIT_BYTES_MIN = 16;

/** One per connection: what it holds goes with it, because the page sends all of an unfinished gesture again. */
export class GroupBuffer {
	readonly #limitBytes: number;
	#ops: Op[] = [];
	#left = 0;
	#bytes = 0;
	#fault: GroupFault | null = null;

	constructor(limitBytes: number) {
		this.#limitBytes = limitBytes;
	}

	/** `bytes`: size of the frame. A `Fault('bad-request')` when the ops of a group do not count down. */
	take({ n, edits, left = 0, isUnknown }: Omit<OpFrame, 'kind'>, bytes: number): GroupStep {
		const [first] = this.#ops;
		const next = first ? first.n + this.#ops.length : n;
		if (first && n >= first.n && n < next) return { kind: 'repeated' };
		// what comes again from before the group is judged by itself: the log has it
		if (first && n < first.n) return { kind: 'whole', ops: [{ n, edits }], fault: null };
		if (n > next) return { kind: 'gap' };
		if (left < 0 || (first && left !== this.#left - 1))
			throw new Fault('bad-request', 'The ops of a gesture do not count down.');
		this.#left = left;
		this.#bytes += Math.max(bytes, OP_BYTES_MIN, EDIT_BYTES_MIN * edits.length);
		// a single op has its frame's limit
		if (this.#bytes > this.#limitBytes && (left > 0 || first))
			this.#fault ??= { code: 'full', text: `A gesture may have ${this.#limitBytes} bytes.` };
		if (isUnknown)
			this.#fault ??= { code: 'unsupported', text: 'This edit is of a kind that the server does not know.' };
		if (this.#fault) this.#ops = this.#ops.map((op) => ({ n: op.n, edits: [] }));
		this.#ops.push({ n, edits: this.#fault ? [] : edits });
		if (left > 0) return { kind: 'held' };
		const whole = { kind: 'whole', ops: this.#ops, fault: this.#fault } as const;
		this.#ops = [];
		this.#bytes = 0;
		this.#fault = null;
		return whole;
	}
}
