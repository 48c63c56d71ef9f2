import { expect, test } from 'vitest';
import { computeNoteCourse, placeVibrato, startOfVibrato, vibratoAt } from '#lib/pitch/index.ts';
import { DEFAULTS, makeId, makeRecord, TempoMap } from '#lib/score/index.ts';

const TEMPO = new TempoMap(DEFAULTS.meta);
/** From 1 s to 3 s. */
const noteWith = (vibrato: string) =>
	makeRecord('note', makeId(1, 1), { start: TEMPO.toTicks(1), duration: TEMPO.toTicks(2), vibrato });
function place(vibrato: string) {
	const placed = placeVibrato(noteWith(vibrato), TEMPO);
	if (!placed) throw new Error('There is a vibrato.');
	return placed;
}

test('a vibrato takes its share of the note from the end on, and is nothing before and after', () => {
	const placed = place('50,200,30,0,0,0,0');
	expect(startOfVibrato(placed)).toBeCloseTo(2, 9);
	expect(vibratoAt(placed, 1.95)).toBe(0);
	expect(vibratoAt(placed, 3)).toBe(0);
	expect(vibratoAt(placed, 2.05)).toBeCloseTo(30, 6);
	expect(vibratoAt(placed, 2.15)).toBeCloseTo(-30, 6);
	expect(vibratoAt(placed, 2.2)).toBeCloseTo(0, 6);
});

test('it grows, fades, begins where its shift says and lies where its drift says', () => {
	const fading = place('100,100,40,50,25,25,0');
	// a quarter into a wave at its start, and half grown in the middle of growing
	expect(vibratoAt(fading, 1.5)).toBeCloseTo(20, 6);
	expect(vibratoAt(fading, 2.2)).toBeCloseTo(40, 6);
	expect(vibratoAt(fading, 2.9)).toBeCloseTo(40 * 0.2, 6);
	expect(vibratoAt(place('100,100,40,0,0,0,50'), 2)).toBeCloseTo(20, 6);
});

test('a note without vibrato or curve sounds straight; with one it moves from its start to its end', () => {
	expect(placeVibrato(noteWith(''), TEMPO)).toBe(null);
	expect(computeNoteCourse(noteWith(''), TEMPO, null)).toBe(null);
	const course = computeNoteCourse(noteWith('50,200,30,0,0,0,0'), TEMPO, null);
	expect(course?.start).toBeCloseTo(1, 9);
	expect(course?.bend).toHaveLength(200);
	expect(course?.bend[50]).toBe(0);
	expect(course?.bend[105]).toBeCloseTo(0.3, 6);
});
