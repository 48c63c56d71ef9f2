import { expect, test } from 'vitest';
import { computeHandles, findHandle, pullVibrato } from '#lib/roll/vibrato-handles.ts';
import { DEFAULT_VIBRATO, DEFAULTS, makeId, makeRecord, TempoMap } from '#lib/score/index.ts';

const TEMPO = new TempoMap(DEFAULTS.meta);
/** A second is 100 pixels, a semitone 20. */
const VIEW = { start: 0, top: 70, pixelsPerSecond: 100, pixelsPerSemitone: 20, width: 800, height: 400 };
const SCALE = { width: 200, pixelsPerSecond: 100, pixelsPerSemitone: 20 };
/** From 100 to 300 pixels. */
const noteWith = (vibrato: string) =>
	makeRecord('note', makeId(1, 1), { start: TEMPO.toTicks(1), duration: TEMPO.toTicks(2), pitch: 60, vibrato });

test('a note without vibrato has one handle, at its end', () => {
	const [only, ...others] = computeHandles(VIEW, TEMPO, noteWith(''));
	expect(only).toMatchObject({ part: 'length' });
	expect(only?.x).toBeGreaterThan(297);
	expect(others).toEqual([]);
});

test('the handles stand where the vibrato begins, a wave later, and over its middle', () => {
	const handles = computeHandles(VIEW, TEMPO, noteWith('50,300,50,0,0,0,0'));
	expect(handles.map(({ part }) => part)).toEqual(['length', 'period', 'depth']);
	expect(handles.map(({ x }) => Math.round(x))).toEqual([200, 230, 249]);
	for (const { part, x, y } of handles) expect(findHandle(handles, x + 2, y - 2, false)?.part).toBe(part);
	expect(findHandle(handles, 400, 100, false)).toBe(null);
});

test('a short note has no room for handles', () => {
	const short = makeRecord('note', makeId(1, 1), { start: 0, duration: TEMPO.toTicks(0.2) });
	expect(computeHandles(VIEW, TEMPO, short)).toEqual([]);
});

test('pulled to the left it is longer, to the right its waves are wider, up it is deeper; all within what it may be', () => {
	const pull = (part: 'length' | 'period' | 'depth', x: number, y: number) =>
		pullVibrato({ ...DEFAULT_VIBRATO, length: 50, period: 200, depth: 30 }, part, { x, y }, SCALE);
	expect(pull('length', -50, 0).length).toBeCloseTo(75, 6);
	expect(pull('length', -500, 0).length).toBe(100);
	expect(pull('length', 500, 0).length).toBe(0);
	expect(pull('period', 10, 0).period).toBeCloseTo(300, 6);
	expect(pull('period', 500, 0).period).toBe(500);
	expect(pull('depth', 0, -10).depth).toBeCloseTo(80, 6);
	expect(pull('depth', 0, 100).depth).toBe(5);
	expect(pullVibrato(null, 'length', { x: -100, y: 0 }, SCALE)).toEqual({ ...DEFAULT_VIBRATO, length: 50 });
});
