/**
 * Defects of another piano roll (gradio-pianoroll 0.0.9), numbered as in our study of the field, that ours does not have:
 * what is drawn, and how much work a frame is. Work is counted, not timed, so that no slow machine fails it.
 */

import { describe, expect, test } from 'vitest';
import { makeId, makeRecord, Score, type Note, type RecordId, type Segment } from '#lib/score/index.ts';
import { computePeakLevels } from '../../src/lib/roll/decimate.ts';
import { findNote } from '../../src/lib/roll/hit-test.ts';
import { drawSegments } from '../../src/lib/roll/lanes/draw-segments.ts';
import { drawCurve } from '../../src/lib/roll/layers/curve.ts';
import { createWaveformLayer } from '../../src/lib/roll/layers/waveform.ts';
import { NoteIndex } from '../../src/lib/roll/note-index.ts';
import { NotesInView } from '../../src/lib/roll/notes-in-view.ts';
import type { RollInput } from '../../src/lib/roll/types.ts';
import { fitTime } from '../../src/lib/roll/viewport.ts';
import { createTestPen, makeCurve, openRoll } from './roll.ts';

const HOUR = 3600;
const THRESHOLD = 0.6;

const withCurve = (curve: ReturnType<typeof makeCurve>): Partial<RollInput> => ({
	curve: { curve, offset: 0, edge: null, threshold: THRESHOLD },
	duration: curve.length / 100
});

/** A waveform of `seconds` with a bucket each 256 samples. */
function withWaveform(seconds: number): Partial<RollInput> {
	const secondsPerBucket = 256 / 44_100;
	const count = Math.ceil(seconds / secondsPerBucket);
	const peaks = { secondsPerBucket, min: new Float32Array(count).fill(-0.5), max: new Float32Array(count).fill(0.5) };
	return { waveform: { peaks, offset: 0 }, duration: seconds };
}

describe('16. what is hidden is not drawn, and what is faint is faint', () => {
	test('a layer that is off costs not one call', () => {
		const layers = { notes: false, f0: false, waveform: false };
		const { state } = openRoll(new Score(), { ...withCurve(makeCurve(500)), ...withWaveform(5), layers });
		const { pen, drawn } = createTestPen();
		drawCurve(pen, state);
		createWaveformLayer()(pen, state);
		const shown = new NotesInView();
		shown.find(state, state.notes);
		expect([drawn.calls, shown.count]).toEqual([0, 0]);
	});

	test('a segment that nobody is sure of is fainter than one that is', () => {
		const { state } = openRoll(new Score());
		const { pen, drawn } = createTestPen();
		const segments = [0, 50, 100].map((confidence, i): Segment =>
			makeRecord('segment', makeId(1, 1 + i), { from: i, to: i + 0.9, label: 'a', confidence })
		);
		drawSegments(pen, state, (_, __, visit) => segments.forEach(visit), {
			height: 30,
			selection: new Set(),
			hidden: new Set()
		});
		const [none, half, all] = drawn.fills.map(({ alpha }) => alpha);
		expect(none).toBeLessThan(half ?? 0);
		expect(half).toBeLessThan(all ?? 0);
		expect(drawn.texts).toEqual(['a', 'a', 'a']);
	});
});

test('17. f0 has a gap where nobody sings: no line crosses it', () => {
	const isVoiced = (frame: number): boolean => frame < 200 || frame >= 260;
	const { state } = openRoll(new Score(), withCurve(makeCurve(500, isVoiced)));
	state.setView({ ...state.view, start: 0, pixelsPerSecond: 200 });
	const { pen, drawn } = createTestPen();
	drawCurve(pen, state);
	const [from, to] = [2.02 * 200, 2.58 * 200];
	expect(drawn.strokes.length).toBeGreaterThan(400);
	const crossing = drawn.strokes.filter(({ from: [a], to: [b] }) => Math.min(a, b) < to && Math.max(a, b) > from);
	expect(crossing).toEqual([]);
});

test('18. segments are drawn, with their labels', () => {
	const { state } = openRoll(new Score());
	const { pen, drawn } = createTestPen();
	const segment = makeRecord('segment', makeId(1, 1), { from: 0, to: 2, label: 'verse' });
	drawSegments(pen, state, (_, __, visit) => visit(segment), { height: 30, selection: new Set(), hidden: new Set() });
	expect(drawn.fills).toHaveLength(1);
	expect(drawn.texts).toEqual(['verse']);
});

describe('23. a frame of the waveform costs the same for ten seconds and for hours', () => {
	/** An array that counts how often it is read. */
	function counted(values: Float32Array, tally: { reads: number }): Float32Array {
		return new Proxy(values, {
			get(target, name) {
				if (typeof name === 'string' && /^\d+$/.test(name)) tally.reads++;
				return Reflect.get(target, name, target);
			}
		});
	}

	test.each([10, 60, 180, HOUR, 2 * HOUR])('all of %d seconds', (seconds) => {
		const tally = { reads: 0 };
		const { state } = openRoll(new Score(), withWaveform(seconds));
		state.setView(fitTime(state.view, 0, seconds));
		const levels = computePeakLevels(
			state.input.waveform?.peaks ?? { secondsPerBucket: 1, min: new Float32Array(), max: new Float32Array() }
		);
		const watched = levels.map((level) => ({
			...level,
			min: counted(level.min, tally),
			max: counted(level.max, tally)
		}));
		const { pen, drawn } = createTestPen();
		createWaveformLayer()(pen, Object.create(state, { peakLevels: { value: watched } }));
		const columns = Math.ceil(state.view.width);
		expect(drawn.calls).toBeLessThan(3 * columns);
		// at most one bucket more than a level is coarser than the next, of both extremes
		expect(tally.reads).toBeGreaterThan(0);
		expect(tally.reads).toBeLessThan(2 * 18 * columns);
	});
});

describe('24. a frame costs what is in view, and nothing is sorted or searched from end to end', () => {
	test.each([
		['a second of', 1],
		['a minute of', 60],
		['all of', HOUR]
	])('%s an hour of f0', (_, seconds) => {
		const { state } = openRoll(new Score(), withCurve(makeCurve(HOUR * 100)));
		state.setView(fitTime(state.view, 0, seconds));
		const { pen, drawn } = createTestPen();
		drawCurve(pen, state);
		expect(drawn.calls).toBeGreaterThan(0);
		expect(drawn.calls).toBeLessThan(14 * state.view.width);
	});

	/** 100,000 notes that count how often one of their fields is read. */
	function countedNotes(tally: { reads: number }): Note[] {
		return Array.from({ length: 100_000 }, (_, i) => {
			const note = makeRecord('note', makeId(1, 1 + i), { start: i * 240, duration: 200, pitch: 40 + (i % 40) });
			return new Proxy(note, {
				get(target, name) {
					tally.reads++;
					return Reflect.get(target, name, target);
				}
			});
		});
	}

	test('the note under the pointer is found without looking at the others', () => {
		const tally = { reads: 0 };
		const index = new NoteIndex(countedNotes(tally));
		const { state } = openRoll(new Score());
		state.setView({ ...state.view, start: 6000, top: 90 });
		const { view, tempo, layout } = state;
		const scene = {
			view,
			tempo,
			layout,
			notes: index,
			flagBoxes: [],
			selection: new Set<RecordId>(),
			showsNotes: true
		};
		tally.reads = 0;
		for (let x = 0; x < 1000; x += 10) findNote(scene, x, 300, false);
		expect(tally.reads / 100).toBeLessThan(1000);
		expect(tally.reads).toBeGreaterThan(0);
	});

	test('of 100,000 notes only those in view are placed', () => {
		const tally = { reads: 0 };
		const index = new NoteIndex(countedNotes(tally));
		const { state } = openRoll(new Score());
		const shown = new NotesInView();
		tally.reads = 0;
		shown.find(state, index);
		expect(shown.count).toBeGreaterThan(10);
		expect(shown.count).toBeLessThan(200);
		expect(tally.reads).toBeLessThan(20_000);
	});

	test('while a note is dragged the still picture stays as it is', () => {
		const score = new Score();
		const id = score.nextId();
		score.transact('local', [{ kind: 'add', record: makeRecord('note', id, { start: 0, duration: 960, pitch: 60 }) }]);
		const roll = openRoll(score);
		const [x, y] = roll.middleOf(0, 960, 60);
		const { move, release } = roll.press([x, y]);
		move([x + 10, y]);
		roll.dirty.length = 0;
		for (let i = 0; i < 60; i++) move([x + 10 + 2 * i, y]);
		expect(new Set(roll.dirty)).toEqual(new Set(['overlay']));
		release([x + 130, y]);
		expect(roll.dirty).toContain('all');
	});
});
