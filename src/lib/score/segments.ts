/**
 * What is done to segments: each function answers the edits of one gesture, none when nothing would change. Segments are
 * those of one lane, by time ({@link segmentsOf}); no function here makes them overlap. Pure.
 */

import type { Seconds } from '../units.ts';
import { add, type Edit } from './edit.ts';
import type { RecordId, Segment } from './records.ts';
import type { Score } from './score.ts';

/** Shorter ones could not be taken hold of: one step of a curve. */
const SEGMENT_MIN: Seconds = 0.01;
/** Times closer than half of what a document can tell apart are one. */
const SAME: Seconds = 0.000_05;

/** A stretch of time and what it says, as files and programs have it. */
export interface LabelledSpan {
	readonly from: Seconds;
	readonly to: Seconds;
	readonly label: string;
	/** 0 to 100 %; 100 when it is not given. */
	readonly confidence?: number;
}

const byTime = (a: Segment, b: Segment): number => a.from - b.from || a.to - b.to || a.id - b.id;

/** The segments of a lane by time. O(segments of the document). */
export const segmentsOf = (score: Pick<Score, 'all'>, lane: RecordId): Segment[] =>
	score
		.all('segment')
		.filter((segment) => segment.lane === lane)
		.sort(byTime);

/** The room around a time that no segment takes; null inside of one. */
export function findRoom(
	segments: readonly Segment[],
	at: Seconds
): { readonly from: Seconds; readonly to: Seconds } | null {
	let from: Seconds = 0;
	let to: Seconds = Infinity;
	for (const segment of segments) {
		if (segment.from <= at && at < segment.to) return null;
		if (segment.to <= at) from = Math.max(from, segment.to);
		else to = Math.min(to, segment.from);
	}
	return { from, to };
}

/** A new segment from one time to another, no farther than there is room around the first. */
export function createSegment(
	segments: readonly Segment[],
	place: { readonly lane: RecordId; readonly id: RecordId; readonly from: Seconds; readonly to: Seconds }
): Edit[] {
	const room = findRoom(segments, place.from) ?? findRoom(segments, place.from - SAME);
	if (!room) return [];
	const from = Math.max(room.from, Math.min(place.from, place.to));
	const to = Math.min(room.to, Math.max(place.from, place.to));
	return to - from >= SEGMENT_MIN - SAME ? [add('segment', place.id, { lane: place.lane, from, to })] : [];
}

/** The neighbour that begins or ends where a segment ends or begins; null where there is a gap. */
export function findTouching(segments: readonly Segment[], segment: Segment, edge: 'from' | 'to'): Segment | null {
	const other = edge === 'from' ? 'to' : 'from';
	return segments.find((each) => each !== segment && Math.abs(each[other] - segment[edge]) < SAME) ?? null;
}

/**
 * Moves one border of a segment to a time. The neighbour that shares it goes along, unless `isAlone`. It stops at the
 * other border, or at the neighbour, so that something is left of both.
 */
export function moveBorder(
	segments: readonly Segment[],
	segment: Segment,
	edge: 'from' | 'to',
	at: Seconds,
	isAlone = false
): Edit[] {
	const touching = isAlone ? null : findTouching(segments, segment, edge);
	const [low, high] = edge === 'from' ? [0, segment.to - SEGMENT_MIN] : [segment.from + SEGMENT_MIN, Infinity];
	let [least, most] = [low, high];
	if (touching && edge === 'from') least = touching.from + SEGMENT_MIN;
	else if (touching) most = touching.to - SEGMENT_MIN;
	else if (edge === 'from') least = lastEndBefore(segments, segment);
	else most = firstStartAfter(segments, segment);
	const to = Math.max(least, Math.min(most, at));
	if (Math.abs(to - segment[edge]) < SAME || least > most) return [];
	const other = edge === 'from' ? 'to' : 'from';
	return [
		{ kind: 'set', id: segment.id, fields: { [edge]: to } },
		...(touching ? [{ kind: 'set', id: touching.id, fields: { [other]: to } } as const] : [])
	];
}

/** Where the last of those ends that end before a segment begins; 0 without any. */
const lastEndBefore = (segments: readonly Segment[], { id, from }: Segment): Seconds =>
	segments.reduce((last, each) => (each.id !== id && each.to <= from + SAME ? Math.max(last, each.to) : last), 0);
/** Where the first of those begins that begin after a segment ends; never without any. */
const firstStartAfter = (segments: readonly Segment[], { id, to }: Segment): Seconds =>
	segments.reduce(
		(first, each) => (each.id !== id && each.from >= to - SAME ? Math.min(first, each.from) : first),
		Infinity
	);

/** Moves chosen segments by the same time, as far as the others and the beginning leave room. */
export function moveSegments(segments: readonly Segment[], ids: ReadonlySet<RecordId>, by: Seconds): Edit[] {
	const chosen = segments.filter(({ id }) => ids.has(id));
	const room = Math.min(Math.abs(by), by < 0 ? findRoomBefore(segments, ids) : findRoomAfter(segments, ids));
	if (chosen.length === 0 || room < SAME) return [];
	const step = Math.sign(by) * room;
	return chosen.map(({ id, from, to }) => ({ kind: 'set', id, fields: { from: from + step, to: to + step } }));
}

/** How far all chosen segments can go back; others that overlap one are not in its way. One walk, however many are chosen. */
function findRoomBefore(segments: readonly Segment[], ids: ReadonlySet<RecordId>): Seconds {
	let room: Seconds = Infinity;
	let last: Seconds = 0;
	for (const { id, from, to } of segments)
		if (ids.has(id)) room = Math.min(room, from - (last <= from + SAME ? last : 0));
		else last = Math.max(last, to);
	return Math.max(0, room);
}

/** And how far forward. */
function findRoomAfter(segments: readonly Segment[], ids: ReadonlySet<RecordId>): Seconds {
	let room: Seconds = Infinity;
	let next: Seconds = Infinity;
	for (let i = segments.length - 1; i >= 0; i--) {
		const segment = segments[i];
		if (!segment) continue;
		if (!ids.has(segment.id)) next = Math.min(next, segment.from);
		else if (next >= segment.to - SAME) room = Math.min(room, next - segment.to);
	}
	return Math.max(0, room);
}

/** Cuts the chosen segments that sound at a time, or with none chosen the one that does; the label stays with the first part. */
export function splitSegments(
	segments: readonly Segment[],
	ids: ReadonlySet<RecordId>,
	at: Seconds,
	nextId: () => RecordId
): Edit[] {
	const isCut = ({ id, from, to }: Segment): boolean =>
		(ids.size === 0 || ids.has(id)) && at - from >= SEGMENT_MIN - SAME && to - at >= SEGMENT_MIN - SAME;
	return segments
		.filter(isCut)
		.flatMap(({ id, lane, to, confidence }): Edit[] => [
			{ kind: 'set', id, fields: { to: at } },
			add('segment', nextId(), { lane, from: at, to, confidence })
		]);
}

/** Makes one of each run of chosen segments with no other between; labels are joined by spaces. */
export function mergeSegments(segments: readonly Segment[], ids: ReadonlySet<RecordId>): Edit[] {
	const runs: Segment[][] = [[]];
	for (const segment of segments)
		if (ids.has(segment.id)) runs.at(-1)?.push(segment);
		else runs.push([]);
	return runs.flatMap((run): Edit[] => {
		const [first, ...others] = run;
		if (!first || others.length === 0) return [];
		const to = Math.max(...run.map((each) => each.to));
		const label = run
			.map((each) => each.label)
			.filter(Boolean)
			.join(' ');
		const confidence = Math.min(...run.map((each) => each.confidence));
		return [
			{ kind: 'delete', ids: others.map(({ id }) => id) },
			{ kind: 'set', id: first.id, fields: { to, label, confidence } }
		];
	});
}

/** Writes a label by hand, which is then sure. */
export const labelSegment = (segment: Segment, label: string): Edit[] =>
	label === segment.label && segment.confidence === 100
		? []
		: [{ kind: 'set', id: segment.id, fields: { label, confidence: 100 } }];

/** Brings the borders of chosen segments to where `snap` puts them; what would vanish, or run into another, stays. */
export function snapSegments(
	segments: readonly Segment[],
	ids: ReadonlySet<RecordId>,
	snap: (at: Seconds) => Seconds
): Edit[] {
	const after = segments.map((segment) =>
		ids.has(segment.id) ? { ...segment, from: snap(segment.from), to: snap(segment.to) } : segment
	);
	const isFine = (i: number): boolean => {
		const [before, segment, next] = [after[i - 1], after[i], after[i + 1]];
		if (!segment || segment.to - segment.from < SEGMENT_MIN - SAME) return false;
		return (!before || before.to <= segment.from + SAME) && (!next || segment.to <= next.from + SAME);
	};
	// what stays may be in the way of others, which then stay, too
	for (let hasChanged = true; hasChanged;) {
		hasChanged = false;
		for (const [i, was] of segments.entries()) {
			if (after[i] === was || isFine(i)) continue;
			after[i] = was;
			hasChanged = true;
		}
	}
	return after.flatMap(({ id, from, to }, i): Edit[] => {
		const was = segments[i];
		return !was || (was.from === from && was.to === to) ? [] : [{ kind: 'set', id, fields: { from, to } }];
	});
}

/** Puts spans in the place of all segments of a lane, as an import does: equal ones stay, with whoever has chosen them. */
export function replaceSegments(
	segments: readonly Segment[],
	lane: RecordId,
	spans: readonly LabelledSpan[],
	nextId: () => RecordId
): Edit[] {
	const keyOf = ({ from, to, label, confidence = 100 }: LabelledSpan): string =>
		`${Math.round(from / SAME / 2)} ${Math.round(to / SAME / 2)} ${confidence} ${label}`;
	const wanted = new Map(spans.map((span) => [keyOf(span), span]));
	const gone: RecordId[] = [];
	for (const segment of segments) if (!wanted.delete(keyOf(segment))) gone.push(segment.id);
	const made = [...wanted.values()].map(({ from, to, label, confidence = 100 }) =>
		add('segment', nextId(), { lane, from, to, label, confidence })
	);
	return [...(gone.length ? [{ kind: 'delete', ids: gone } as const] : []), ...made];
}

/** The segments with a span without a label in each gap from 0 to `end`, as formats want that leave no time out. */
export function fillGaps(segments: readonly Segment[], end: Seconds): LabelledSpan[] {
	const spans: LabelledSpan[] = [];
	let at: Seconds = 0;
	for (const { from, to, label, confidence } of segments) {
		if (to <= from || from < at - SAME) continue;
		if (from - at >= SAME) spans.push({ from: at, to: from, label: '' });
		spans.push({ from, to, label, confidence });
		at = to;
	}
	if (end - at >= SAME) spans.push({ from: at, to: end, label: '' });
	return spans;
}
