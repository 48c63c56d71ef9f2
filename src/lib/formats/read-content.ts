/** Makes a score of what a reader found. */

import { Fault } from '#lib/fault.ts';
import {
	add,
	FIRST_PART,
	META_ID,
	PARTS_MAX,
	Score,
	TEMPO_CHANGES_MAX,
	type Edit,
	type FieldsOf,
	type MeterChange,
	type TempoChange
} from '#lib/score/index.ts';
import { NOTES_MAX, type LeftOut, type ReadContent } from './format.ts';

/** A part of a file. Changes are in any order; of two at one tick the later in the list counts. */
export interface FilePart {
	readonly name: string;
	readonly tempos: readonly TempoChange[];
	readonly meters: readonly MeterChange[];
	readonly notes: readonly Partial<FieldsOf<'note'>>[];
}

export interface Found {
	readonly title?: string;
	/** The first becomes the first part of the score, which has no name. */
	readonly parts: readonly FilePart[];
	readonly timing: ReadContent['timing'];
	readonly leftOut: Set<LeftOut>;
}

/** Fields out of range are brought into it; parts and changes over the limits are left out, and that is said. Faults: `too-large`. */
export function makeReadContent({ title = '', parts, timing, leftOut }: Found): ReadContent {
	const count = parts.reduce((sum, { notes }) => sum + notes.length, 0);
	if (count > NOTES_MAX) throw new Fault('too-large', `The file has ${count} notes; ${NOTES_MAX} are read.`);
	const score = new Score();
	if (parts.length > PARTS_MAX + 1) leftOut.add('parts');
	let room = { tempo: TEMPO_CHANGES_MAX, meter: TEMPO_CHANGES_MAX };
	const edits: Edit[] = [{ kind: 'set', id: META_ID, fields: { title } }];
	for (const [at, { name, tempos, meters, notes }] of parts.slice(0, PARTS_MAX + 1).entries()) {
		const id = at === 0 ? FIRST_PART : score.nextId();
		const clock = findClock(tempos, meters);
		if (at === 0) edits.push({ kind: 'set', id: META_ID, fields: clock.base });
		else edits.push(add('part', id as ReturnType<Score['nextId']>, { name, ...clock.base }));
		const fits = clock.tempos.length <= room.tempo && clock.meters.length <= room.meter;
		if (fits) {
			room = { tempo: room.tempo - clock.tempos.length, meter: room.meter - clock.meters.length };
			for (const change of clock.tempos) edits.push(add('tempo', score.nextId(), { ...change, part: id }));
			for (const change of clock.meters) edits.push(add('meter', score.nextId(), { ...change, part: id }));
		} else leftOut.add('tempos');
		for (const fields of notes) edits.push(add('note', score.nextId(), { ...fields, part: id }));
	}
	score.transact('local', edits);
	return { score, analysis: null, timing, leftOut: [...leftOut] };
}

interface Clock {
	readonly base: Partial<FieldsOf<'part'>>;
	readonly tempos: readonly TempoChange[];
	readonly meters: readonly MeterChange[];
}

/** What a part begins with, and what changes later. */
function findClock(tempos: readonly TempoChange[], meters: readonly MeterChange[]): Clock {
	const byTick = <C extends { readonly tick: number }>(changes: readonly C[]): Map<number, C> =>
		new Map(changes.map((change) => [change.tick, change]));
	const [tempoAt, meterAt] = [byTick(tempos), byTick(meters)];
	const { tick: _, ...meter } = meterAt.get(0) ?? { tick: 0 };
	const tempo = tempoAt.get(0);
	tempoAt.delete(0);
	meterAt.delete(0);
	return {
		base: { ...(tempo ? { tempo: tempo.tempo } : {}), ...meter },
		tempos: [...tempoAt.values()].sort((a, b) => a.tick - b.tick),
		meters: [...meterAt.values()].sort((a, b) => a.tick - b.tick)
	};
}
