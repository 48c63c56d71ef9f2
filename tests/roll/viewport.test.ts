import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	clampView,
	fitPitch,
	fitTime,
	followView,
	PITCH_BOTTOM,
	PITCH_TOP,
	scrollView,
	toMidi,
	toSeconds,
	toViewport,
	toX,
	toY,
	zoomPitch,
	zoomTime,
	type View
} from '#lib/roll/viewport.ts';

const views = fc
	.record({
		start: fc.double({ min: 0, max: 500, noNaN: true }),
		top: fc.double({ min: 0, max: 127, noNaN: true }),
		pixelsPerSecond: fc.double({ min: 0.01, max: 5000, noNaN: true }),
		pixelsPerSemitone: fc.double({ min: 0.1, max: 200, noNaN: true }),
		width: fc.integer({ min: 1, max: 4000 }),
		height: fc.integer({ min: 1, max: 3000 })
	})
	.map((view): View => view);
const ends = fc.double({ min: 0.1, max: 4000, noNaN: true });

const WIDE: View = { start: 10, top: 72, pixelsPerSecond: 100, pixelsPerSemitone: 20, width: 1000, height: 500 };

test('pixels and time, and pixels and pitch, are each other’s inverse', () => {
	fc.assert(
		fc.property(views, fc.double({ min: -1000, max: 4000, noNaN: true }), (view, pixels) => {
			expect(toX(view, toSeconds(view, pixels))).toBeCloseTo(pixels, 3);
			expect(toY(view, toMidi(view, pixels))).toBeCloseTo(pixels, 3);
		})
	);
});

test('a clamped view stays as it is when clamped again, and shows nothing that does not exist', () => {
	fc.assert(
		fc.property(views, ends, (view, end) => {
			const once = clampView(view, end);
			expect(clampView(once, end)).toEqual(once);
			const shown = toViewport(once);
			expect(shown.start).toBeGreaterThanOrEqual(0);
			expect(shown.high).toBeLessThanOrEqual(PITCH_TOP + 1e-9);
			if (once.height / once.pixelsPerSemitone <= PITCH_TOP - PITCH_BOTTOM)
				expect(shown.low).toBeGreaterThanOrEqual(PITCH_BOTTOM - 1e-6);
		})
	);
});

test('a zoom keeps what is under the pointer, unless the border is in the way', () => {
	const time = zoomTime(WIDE, 1.7, 300, 60);
	expect(toSeconds(time, 300)).toBeCloseTo(toSeconds(WIDE, 300), 9);
	expect(time.pixelsPerSecond).toBeCloseTo(170, 9);
	const pitch = zoomPitch(WIDE, 1.5, 120, 60);
	expect(toMidi(pitch, 120)).toBeCloseTo(toMidi(WIDE, 120), 9);
});

test('a zoom at the end of the scale does not drift', () => {
	const closest = { ...WIDE, pixelsPerSecond: 1e9 };
	const view = clampView(closest, 60);
	expect(zoomTime(view, 2, 400, 60)).toEqual(view);
});

test('the farthest zoom shows all of a long recording', () => {
	const view = zoomTime(WIDE, 1e-6, 0, 3600);
	expect(toSeconds(view, view.width)).toBeGreaterThanOrEqual(3600);
});

test('scrolling by pixels and back comes back', () => {
	const back = scrollView(scrollView(WIDE, 120, -33), -120, 33);
	expect(back.start).toBeCloseTo(WIDE.start, 9);
	expect(back.top).toBeCloseTo(WIDE.top, 9);
});

test('fitting shows the whole range', () => {
	const shown = toViewport(fitPitch(fitTime(WIDE, 3, 17), 48, 71, 30));
	expect(shown.start).toBe(3);
	expect(shown.end).toBeGreaterThanOrEqual(17);
	expect(shown.low).toBeLessThanOrEqual(47.5 + 1e-9);
	expect(shown.high).toBeGreaterThanOrEqual(71.5 - 1e-9);
	expect(fitPitch(WIDE, 60, 61, 30).pixelsPerSemitone).toBe(30);
});

test('the page turns only when the playhead has left it, in both directions', () => {
	expect(followView(WIDE, 15)).toBeNull();
	expect(followView(WIDE, 20)).toBeNull();
	const next = followView(WIDE, 20.01);
	expect(next && toX(next, 20.01)).toBeGreaterThan(0);
	expect(next?.start).toBeGreaterThan(19);
	expect(followView(WIDE, 2)?.start).toBeLessThan(2);
});
