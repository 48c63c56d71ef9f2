/** gradio-pianoroll's value, and a whole document, as JSON. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findFormat, findLosses, FORMATS, readFile, type ReadContent } from '#lib/formats/index.ts';
import { add, FIRST_PART, META_ID, Score, type Edit, type FieldsOf } from '#lib/score/index.ts';
import { anyState, recordsOf } from '../score/any-edit.ts';
import { makeScore } from './content.ts';

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const write = (id: string, score: Score, part: number = FIRST_PART): Uint8Array =>
	findFormat(id)?.write?.({ score, part, analysis: null }) ?? new Uint8Array();

function read(id: string, bytes: Uint8Array): ReadContent {
	const { format, content } = readFile(bytes);
	expect(format.id).toBe(id);
	return content;
}

/** As the component starts with it. */
const VALUE = {
	notes: [
		{ id: 'note-0-aaaaa', start: 0, duration: 80, pitch: 60, velocity: 100, lyric: '안녕' },
		{ id: 'note-1-bbbbb', start: 80, duration: 160, pitch: 64, velocity: 90, lyric: '하세요', phoneme: 'h a' }
	],
	tempo: 120,
	timeSignature: { numerator: 3, denominator: 4 },
	editMode: 'select',
	snapSetting: '1/4',
	pixelsPerBeat: 80
};

describe("gradio-pianoroll's value", () => {
	test('notes lie where its pixels are, and what has no place here is said', () => {
		const { score, leftOut } = read(
			'gradio',
			bytesOf({ ...VALUE, tempo: 100, segment_data: [{ start: 0 }], curve_data: {}, audio_data: 'data:' })
		);
		expect(score.notes).toMatchObject([
			{ start: 0, duration: 960, pitch: 60, velocity: 100, lyric: '안녕' },
			{ start: 960, duration: 1920, pitch: 64, velocity: 90, lyric: '하세요', phoneme: 'h a' }
		]);
		expect(score.meta).toMatchObject({ tempo: 600_000, beatsPerBar: 3, beatUnit: 4 });
		expect([...leftOut].sort()).toEqual(['recordings', 'segments']);
	});

	test('times left over from another tempo do not count; without pixels each of the others does', () => {
		const zoomed = { ...VALUE, pixelsPerBeat: 40, notes: [{ start: 40, duration: 40, startSeconds: 9, pitch: 60 }] };
		expect(read('gradio', bytesOf(zoomed)).score.notes).toMatchObject([{ start: 960, duration: 960 }]);
		for (const [suffix, quarter] of [
			['Flicks', 352_800_000],
			['Seconds', 0.5],
			['Beats', 1],
			['Ticks', 480]
		] as const) {
			const note = { [`start${suffix}`]: 2 * quarter, [`duration${suffix}`]: quarter, pitch: 60 };
			expect(read('gradio', bytesOf({ ...VALUE, notes: [note] })).score.notes).toMatchObject([
				{ start: 1920, duration: 960 }
			]);
		}
	});

	test.each([
		[{ notes: [{ start: 0, duration: 1 }] }, 'Note 1 of the file lacks'],
		[{ notes: [VALUE.notes[0], 7] }, 'Note 2 of the file is no object'],
		[{ tempo: -3 }, 'the tempo -3']
	])('damage: %j', (fields, sentence) => {
		expect(() => readFile(bytesOf({ ...VALUE, ...fields }))).toThrow(sentence);
	});

	test('what is written has all of its times, and comes back', () => {
		const score = makeScore([{ start: 480, duration: 960, pitch: 61, velocity: 80, lyric: '라' }], {
			tempo: 600_000,
			beatsPerBar: 6,
			beatUnit: 8
		});
		const bytes = write('gradio', score);
		expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual({
			notes: [
				{
					id: expect.stringMatching(/^note-/),
					start: 40,
					duration: 80,
					startFlicks: 211_680_000,
					durationFlicks: 423_360_000,
					startSeconds: expect.closeTo(0.3, 9),
					durationSeconds: expect.closeTo(0.6, 9),
					endSeconds: expect.closeTo(0.9, 9),
					startBeats: 0.5,
					durationBeats: 1,
					startTicks: 240,
					durationTicks: 480,
					startSample: 13_230,
					durationSamples: 26_460,
					pitch: 61,
					velocity: 80,
					lyric: '라'
				}
			],
			tempo: 100,
			timeSignature: { numerator: 6, denominator: 8 },
			editMode: 'select',
			snapSetting: '1/4',
			pixelsPerBeat: 80,
			sampleRate: 44_100,
			ppqn: 480
		});
		const { score: again } = read('gradio', bytes);
		expect(again.notes).toMatchObject([{ start: 480, duration: 960, pitch: 61, velocity: 80, lyric: '라' }]);
		expect(again.meta).toEqual(score.meta);
	});

	test('any notes come back to the tick, at any tempo', () => {
		const anyNote: fc.Arbitrary<Partial<FieldsOf<'note'>>> = fc.record({
			start: fc.integer({ min: 0, max: 2 ** 30 }),
			duration: fc.integer({ min: 1, max: 100_000 }),
			pitch: fc.integer({ min: 0, max: 127 })
		});
		fc.assert(
			fc.property(fc.array(anyNote, { maxLength: 9 }), fc.integer({ min: 60_000, max: 60_000_000 }), (notes, tempo) => {
				const score = makeScore(notes, { tempo });
				const { score: again } = read('gradio', write('gradio', score));
				const tell = (of: Score) => of.notes.map(({ start, duration, pitch }) => [start, duration, pitch]);
				expect(tell(again)).toEqual(tell(score));
				expect(Math.abs(again.meta.tempo - tempo)).toBeLessThanOrEqual(tempo > 10_000_000 ? 60 : 1);
			}),
			{ seed: 9, numRuns: 300 }
		);
	});
});

/** A document with one of everything. */
function makeDocument(): Score {
	const score = new Score();
	score.useSlot(3, 7);
	const [part, clip, analysis, curve] = [score.nextId(), score.nextId(), score.nextId(), score.nextId()];
	const edits: Edit[] = [
		{ kind: 'set', id: META_ID, fields: { title: '노래', tempo: 400_000, beatsPerBar: 3 } },
		add('part', part, { name: 'Alto', tempo: 700_000, beatUnit: 8 }),
		add('clip', clip, { audio: 'ab'.repeat(32), name: 'take.wav', offset: 1.5, part }),
		add('analysis', analysis, { clip, state: 'heard' }),
		add('curve', curve, { clip }),
		{ kind: 'curve', id: curve, start: 1020, values: Int16Array.of(9000, 9001, 0, -1, 0, 9100) },
		add('tempo', score.nextId(), { part, tick: 960, tempo: 300_000 }),
		add('tempo', score.nextId(), { part, tick: 960, tempo: 310_000 }),
		add('meter', score.nextId(), { tick: 1920, beatsPerBar: 5 }),
		add('note', score.nextId(), { part, source: analysis, start: 10, cents: -7, lyric: 'la', velocity: 3 }),
		add('note', score.nextId(), {})
	];
	score.transact('local', edits);
	return score;
}

describe('a document', () => {
	test('comes back record by record', () => {
		const score = makeDocument();
		const content = read('document', write('document', score));
		expect(content.score.state).toEqual(score.state);
		expect(content.leftOut).toEqual([]);
		expect(read('document', write('document', new Score())).score.state).toEqual(new Score().state);
	});

	test('comes back whatever is in it', () => {
		fc.assert(
			fc.property(anyState, (state) => {
				const bytes = write('document', new Score(state));
				expect(recordsOf(read('document', bytes).score.state)).toEqual(recordsOf(state));
			}),
			{ seed: 11, numRuns: 200 }
		);
	});

	test('says only what differs, and names recordings by their hash', () => {
		const value = JSON.parse(new TextDecoder().decode(write('document', makeDocument())));
		expect(value).toMatchObject({
			schema: 'melograph.document/1',
			meta: { title: '노래', tempo: 400_000, beatsPerBar: 3 },
			clips: [{ audio: 'ab'.repeat(32), name: 'take.wav', offset: 1.5 }],
			curves: [
				{
					runs: [
						{ start: 1020, halfCents: [9000, 9001, 0, -1] },
						{ start: 1025, halfCents: [9100] }
					]
				}
			]
		});
		expect(value.notes[1]).toEqual({ id: expect.any(Number) });
	});

	test.each([
		[{ schema: 'melograph.document/2' }, 'unsupported-format'],
		[{ notes: [{ id: -1 }] }, 'damaged'],
		[{ notes: [{ id: 5 }, { id: 5 }] }, 'damaged'],
		[{ notes: [{ id: 2 ** 53 }] }, 'damaged'],
		[{ notes: [null] }, 'damaged'],
		[{ curves: [{ id: 5, runs: [{}] }] }, 'damaged'],
		[{ parts: Array.from({ length: 65 }, (_, i) => ({ id: i + 1 })) }, 'too-large']
	])('is refused as %j', (fields, code) => {
		const value = { schema: 'melograph.document/1', ...fields };
		expect(() => readFile(bytesOf(value))).toThrow(expect.objectContaining({ code }));
	});

	test('a curve of more runs than we write is refused, and the most that is read takes no time', () => {
		const curve = (count: number) =>
			bytesOf({
				schema: 'melograph.document/1',
				curves: [{ id: 5, runs: Array.from({ length: count }, (_, i) => ({ start: i * 400, halfCents: [9000] })) }]
			});
		expect(() => readFile(curve(20_001))).toThrow(expect.objectContaining({ code: 'too-large' }));
		const began = performance.now();
		readFile(curve(20_000));
		expect(performance.now() - began).toBeLessThan(5000);
	});

	test('every value of the wrong kind is brought into its range', () => {
		const notes = [{ id: 5, start: -4, pitch: 900, velocity: 'x', lyric: 7, colour: 'red' }];
		const { score } = read('document', bytesOf({ schema: 'melograph.document/1', meta: 7, notes }));
		expect(score.notes).toMatchObject([{ start: 0, pitch: 127, velocity: 100, lyric: '' }]);
	});

	test('JSON that breaks off says where', () => {
		const bytes = write('document', makeDocument());
		expect(() => readFile(bytes.subarray(0, 200))).toThrow(/^The JSON of the file is damaged: .* position \d+/);
	});
});

test('what a format cannot hold is said of what is there, and of nothing else', () => {
	const losses = (id: string, score: Score, hasCurve = false) => {
		const format = findFormat(id);
		return format ? findLosses(format, score, hasCurve) : null;
	};
	const plain = makeScore([{}]);
	for (const { id } of FORMATS)
		expect([id, losses(id, plain)]).toEqual([id, id === 'csv' || id === 'textgrid' ? ['notes'] : []]);
	expect(losses('lab', makeScore([{ velocity: 7, lyric: 'la' }], { tempo: 400_000 }), true)).toEqual([
		'pitch',
		'velocity',
		'clock',
		'curve'
	]);
	expect(losses('gradio', makeDocument())).toEqual(['changes', 'parts', 'recording']);
	expect(losses('midi', makeDocument())).toEqual(['clocks', 'recording']);
	expect(losses('document', makeDocument(), true)).toEqual(['curve', 'recording']);
});
