import { expect, test } from 'vitest';
import { NotePacker, packNotes, type Bend } from '#lib/playback/pack-notes.ts';
import { Curve, quantiseFrames } from '#lib/pitch/index.ts';
import { DEFAULTS, makeId, makeRecord, TempoMap, type FieldsOf, type Note } from '#lib/score/index.ts';
import { midiToHz, type Midi } from '#lib/units.ts';

const TEMPO = new TempoMap(DEFAULTS.meta);
/** Any source that is not a hand. */
const HEARD = 77;

let made = 0;
/** Times in seconds, on the ticks of 120 bpm. */
const noteAt = (start: number, end: number, fields: Partial<FieldsOf<'note'>> = {}): Note =>
	makeRecord('note', makeId(1, ++made), {
		start: TEMPO.toTicks(start),
		duration: TEMPO.toTicks(end - start),
		source: HEARD,
		...fields
	});

/** A curve with a pitch each 10 ms; null is unvoiced. */
function bendOf(pitches: readonly (Midi | null)[], offset = 0): Bend {
	const curve = new Curve();
	curve.append(
		quantiseFrames(0, {
			hz: Float32Array.from(pitches, (midi) => (midi === null ? -200 : midiToHz(midi))),
			confidence: Float32Array.from(pitches, (midi) => (midi === null ? 0.1 : 0.9)),
			loudness: new Float32Array(pitches.length).fill(-20)
		})
	);
	return { curve, offset, threshold: 0.5 };
}

const bendOfRow = (table: ReturnType<typeof packNotes>, row: number): number[] => {
	const from = table.bendFrom[row] ?? 0;
	return [...table.bend.subarray(from, from + (table.bendCount[row] ?? 0))];
};

test('notes are laid out in the order of their starts, in seconds, with their cents', () => {
	const late = noteAt(2, 3, { pitch: 62, cents: -20, velocity: 33 });
	const early = noteAt(0.5, 1, { pitch: 60 });
	const table = packNotes([late, early], TEMPO, null);
	expect([...table.key]).toEqual([early.id, late.id]);
	expect([...table.start]).toEqual([0.5, 2]);
	expect([...table.end]).toEqual([1, 3]);
	expect(table.pitch[1]).toBeCloseTo(61.8, 9);
	expect([...table.velocity]).toEqual([100, 33]);
	expect([...table.bendCount]).toEqual([0, 0]);
});

test('a note that is where it was heard follows the singer exactly', () => {
	const sung = Array.from({ length: 200 }, (_, i) => 60.3 + 0.4 * Math.sin(i / 3));
	const bend = bendOf(sung, 1);
	const table = packNotes([noteAt(1.5, 2.5, { pitch: 60, cents: 30 })], TEMPO, bend);
	expect(table.bendTime[0]).toBeCloseTo(1.5, 9);
	const bends = bendOfRow(table, 0);
	expect(bends).toHaveLength(101);
	const median = (sung.slice(50, 151).toSorted((a, b) => a - b)[50] ?? 0) - 60.3;
	for (const [i, value] of bends.entries()) expect(value).toBeCloseTo((sung[50 + i] ?? 0) - 60.3 - median, 1.9);
});

test('a note that was moved keeps its shape at its new pitch', () => {
	const bend = bendOf(Array.from({ length: 100 }, (_, i) => (i < 40 ? 60 : 60.5)));
	const there = packNotes([noteAt(0.2, 0.7, { pitch: 60 })], TEMPO, bend);
	const moved = packNotes([noteAt(0.2, 0.7, { pitch: 65 })], TEMPO, bend);
	expect(bendOfRow(moved, 0)).toEqual(bendOfRow(there, 0));
});

test('gaps and octave errors are bridged, ends are held', () => {
	const pitches = Array.from({ length: 61 }, (_, i) =>
		i < 10 || i > 50 ? null : i >= 20 && i < 30 ? null : i >= 35 && i < 38 ? 72 : 60
	);
	const bends = bendOfRow(packNotes([noteAt(0, 0.6, { pitch: 60 })], TEMPO, bendOf(pitches)), 0);
	expect(bends).toHaveLength(61);
	for (const value of bends) expect(Math.abs(value)).toBeLessThan(0.011);
});

test('a bridge has no corner of more than a small step', () => {
	const pitches = Array.from({ length: 61 }, (_, i) => (i < 20 ? 60 : i < 30 ? null : 61));
	const bends = bendOfRow(packNotes([noteAt(0, 0.6, { pitch: 60 })], TEMPO, bendOf(pitches)), 0);
	for (const [i, value] of bends.entries()) if (i > 0) expect(Math.abs(value - (bends[i - 1] ?? 0))).toBeLessThan(0.15);
});

test('a note without anything voiced under it, or beside the curve, sounds straight', () => {
	const silent = bendOf(Array.from({ length: 50 }, () => null));
	expect([...packNotes([noteAt(0, 0.4), noteAt(5, 6)], TEMPO, silent).bendCount]).toEqual([0, 0]);
});

test('a note drawn by hand bends only where it was drawn onto the voice', () => {
	const bend = bendOf(Array.from({ length: 100 }, (_, i) => 60 + 0.3 * Math.sin(i / 3)));
	const table = packNotes(
		[noteAt(0, 0.5, { pitch: 60, source: 0 }), noteAt(0.5, 0.9, { pitch: 67, source: 0 })],
		TEMPO,
		bend
	);
	expect(table.bendCount[0]).toBeGreaterThan(0);
	expect(table.bendCount[1]).toBe(0);
});

test('frames below the threshold do not bend a note', () => {
	const bend = { ...bendOf(Array.from({ length: 50 }, () => 60.4)), threshold: 0.95 };
	expect(packNotes([noteAt(0, 0.4)], TEMPO, bend).bendCount[0]).toBe(0);
});

test('packing again after edits and a grown curve gives what packing anew gives', () => {
	const sung = Array.from({ length: 120 }, (_, i) => 60 + 0.4 * Math.sin(i / 3));
	const bend = bendOf(sung);
	const packer = new NotePacker();
	const first = noteAt(0, 0.5);
	const cutOff = noteAt(0.9, 1.6);
	packer.pack([first, cutOff], TEMPO, bend);
	bend.curve.append(
		quantiseFrames(120, {
			hz: new Float32Array(80).fill(midiToHz(61)),
			confidence: new Float32Array(80).fill(1),
			loudness: new Float32Array(80)
		})
	);
	const edited = [{ ...first, duration: first.duration + 240 }, cutOff, noteAt(1.7, 1.9)];
	expect(packer.pack(edited, TEMPO, bend)).toEqual(packNotes(edited, TEMPO, bend));
	const stricter = { ...bend, threshold: 0.95 };
	expect(packer.pack(edited, TEMPO, stricter)).toEqual(packNotes(edited, TEMPO, stricter));
});
