/** Lanes of a score on their way into files. */

import {
	curveOfLane,
	FIRST_PART,
	findRuns,
	segmentsOf,
	valueOfSample,
	type Lane,
	type LaneShape,
	type Score,
	type Segment
} from '#lib/score/index.ts';
import { HOP_SECONDS, type Seconds } from '#lib/units.ts';
import type { FormatContent } from './format.ts';

/** The lanes of a part, in the order in which they were made. */
export const findLanes = (score: Score, part: number, shape: LaneShape): Lane[] =>
	score
		.all('lane')
		.filter((lane) => lane.part === part && lane.shape === shape)
		.sort((a, b) => a.id - b.id);

/** The lane that is wanted, or null where none is, or one of another shape. */
export const findWanted = ({ score, lane }: FormatContent, shape: LaneShape): Lane | null =>
	score.all('lane').find(({ id, shape: own }) => id === lane && own === shape) ?? null;

/** The lane of segments that is wanted, or else the first of the part that has something in it. */
export const findFilled = (content: FormatContent): Lane | null =>
	findWanted(content, 'segments') ??
	findLanes(content.score, content.part ?? FIRST_PART, 'segments').find(
		({ id }) => filledSegments(content.score, id).length > 0
	) ??
	null;

/** As {@link findFilled}, of the lanes with a curve. */
export const findDrawn = (content: FormatContent): Lane | null =>
	findWanted(content, 'curve') ??
	findLanes(content.score, content.part ?? FIRST_PART, 'curve').find(
		(lane) => !valuesOf(content.score, lane).next().done
	) ??
	null;

/** By time, without those that last no time. */
export const filledSegments = (score: Score, lane: Lane['id']): Segment[] =>
	segmentsOf(score, lane).filter(({ from, to }) => to > from);

/** What is drawn in a lane, value by value. */
export function* valuesOf(score: Score, lane: Lane): Generator<{ readonly at: Seconds; readonly value: number }> {
	for (const { start, values } of findRuns(curveOfLane(score, lane.id)?.samples ?? []))
		for (const [i, sample] of values.entries())
			if (sample > 0) yield { at: (start + i) * HOP_SECONDS, value: valueOfSample(sample, lane) };
}

/** Text that stands in one line. */
export const inOneLine = (label: string): string => label.replace(/\s+/g, ' ').trim();

/** A name that none of `taken` has, and that is taken then. */
export function takeName(name: string, taken: Set<string>): string {
	let free = name;
	for (let number = 2; taken.has(free); number++) free = `${name} ${number}`;
	taken.add(free);
	return free;
}
