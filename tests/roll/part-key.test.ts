/** Rows in and out of a key, and where heard pitch stands. */

import { expect, test } from 'vitest';
import { FIRST_PART, Score, setKey } from '#lib/score/index.ts';
import { computeRows, PartKey } from '#lib/roll/part-key.ts';
import { shiftPitch, toY, type View } from '#lib/roll/viewport.ts';
import { hzToMidi } from '#lib/units.ts';

test('in D minor D is the tonic, F is in and F sharp is out', () => {
	const rows = computeRows({ tonic: 2, scale: 'minor' });
	expect([rows?.[2], rows?.[5], rows?.[6], rows?.[0]]).toEqual(['tonic', 'in', 'out', 'in']);
	expect(computeRows({ tonic: 2, scale: '' })).toBeNull();
});

test('a tone at the A4 of the part stands in the middle of the row of A4', () => {
	const score = new Score();
	score.transact('local', [setKey(score, FIRST_PART, { a4: 415 })]);
	const { tuning } = new PartKey().get(score, FIRST_PART, 0);
	const view: View = { start: 0, top: 80, pixelsPerSecond: 1, pixelsPerSemitone: 10, width: 1, height: 1 };
	expect(toY(shiftPitch(view, tuning), hzToMidi(415))).toBeCloseTo(toY(view, 69), 8);
});

test('the key follows the score', () => {
	const score = new Score();
	const key = new PartKey();
	expect(key.get(score, FIRST_PART, 0).rows).toBeNull();
	score.transact('local', [setKey(score, FIRST_PART, { scale: 'major' })]);
	expect(key.get(score, FIRST_PART, 1).rows?.[1]).toBe('out');
});
