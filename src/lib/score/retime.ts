/** A change of tempo under which the notes and markers of a part keep their times, as one total edit. */

import type { Edit, State, TempoEdit } from './edit.ts';
import { cleanReference } from './fields.ts';
import { makeRecord } from './make-record.ts';
import { FIRST_PART, META_ID, TICKS_MAX, type Note, type RecordId } from './records.ts';
import { computeTempoMap, type TempoMap } from './tempo-map.ts';

type Retime = Extract<Edit, { kind: 'retime' }>;

/** `apply` is given, because edits may hold edits. The inverse names the notes and markers that the way back would miss. */
export function applyRetime(
	state: State,
	{ part: wanted, edits }: Retime,
	apply: (state: State, edits: readonly Edit[]) => Edit[]
): Edit[] {
	const part = cleanReference(wanted);
	const before = computeTempoMap(state.records.values(), part);
	const steps: Edit[][] = [];
	// one by one, because what may be set depends on what was added
	for (const edit of edits) steps.push(apply(state, keepTempo(state, edit, part)));
	const inverse = steps.reverse().flat().filter(isTempoEdit);
	if (inverse.length === 0) return [];
	const after = computeTempoMap(state.records.values(), part);
	return [
		{ kind: 'retime', part, edits: inverse },
		...moveNotes(state, part, before, after),
		...moveMarkers(state, part, before, after)
	];
}

/** Whether an edit is of a kind that `retime` may hold. */
export const isTempoEdit = (edit: Edit): edit is TempoEdit =>
	edit.kind === 'add' || edit.kind === 'set' || (edit.kind === 'delete' && edit.ids !== undefined);

/** Puts every note of the part where it sounded; answers what the same the other way round would not restore. */
function moveNotes({ records }: State, part: number, before: TempoMap, after: TempoMap): Edit[] {
	const strays: Edit[] = [];
	for (const note of records.values()) {
		if (note.kind !== 'note' || note.part !== part) continue;
		const moved = moveTimes(note, before, after);
		if (moved.start !== note.start || moved.duration !== note.duration) records.set(note.id, { ...note, ...moved });
		// one that stays may still move on the way back
		const back = moveTimes(moved, after, before);
		if (back.start !== note.start || back.duration !== note.duration)
			strays.push({ kind: 'set', id: note.id, fields: { start: note.start, duration: note.duration } });
	}
	return strays;
}

function moveMarkers({ records }: State, part: number, before: TempoMap, after: TempoMap): Edit[] {
	const strays: Edit[] = [];
	for (const marker of records.values()) {
		if (marker.kind !== 'marker' || marker.part !== part) continue;
		const { start: tick } = moveTimes({ start: marker.tick, duration: 1 }, before, after);
		if (tick !== marker.tick) records.set(marker.id, { ...marker, tick });
		if (moveTimes({ start: tick, duration: 1 }, after, before).start !== marker.tick)
			strays.push({ kind: 'set', id: marker.id, fields: { tick: marker.tick } });
	}
	return strays;
}

type Times = Pick<Note, 'start' | 'duration'>;

function moveTimes({ start, duration }: Times, from: TempoMap, to: TempoMap): Times {
	const moved = Math.min(TICKS_MAX, to.toTicks(from.toSeconds(start)));
	const end = to.toTicks(from.toSeconds(start + duration));
	return { start: moved, duration: Math.min(TICKS_MAX, Math.max(1, end - moved)) };
}

/** What of an edit is about the tempo of this part; nothing else is done. */
function keepTempo({ records }: State, edit: TempoEdit, part: number): Edit[] {
	const isOurs = (id: RecordId): boolean => {
		const record = records.get(id);
		return record?.kind === 'tempo' && record.part === part;
	};
	switch (edit.kind) {
		case 'add': {
			if (edit.record.kind !== 'tempo') return [];
			const { kind, id, ...fields } = edit.record;
			return makeRecord(kind, id, fields).part === part ? [edit] : [];
		}
		case 'set': {
			const isBase =
				part === FIRST_PART ? edit.id === META_ID : edit.id === part && records.get(edit.id)?.kind === 'part';
			const names = isOurs(edit.id) ? ['tick', 'tempo'] : isBase ? ['tempo'] : [];
			const kept = names.filter((name) => Object.hasOwn(edit.fields, name));
			return kept.length === 0
				? []
				: [{ kind: 'set', id: edit.id, fields: Object.fromEntries(kept.map((name) => [name, edit.fields[name]])) }];
		}
		case 'delete':
			return [{ kind: 'delete', ids: edit.ids.filter(isOurs) }];
	}
}
