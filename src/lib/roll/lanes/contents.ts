/** What the lanes of a score hold, found without looking at the rest of it. */

import type { Curve, Lane, RecordId, Score, Segment } from '#lib/score/index.ts';
import type { Seconds } from '../../units.ts';

/** Segments of one lane by time, with the latest end so far beside each, so that what is in view is found by halves. */
export class SegmentIndex {
	readonly segments: readonly Segment[];
	readonly #ends: Float64Array;

	constructor(segments: readonly Segment[]) {
		this.segments = [...segments].sort((a, b) => a.from - b.from || a.to - b.to || a.id - b.id);
		this.#ends = new Float64Array(this.segments.length);
		let latest = 0;
		for (const [i, { to }] of this.segments.entries()) this.#ends[i] = latest = Math.max(latest, to);
	}

	/** Calls `visit` for each segment that touches [from, to], in order of its beginning. Allocates nothing. */
	visit(from: Seconds, to: Seconds, visit: (segment: Segment) => void): void {
		let low = 0;
		let high = this.#ends.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.#ends[middle] ?? 0) >= from) high = middle;
			else low = middle + 1;
		}
		for (let i = low; i < this.segments.length; i++) {
			const segment = this.segments[i];
			if (!segment || segment.from > to) return;
			if (segment.to >= from) visit(segment);
		}
	}
}

const NO_SEGMENTS = new SegmentIndex([]);

/** Segments and curves by lane, sorted again only when some of them have changed. */
export class LaneContents {
	#segments: readonly Segment[] = [];
	#byLane = new Map<number, SegmentIndex>();
	#curves: readonly Curve[] = [];
	#score: Score | null = null;
	#version = -1;

	/** `version` rises with each change of the score. */
	update(score: Score, version: number): void {
		if (score === this.#score && version === this.#version) return;
		this.#score = score;
		this.#version = version;
		this.#curves = score.all('curve').filter(({ lane }) => lane > 0);
		const segments = score.all('segment');
		const before = this.#segments;
		if (segments.length === before.length && segments.every((segment, i) => segment === before[i])) return;
		this.#segments = segments;
		const groups = new Map<number, Segment[]>();
		for (const segment of segments) {
			const group = groups.get(segment.lane);
			if (group) group.push(segment);
			else groups.set(segment.lane, [segment]);
		}
		this.#byLane = new Map([...groups].map(([lane, group]) => [lane, new SegmentIndex(group)]));
	}

	segmentsOf(lane: RecordId): SegmentIndex {
		return this.#byLane.get(lane) ?? NO_SEGMENTS;
	}

	/** Null where nothing was drawn yet. */
	curveOf(lane: RecordId): Curve | null {
		let found: Curve | null = null;
		for (const curve of this.#curves) if (curve.lane === lane && (!found || curve.id < found.id)) found = curve;
		return found;
	}
}

/** The record of a lane; null when it has gone. */
export function findLane(score: Pick<Score, 'get'>, id: RecordId | null): Lane | null {
	const record = id === null ? null : score.get(id);
	return record?.kind === 'lane' ? record : null;
}
