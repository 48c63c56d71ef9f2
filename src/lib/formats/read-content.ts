/** Makes a score of what a reader found. */

import { Fault } from '#lib/fault.ts';
import {
	add,
	CURVES_MAX,
	FIRST_PART,
	FIRST_TRACK,
	LANES_MAX,
	MARKERS_MAX,
	META_ID,
	PARTS_MAX,
	Score,
	SEGMENTS_MAX,
	TEMPO_CHANGES_MAX,
	TRACKS_MAX,
	type Edit,
	type FieldsOf,
	type MeterChange,
	type RecordId,
	type TempoChange
} from '#lib/score/index.ts';
import type { FileLane } from './file-lanes.ts';
import { NOTES_MAX, type LeftOut, type ReadContent } from './format.ts';

/** A part of a file. Changes are in any order; of two at one tick the later in the list counts. */
export interface FilePart {
	readonly name: string;
	readonly tempos: readonly TempoChange[];
	readonly meters: readonly MeterChange[];
	/** The `track` of each is a position in `tracks`, counted from 1; 0 is the first track. */
	readonly notes: readonly Partial<FieldsOf<'note'>>[];
	/** What the first track goes by. */
	readonly trackName?: string;
	/** Beside the first. */
	readonly tracks?: readonly Partial<Omit<FieldsOf<'track'>, 'part'>>[];
	readonly markers?: readonly Omit<FieldsOf<'marker'>, 'part'>[];
	readonly lanes?: readonly FileLane[];
}

export interface Found {
	readonly title?: string;
	/** The first becomes the first part of the score. */
	readonly parts: readonly FilePart[];
	readonly timing: ReadContent['timing'];
	readonly leftOut: Set<LeftOut>;
}

/** Fields out of range are brought into it; what is over the limits is left out, and that is said. Faults: `too-large`. */
export function makeReadContent({ title = '', parts, timing, leftOut }: Found): ReadContent {
	const count = parts.reduce((sum, { notes }) => sum + notes.length, 0);
	if (count > NOTES_MAX) throw new Fault('too-large', `The file has ${count} notes; ${NOTES_MAX} are read.`);
	if (parts.length > PARTS_MAX + 1) leftOut.add('parts');
	const maker = new ContentMaker(leftOut);
	maker.edits.push({ kind: 'set', id: META_ID, fields: { title } });
	for (const part of parts.slice(0, PARTS_MAX + 1)) maker.addPart(part);
	maker.score.transact('local', maker.edits);
	const { score, pitch } = maker;
	return { score, analysis: null, timing, leftOut: [...leftOut], ...(pitch === null ? {} : { pitch }) };
}

type Room = 'tempo' | 'meter' | 'track' | 'marker' | 'lane' | 'curve' | 'segment';

class ContentMaker {
	readonly score = new Score();
	readonly edits: Edit[] = [];
	pitch: RecordId | null = null;
	readonly #leftOut: Set<LeftOut>;
	readonly #room: Record<Room, number> = {
		tempo: TEMPO_CHANGES_MAX,
		meter: TEMPO_CHANGES_MAX,
		track: TRACKS_MAX,
		marker: MARKERS_MAX,
		lane: LANES_MAX,
		curve: CURVES_MAX,
		segment: SEGMENTS_MAX
	};
	#parts = 0;

	constructor(leftOut: Set<LeftOut>) {
		this.#leftOut = leftOut;
	}

	addPart({ name, tempos, meters, notes, trackName = '', tracks = [], markers = [], lanes = [] }: FilePart): void {
		const { score, edits } = this;
		const clock = findClock(tempos, meters);
		const isFirst = this.#parts++ === 0;
		const id = isFirst ? META_ID : score.nextId();
		const part = isFirst ? FIRST_PART : id;
		if (isFirst) edits.push({ kind: 'set', id, fields: { ...clock.base, trackName, partName: name } });
		else edits.push(add('part', id, { name, ...clock.base, trackName }));
		if (this.#take('tempos', ['tempo', clock.tempos.length], ['meter', clock.meters.length])) {
			for (const change of clock.tempos) edits.push(add('tempo', score.nextId(), { ...change, part }));
			for (const change of clock.meters) edits.push(add('meter', score.nextId(), { ...change, part }));
		}
		const trackIds = this.#addTracks(tracks, part);
		for (const fields of notes) {
			const track = trackIds[fields.track ?? FIRST_TRACK] ?? FIRST_TRACK;
			edits.push(add('note', score.nextId(), { ...fields, part, track }));
		}
		if (this.#take('markers', ['marker', markers.length]))
			for (const marker of markers) edits.push(add('marker', score.nextId(), { ...marker, part }));
		for (const lane of lanes) this.#addLane(lane, part);
	}

	/** Takes what is wanted, or nothing, and says so. */
	#take(kind: LeftOut, ...wanted: readonly (readonly [room: Room, count: number])[]): boolean {
		const fits = wanted.every(([room, count]) => count <= this.#room[room]);
		if (!fits) this.#leftOut.add(kind);
		else for (const [room, count] of wanted) this.#room[room] -= count;
		return fits;
	}

	/** The ids by position. */
	#addTracks(tracks: NonNullable<FilePart['tracks']>, part: number): number[] {
		const ids: number[] = [FIRST_TRACK];
		if (!this.#take('tracks', ['track', tracks.length])) return ids;
		for (const track of tracks) {
			const id = this.score.nextId();
			this.edits.push(add('track', id, { ...track, part }));
			ids.push(id);
		}
		return ids;
	}

	#addLane(lane: FileLane, part: number): void {
		const { score, edits } = this;
		if (lane.shape === 'segments') {
			if (!this.#take('segments', ['lane', 1], ['segment', lane.spans.length])) return;
			const id = score.nextId();
			edits.push(add('lane', id, { part, name: lane.name, shape: 'segments' }));
			for (const { from, to, label, confidence = 100 } of lane.spans)
				edits.push(add('segment', score.nextId(), { lane: id, from, to, label, confidence }));
			return;
		}
		if (!this.#take('lanes', ['lane', 1], ['curve', 1])) return;
		const [id, curve] = [score.nextId(), score.nextId()];
		const { name, unit, low, high, start, values } = lane;
		edits.push(add('lane', id, { part, name, shape: 'curve', unit, low, high }), add('curve', curve, { lane: id }), {
			kind: 'curve',
			id: curve,
			start,
			values
		});
		if (lane.isPitch) this.pitch ??= id;
	}
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
