/** The server's side of one numbered log: what to do with an op, given what the document has seen. No sockets, no clocks. */

import type { Edit } from '../score/index.ts';
import type { NoCode, Role } from './frames.ts';

/** What the log knows of one client. */
export interface ClientState {
	readonly slot: number;
	/** Counter of the last op of it that is in the log. */
	readonly lastN: number;
}

/** Most records of each kind that a document may hold. */
export const NOTES_MAX = 200_000;
export const CLIPS_MAX = 64;
export const ANALYSES_MAX = 64;
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
	/** What is in the document now. */
	readonly counts: RecordCounts;
}

export type RecordCounts = Readonly<Record<'note' | 'clip' | 'analysis', number>>;

const MOST: readonly (readonly [keyof RecordCounts, number, string])[] = [
	['note', NOTES_MAX, 'notes'],
	['clip', CLIPS_MAX, 'recordings'],
	['analysis', ANALYSES_MAX, 'analyses']
];

/** The rule for one op (PROTOCOL, 1): the next number is taken, a lower one is done, a higher one has a gap before it. */
export function judgeOp(n: number, edits: readonly Edit[], { client, role, counts }: OpContext): Verdict {
	if (n <= client.lastN) return { kind: 'done' };
	if (role === 'view') return { kind: 'wait', code: 'readonly', text: 'This link may look, not edit.' };
	if (n > client.lastN + 1) return { kind: 'wait', code: 'gap', text: `Expected edit ${client.lastN + 1}, got ${n}.` };
	if (edits.length > EDITS_MAX)
		return { kind: 'refuse', code: 'full', text: `One gesture may hold ${EDITS_MAX} edits, this has ${edits.length}.` };
	for (const [kind, most, name] of MOST) {
		const added = edits.filter((edit) => edit.kind === 'add' && edit.record.kind === kind).length;
		if (added > 0 && counts[kind] + added > most)
			return { kind: 'refuse', code: 'full', text: `A document may hold ${most} ${name}.` };
	}
	return { kind: 'append' };
}
