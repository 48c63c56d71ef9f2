/** The server's side of one numbered log: what to do with an op, given what the document has seen. No sockets, no clocks. */

import type { Edit, RecordKind } from '../score/index.ts';
import type { NoCode, Role } from './frames.ts';

/** One numbered batch of edits. */
export interface Op {
	readonly n: number;
	readonly edits: readonly Edit[];
}

/** What the log knows of one client. */
export interface ClientState {
	readonly slot: number;
	/** Counter of the last op of it that is in the log. */
	readonly lastN: number;
}

/** How large a document may become. */
export interface DocumentLimits {
	/** Edits in one op. */
	readonly editsPerOp: number;
	/** Records of each kind; a kind that is not named has no limit. */
	readonly records: Partial<Record<RecordKind, number>>;
}

export const DOCUMENT_LIMITS: DocumentLimits = {
	editsPerOp: 2000,
	records: { note: 200_000, clip: 64, analysis: 64, curve: 64, part: 64, tempo: 10_000, meter: 10_000 }
};

const NAMES: Partial<Record<RecordKind, string>> = {
	note: 'notes',
	clip: 'recordings',
	analysis: 'analyses',
	curve: 'curves',
	part: 'parts',
	tempo: 'changes of tempo',
	meter: 'changes of meter'
};

export type Verdict =
	/** Write it, from row seq + 1 on. */
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
	/** How many records of each kind are in the document now. */
	readonly counts: Readonly<Partial<Record<RecordKind, number>>>;
	readonly limits: DocumentLimits;
	/** Why this cannot be taken whatever it says: it was too large to be kept, say, or nobody here understands it. */
	readonly fault: { readonly code: NoCode; readonly text: string } | null;
	/** Whether it touches parts that the link does not open. */
	isOutside(): boolean;
}

/**
 * The rule for the ops of one gesture (PROTOCOL, 1): the next number is taken, a lower one is done, a higher one has a gap
 * before it. All of them are taken, or none.
 */
export function judgeOps(ops: readonly Op[], context: OpContext): Verdict {
	const { client, role, counts, limits, fault } = context;
	const [first, last] = [ops[0], ops.at(-1)];
	if (!first || !last || last.n <= client.lastN) return { kind: 'done' };
	if (role === 'view') return { kind: 'wait', code: 'readonly', text: 'This link may look, not edit.' };
	if (first.n !== client.lastN + 1)
		return { kind: 'wait', code: 'gap', text: `Expected edit ${client.lastN + 1}, got ${first.n}.` };
	if (fault) return { kind: 'refuse', ...fault };
	const largest = Math.max(...ops.map((op) => op.edits.length));
	if (largest > limits.editsPerOp)
		return { kind: 'refuse', code: 'full', text: `One op may hold ${limits.editsPerOp} edits, this has ${largest}.` };
	for (const [kind, added] of countAdded(ops)) {
		const most = limits.records[kind];
		if (most !== undefined && (counts[kind] ?? 0) + added > most)
			return { kind: 'refuse', code: 'full', text: `A document may hold ${most} ${NAMES[kind] ?? kind}.` };
	}
	if (context.isOutside())
		return {
			kind: 'refuse',
			code: 'outside',
			text: 'This link opens some parts of the document; this edit touches others.'
		};
	return { kind: 'append' };
}

function countAdded(ops: readonly Op[]): Map<RecordKind, number> {
	const added = new Map<RecordKind, number>();
	for (const { edits } of ops)
		for (const edit of edits)
			if (edit.kind === 'add') added.set(edit.record.kind, (added.get(edit.record.kind) ?? 0) + 1);
	return added;
}
