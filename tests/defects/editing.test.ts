/**
 * Defects of another piano roll (gradio-pianoroll 0.0.9), numbered as in our study of the field, that ours does not have:
 * what editing, zooming and changing the tempo do to a document. Those that need a page are in tests/browser/defects.test.ts.
 */

import { expect, test } from 'vitest';
import { findFormat, FORMATS, readFile } from '#lib/formats/index.ts';
import {
	add,
	apply,
	changeMeter,
	changeTempo,
	createSegment,
	FIRST_PART,
	META_ID,
	readSamples,
	Score,
	segmentsOf,
	type Edit,
	type RecordId
} from '#lib/score/index.ts';
import { findGrid } from '../../src/lib/roll/grid.ts';
import { zoomPitch, zoomTime } from '../../src/lib/roll/viewport.ts';
import { openRoll } from './roll.ts';

const QUARTER = 960;

function makeScore(...notes: readonly (readonly [start: number, duration: number, pitch: number])[]): Score {
	const score = new Score();
	const edits = notes.map(([start, duration, pitch]) => add('note', score.nextId(), { start, duration, pitch }));
	score.transact('local', edits);
	return score;
}

const tell = (score: Score) => score.notes.map(({ start, pitch }) => [start, pitch]);

const CHORD = [
	[0, QUARTER, 60],
	[0, QUARTER, 64],
	[480, QUARTER, 67]
] as const;

/** A document with all that lies beside notes: a recording with drawn pitch, segments, a curve. */
function makeFullScore(): Score {
	const score = makeScore(...CHORD);
	const [clip, pitch, phones, level, curve] = Array.from({ length: 5 }, () => score.nextId()) as [
		RecordId,
		RecordId,
		RecordId,
		RecordId,
		RecordId
	];
	score.transact('local', [
		add('clip', clip, { audio: 'ab'.repeat(32), offset: 1 }),
		add('curve', pitch, { clip }),
		{ kind: 'curve', id: pitch, start: 10, values: Int16Array.of(12_000, 12_010) },
		add('lane', phones, { name: 'phones' }),
		add('segment', score.nextId(), { lane: phones, from: 0, to: 0.5, label: 'a' }),
		add('lane', level, { name: 'level', shape: 'curve', low: -60, high: 0 }),
		add('curve', curve, { lane: level }),
		{ kind: 'curve', id: curve, start: 0, values: Int16Array.of(1, 2, 3) }
	]);
	return score;
}

/** What lies beside the notes. */
const besideNotes = (score: Score) => [
	score.clips,
	score.all('lane'),
	score.all('segment'),
	score.all('curve').map(({ samples }) => [...readSamples(samples, 0, 20)])
];

const gradioOf = (score: Score): Record<string, unknown> =>
	JSON.parse(new TextDecoder().decode(findFormat('gradio')?.write?.({ score, analysis: null }))) as Record<
		string,
		unknown
	>;

test('11. moving several selected notes keeps the times and pitches between them', () => {
	const score = makeScore(...CHORD);
	const roll = openRoll(score);
	roll.state.setSelection(score.notes.map(({ id }) => id));
	const [x, y] = roll.middleOf(0, QUARTER, 60);
	const quarter = roll.middleOf(QUARTER, QUARTER, 60)[0] - x;
	roll.drag([x, y], [x + quarter, y - 2 * roll.state.view.pixelsPerSemitone]);
	expect(tell(score)).toEqual([
		[960, 62],
		[960, 66],
		[1440, 69]
	]);
});

test('12. a drag of a hundred moves is one change, made when it is let go', () => {
	const score = makeScore(...CHORD);
	const roll = openRoll(score);
	const [x, y] = roll.middleOf(0, QUARTER, 60);
	const before = tell(score);
	const seen: unknown[] = [];
	const points = Array.from({ length: 100 }, (_, i) => {
		seen.push(roll.gestures.length);
		return [x + 2 * i, y - i] as const;
	});
	roll.drag([x, y], ...points);
	expect(seen.every((count) => count === 0)).toBe(true);
	expect(roll.gestures).toHaveLength(1);
	expect(tell(score)).not.toEqual(before);
});

test('13. zooming changes nothing in the document, and all that has a time stays together', () => {
	const score = makeFullScore();
	const records = [...score.state.records.values()];
	const value = JSON.stringify(gradioOf(score));
	const { state } = openRoll(score);
	for (let i = 0; i < 20; i++) {
		const { view, contentEnd } = state;
		state.setViewByHand(zoomPitch(zoomTime(view, i % 2 ? 1.7 : 0.5, 300, contentEnd), 1.1, 200, contentEnd));
	}
	expect([...score.state.records.values()]).toEqual(records);
	// what goes out is always at one scale, lines as well as notes
	expect(JSON.stringify(gradioOf(score))).toBe(value);
});

test.each([
	['tempo', (score: Score): Edit[] => changeTempo(score, { part: FIRST_PART, tick: 0 }, 700_000, 'beats')],
	[
		'meter',
		(score: Score): Edit[] => changeMeter(score, { part: FIRST_PART, tick: 0 }, { beatsPerBar: 6, beatUnit: 8 })
	]
])('14. a change of %s leaves recordings, curves and segments in the document', (_, change) => {
	const score = makeFullScore();
	const before = besideNotes(score);
	const edits = change(score);
	expect(edits.length).toBeGreaterThan(0);
	score.transact('local', edits);
	expect(besideNotes(score)).toEqual(before);
	expect(Object.keys(gradioOf(score))).toEqual(expect.arrayContaining(['segment_data', 'line_data']));
});

test('15. zooming reports no change at all, and a gesture reports one', () => {
	const score = makeScore(...CHORD);
	const roll = openRoll(score);
	let changes = 0;
	score.subscribe(() => changes++);
	for (let i = 0; i < 10; i++)
		roll.state.setViewByHand(zoomTime(roll.state.view, i < 5 ? 1.3 : 1 / 1.3, 300, roll.state.contentEnd));
	expect([changes, roll.gestures.length]).toEqual([0, 0]);
	const [x, y] = roll.middleOf(480, QUARTER, 67);
	roll.drag([x, y], [x + 60, y], [x + 120, y]);
	expect([changes, roll.gestures.length]).toEqual([1, 1]);
});

test('18. segments are edited and cleared like notes; whoever may only read changes nothing', () => {
	const score = makeFullScore();
	const [lane] = score.all('lane');
	if (!lane) throw new Error('There is no lane.');
	const made = createSegment(segmentsOf(score, lane.id), { lane: lane.id, id: score.nextId(), from: 0.6, to: 0.9 });
	score.transact('local', made);
	expect(segmentsOf(score, lane.id)).toHaveLength(2);
	const { inverse } = score.transact('local', [{ kind: 'delete', ids: [lane.id] }]);
	expect(score.all('segment')).toEqual([]);
	score.transact('undo', inverse);
	expect(segmentsOf(score, lane.id).map(({ label }) => label)).toEqual(['a', '']);

	for (const tool of ['select', 'draw', 'erase'] as const) {
		const roll = openRoll(score, { isReadonly: true, tool });
		const [x, y] = roll.middleOf(480, QUARTER, 67);
		roll.drag([x, y], [x + 100, y - 50]);
		roll.drag([x + 300, y - 100], [x + 400, y - 100]);
		expect([tool, roll.gestures]).toEqual([tool, []]);
	}
});

test('20. there is no last bar, and the beat of 6/8 is an eighth', () => {
	const far = 5000 * 4 * QUARTER;
	const score = makeScore([far, QUARTER, 60]);
	const { state } = openRoll(score);
	expect(state.contentEnd).toBeGreaterThanOrEqual(10_000);
	const lines: number[] = [];
	for (const { steps, visit } of findGrid(state.view, state.tempo, 240, far, far + 2 * 4 * QUARTER))
		visit(steps.strong, (ticks) => lines.push(ticks));
	expect(lines).toEqual([far, far + 4 * QUARTER]);

	score.transact('local', [{ kind: 'set', id: META_ID, fields: { beatsPerBar: 6, beatUnit: 8 } }]);
	const { ticksPerBeat, ticksPerBar } = score.tempoMapOf(FIRST_PART).meterAt(0);
	expect([ticksPerBeat, ticksPerBar]).toEqual([QUARTER / 2, 3 * QUARTER]);
});

test('26. times are rounded once and in one way, so that they come back', () => {
	for (const tempo of [333_333, 500_000, 545_455, 1_000_001]) {
		const score = makeScore();
		score.transact('local', [{ kind: 'set', id: META_ID, fields: { tempo } }]);
		const map = score.tempoMapOf(FIRST_PART);
		for (let ticks = 0; ticks < 100_000; ticks += 37) expect(map.toTicks(map.toSeconds(ticks))).toBe(ticks);
	}
	// a third of a quarter: 53.33 pixels, 7,350 samples and 160 ticks of 480
	const value = gradioOf(makeScore([QUARTER / 3, QUARTER / 3, 60], [QUARTER - 1, 1, 61]));
	expect(value['notes']).toMatchObject([
		{ startTicks: 160, durationTicks: 160, startSample: 7350, durationSamples: 7350 },
		{ startTicks: Math.round(479.5), startSample: Math.round((0.5 * 959 * 44_100) / 960) }
	]);
	const again = readFile(new TextEncoder().encode(JSON.stringify(value))).content.score;
	expect(again.notes.map(({ start, duration }) => [start, duration])).toEqual([
		[320, 320],
		[959, 1]
	]);
});

test('27. files of other programs come in and go out; tracks, parts and a dictionary belong to the document', () => {
	const both = FORMATS.filter(({ read, write }) => read && write).map(({ id }) => id);
	expect(both).toEqual(['midi', 'document', 'gradio', 'notes', 'lab', 'textgrid', 'mir-eval', 'csv']);
	const [one, other] = [makeFullScore(), makeFullScore()];
	one.transact('local', [
		add('track', one.nextId(), { name: 'Bass' }),
		add('word', one.nextId(), { word: 'la', phonemes: 'l a' })
	]);
	expect([one.all('track').length, one.all('word').length]).toEqual([1, 1]);
	// nobody else's dictionary has changed
	expect(other.all('word')).toEqual([]);
	const saved = findFormat('document')?.write?.({ score: one, analysis: null }) ?? new Uint8Array();
	expect(readFile(saved).content.score.state).toEqual(one.state);
});

test('27. what is done can be undone, each gesture by itself', () => {
	const score = makeScore(...CHORD);
	const roll = openRoll(score);
	const before = new Map(score.state.records);
	const [x, y] = roll.middleOf(480, QUARTER, 67);
	let inverse: readonly Edit[] = [];
	score.subscribe((change) => (inverse = change.inverse));
	roll.drag([x, y], [x + 200, y - 100]);
	apply(score.state, inverse);
	expect(score.state.records).toEqual(before);
});
