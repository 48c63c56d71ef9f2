import { expect, test } from 'vitest';
import { hitTest, type HitScene } from '#lib/roll/hit-test.ts';
import { VELOCITY_AXIS, type RollLane } from '#lib/roll/lanes/lane.ts';
import { computeLayout } from '#lib/roll/layout.ts';
import { NoteIndex } from '#lib/roll/note-index.ts';
import { makeId, makeRecord, TempoMap, type Note } from '#lib/score/index.ts';

// 120 bpm: 960 ticks are half a second, 100 pixels
const tempo = new TempoMap({ tempo: 500_000, beatsPerBar: 4, beatUnit: 4 });
const LANE: RollLane = { key: 'velocity', kind: 'velocity', record: null, height: 76, axis: VELOCITY_AXIS };
const layout = computeLayout(1056, 634, [LANE]);
const view = { start: 0, top: 70.5, pixelsPerSecond: 200, pixelsPerSemitone: 20, width: 1000, height: 500 };
const note = (i: number, start: number, duration: number, pitch: number): Note =>
	makeRecord('note', makeId(1, i), { start, duration, pitch });

const scene = (...notes: Note[]): HitScene => ({
	layout,
	view,
	tempo,
	notes: new NoteIndex(notes),
	flagBoxes: [],
	selection: new Set(),
	showsNotes: true
});
const LONG = note(1, 960, 960, 60);
/** The middle of the row of a pitch, in the host. */
const rowOf = (pitch: number): number => layout.roll.y + (70.5 - pitch) * 20;
const at = (x: number): number => layout.roll.x + x;

const partAt = (x: number, y: number, isTouch = false, ...notes: Note[]): string => {
	const hit = hitTest(scene(...(notes.length ? notes : [LONG])), at(x), y, isTouch);
	return hit.kind === 'note' ? hit.part : hit.kind;
};

test('a note has a body and an edge at each end', () => {
	expect(partAt(150, rowOf(60))).toBe('body');
	expect(partAt(103, rowOf(60))).toBe('left');
	expect(partAt(196, rowOf(60))).toBe('right');
	expect(partAt(98, rowOf(60))).toBe('left');
	expect(partAt(90, rowOf(60))).toBe('ground');
});

test('the rows above and below are not the note, for a mouse', () => {
	expect(partAt(150, rowOf(61))).toBe('ground');
	expect(partAt(150, rowOf(59))).toBe('ground');
});

test('a finger reaches farther in both directions', () => {
	expect(partAt(90, rowOf(60), true)).toBe('left');
	expect(partAt(150, rowOf(60) - 18, true)).toBe('body');
	expect(partAt(112, rowOf(60), true)).toBe('left');
	expect(partAt(112, rowOf(60), false)).toBe('body');
});

test('half of a short note is still its body', () => {
	const short = note(2, 960, 96, 60);
	expect(partAt(104.5, rowOf(60), false, short)).toBe('body');
	expect(partAt(100.5, rowOf(60), false, short)).toBe('left');
});

test('of two notes in a place the later one is hit, unless the other is selected', () => {
	const under = note(1, 960, 960, 60);
	const over = note(2, 1200, 960, 60);
	const both = scene(under, over);
	const x = at(150);
	const idAt = (from: HitScene): number | null => {
		const hit = hitTest(from, x, rowOf(60), false);
		return hit.kind === 'note' ? hit.note.id : null;
	};
	expect(idAt(both)).toBe(over.id);
	expect(idAt({ ...both, selection: new Set([under.id]) })).toBe(under.id);
});

test('hidden notes cannot be hit', () => {
	expect(hitTest({ ...scene(LONG), showsNotes: false }, at(150), rowOf(60), false).kind).toBe('ground');
});

test('each part of the roll is told apart', () => {
	const kindAt = (x: number, y: number): string => hitTest(scene(LONG), x, y, false).kind;
	expect(kindAt(500, 10)).toBe('minimap');
	expect(kindAt(500, 40)).toBe('ruler');
	expect(kindAt(500, 60)).toBe('flags');
	expect(hitTest(scene(), 10, rowOf(64), false)).toEqual({ kind: 'keyboard', midi: 64 });
	expect(kindAt(500, 600)).toBe('lane');
	expect(kindAt(10, 10)).toBe('none');
});

test('the upper half of the ruler is the loop for a mouse, and the time for a finger', () => {
	const isLoop = (y: number, isTouch: boolean): boolean => {
		const hit = hitTest(scene(LONG), 500, y, isTouch);
		return hit.kind === 'ruler' && hit.isLoop;
	};
	expect([isLoop(34, false), isLoop(56, false), isLoop(34, true)]).toEqual([true, false, false]);
});

test('a narrow host has no minimap, and a narrow keyboard', () => {
	const narrow = computeLayout(500, 800, []);
	expect(narrow.minimap).toBeNull();
	expect(narrow.roll).toEqual({ x: 34, y: 56, width: 466, height: 744 });
});
