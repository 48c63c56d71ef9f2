/** The way from what a document is to what it was: edits that anyone can take, and no name that was used before. */

import type { Edit, State } from './edit.ts';
import { fieldNames, FIXED_FIELDS } from './fields.ts';
import { META_ID, type AnyRecord, type RecordId, type RecordKind } from './records.ts';
import { ID_FIELDS } from './references.ts';
import { findChanges, findRuns, NO_SAMPLES } from './samples.ts';

export interface Restoring {
	/** A name that nothing has had. */
	nextId(): RecordId;
	/** Whether all that an analysis of the present document hears is in it. */
	isHeard(analysis: RecordId): boolean;
}

/** What others refer to comes before them. */
const ADD_ORDER: readonly RecordKind[] = [
	'part',
	'track',
	'lane',
	'clip',
	'analysis',
	'curve',
	'tempo',
	'meter',
	'marker',
	'segment',
	'word',
	'note'
];

/**
 * The edits that make `wanted` of the `present` document, as one gesture; none when it is so already. What is missing comes
 * back under new ids, because deleting wins over whatever else is on its way to the old ones.
 *
 * An analysis that comes back brings its notes as they were and is `heard`, so that nobody hears them a second time. One that
 * leaves and was heard to its end leaves as `heard`, so that an undo brings its notes back as they are now. One that stays
 * keeps its state; while it may still hear more, what it heard since stays, too, for it goes on after that. O(n log n).
 */
export function editsTo(present: State, wanted: State, { nextId, isHeard }: Restoring): Edit[] {
	const kept = findKept(present, wanted);
	const mayHearMore = (id: number): boolean => isAnalysis(present, id) && kept.has(id) && !isHeard(id);
	const goesOn = (record: AnyRecord): boolean => record.kind === 'note' && mayHearMore(record.source);
	const leaving = [...present.records.values()].filter((record) => !kept.has(record.id) && !goesOn(record));
	const returning = [...wanted.records.values()]
		.filter((record) => !kept.has(record.id))
		.sort((a, b) => ADD_ORDER.indexOf(a.kind) - ADD_ORDER.indexOf(b.kind) || a.id - b.id);
	const renamed = new Map<number, RecordId>(returning.map(({ id }) => [id, nextId()]));
	const gone = new Set<number>(leaving.map(({ id }) => id));
	const steps = [...kept].flatMap((id) => {
		const [now, then] = [present.records.get(id), wanted.records.get(id)];
		return now && then ? [computeSteps(now, then, renamed, gone)] : [];
	});
	return [
		...leaving.flatMap((record) => leaveAsHeard(record, isHeard)),
		...steps.flatMap(({ before }) => before),
		...(leaving.length > 0 ? [{ kind: 'delete' as const, ids: leaving.map(({ id }) => id) }] : []),
		...returning.flatMap((record) => bringBack(record, renamed)),
		...steps.flatMap(({ after }) => after)
	];
}

const isAnalysis = ({ records }: State, id: number): id is RecordId => records.get(id as RecordId)?.kind === 'analysis';

/** Records of both that can become what they were by writing fields: of one kind, and alike in what no edit changes. */
function findKept(present: State, wanted: State): Set<RecordId> {
	const kept = new Set<RecordId>();
	for (const [id, then] of wanted.records) {
		const now = present.records.get(id);
		if (now?.kind === then.kind && [...FIXED_FIELDS[then.kind]].every((name) => isSame(now, then, name))) kept.add(id);
	}
	for (const id of findTies(wanted, kept)) kept.delete(id);
	// what lies over a clip or a lane goes with it, and comes back over another id
	const isThere = (id: RecordId): boolean => present.records.has(id) || wanted.records.has(id);
	const stays = (id: number): boolean => id === META_ID || kept.has(id as RecordId) || !isThere(id as RecordId);
	for (let before = 0; before !== kept.size;) {
		before = kept.size;
		for (const id of kept) {
			const record = present.records.get(id);
			if (record?.kind !== 'analysis' && record?.kind !== 'curve') continue;
			if (!stays(record.clip) || (record.kind === 'curve' && !stays(record.lane))) kept.delete(id);
		}
	}
	return kept;
}

/** Of two changes at one tick the one with the higher id counts: if one gets a new id, all of them do, in their order. */
function findTies({ records }: State, kept: ReadonlySet<RecordId>): RecordId[] {
	const byTick = new Map<string, RecordId[]>();
	for (const record of records.values()) {
		if (record.kind !== 'tempo' && record.kind !== 'meter') continue;
		const key = `${record.kind} ${record.part} ${record.tick}`;
		byTick.set(key, [...(byTick.get(key) ?? []), record.id]);
	}
	return [...byTick.values()].filter((ids) => !ids.every((id) => kept.has(id))).flat();
}

/** What is to be written before anything leaves, and after all is there: a reference to what leaves would take it along. */
function computeSteps(
	now: AnyRecord,
	then: AnyRecord,
	renamed: ReadonlyMap<number, RecordId>,
	gone: ReadonlySet<number>
): { readonly before: Edit[]; readonly after: Edit[] } {
	const before: Record<string, unknown> = {};
	const after: Record<string, unknown> = {};
	// whether something is heard is no matter of the past
	const names = now.kind === 'analysis' ? [] : fieldNames(now.kind).filter((name) => !FIXED_FIELDS[now.kind].has(name));
	for (const name of names) {
		const [value, was] = [valueOf(now, name), valueOf(then, name)];
		const isLater = ID_FIELDS.has(name) && (renamed.has(Number(was)) || gone.has(Number(was)));
		if (isLater) {
			after[name] = renamed.get(Number(was)) ?? was;
			if (gone.has(Number(value))) before[name] = 0;
		} else if (value !== was) before[name] = was;
	}
	return {
		before: [...setOf(now.id, before), ...redraw(now, then)],
		after: setOf(now.id, after)
	};
}

const setOf = (id: RecordId, fields: Readonly<Record<string, unknown>>): Edit[] =>
	Object.keys(fields).length > 0 ? [{ kind: 'set', id, fields }] : [];

function redraw(now: AnyRecord, then: AnyRecord): Edit[] {
	if (then.kind !== 'curve') return [];
	const drawn = now.kind === 'curve' ? now.samples : NO_SAMPLES;
	return findChanges(drawn, then.samples).map((run) => ({ kind: 'curve', id: now.id, ...run }));
}

const leaveAsHeard = (record: AnyRecord, isHeard: Restoring['isHeard']): Edit[] =>
	record.kind === 'analysis' && record.state !== 'heard' && isHeard(record.id)
		? [{ kind: 'set', id: record.id, fields: { state: 'heard' } }]
		: [];

function bringBack(record: AnyRecord, renamed: ReadonlyMap<number, RecordId>): Edit[] {
	const fields: Record<string, unknown> = { ...record };
	for (const name of ['id', ...ID_FIELDS]) {
		const id = renamed.get(Number(fields[name]));
		if (name in fields && id !== undefined) fields[name] = id;
	}
	if (record.kind === 'analysis') Object.assign(fields, { state: 'heard', fault: '' });
	const returned = fields as unknown as AnyRecord;
	const runs = record.kind === 'curve' ? findRuns(record.samples) : [];
	return [{ kind: 'add', record: returned }, ...runs.map((run): Edit => ({ kind: 'curve', id: returned.id, ...run }))];
}

const valueOf = (record: AnyRecord, name: string): unknown => (record as unknown as Record<string, unknown>)[name];
const isSame = (a: AnyRecord, b: AnyRecord, name: string): boolean => valueOf(a, name) === valueOf(b, name);
