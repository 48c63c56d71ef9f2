/** Markers of a part. */

import { expect, test } from 'vitest';
import {
	addMarker,
	changeMarker,
	deleteMarker,
	findMarker,
	FIRST_PART,
	History,
	markersOf,
	Score
} from '#lib/score/index.ts';

function threeMarkers(): Score {
	const score = new Score();
	for (const [tick, label] of [
		[3840, 'Chorus'],
		[0, 'Intro'],
		[1920, '']
	] as const)
		score.transact('local', addMarker(score, FIRST_PART, tick, label));
	return score;
}
const ticksOf = (score: Score): number[] => markersOf(score, FIRST_PART).map(({ tick }) => tick);

test('they are listed by tick, for their part only', () => {
	const score = threeMarkers();
	expect(ticksOf(score)).toEqual([0, 1920, 3840]);
	expect(markersOf(score, 77)).toEqual([]);
});

test('one is moved, named, deleted, and each is one step of undo', () => {
	const score = threeMarkers();
	const history = new History(score);
	const [intro] = markersOf(score, FIRST_PART);
	if (!intro) throw new Error('There is no marker.');
	score.transact('local', changeMarker(intro.id, { tick: 960, label: 'Start' }));
	expect(markersOf(score, FIRST_PART)[0]).toMatchObject({ tick: 960, label: 'Start' });
	score.transact('local', deleteMarker(intro.id));
	expect(ticksOf(score)).toEqual([1920, 3840]);
	history.undo();
	expect(ticksOf(score)).toEqual([960, 1920, 3840]);
	history.undo();
	expect(ticksOf(score)).toEqual([0, 1920, 3840]);
});

test.each([
	[0, 1, 1920],
	[1919.5, 1, 3840],
	[1920, 1, 3840],
	[3840, 1, null],
	[3840, -1, 1920],
	[2000, -1, 1920],
	[0, -1, null]
] as const)('from %d going %i it is %s', (from, direction, tick) => {
	expect(findMarker(markersOf(threeMarkers(), FIRST_PART), from, direction)?.tick ?? null).toBe(tick);
});
