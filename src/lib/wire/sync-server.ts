/** The server's side of one numbered log: what to do with an op, given what the document has seen. No sockets, no clocks. */

import type { Edit } from '../score/index.ts';
import type { NoCode, Role } from './frames.ts';

/** What the log knows of one client. */
export interface ClientState {
	readonly slot: number;
	/** Counter of the last op of it that is in the log. */
	readonly lastN: number;
}

/** Most notes a document may hold. */
export const NOTES_MAX = 200_000;
/** Adds and sets in one op. */
export const EDITS_MAX = 2000;

export type Verdict =
	/** Write it as row seq + 1. */
	| { readonly kind: 'append' }
	/** It is in the log already; answer with nothing but what the log says. */
	| { readonly kind: 'done' }
	/** Not now, or not before another: nothing is written. */
	| { readonly kind: 'wait'; readonly code: NoCode; readonly text: string }
	/** Never: an empty row takes its number, so that the client can go on. */
	| { readonly kind: 'refuse'; readonly code: NoCode; readonly text: string };

export interface OpContext {
	readonly client: ClientState;
	readonly role: Role;
	/** Notes in the document now. */
	readonly noteCount: number;
}

/** The rule for one op (PROTOCOL, 1): the next number is taken, a lower one is done, a higher one has a gap before it. */
export function judgeOp(n: number, edits: readonly Edit[], { client, role, noteCount }: OpContext): Verdict {
	if (n <= client.lastN) return { kind: 'done' };
	if (role === 'view') return { kind: 'wait', code: 'readonly', text: 'This link may look, not edit.' };
	if (n > client.lastN + 1) return { kind: 'wait', code: 'gap', text: `Expected edit ${client.lastN + 1}, got ${n}.` };
	if (edits.length > EDITS_MAX) return { kind: 'refuse', code: 'full', text: `One gesture may hold ${EDITS_MAX} edits, this has ${edits.length}.` };
	const added = edits.filter((edit) => edit.kind === 'add' && edit.record.kind === 'note').length;
	if (added > 0 && noteCount + added > NOTES_MAX) return { kind: 'refuse', code: 'full', text: `A document may hold ${NOTES_MAX} notes.` };
	return { kind: 'append' };
}

/** A token bucket without a clock of its own: `now` is handed in, in milliseconds. */
export class Pace {
	#tokens: number;
	#last: number;
	readonly #perSecond: number;
	readonly #burst: number;

	constructor(perSecond: number, burst: number, now: number) {
		this.#perSecond = perSecond;
		this.#burst = burst;
		this.#tokens = burst;
		this.#last = now;
	}

	/** 0 when one more may pass, otherwise the milliseconds to wait for it. */
	take(now: number): number {
		this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#last) / 1000) * this.#perSecond);
		this.#last = now;
		if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1000);
		this.#tokens--;
		return 0;
	}
}
