/** The server's side of a gesture that travels in several ops: held until its last is there, then taken whole. */

import { Fault } from '../fault.ts';
import type { Op } from './sync-server.ts';

export type GroupStep =
	/** More of it is still to come. */
	| { readonly kind: 'held' }
	/** It is held already. */
	| { readonly kind: 'repeated' }
	/** An op before this one is missing. */
	| { readonly kind: 'gap' }
	/** All of it, in order; without its edits when it `isTooLarge`. */
	| { readonly kind: 'whole'; readonly ops: readonly Op[]; readonly isTooLarge: boolean };

/** What an op costs however short it is, so that many empty ones are bounded, too. */
const OP_BYTES_MIN = 256;

/** One per connection: what it holds goes with it, because the page sends all of an unfinished gesture again. */
export class GroupBuffer {
	readonly #limitBytes: number;
	#ops: Op[] = [];
	#left = 0;
	#bytes = 0;

	constructor(limitBytes: number) {
		this.#limitBytes = limitBytes;
	}

	/** `left`: ops that are to come after this one; `bytes`: size of its frame. A `Fault('bad-request')` when they do not count down. */
	take({ n, edits, left }: Op & { readonly left: number }, bytes: number): GroupStep {
		const [first] = this.#ops;
		const next = first ? first.n + this.#ops.length : n;
		if (first && n >= first.n && n < next) return { kind: 'repeated' };
		// what comes again from before the group is judged by itself: the log has it
		if (first && n < first.n) return { kind: 'whole', ops: [{ n, edits }], isTooLarge: false };
		if (n > next) return { kind: 'gap' };
		if (left < 0 || (first && left !== this.#left - 1))
			throw new Fault('bad-request', 'The ops of a gesture do not count down.');
		this.#left = left;
		this.#bytes += Math.max(bytes, OP_BYTES_MIN);
		// a single op has its frame's limit
		const isTooLarge = this.#bytes > this.#limitBytes && (left > 0 || first !== undefined);
		if (isTooLarge) this.#ops = this.#ops.map((op) => ({ n: op.n, edits: [] }));
		this.#ops.push({ n, edits: isTooLarge ? [] : edits });
		if (left > 0) return { kind: 'held' };
		const ops = this.#ops;
		this.#ops = [];
		this.#bytes = 0;
		return { kind: 'whole', ops, isTooLarge };
	}
}
