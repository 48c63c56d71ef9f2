import { expect, test } from 'vitest';
import { NotePacker, packNotes } from '#lib/playback/pack-notes.ts';
import { Curve, EditedCurve, quantiseFrames, type PlacedCurve } from '#lib/pitch/index.ts';
import {
	DEFAULTS,
	makeId,
	makeRecord,
	NO_SAMPLES,
	samplesOf,
	TempoMap,
	type FieldsOf,
	type Note
} from '#lib/score/index.ts';
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
function bendOf(pitches: readonly (Midi | null)[], offset = 0): PlacedCurve {
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

test('a note has its bend, one value each frame from its first', () => {
	const sung = Array.from({ length: 200 }, (_, i) => 60.3 + 0.4 * Math.sin((2 * Math.PI * i) / 10));
	const bend = bendOf(sung, 1);
	const table = packNotes([noteAt(1.5, 2.5, { pitch: 60, cents: 30 }), noteAt(2.7, 2.9)], TEMPO, bend);
	expect(table.bendTime[0]).toBeCloseTo(1.5, 9);
	expect(table.bendTime[1]).toBeCloseTo(2.7, 9);
	expect([...table.bendCount]).toEqual([100, 20]);
	for (const [i, value] of bendOfRow(table, 0).entries()) expect(value).toBeCloseTo((sung[50 + i] ?? 0) - 60.3, 2);
	for (const [i, value] of bendOfRow(table, 1).entries()) expect(value).toBeCloseTo((sung[170 + i] ?? 0) - 60.3, 2);
});

test('a bridge has no corner of more than a small step', () => {
	const pitches = Array.from({ length: 61 }, (_, i) => (i < 20 ? 60 : i < 30 ? null : 61));
	const bends = bendOfRow(packNotes([noteAt(0, 0.6, { pitch: 60 })], TEMPO, bendOf(pitches)), 0);
	for (const [i, value] of bends.entries()) if (i > 0) expect(Math.abs(value - (bends[i - 1] ?? 0))).toBeLessThan(0.15);
});

test('a note that the curve does not bend has no frames', () => {
	const silent = bendOf(Array.from({ length: 50 }, () => null));
	expect([...packNotes([noteAt(0, 0.4), noteAt(5, 6)], TEMPO, silent).bendCount]).toEqual([0, 0]);
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

test('a row has the gain of its note', () => {
	const packer = new NotePacker();
	const quiet = noteAt(0, 1, { pitch: 50 });
	expect([...packer.pack([quiet], TEMPO, null).gain]).toEqual([1]);
	packer.gainOf = (note) => (note.pitch === 50 ? 0.25 : 1);
	expect([...packer.pack([quiet, noteAt(1, 2, { pitch: 60 })], TEMPO, null).gain]).toEqual([0.25, 1]);
});

test('a vibrato is heard without any curve, and over it', () => {
	const straight = packNotes([noteAt(1, 2), noteAt(2, 3, { vibrato: '50,200,30,0,0,0,0' })], TEMPO, null);
	expect([...straight.bendCount]).toEqual([0, 100]);
	expect(straight.bendTime[1]).toBeCloseTo(2, 9);
	expect(bendOfRow(straight, 1)[55]).toBeCloseTo(0.3, 6);
	const steady = bendOf(Array.from({ length: 100 }, () => 60.2));
	const over = packNotes([noteAt(0, 1, { pitch: 60, cents: 20, vibrato: '50,200,30,0,0,0,0' })], TEMPO, steady);
	expect(bendOfRow(over, 0)[20]).toBeCloseTo(0, 6);
	expect(bendOfRow(over, 0)[55]).toBeCloseTo(0.3, 6);
});

test('only notes that were drawn over are bent anew, and they follow what was drawn', () => {
	const heard = bendOf(Array.from({ length: 200 }, () => 60)).curve;
	const edited = new EditedCurve(heard);
	edited.update(NO_SAMPLES);
	const packer = new NotePacker();
	const notes = [noteAt(0, 1, { pitch: 60 }), noteAt(1, 2, { pitch: 60 })];
	const pack = () => packer.pack(notes, TEMPO, { curve: edited.curve, offset: 0, threshold: 0.5, drawn: edited.drawn });
	pack();
	edited.update(samplesOf([{ start: 0, values: new Int16Array(100).fill(12_080) }]));
	const table = pack();
	expect(bendOfRow(table, 0)[50]).toBeCloseTo(0.4, 6);
	expect(bendOfRow(table, 1)[50]).toBeCloseTo(0, 6);
});
