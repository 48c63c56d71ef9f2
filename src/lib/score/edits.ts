/** Edits as total functions: any edit on any state gives a state, the same one everywhere, and says how to go back. */

import { assertNever } from '../fault.ts';
import { findSelected, wholeStep, type Edit, type State } from './edit.ts';
import { cleanFields, cleanPitch, cleanTick, FIXED_FIELDS } from './fields.ts';
import { makeRecord } from './make-record.ts';
import type { AnyRecord, RecordId } from './records.ts';
import { findReferring } from './references.ts';
import { applyRetime } from './retime.ts';
import { findRuns, writeSamples } from './samples.ts';

/** Applies `edits` in order, in place; the answer undoes them when applied in its own order. It holds no selectors. */
export function apply(state: State, edits: readonly Edit[]): Edit[] {
	// turned round once at the end: a gesture may hold all notes of a document
	const steps: Edit[][] = [];
	for (const edit of edits) steps.push(applyOne(state, edit));
	return steps.reverse().flat();
}

/** The inverse of one edit, in an order in which it can be applied. */
function applyOne(state: State, edit: Edit): Edit[] {
	switch (edit.kind) {
		case 'add':
			return applyAdd(state, edit.record);
		case 'set':
			return applySet(state, edit.id, edit.fields);
		case 'delete':
			return applyDelete(state, edit.ids ?? findSelected(state, edit.where));
		case 'shift':
			return applyShift(state, edit.ids ?? findSelected(state, edit.where), edit);
		case 'retime':
			return applyRetime(state, edit, apply);
		case 'curve':
			return applyCurve(state, edit);
		default:
			return assertNever(edit);
	}
}

function applyAdd({ records }: State, record: AnyRecord): Edit[] {
	if (records.has(record.id) || record.kind === 'meta') return [];
	const { kind, id, ...fields } = record;
	// what referred to it before it was there would leave with it
	const adopted = findReferring(records, new Set([record]));
	records.set(id, makeRecord(kind, id, fields as never));
	return [{ kind: 'delete', ids: [id] }, ...adopted.flatMap(restore)];
}

function applySet({ records }: State, id: RecordId, fields: Readonly<Record<string, unknown>>): Edit[] {
	const record = records.get(id);
	if (!record) return [];
	const clean = cleanFields(record.kind, fields, record as never) as Record<string, unknown>;
	const before: Record<string, unknown> = {};
	for (const name of Object.keys(clean)) {
		if (FIXED_FIELDS[record.kind].has(name)) delete clean[name];
		const was = (record as unknown as Record<string, unknown>)[name];
		if (name in clean && was !== clean[name]) before[name] = was;
	}
	if (Object.keys(before).length === 0) return [];
	records.set(id, { ...record, ...clean } as AnyRecord);
	return [{ kind: 'set', id, fields: before }];
}

function applyDelete({ records }: State, ids: readonly RecordId[]): Edit[] {
	const leaving = new Set<AnyRecord>();
	for (const id of ids) {
		const record = records.get(id);
		if (record && record.kind !== 'meta') leaving.add(record);
	}
	// here because whoever deletes something may not have seen the latest that refers to it
	for (const record of findReferring(records, leaving)) leaving.add(record);
	for (const { id } of leaving) records.delete(id);
	return [...leaving].flatMap(restore);
}

/** Edits that bring a deleted record back. */
function restore(record: AnyRecord): Edit[] {
	const runs = record.kind === 'curve' ? findRuns(record.samples) : [];
	return [{ kind: 'add', record }, ...runs.map((run): Edit => ({ kind: 'curve', id: record.id, ...run }))];
}

function applyShift(
	{ records }: State,
	ids: readonly RecordId[],
	{ ticks, semitones }: Extract<Edit, { kind: 'shift' }>
): Edit[] {
	const by = { ticks: wholeStep(ticks), semitones: wholeStep(semitones) };
	const moved: RecordId[] = [];
	const clamped: Edit[] = [];
	for (const id of new Set(ids)) {
		const note = records.get(id);
		if (note?.kind !== 'note') continue;
		const start = cleanTick(note.start + by.ticks, note.start);
		const pitch = cleanPitch(note.pitch + by.semitones, note.pitch);
		records.set(id, { ...note, start, pitch });
		if (start === note.start + by.ticks && pitch === note.pitch + by.semitones) moved.push(id);
		else clamped.push({ kind: 'set', id, fields: { start: note.start, pitch: note.pitch } });
	}
	return moved.length
		? [{ kind: 'shift', ids: moved, ticks: 0 - by.ticks, semitones: 0 - by.semitones }, ...clamped]
		: clamped;
}

function applyCurve({ records }: State, { id, start, values }: Extract<Edit, { kind: 'curve' }>): Edit[] {
	const curve = records.get(id);
	const written = curve?.kind === 'curve' ? writeSamples(curve.samples, wholeStep(start), values) : null;
	if (curve?.kind !== 'curve' || !written) return [];
	records.set(id, { ...curve, samples: written.samples });
	return [{ kind: 'curve', id, ...written.before }];
}
