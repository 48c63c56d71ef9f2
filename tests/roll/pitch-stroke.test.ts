import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PitchStroke } from '#lib/roll/pitch-stroke.ts';

test('whatever is painted in whatever order, it is what was painted last, and what lay there in between', () => {
	const under = (frame: number): number => frame % 7;
	const paints = fc.array(fc.tuple(fc.integer({ min: -5, max: 3000 }), fc.integer({ min: 1, max: 25_000 })), {
		maxLength: 60
	});
	fc.assert(
		fc.property(paints, (all) => {
			const stroke = new PitchStroke();
			const expected = new Map<number, number>();
			for (const [frame, value] of all) {
				stroke.paint(frame, value, under);
				if (frame >= 0) expected.set(frame, value);
			}
			const { start, values } = stroke.run();
			const frames = [...expected.keys()];
			expect(values).toHaveLength(frames.length && Math.max(...frames) + 1 - Math.min(...frames));
			if (frames.length > 0) expect(start).toBe(Math.min(...frames));
			for (const [i, value] of values.entries())
				if (value !== (expected.get(start + i) ?? under(start + i))) expect.unreachable(`frame ${start + i}`);
		}),
		{ seed: 3 }
	);
});

test('it knows what it has', () => {
	const stroke = new PitchStroke();
	expect(stroke.has(4)).toBe(false);
	stroke.paintRun({ start: 4, values: Int16Array.of(9000, -1) }, () => 0);
	expect([stroke.has(3), stroke.has(4), stroke.has(5), stroke.has(6)]).toEqual([false, true, true, false]);
	expect([stroke.at(4), stroke.at(5)]).toEqual([9000, -1]);
});
