/** The server's side of one numbered log: what to do with an op, given what the document has seen. No sockets, no clocks. */

import {
	isScan,
	LANES_MAX,
	MARKERS_MAX,
	REFERRED_KINDS,
	roomFor,
	SEGMENTS_MAX,
	slotOf,
	TEMPO_CHANGES_MAX,
	TRACKS_MAX,
	WORDS_MAX,
	type Edit,
	type RecordId,
	type RecordKind
} from '../score/index.ts';
import type { NoCode, Role } from './frames.ts';
import { SCANS_PER_OP } from './split-edits.ts';

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
	/** Edits in one op, those inside a retime among them. */
	readonly editsPerOp: number;
	/** Edits of one op that look at every record. */
	readonly scansPerOp: number;
	/** Samples of all drawn curves together. */
	readonly samples: number;
	/** Records of each kind; a kind that is not named has no limit. */
	readonly records: Partial<Record<RecordKind, number>>;
}

export const DOCUMENT_LIMITS: DocumentLimits = {
	editsPerOp: 2000,
	scansPerOp: SCANS_PER_OP,
	samples: 20_000_000,
	records: {
		note: 200_000,
		clip: 64,
		analysis: 64,
		curve: 64,
		part: 64,
		tempo: TEMPO_CHANGES_MAX,
		meter: TEMPO_CHANGES_MAX,
		track: TRACKS_MAX,
		marker: MARKERS_MAX,
		lane: LANES_MAX,
		segment: SEGMENTS_MAX,
		word: WORDS_MAX
	}
};

/** Edits of all ops of one gesture that look at every record: a retime of 10,000 changes is cut into 20. */
const SCANS_PER_GESTURE = 64;

const NAMES: Partial<Record<RecordKind, string>> = {
	note: 'notes',
	clip: 'recordings',
	analysis: 'analyses',
	curve: 'curves',
	part: 'parts',
	tempo: 'changes of tempo',
	meter: 'changes of meter',
	track: 'tracks',
	marker: 'markers',
	lane: 'lanes',
	segment: 'segments',
	word: 'words in its dictionary'
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
	/** Samples of all drawn curves now. */
	readonly samples: number;
	readonly limits: DocumentLimits;
	/** Of a record that is there now. */
	kindOf(id: RecordId): RecordKind | null;
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
	const { client, role, fault } = context;
	const [first, last] = [ops[0], ops.at(-1)];
	if (!first || !last || last.n <= client.lastN) return { kind: 'done' };
	if (role === 'view') return { kind: 'wait', code: 'readonly', text: 'This link may look, not edit.' };
	if (first.n !== client.lastN + 1)
		return { kind: 'wait', code: 'gap', text: `Expected edit ${client.lastN + 1}, got ${first.n}.` };
	if (fault) return { kind: 'refuse', ...fault };
	// whoever took the ids that another is about to give would make her additions do nothing
	if (
		ops.some(({ edits }) => edits.some((edit) => addsOf(edit).some(({ record }) => slotOf(record.id) !== client.slot)))
	)
		return { kind: 'refuse', code: 'unsupported', text: 'What is added has an id in the slot of whoever adds it.' };
	const tooMuch = findExcess(ops, context);
	if (tooMuch) return { kind: 'refuse', code: 'full', text: tooMuch };
	if (context.isOutside())
		return {
			kind: 'refuse',
			code: 'outside',
			text: 'This link opens some parts of the document; this edit touches others.'
		};
	return { kind: 'append' };
}

/** What of it is more than there may be, as a sentence; null when all is within the limits. */
function findExcess(ops: readonly Op[], { counts, samples, limits, kindOf }: OpContext): string | null {
	for (const { edits } of ops) {
		const count = edits.reduce((sum, edit) => sum + (edit.kind === 'retime' ? edit.edits.length : 0), edits.length);
		if (count > limits.editsPerOp) return `One op may hold ${limits.editsPerOp} edits, this has ${count}.`;
		const scans = edits.filter(isScan).length;
		if (scans > limits.scansPerOp)
			return `One op may change the tempo, or edit by place, ${limits.scansPerOp} times; this does ${scans} times.`;
	}
	const scans = ops.reduce((sum, { edits }) => sum + edits.filter(isScan).length, 0);
	if (scans > SCANS_PER_GESTURE)
		return `One gesture may change the tempo, or edit by place, ${SCANS_PER_GESTURE} times; this does ${scans} times.`;
	for (const [kind, added] of countAdded(ops)) {
		const most = limits.records[kind];
		if (most === undefined || (counts[kind] ?? 0) + added <= most) continue;
		// a version that is restored takes as much away as it brings
		const removed = countDeleted(ops, (id) => kindOf(id) === kind);
		if ((counts[kind] ?? 0) + added - removed > most) return `A document may hold ${most} ${NAMES[kind] ?? kind}.`;
	}
	const drawn = ops.flatMap(({ edits }) => edits).reduce((sum, edit) => sum + samplesIn(edit), 0);
	return drawn > 0 && samples + drawn > limits.samples
		? `A document may hold ${limits.samples} samples of drawn curves.`
		: null;
}

function countDeleted(ops: readonly Op[], isCounted: (id: RecordId) => boolean): number {
	const deleted = new Set<RecordId>();
	for (const { edits } of ops)
		for (const edit of edits)
			if (edit.kind === 'delete') for (const id of edit.ids ?? []) if (isCounted(id)) deleted.add(id);
	return deleted.size;
}

/** In whole chunks, as curves take room. */
const samplesIn = (edit: Edit): number => (edit.kind === 'curve' ? roomFor(edit.start, edit.values.length) : 0);

function countAdded(ops: readonly Op[]): Map<RecordKind, number> {
	const added = new Map<RecordKind, number>();
	for (const { edits } of ops)
		for (const { record } of edits.flatMap(addsOf)) added.set(record.kind, (added.get(record.kind) ?? 0) + 1);
	return added;
}

/** What an edit adds, also inside of another. */
function addsOf(edit: Edit): readonly Extract<Edit, { kind: 'add' }>[] {
	if (edit.kind === 'retime') return edit.edits.filter((inner) => inner.kind === 'add');
	return edit.kind === 'add' ? [edit] : NONE;
}
const NONE: readonly never[] = [];

/** How often the edits look at every record of a document. */
export function countScans(edits: readonly Edit[], kindOf: OpContext['kindOf']): number {
	const looks = (edit: Edit): boolean =>
		isScan(edit) ||
		(edit.kind === 'add' && REFERRED_KINDS.has(edit.record.kind)) ||
		(edit.kind === 'delete' && edit.ids !== undefined && edit.ids.some((id) => REFERRED_KINDS.has(kindOf(id))));
	return edits.filter(looks).length;
}
