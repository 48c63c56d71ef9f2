import { expect, test } from 'vitest';
import { computeFlagBoxes, computeFlags, findFlag, FlagList } from '#lib/roll/flags.ts';
import { add, FIRST_PART, makeId, Score } from '#lib/score/index.ts';

const view = { start: 0, top: 70, pixelsPerSecond: 100, pixelsPerSemitone: 20, width: 1000, height: 400 };

/** 120 bpm: a quarter is 50 pixels. A change of tempo on beat 2 and one of meter in bar 3. */
function openScore(): Score {
	const score = new Score();
	score.transact('local', [
		add('tempo', makeId(1, 1), { tick: 960, tempo: 500_000 }),
		add('meter', makeId(1, 2), { tick: 7680, beatsPerBar: 3, beatUnit: 4 }),
		add('tempo', makeId(1, 3), { tick: 7680, tempo: 486_000 }),
		add('tempo', makeId(1, 4), { part: 7, tick: 480, tempo: 400_000 })
	]);
	return score;
}

test('what the part begins with and each of its changes has a flag, at one tick the meter first', () => {
	expect(computeFlags(openScore(), FIRST_PART).map(({ tick, text, isChange }) => [tick, text, isChange])).toEqual([
		[0, '4/4', false],
		[0, '♩=120', false],
		[960, '♩=120', true],
		[7680, '3/4', true],
		[7680, '♩=123.46', true]
	]);
});

test('flags of one tick stand side by side, and give way to those of the next', () => {
	const score = openScore();
	const boxes = computeFlagBoxes(computeFlags(score, FIRST_PART), view, score.tempoMapOf(FIRST_PART));
	const [meter, tempo, next] = boxes;
	expect([meter?.x, next?.x]).toEqual([0, 50]);
	expect(tempo?.x).toBeGreaterThan((meter?.x ?? 0) + (meter?.width ?? 0));
	expect((tempo?.x ?? 0) + (tempo?.width ?? 0)).toBeLessThan(50);
	expect(boxes).toHaveLength(5);
});

test('where there is no room a flag is a line, and far from the view it is nothing', () => {
	const score = openScore();
	const flags = computeFlags(score, FIRST_PART);
	const far = computeFlagBoxes(flags, { ...view, pixelsPerSecond: 2 }, score.tempoMapOf(FIRST_PART));
	expect(far.slice(0, 3).every(({ width }) => width === 0)).toBe(true);
	expect(computeFlagBoxes(flags, { ...view, start: 60 }, score.tempoMapOf(FIRST_PART))).toEqual([]);
});

test('a finger reaches farther than a mouse', () => {
	const score = openScore();
	const boxes = computeFlagBoxes(computeFlags(score, FIRST_PART), view, score.tempoMapOf(FIRST_PART));
	expect(findFlag(boxes, 60, false)?.tick).toBe(960);
	expect(findFlag(boxes, 402, false)).toMatchObject({ kind: 'meter', tick: 7680 });
	expect(findFlag(boxes, 390, false)).toBeNull();
	expect(findFlag(boxes, 390, true)?.tick).toBe(7680);
});

test('the list is computed again when the score changes, and only then', () => {
	const score = openScore();
	const list = new FlagList();
	const flags = list.get(score, FIRST_PART, 1);
	expect(list.get(score, FIRST_PART, 1)).toBe(flags);
	score.transact('local', [{ kind: 'delete', ids: [makeId(1, 3)] }]);
	expect(list.get(score, FIRST_PART, 2)).toHaveLength(4);
	expect(list.get(score, 7, 2)).toHaveLength(3);
});
