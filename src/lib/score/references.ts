/** Which records refer to others, and so leave with them. */

import { assertNever } from '../fault.ts';
import type { AnyRecord, RecordId, RecordKind } from './records.ts';

/** Fields that hold the id of another record. What refers to a record leaves with it. */
export const ID_FIELDS: ReadonlySet<string> = new Set(['clip', 'source', 'part', 'track', 'lane']);

/** These both refer and are referred to. */
const MIDDLE_KINDS: readonly RecordKind[] = ['clip', 'analysis', 'track', 'lane'];

/** Kinds that others refer to: one comes or goes only after a look at all that may. */
export const REFERRED_KINDS: ReadonlySet<RecordKind | null> = new Set(['part', ...MIDDLE_KINDS]);

/** Whether a record names one of `ids`. Whatever an analysis heard, lies over a clip or belongs to a part refers to it. */
export function refersTo(record: AnyRecord, ids: ReadonlySet<number>): boolean {
	switch (record.kind) {
		case 'note':
			return ids.has(record.source) || ids.has(record.part) || ids.has(record.track);
		case 'clip':
		case 'tempo':
		case 'meter':
		case 'track':
		case 'marker':
		case 'lane':
			return ids.has(record.part);
		case 'analysis':
			return ids.has(record.clip);
		case 'curve':
			return ids.has(record.clip) || ids.has(record.lane);
		case 'segment':
			return ids.has(record.lane);
		case 'meta':
		case 'part':
		case 'word':
			return false;
		default:
			return assertNever(record);
	}
}

/** All that refers to one of `these`, or to what refers to it, and so on; without walking `records` where nothing can. */
export function findReferring(records: ReadonlyMap<RecordId, AnyRecord>, these: Iterable<AnyRecord>): AnyRecord[] {
	const targets = new Set<number>();
	for (const { kind, id } of these) if (REFERRED_KINDS.has(kind)) targets.add(id);
	if (targets.size === 0) return [];
	// these alone both refer and are referred to; when it is known which of them leave, one walk finds all others
	const middle = new Map(MIDDLE_KINDS.map((kind): [RecordKind, AnyRecord[]] => [kind, []]));
	for (const record of records.values()) middle.get(record.kind)?.push(record);
	for (let before = 0; before !== targets.size;) {
		before = targets.size;
		for (const record of [...middle.values()].flat()) if (refersTo(record, targets)) targets.add(record.id);
	}
	// what others refer to comes first
	const found = [...middle.values()].flat().filter((record) => refersTo(record, targets));
	for (const record of records.values()) if (!middle.has(record.kind) && refersTo(record, targets)) found.push(record);
	return found;
}
