/** What stands beside the notes in gradio-pianoroll's value: segments, lines, curves, and what its own validator asks for. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findFormat, readFile, type ReadContent } from '#lib/formats/index.ts';
import { add, curveOfLane, readSamples, Score, segmentsOf, valueOfSample, type Edit } from '#lib/score/index.ts';
import { hzToMidi } from '#lib/units.ts';
import { makeScore } from './content.ts';

type Json = Record<string, unknown>;

const VALUE = {
	notes: [],
	tempo: 120,
	timeSignature: { numerator: 4, denominator: 4 },
	editMode: 'select',
	snapSetting: '1/4',
	pixelsPerBeat: 80
};

const readValue = (fields: Json): ReadContent =>
	readFile(new TextEncoder().encode(JSON.stringify({ ...VALUE, ...fields }))).content;
const writeBytes = (score: Score): Uint8Array =>
	findFormat('gradio')?.write?.({ score, analysis: null }) ?? new Uint8Array();
const writeValue = (score: Score): Json => JSON.parse(new TextDecoder().decode(writeBytes(score))) as Json;

/** What is drawn in each lane: time and value, rounded. */
const curvesOf = (score: Score) =>
	score.all('lane').map((lane) => {
		const samples = readSamples(curveOfLane(score, lane.id)?.samples ?? [], 0, 1000);
		const values = [...samples].flatMap((sample, i) =>
			sample > 0 ? [[i / 100, Number(valueOfSample(sample, lane).toFixed(1))]] : []
		);
		return { name: lane.name, unit: lane.unit, low: lane.low, high: lane.high, values };
	});

test('segments are lanes by their type, with label and confidence', () => {
	const { score, leftOut } = readValue({
		segment_data: [
			{ start: 0, end: 0.5, type: 'phoneme', value: 'h', confidence: 0.95 },
			{ start: 0.5, end: 1, type: 'phoneme', value: 'a', confidence: null },
			{ start: 0, end: 1, type: 'note', value: 60, confidence: 1 }
		]
	});
	expect(leftOut).toEqual([]);
	const tell = score
		.all('lane')
		.map(({ id, name, shape }) => [name, shape, segmentsOf(score, id).map(({ label }) => label)]);
	expect(tell).toEqual([
		['phoneme', 'segments', ['h', 'a']],
		['note', 'segments', ['60']]
	]);
	expect(score.all('segment').map(({ from, to, confidence }) => [from, to, confidence])).toEqual([
		[0, 0.5, 95],
		[0.5, 1, 100],
		[0, 1, 100]
	]);
});

describe('lines', () => {
	/** Of its demo: 120 quarter notes a minute and 80 pixels for one are 160 pixels a second. */
	const x = (seconds: number): number => seconds * 160;
	const yOf = (hz: number): number => (127 - hzToMidi(hz)) * 20 + 10;

	test('f0 in pixels of the grid is a curve in Hz, with gaps where frames are missing', () => {
		const hz = [220, 220, 220, null, null, null, null, null, 440, 440];
		const { score } = readValue({
			line_data: {
				f0_curve: {
					color: '#FF6B6B',
					yMin: 0,
					yMax: 2560,
					renderMode: 'piano_grid',
					dataType: 'f0',
					unit: 'Hz',
					originalRange: { minHz: 220, maxHz: 440, minMidi: 57, maxMidi: 69 },
					data: hz.flatMap((each, i) => (each === null ? [] : [{ x: x(i * 0.01), y: yOf(each) }]))
				}
			}
		});
		expect(curvesOf(score)).toEqual([
			{
				name: 'f0_curve',
				unit: 'Hz',
				low: 220,
				high: 440,
				values: [
					[0, 220],
					[0.01, 220],
					[0.02, 220],
					[0.08, 440],
					[0.09, 440]
				]
			}
		]);
	});

	test('a range stretched over the grid has its values back, and points far apart are one line', () => {
		const { score } = readValue({
			line_data: {
				loudness_curve: {
					yMin: 0,
					yMax: 2560,
					renderMode: 'independent_range',
					unit: 'dB',
					originalRange: { min: -40, max: -20, y_min: -60, y_max: 0 },
					data: [
						{ x: x(0), y: 0 },
						{ x: x(0.04), y: 1280 }
					]
				}
			}
		});
		expect(curvesOf(score)).toEqual([
			{
				name: 'loudness_curve',
				unit: 'dB',
				low: -60,
				high: 0,
				values: [
					[0, -60],
					[0.01, -52.5],
					[0.02, -45],
					[0.03, -37.5],
					[0.04, -30]
				]
			}
		]);
	});

	test.each(['time', 'seconds'])('points by %s have the values they say', (time) => {
		const data = [0, 0.01].map((at) => ({ [time]: at, value: 5 + at * 100 }));
		const { score } = readValue({ line_data: { tension: { yMin: 0, yMax: 10, data } } });
		expect(curvesOf(score)).toMatchObject([
			{
				name: 'tension',
				low: 0,
				high: 10,
				values: [
					[0, 5],
					[0.01, 6]
				]
			}
		]);
	});

	test('curves of curve_data are lanes as well, each once; waveforms are drawn anew', () => {
		const data = [{ time: 0, value: 700 }];
		const { score, leftOut } = readValue({
			line_data: { loudness: { data: [{ time: 0, value: 1 }] } },
			curve_data: {
				waveform_data: [{ x: 0, min: -1, max: 1 }],
				loudness: { data: [{ time: 0, value: 2 }] },
				formant_curves: { F1: data, F2: data },
				own: data
			},
			waveform_data: [{ x: 0, min: -1, max: 1 }]
		});
		expect(score.all('lane').map(({ name }) => name)).toEqual(['loudness', 'F1', 'F2', 'own']);
		expect(leftOut).toEqual([]);
	});
});

test('what has no place, or does not say when it is, is said', () => {
	expect(readValue({ curve_data: { pitch_curve: [60.1, 60.2] } }).leftOut).toEqual(['curve']);
	expect(readValue({ line_data: { a: { data: [{ x: 1 }, { time: 0, value: 1 }] } } }).leftOut).toEqual(['curve']);
	expect(readValue({ segment_data: [{ value: 'a' }] }).leftOut).toEqual(['segments']);
	expect(readValue({ editMode: 'draw' }).leftOut).toEqual(['settings']);
	expect(readValue({ snapSetting: 'none' }).leftOut).toEqual(['settings']);
	expect(readValue({ audio_data: 'data:audio/wav;base64,AAAA' }).leftOut).toEqual(['recordings']);
	expect(readValue({ colour: 'red' }).leftOut).toEqual(['other']);
	expect(readValue({ notes: [{ start: 0, duration: 1, pitch: 60, colour: 'red' }] }).leftOut).toEqual(['other']);
	// its dataclasses write null for what is not there
	expect(
		readValue({
			audio_data: null,
			curve_data: null,
			segment_data: null,
			line_data: null,
			waveform_data: null,
			colour: null
		}).leftOut
	).toEqual([]);
});

test('curves that would fill more than a day are refused', () => {
	const data = [
		{ time: 0, value: 0 },
		{ time: 86_000, value: 1 }
	];
	expect(() => readValue({ line_data: { a: { data }, b: { data } } })).toThrow(
		expect.objectContaining({ code: 'too-large' })
	);
});

/** The rules of its `validate_piano_roll_data`, and what its types ask for. */
function findErrors(value: Json): string[] {
	const errors: string[] = [];
	const claim = (isTrue: boolean, sentence: string): void => {
		if (!isTrue) errors.push(sentence);
	};
	const isWhole = (each: unknown): boolean => Number.isInteger(each);
	const isNumber = (each: unknown): each is number => typeof each === 'number' && Number.isFinite(each);
	for (const name of ['notes', 'tempo', 'timeSignature', 'editMode', 'snapSetting']) claim(name in value, name);
	claim(isNumber(value['tempo']) && value['tempo'] > 0, 'tempo');
	for (const each of Object.values(value['timeSignature'] as Json)) claim(isWhole(each) && Number(each) > 0, 'meter');
	for (const note of value['notes'] as Json[]) {
		claim(typeof note['id'] === 'string' && note['id'] !== '', 'id');
		claim(isNumber(note['start']) && note['start'] >= 0, 'start');
		claim(isNumber(note['duration']) && note['duration'] > 0, 'duration');
		for (const name of ['pitch', 'velocity'])
			claim(isWhole(note[name]) && Number(note[name]) >= 0 && Number(note[name]) <= 127, name);
		for (const name of ['startTicks', 'durationTicks', 'startSample', 'durationSamples'])
			claim(isWhole(note[name]), name);
	}
	const ids = (value['notes'] as Json[]).map(({ id }) => id);
	claim(new Set(ids).size === ids.length, 'ids');
	for (const layer of Object.values((value['line_data'] ?? {}) as Record<string, Json>)) {
		for (const name of ['color', 'lineWidth', 'yMin', 'yMax', 'data']) claim(name in layer, name);
		claim(
			(layer['data'] as Json[]).every(({ x, y }) => isNumber(x) && isNumber(y)),
			'points'
		);
	}
	for (const { start, end, type, confidence } of (value['segment_data'] ?? []) as Json[])
		claim(
			isNumber(start) &&
				isNumber(end) &&
				typeof type === 'string' &&
				Number(confidence) <= 1 &&
				Number(confidence) >= 0,
			'segment'
		);
	return errors;
}

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

test('a recording inside is given out as its bytes, beside being left out of the score', () => {
	const { recording, leftOut, score } = readValue({ audio_data: 'data:audio/wav;base64,UklGRg==' });
	expect(recording && [...recording]).toEqual([0x52, 0x49, 0x46, 0x46]);
	expect([leftOut, score.clips]).toEqual([['recordings'], []]);
	for (const audio_data of ['data:audio/wav;base64,*', 'data:audio/wav;base64,', 'https://x.org/a.wav', 'data:,', 7])
		expect(readValue({ audio_data }).recording).toBeUndefined();
});
