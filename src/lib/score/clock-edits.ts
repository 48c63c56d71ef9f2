/** Changes of tempo and meter as gestures: the edits that make, move and remove what begins at a tick of a part. */

import type { Ticks } from '../units.ts';
import { add, type Edit, type TempoEdit } from './edit.ts';
import { META_ID, TICKS_MAX, type FieldsOf, type RecordId } from './records.ts';
import type { Score } from './score.ts';
import { computeTempoMap, type TempoMap } from './tempo-map.ts';

/** What stays under a new tempo: the notes on their beats, or the times at which they sound. */
export type Keeps = 'beats' | 'times';
export type ChangeKind = 'tempo' | 'meter';

/** A place of a part where something may begin. */
export interface ChangePlace {
	readonly kind: ChangeKind;
	readonly part: number;
	readonly tick: Ticks;
}

/** Where a change is to stand. */
export interface ChangeTarget {
	readonly part: number;
	readonly tick: Ticks;
	/** Where it stood until now; given when it is taken along. */
	readonly from?: Ticks;
}

/** The tempo from a tick on, in microseconds per quarter note; the change there, if there is one, gets it. */
export const changeTempo = (score: Score, target: ChangeTarget, tempo: number, keeps: Keeps): Edit[] =>
	wrap(target.part, write(score, 'tempo', target, { tempo }), keeps);

/** The meter from a tick on, where a bar begins. */
export const changeMeter = (
	score: Score,
	target: ChangeTarget,
	{ beatsPerBar, beatUnit }: Pick<FieldsOf<'meter'>, 'beatsPerBar' | 'beatUnit'>
): Edit[] => write(score, 'meter', target, { beatsPerBar, beatUnit });

/** Takes a change elsewhere, over what begins there; nothing where there is none, or where it would be the beginning. */
export function moveChange(score: Score, { kind, part, tick }: ChangePlace, to: Ticks, keeps: Keeps): Edit[] {
	if (to === tick || to <= 0 || to > TICKS_MAX || findChangesAt(score, { kind, part, tick }).length === 0) return [];
	const edits = write(score, kind, { part, tick: to, from: tick }, {});
	return kind === 'tempo' ? wrap(part, edits, keeps) : edits;
}

/** Removes what begins at a tick; what was before goes on. */
export function deleteChange(score: Score, place: ChangePlace, keeps: Keeps): Edit[] {
	const ids = findChangesAt(score, place);
	if (ids.length === 0) return [];
	return place.kind === 'tempo' ? wrap(place.part, [{ kind: 'delete', ids }], keeps) : [{ kind: 'delete', ids }];
}

/** The map that would be if nothing of this kind began there. O(n) records. */
export const computeMapWithout = (score: Score, { kind, part, tick }: ChangePlace): TempoMap =>
	computeTempoMap(
		[...score.state.records.values()].filter(
			(record) => record.kind !== kind || record.part !== part || record.tick !== tick
		),
		part
	);

/** The nearest beat, or beginning of a bar; a bar that a change of meter cuts short ends there. */
export function roundToMeter(tempo: TempoMap, ticks: number, to: 'beat' | 'bar'): Ticks {
	const meter = tempo.meterAt(ticks);
	const step = to === 'beat' ? meter.ticksPerBeat : meter.ticksPerBar;
	const next = tempo.meters[tempo.meters.indexOf(meter) + 1]?.tick ?? TICKS_MAX;
	return Math.min(next, meter.tick + Math.max(0, Math.round((ticks - meter.tick) / step)) * step);
}

/** The ids of the changes at a tick; the first of them counts. */
const findChangesAt = (score: Score, { kind, part, tick }: ChangePlace): RecordId[] =>
	score
		.all(kind)
		.filter((change) => change.part === part && change.tick === tick)
		.map(({ id }) => id)
		.sort((a, b) => b - a);

/** Writes what begins at a tick: what is taken there, what is there, or something new. */
function write<K extends ChangeKind>(
	score: Score,
	kind: K,
	{ part, tick, from = tick }: ChangeTarget,
	fields: Partial<FieldsOf<K>>
): TempoEdit[] {
	const [moved, ...others] = from === tick ? [] : findChangesAt(score, { kind, part, tick: from });
	if (moved !== undefined) {
		const covered = [...others, ...findChangesAt(score, { kind, part, tick })];
		const edit: TempoEdit = { kind: 'set', id: moved, fields: { tick, ...fields } };
		return covered.length > 0 ? [{ kind: 'delete', ids: covered }, edit] : [edit];
	}
	const id = findHolder(score, { kind, part, tick });
	return [id === null ? add(kind, score.nextId(), { part, tick, ...fields }) : { kind: 'set', id, fields }];
}

/** The record that says what holds from a tick on: a change there, at the beginning the part or the document, or none yet. */
function findHolder(score: Score, place: ChangePlace): RecordId | null {
	const [id] = findChangesAt(score, place);
	if (id !== undefined || place.tick > 0) return id ?? null;
	return score.parts.find((part) => part.id === place.part)?.id ?? META_ID;
}

const wrap = (part: number, edits: readonly TempoEdit[], keeps: Keeps): Edit[] =>
	keeps === 'times' ? [{ kind: 'retime', part, edits }] : [...edits];
