/** The lanes and the markers of a file on their way into a document. */

import {
	ABSENT,
	add,
	CURVES_MAX,
	curveOfLane,
	findRuns,
	LANES_MAX,
	MARKERS_MAX,
	NO_LANE,
	SEGMENTS_MAX,
	segmentsOf,
	UNVOICED,
	type Clip,
	type CurveSamples,
	type Edit,
	type Lane,
	type RecordId,
	type Score
} from '#lib/score/index.ts';
import { FRAMES_PER_SECOND, hzToMidi, type Seconds, type Ticks } from '#lib/units.ts';
import type { LeftOut, ReadContent } from './format.ts';
import { valuesOf } from './written-lanes.ts';

/** Samples of a curve over a clip are half cents. */
const SAMPLES_PER_SEMITONE = 200;
const SAMPLE_MAX = 32_767;

/** Where the things of a part of a file go. */
export interface Placing {
	/** The part in the file, and the part here. */
	readonly source: number;
	readonly part: number;
	readonly tick: (tick: Ticks) => Ticks;
	/** How much later times become. */
	readonly delay: Seconds;
	/** Whether lanes of the same names give way. */
	readonly replaces: boolean;
}

interface Into {
	readonly score: Score;
	/** What a lane goes by that has no name. */
	readonly name: string;
}

export class ImportLanes {
	readonly #content: ReadContent;
	readonly #into: Into;
	readonly #edits: Edit[];
	readonly #leftOut: Set<LeftOut>;
	readonly #room: Record<'lane' | 'curve' | 'segment' | 'marker', number>;

	/** Edits are appended to `edits`, and what there is no room for is said in `leftOut`. */
	constructor(content: ReadContent, into: Into, edits: Edit[], leftOut: Set<LeftOut>) {
		this.#content = content;
		this.#into = into;
		this.#edits = edits;
		this.#leftOut = leftOut;
		const { score } = into;
		this.#room = {
			lane: LANES_MAX - score.all('lane').length,
			curve: CURVES_MAX - score.all('curve').length,
			segment: SEGMENTS_MAX - score.all('segment').length,
			marker: MARKERS_MAX - score.all('marker').length
		};
	}

	/** Those of one part of the file. Pitch goes over the recording of the part, where there is one. */
	bring(placing: Placing): void {
		const { score: file, pitch } = this.#content;
		const lanes = file.all('lane').filter(({ part }) => part === placing.source);
		const clip = this.#into.score.clips.find(({ part }) => part === placing.part);
		for (const lane of lanes.sort((a, b) => a.id - b.id))
			if (lane.id === pitch && clip) this.#drawPitch(file, lane, clip);
			else this.#addLane(file, lane, placing);
		this.#addMarkers(file, placing);
	}

	#addLane(file: Score, lane: Lane, { part, delay, replaces }: Placing): void {
		const { score, name: fileName } = this.#into;
		const name = lane.name || fileName;
		if (replaces) this.#removeLanes({ ...lane, name, part });
		const segments = segmentsOf(file, lane.id);
		const samples = curveOfLane(file, lane.id)?.samples ?? [];
		const curves = samples.length > 0 ? 1 : 0;
		const room = this.#room;
		if (room.lane < 1 || room.curve < curves || room.segment < segments.length) {
			this.#leftOut.add('lanes');
			return;
		}
		room.lane -= 1;
		room.curve -= curves;
		room.segment -= segments.length;
		const id = score.nextId();
		const { shape, unit, low, high } = lane;
		this.#edits.push(add('lane', id, { part, name, shape, unit, low, high }));
		for (const { from, to, label, confidence } of segments)
			this.#edits.push(
				add('segment', score.nextId(), { lane: id, from: from + delay, to: to + delay, label, confidence })
			);
		if (curves === 0) return;
		const curve = score.nextId();
		this.#edits.push(add('curve', curve, { lane: id }));
		this.#write(curve, samples, Math.round(delay * FRAMES_PER_SECOND));
	}

	/** What an earlier import of the same file has left. */
	#removeLanes({ name, shape, part }: Lane): void {
		const { score } = this.#into;
		const ids = score
			.all('lane')
			.filter((lane) => lane.part === part && lane.shape === shape && lane.name === name)
			.map(({ id }) => id);
		if (ids.length === 0) return;
		this.#edits.push({ kind: 'delete', ids });
		this.#room.lane += ids.length;
		for (const id of ids) this.#room.segment += segmentsOf(score, id).length;
		this.#room.curve += ids.filter((id) => curveOfLane(score, id)).length;
	}

	#write(id: RecordId, samples: CurveSamples, move: number): void {
		for (const { start, values } of findRuns(samples)) {
			const at = start + move;
			if (at + values.length > 0)
				this.#edits.push({ kind: 'curve', id, start: Math.max(0, at), values: values.subarray(Math.max(0, -at)) });
		}
	}

	/** In half cents, over what is drawn there; between the first value and the last, what has none is unvoiced. */
	#drawPitch(file: Score, lane: Lane, clip: Clip): void {
		const points = [...valuesOf(file, lane)].map(({ at, value }) => ({
			at: Math.round(at * FRAMES_PER_SECOND),
			value
		}));
		const [first, last] = [points[0], points.at(-1)];
		if (!first || !last) return;
		const { score } = this.#into;
		const known = score.all('curve').find((curve) => curve.clip === clip.id && curve.lane === NO_LANE);
		if (!known && this.#room.curve < 1) {
			this.#leftOut.add('curve');
			return;
		}
		const id = known?.id ?? score.nextId();
		if (!known) this.#room.curve -= 1;
		if (!known) this.#edits.push(add('curve', id, { clip: clip.id }));
		const values = new Int16Array(last.at - first.at + 1).fill(UNVOICED);
		for (const { at, value } of points) {
			const sample = Math.round(hzToMidi(value) * SAMPLES_PER_SEMITONE);
			values[at - first.at] = sample > ABSENT && sample <= SAMPLE_MAX ? sample : UNVOICED;
		}
		this.#edits.push({ kind: 'curve', id, start: first.at, values });
	}

	#addMarkers(file: Score, { source, part, tick }: Placing): void {
		const { score } = this.#into;
		const markers = file.all('marker').filter((marker) => marker.part === source);
		if (markers.length > this.#room.marker) {
			this.#leftOut.add('markers');
			return;
		}
		this.#room.marker -= markers.length;
		for (const { tick: at, label } of markers)
			this.#edits.push(add('marker', score.nextId(), { part, tick: tick(at), label }));
	}
}
