/** What is written into gradio-pianoroll's value comes back, and its own validator finds nothing. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findFormat, readFile } from '#lib/formats/index.ts';
import { add, curveOfLane, readSamples, Score, segmentsOf, type Edit } from '#lib/score/index.ts';
import { makeScore } from './content.ts';
import { findErrors, type Json } from './gradio-rules.ts';

const writeBytes = (score: Score): Uint8Array =>
	findFormat('gradio')?.write?.({ score, analysis: null }) ?? new Uint8Array();
const writeValue = (score: Score): Json => JSON.parse(new TextDecoder().decode(writeBytes(score))) as Json;

describe('what is written comes back', () => {
	const text = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((each) => !/\p{Cs}/u.test(each));
	const note = fc.record({
		start: fc.integer({ min: 0, max: 100_000 }),
		duration: fc.integer({ min: 1, max: 5000 }),
		pitch: fc.integer({ min: 0, max: 127 }),
		cents: fc.integer({ min: -100, max: 100 }),
		velocity: fc.integer({ min: 1, max: 127 }),
		lyric: text,
		phoneme: text
	});
	const segment = fc
		.tuple(
			fc.integer({ min: 0, max: 100_000 }),
			fc.integer({ min: 1, max: 9000 }),
			text,
			fc.integer({ min: 0, max: 100 })
		)
		.map(([from, length, label, confidence]) => ({
			from: from / 10_000,
			to: (from + length) / 10_000,
			label,
			confidence
		}));
	const segments = fc.record({
		shape: fc.constant('segments' as const),
		name: text,
		spans: fc.array(segment, { minLength: 1, maxLength: 4 })
	});
	const curve = fc.record({
		shape: fc.constant('curve' as const),
		name: text,
		unit: fc.constantFrom('Hz', 'dB', ''),
		low: fc.integer({ min: 1, max: 5000 }).map((each) => each / 10),
		start: fc.integer({ min: 0, max: 3000 }),
		// a gap, and values at both ends of the range
		values: fc
			.array(fc.oneof(fc.constant(0), fc.constantFrom(1, 32_767), fc.integer({ min: 1, max: 32_767 })), {
				maxLength: 40
			})
			.map((values) => Int16Array.from([1, ...values, 32_767]))
	});

	function makeDocument(notes: Parameters<typeof makeScore>[0], lanes: readonly LaneOf[], tempo: number): Score {
		const score = makeScore(notes, { tempo });
		const edits: Edit[] = [];
		for (const lane of lanes) {
			const id = score.nextId();
			if (lane.shape === 'segments') {
				edits.push(add('lane', id, { name: lane.name, shape: 'segments' }));
				for (const span of lane.spans) edits.push(add('segment', score.nextId(), { lane: id, ...span }));
			} else {
				const own = score.nextId();
				const { name, unit, low, start, values } = lane;
				edits.push(
					add('lane', id, { name, shape: 'curve', unit, low, high: low * 4 }),
					add('curve', own, { lane: id }),
					{ kind: 'curve', id: own, start, values }
				);
			}
		}
		score.transact('local', edits);
		return score;
	}
	type LaneOf =
		| (typeof segments extends fc.Arbitrary<infer S> ? S : never)
		| (typeof curve extends fc.Arbitrary<infer C> ? C : never);

	const tell = (score: Score) => ({
		notes: score.notes
			.map(({ start, duration, pitch, cents, velocity, lyric, phoneme }) =>
				JSON.stringify([start, duration, pitch, cents, velocity, lyric, phoneme])
			)
			.toSorted(),
		segments: score
			.all('lane')
			.filter(({ shape }) => shape === 'segments')
			.map(({ id, name }) => [
				name,
				segmentsOf(score, id).map(({ from, to, label, confidence }) => [from, to, label, confidence])
			])
			.filter(([, all]) => (all?.length ?? 0) > 0),
		curves: score
			.all('lane')
			.filter(({ shape }) => shape === 'curve')
			.map(({ id, name, unit, low, high }) => [
				name,
				unit,
				low,
				high,
				[...readSamples(curveOfLane(score, id)?.samples ?? [], 0, 4000)].map((each) => Math.max(0, each)).join(' ')
			])
	});

	test('all of it, and its validator finds nothing', () => {
		fc.assert(
			fc.property(
				fc.array(note, { maxLength: 6 }),
				fc.uniqueArray(fc.oneof(segments, curve), { maxLength: 4, selector: ({ name }) => name }),
				fc.integer({ min: 200_000, max: 2_000_000 }),
				(notes, lanes, tempo) => {
					const score = makeDocument(notes, lanes, tempo);
					expect(findErrors(writeValue(score))).toEqual([]);
					const { content } = readFile(writeBytes(score));
					expect(content.leftOut).toEqual([]);
					expect(tell(content.score)).toEqual(tell(score));
				}
			),
			{ seed: 21, numRuns: 300 }
		);
	});

	test('lanes of one name are told apart', () => {
		const lanes = ['a', 'a'].map((name) => ({
			shape: 'segments' as const,
			name,
			spans: [{ from: 0, to: 1, label: 'x', confidence: 100 }]
		}));
		const { content } = readFile(writeBytes(makeDocument([], lanes, 500_000)));
		expect(content.score.all('lane').map(({ name }) => name)).toEqual(['a', 'a 2']);
	});

	test('where the tempo changes, what is by seconds stays with the beats', () => {
		const score = makeDocument(
			[{ start: 1920, duration: 960 }],
			[{ shape: 'segments', name: 'p', spans: [{ from: 2, to: 3, label: 'a', confidence: 100 }] }],
			500_000
		);
		// one second a quarter note from the first on: 2 s are at tick 2400
		score.transact('local', [add('tempo', score.nextId(), { tick: 960, tempo: 1_000_000 })]);
		const value = writeValue(score);
		expect(value['segment_data']).toMatchObject([{ start: 1.25, end: 1.75 }]);
		expect(value['notes']).toMatchObject([{ startSeconds: 1 }]);
	});
});
