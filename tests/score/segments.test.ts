/** Segments of a lane: each function by examples, and by what must hold for any lane. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	add,
	createSegment,
	fillGaps,
	findRoom,
	labelSegment,
	makeId,
	mergeSegments,
	moveBorder,
	moveSegments,
	replaceSegments,
	Score,
	segmentsOf,
	snapSegments,
	splitSegments,
	type Edit,
	type RecordId,
	type Segment
} from '#lib/score/index.ts';

const LANE = makeId(1, 1);
const idOf = (i: number): RecordId => makeId(1, 10 + i);
type Span = readonly [from: number, to: number, label?: string];

function scoreOf(...spans: Span[]): Score {
	const score = new Score();
	score.useSlot(2, 1);
	score.transact('remote', [
		add('lane', LANE, { name: 'Phonemes', shape: 'segments' }),
		...spans.map(([from, to, label = ''], i) => add('segment', idOf(i), { lane: LANE, from, to, label }))
	]);
	return score;
}
const spansOf = (score: Score): Span[] =>
	segmentsOf(score, LANE).map(({ from, to, label }) => (label ? [from, to, label] : [from, to]));
const after = (score: Score, tool: (segments: Segment[]) => readonly Edit[]): Span[] => {
	score.transact('local', tool(segmentsOf(score, LANE)));
	return spansOf(score);
};
const at = (segments: readonly Segment[], i: number): Segment => {
	const segment = segments[i];
	if (!segment) throw new Error(`There is no segment ${i}.`);
	return segment;
};
const ids = (...all: number[]): ReadonlySet<RecordId> => new Set(all.map(idOf));

/** Segments one after the other, some of them touching. */
const anySpans = fc
	.array(fc.record({ gap: fc.constantFrom(0, 0, 0.1, 0.5), length: fc.integer({ min: 1, max: 50 }) }), {
		minLength: 1,
		maxLength: 8
	})
	.map((all) => {
		let now = 0;
		return all.map(({ gap, length }): Span => {
			const from = Math.round((now + gap) * 10_000) / 10_000;
			now = Math.round((from + length / 50) * 10_000) / 10_000;
			return [from, now];
		});
	});
const anyTime = fc.integer({ min: -2000, max: 12_000 }).map((steps) => steps / 1000);
const anyTool = fc
	.tuple(anyTime, anyTime, fc.nat(7), fc.boolean(), fc.nat(6))
	.map(([a, b, which, isAlone, tool]) => (segments: Segment[], score: Score): Edit[] => {
		const segment = at(segments, which % segments.length);
		const chosen = new Set([segment.id, at(segments, 0).id]);
		const nextId = (): RecordId => score.nextId();
		const tools: (() => Edit[])[] = [
			() => moveBorder(segments, segment, 'from', a, isAlone),
			() => moveBorder(segments, segment, 'to', a, isAlone),
			() => moveSegments(segments, chosen, a),
			() => splitSegments(segments, new Set(), a, nextId),
			() => mergeSegments(segments, chosen),
			() => createSegment(segments, { lane: LANE, id: nextId(), from: Math.max(0, a), to: Math.max(0, b) }),
			() => snapSegments(segments, chosen, (time) => Math.round(time * 4) / 4)
		];
		return tools[tool]?.() ?? [];
	});

test('whatever is done, segments never overlap nor vanish, and one undo takes it back', () => {
	fc.assert(
		fc.property(anySpans, anyTool, (spans, tool) => {
			const score = scoreOf(...spans);
			const before = segmentsOf(score, LANE);
			const { inverse } = score.transact('local', tool(before, score));
			const now = segmentsOf(score, LANE);
			for (const [i, { from, to }] of now.entries()) {
				expect(to - from).toBeGreaterThanOrEqual(0.0098);
				expect(from).toBeGreaterThanOrEqual((now[i - 1]?.to ?? 0) - 0.0002);
			}
			score.transact('undo', inverse);
			expect(segmentsOf(score, LANE)).toEqual(before);
		}),
		{ numRuns: 400 }
	);
});

test('a new segment takes the room there is, and no more', () => {
	const make = (from: number, to: number) => (segments: Segment[]) =>
		createSegment(segments, { lane: LANE, id: idOf(9), from, to });
	expect(after(scoreOf([1, 2]), make(2, 5))).toEqual([
		[1, 2],
		[2, 5]
	]);
	expect(after(scoreOf([1, 2], [3, 4]), make(2.5, 9))[1]).toEqual([2.5, 3]);
	expect(after(scoreOf([1, 2]), make(0.8, 0.2))[0]).toEqual([0.2, 0.8]);
	expect(after(scoreOf([1, 2]), make(1.5, 5))).toHaveLength(1);
	expect(findRoom(segmentsOf(scoreOf([1, 2], [3, 4]), LANE), 2.5)).toEqual({ from: 2, to: 3 });
});

test('a shared border moves both, alone only one; both stay long enough to be seen', () => {
	const border =
		(time: number, isAlone = false) =>
		(segments: Segment[]) =>
			moveBorder(segments, at(segments, 0), 'to', time, isAlone);
	const touching = () => scoreOf([0, 1], [1, 2], [3, 4]);
	expect(after(touching(), border(1.5)).slice(0, 2)).toEqual([
		[0, 1.5],
		[1.5, 2]
	]);
	expect(after(touching(), border(0.5, true)).slice(0, 2)).toEqual([
		[0, 0.5],
		[1, 2]
	]);
	expect(after(touching(), border(9))[1]).toEqual([1.99, 2]);
	expect(after(touching(), border(1.5, true))[0]).toEqual([0, 1]);
	expect(after(scoreOf([0, 1], [3, 4]), border(9))[0]).toEqual([0, 3]);
});

test('segments move as far as the others leave room', () => {
	const move =
		(by: number, ...which: number[]) =>
		(segments: Segment[]) =>
			moveSegments(segments, ids(...which), by);
	expect(after(scoreOf([1, 2], [3, 4]), move(0.5, 0))[0]).toEqual([1.5, 2.5]);
	expect(after(scoreOf([1, 2], [3, 4]), move(5, 0))[0]).toEqual([2, 3]);
	expect(after(scoreOf([1, 2], [3, 4]), move(-5, 0, 1))).toEqual([
		[0, 1],
		[2, 3]
	]);
});

test('what cannot be brought to the grid stays, and so does what it is in the way of', () => {
	const score = scoreOf([0, 0.02], [0.02, 0.5]);
	const snap = (segments: Segment[]) => snapSegments(segments, ids(0, 1), (time) => Math.round(time * 4) / 4);
	expect(after(score, snap)).toEqual([
		[0, 0.02],
		[0.02, 0.5]
	]);
	expect(after(scoreOf([0.1, 0.4], [0.4, 0.7]), snap)).toEqual([
		[0, 0.5],
		[0.5, 0.75]
	]);
});

test('segments are split, merged and labelled', () => {
	const score = scoreOf([0, 1, 'n'], [1, 2, 'o'], [2, 3, 'a']);
	expect(after(score, (segments) => splitSegments(segments, new Set(), 1.4, () => score.nextId()))).toEqual([
		[0, 1, 'n'],
		[1, 1.4, 'o'],
		[1.4, 2],
		[2, 3, 'a']
	]);
	expect(after(score, (segments) => mergeSegments(segments, ids(0, 1)))[0]).toEqual([0, 1.4, 'n o']);
	expect(after(score, (segments) => labelSegment(at(segments, 1), 'h'))[1]).toEqual([1.4, 2, 'h']);
	expect(labelSegment(at(segmentsOf(score, LANE), 1), 'h')).toEqual([]);
});

test('a label by hand is sure', () => {
	const score = scoreOf([0, 1, 'n']);
	score.transact('local', [{ kind: 'set', id: idOf(0), fields: { confidence: 40 } }]);
	const [segment] = segmentsOf(score, LANE);
	expect(segment && labelSegment(segment, 'n')).toEqual([
		{ kind: 'set', id: idOf(0), fields: { label: 'n', confidence: 100 } }
	]);
});

test('an import replaces what differs and leaves what is equal', () => {
	const score = scoreOf([0, 1, 'n'], [1, 2, 'o']);
	const spans = [
		{ from: 0, to: 1, label: 'n' },
		{ from: 1, to: 1.5, label: 'a' }
	];
	const edits = replaceSegments(segmentsOf(score, LANE), LANE, spans, () => score.nextId());
	expect(edits).toHaveLength(2);
	score.transact('local', edits);
	expect(spansOf(score)).toEqual([
		[0, 1, 'n'],
		[1, 1.5, 'a']
	]);
	expect(score.get(idOf(0))).not.toBeNull();
	expect(replaceSegments(segmentsOf(score, LANE), LANE, spans, () => score.nextId())).toEqual([]);
});

test('an export has no gaps', () => {
	const spans = fillGaps(segmentsOf(scoreOf([0.5, 1, 'n'], [1, 2, 'o']), LANE), 3);
	expect(spans.map(({ from, to, label }) => [from, to, label])).toEqual([
		[0, 0.5, ''],
		[0.5, 1, 'n'],
		[1, 2, 'o'],
		[2, 3, '']
	]);
});
