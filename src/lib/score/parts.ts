/** A document as someone sees it who may see some of its parts only, and what she may do to it. */

import { assertNever } from '../fault.ts';
import { idsOf, type Edit, type State, type TempoEdit } from './edit.ts';
import { apply } from './edits.ts';
import { cleanReference, fieldNames, FIXED_FIELDS } from './fields.ts';
import { makeRecord } from './make-record.ts';
import { NO_LANE, type AnyRecord, type RecordId } from './records.ts';
import { findReferring, refersTo } from './references.ts';
import { findChanges, NO_SAMPLES } from './samples.ts';

/** Ids of part records, and 0 for the first part. */
export type PartIds = ReadonlySet<number>;

/** Whether the record belongs to one of the parts. What lies over a clip that is not there belongs to none; `meta` to all. */
export function isInParts(state: State, record: AnyRecord, parts: PartIds): boolean {
	switch (record.kind) {
		case 'meta':
		case 'word':
			return true;
		case 'part':
			return parts.has(record.id);
		case 'note':
		case 'clip':
		case 'tempo':
		case 'meter':
		case 'track':
		case 'marker':
		case 'lane':
			return parts.has(record.part);
		case 'analysis':
			return liesIn(state, record.clip, parts);
		case 'curve':
			return liesIn(state, record.lane === NO_LANE ? record.clip : record.lane, parts);
		case 'segment':
			return liesIn(state, record.lane, parts);
		default:
			return assertNever(record);
	}
}

/** Whether a clip or a lane is there and belongs to one of the parts. */
function liesIn({ records }: State, id: number, parts: PartIds): boolean {
	const under = records.get(id as RecordId);
	return (under?.kind === 'clip' || under?.kind === 'lane') && parts.has(under.part);
}

/** What is of the document as a whole, and so of nobody who is limited to parts. */
const isWhole = ({ kind }: AnyRecord): boolean => kind === 'meta' || kind === 'word';

/** The document without what is in other parts; it shares the records. */
export const restrictToParts = (state: State, parts: PartIds): State => ({
	records: new Map([...state.records].filter(([, record]) => isInParts(state, record, parts)))
});

/**
 * Whether someone limited to `parts` may do this: touch what she sees, and leave it where she sees it; the document itself
 * is not hers. Ids that are not there are allowed, because they do nothing.
 */
export function staysInParts(state: State, edits: readonly Edit[], parts: PartIds): boolean {
	// what an edit adds may be used by those after it; what is there stays as it was judged first
	const added = new Map<RecordId, AnyRecord>();
	const known: State = { records: added };
	const isSeen = (record: AnyRecord): boolean =>
		isInParts(state, record, parts) || (added.size > 0 && isInParts(known, record, parts));
	const isAllowed = (id: RecordId): boolean => {
		const record = state.records.get(id) ?? added.get(id);
		return !record || (!isWhole(record) && isSeen(record));
	};
	const stays = (edit: Edit): boolean => {
		switch (edit.kind) {
			case 'add': {
				const { kind, id, ...fields } = edit.record;
				const record = makeRecord(kind, id, fields as never) as AnyRecord;
				if (kind === 'meta' || state.records.has(id) || added.has(id)) return isAllowed(id);
				if (isWhole(record) || !isSeen(record)) return false;
				added.set(id, record);
				return true;
			}
			case 'set': {
				const { part, lane } = edit.fields;
				const staysHere = typeof part !== 'number' || parts.has(cleanReference(part));
				return isAllowed(edit.id) && staysHere && (typeof lane !== 'number' || isLane(cleanReference(lane)));
			}
			case 'delete':
				return edit.ids ? edit.ids.every(isAllowed) && takenWith(edit.ids).every(isSeen) : isOurs(edit.where.part);
			case 'shift':
				return edit.ids ? edit.ids.every(isAllowed) : isOurs(edit.where.part);
			case 'retime':
				return isOurs(edit.part) && edit.edits.every(stays);
			case 'curve':
				return isAllowed(edit.id);
			default:
				return assertNever(edit);
		}
	};
	/** What would leave with these; a note may lie elsewhere than where it was heard. */
	const takenWith = (ids: readonly RecordId[]): AnyRecord[] =>
		findReferring(
			state.records,
			ids.flatMap((id) => state.records.get(id) ?? added.get(id) ?? [])
		);
	const isOurs = (part: number): boolean => parts.has(cleanReference(part));
	const isLane = (id: number): boolean => liesIn(state, id, parts) || liesIn(known, id, parts);
	return edits.every(stays);
}

/** What someone sees who is limited to some parts, kept up with the whole document row by row. */
export class PartView {
	readonly #parts: PartIds;
	readonly #seen: State;

	/** `state` as it is now; it is not held. */
	constructor(state: State, parts: PartIds) {
		this.#parts = parts;
		this.#seen = restrictToParts(state, parts);
	}

	/** What she sees now; it belongs to this view. */
	get seen(): State {
		return this.#seen;
	}

	/**
	 * What brings her up to date, given the document after a row and the inverse that `apply` answered for the row: folded
	 * row by row, these edits give `restrictToParts` of the document. Costs what the row touched, and O(n) where it moved a
	 * clip, changed a tempo under notes, or took something along with what it deleted.
	 */
	project(state: State, inverse: readonly Edit[]): Edit[] {
		const touched = new Set(inverse.flatMap(idsOf));
		for (const id of this.#findDependents(state, touched)) touched.add(id);
		const edits: Edit[] = [];
		const send = (some: readonly Edit[]): readonly Edit[] => {
			edits.push(...some);
			return apply(this.#seen, some);
		};
		for (const edit of inverse)
			if (edit.kind === 'retime' && this.#parts.has(edit.part)) {
				// what moved with it need not be named as long as it moves there too
				send(this.#retime(state, edit));
				for (const record of state.records.values())
					if ((record.kind === 'note' || record.kind === 'marker') && record.part === edit.part) touched.add(record.id);
			}
		const vanished = [...touched].filter((id) => this.#seen.records.has(id) && !this.#isSame(state, id));
		if (vanished.length > 0)
			// with them goes what referred to them, of which some may still be there
			for (const taken of send([{ kind: 'delete', ids: vanished }]).flatMap(idsOf)) touched.add(taken);
		for (const id of touched) {
			const record = this.#visible(state, id);
			if (!record) continue;
			edits.push(...updateTo(this.#seen.records.get(id), record));
			this.#seen.records.set(id, record);
		}
		return edits;
	}

	#visible(state: State, id: RecordId): AnyRecord | null {
		const record = state.records.get(id);
		return record && isInParts(state, record, this.#parts) ? record : null;
	}

	/** Whether what is seen under an id can become what is to be seen, by writing fields. */
	#isSame(state: State, id: RecordId): boolean {
		const before = this.#seen.records.get(id);
		const after = this.#visible(state, id);
		if (!before || !after || before.kind !== after.kind) return false;
		return fieldNames(before.kind).every(
			(name) => !FIXED_FIELDS[before.kind].has(name) || valueOf(before, name) === valueOf(after, name)
		);
	}

	/** What lies over the clips and in the lanes among `touched`, and comes and goes with them. */
	#findDependents(state: State, touched: ReadonlySet<RecordId>): RecordId[] {
		const isUnder = (record: AnyRecord | undefined): boolean => record?.kind === 'clip' || record?.kind === 'lane';
		const under = new Set<number>();
		for (const id of touched) if (isUnder(state.records.get(id)) || isUnder(this.#seen.records.get(id))) under.add(id);
		if (under.size === 0) return [];
		const found: RecordId[] = [];
		for (const record of state.records.values())
			if (record.kind !== 'note' && refersTo(record, under)) found.push(record.id);
		return found;
	}

	/** The tempo changes of a row, from the way back. */
	#retime(state: State, { part, edits }: Extract<Edit, { kind: 'retime' }>): Edit[] {
		const changes = [...new Set(edits.flatMap(idsOf))].flatMap((id): TempoEdit[] => {
			const record = this.#visible(state, id);
			if (!record) return this.#seen.records.has(id) ? [{ kind: 'delete', ids: [id] }] : [];
			return updateTo(this.#seen.records.get(id), record).filter((edit) => edit.kind === 'add' || edit.kind === 'set');
		});
		return changes.length > 0 ? [{ kind: 'retime', part, edits: changes }] : [];
	}
}

const valueOf = (record: AnyRecord, name: string): unknown => (record as unknown as Record<string, unknown>)[name];

/** Edits that make `after` of `before`. */
function updateTo(before: AnyRecord | undefined, after: AnyRecord): Edit[] {
	const edits: Edit[] = [];
	if (!before) edits.push({ kind: 'add', record: after });
	else {
		const names = fieldNames(after.kind).filter((name) => valueOf(before, name) !== valueOf(after, name));
		const fields = Object.fromEntries(names.map((name) => [name, valueOf(after, name)]));
		if (names.length > 0) edits.push({ kind: 'set', id: after.id, fields });
	}
	if (after.kind === 'curve') {
		const drawn = before?.kind === 'curve' ? before.samples : NO_SAMPLES;
		edits.push(...findChanges(drawn, after.samples).map((run): Edit => ({ kind: 'curve', id: after.id, ...run })));
	}
	return edits;
}
