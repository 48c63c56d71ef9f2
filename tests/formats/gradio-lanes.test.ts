/** What stands beside the notes in gradio-pianoroll's value: segments, lines, curves, a recording. */

import { describe, expect, test } from 'vitest';
import { readFile, type ReadContent } from '#lib/formats/index.ts';
import { curveOfLane, readSamples, segmentsOf, valueOfSample, type Score } from '#lib/score/index.ts';
import { hzToMidi } from '#lib/units.ts';
import type { Json } from './gradio-rules.ts';

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

test('a recording inside is given out as its bytes, beside being left out of the score', () => {
	const { recording, leftOut, score } = readValue({ audio_data: 'data:audio/wav;base64,UklGRg==' });
	expect(recording && [...recording]).toEqual([0x52, 0x49, 0x46, 0x46]);
	expect([leftOut, score.clips]).toEqual([['recordings'], []]);
	for (const audio_data of ['data:audio/wav;base64,*', 'data:audio/wav;base64,', 'https://x.org/a.wav', 'data:,', 7])
		expect(readValue({ audio_data }).recording).toBeUndefined();
});
