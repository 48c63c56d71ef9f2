/** The key of a part. */

import { expect, test } from 'vitest';
import { add, FIRST_PART, isInScale, keyOf, Score, scaleOf, setKey, stepsOf, tuningOf } from '#lib/score/index.ts';

test('each part has its own key; what is not set is A4 = 440 Hz and no scale', () => {
	const score = new Score();
	const id = score.nextId();
	score.transact('local', [add('part', id, { name: 'second' })]);
	score.transact('local', [setKey(score, id, { tonic: 2, scale: 'dorian', a4: 442 })]);
	expect(keyOf(score, FIRST_PART)).toEqual({ tonic: 0, scale: '', a4: 440 });
	expect(keyOf(score, id)).toEqual({ tonic: 2, scale: 'dorian', a4: 442 });
	score.transact('local', [setKey(score, FIRST_PART, { scale: 'major' })]);
	expect(keyOf(score, FIRST_PART).scale).toBe('major');
});

test('a scale of one’s own is twelve digits from the tonic on', () => {
	expect(stepsOf('101000010000')).toEqual([0, 2, 7]);
	const scale = scaleOf({ tonic: 9, scale: '101000010000' });
	expect([69, 71, 76, 70].map((pitch) => isInScale(pitch, scale))).toEqual([true, true, true, false]);
	expect(isInScale(61, scaleOf({ tonic: 0, scale: '' }))).toBe(true);
});

test('442 Hz is 7.85 cents over 440 Hz', () => {
	expect(tuningOf(440)).toBe(0);
	expect(tuningOf(442) * 100).toBeCloseTo(7.85, 2);
	expect(tuningOf(880)).toBeCloseTo(12, 10);
});
