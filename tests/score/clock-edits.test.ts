import { expect, test } from 'vitest';
import {
	add,
	changeMeter,
	changeTempo,
	computeMapWithout,
	deleteChange,
	FIRST_PART,
	makeId,
	moveChange,
	roundToMeter,
	Score,
	TempoMap,
	type ChangeKind,
	type Keeps,
	type Note
} from '#lib/score/index.ts';

const BAR = 3840;
const NOTE_ID = makeId(1, 1000);

/** 120 bpm, 4/4, and a note from 2 to 2.5 s, at the beginning of bar 2. */
function openScore(): Score {
	const score = new Score();
	score.useSlot(1, 1);
	score.transact('local', [add('note', NOTE_ID, { start: BAR, duration: 960 })]);
	return score;
}
const noteOf = (score: Score): Note => {
	const note = score.get(NOTE_ID);
	if (note?.kind !== 'note') throw new Error('The note is gone.');
	return note;
};
const setTempo = (score: Score, tick: number, bpm: number, keeps: Keeps = 'beats', from?: number) =>
	score.transact(
		'local',
		changeTempo(score, { part: FIRST_PART, tick, ...(from === undefined ? {} : { from }) }, 60e6 / bpm, keeps)
	);
const at = (kind: ChangeKind, tick: number) => ({ kind, part: FIRST_PART, tick });
const tempos = (score: Score): [number, number][] =>
	score.tempoMapOf(FIRST_PART).tempos.map(({ tick, tempo }) => [tick, Math.round(60e6 / tempo)]);

test('the tempo at the beginning is the document’s, and a change is a record', () => {
	const score = openScore();
	setTempo(score, 0, 60);
	expect(score.meta.tempo).toBe(1_000_000);
	expect(score.all('tempo')).toEqual([]);
	setTempo(score, BAR, 90);
	expect(tempos(score)).toEqual([
		[0, 60],
		[BAR, 90]
	]);
	setTempo(score, BAR, 100);
	expect(score.all('tempo')).toHaveLength(1);
	expect(tempos(score)).toEqual([
		[0, 60],
		[BAR, 100]
	]);
});

test('with its beats kept a note moves in time, with its times kept it moves in beats', () => {
	const beats = openScore();
	setTempo(beats, 0, 60, 'beats');
	expect(noteOf(beats)).toMatchObject({ start: BAR, duration: 960 });
	const times = openScore();
	setTempo(times, 0, 60, 'times');
	expect(noteOf(times)).toMatchObject({ start: BAR / 2, duration: 480 });
});

test('a change of tempo is one edit, and one step back', () => {
	for (const keeps of ['beats', 'times'] as const) {
		const score = openScore();
		const before = [...score.state.records.values()];
		setTempo(score, 960, 75, 'beats');
		const { inverse } = setTempo(score, 0, 90, keeps);
		score.transact('undo', inverse);
		score.transact('undo', deleteChange(score, at('tempo', 960), 'beats'));
		expect([...score.state.records.values()]).toEqual(before);
	}
});

test('the part that is shown has changes of its own', () => {
	const score = openScore();
	const part = makeId(1, 500);
	score.transact('local', [add('part', part, { name: 'Alto' })]);
	score.transact('local', changeTempo(score, { part, tick: 0 }, 1_000_000, 'times'));
	score.transact('local', changeMeter(score, { part, tick: BAR }, { beatsPerBar: 3, beatUnit: 4 }));
	expect(score.meta.tempo).toBe(500_000);
	expect(score.tempoMapOf(part).tempos).toMatchObject([{ tempo: 1_000_000 }]);
	expect(score.tempoMapOf(part).meters).toMatchObject([{ beatsPerBar: 4 }, { tick: BAR, beatsPerBar: 3 }]);
	expect(score.tempoMapOf(FIRST_PART).meters).toHaveLength(1);
	expect(noteOf(score).start).toBe(BAR);
});

test('a change is moved over what begins there, and keeps its id', () => {
	const score = openScore();
	setTempo(score, 960, 60);
	setTempo(score, 1920, 90);
	const [first] = score.all('tempo');
	score.transact('local', moveChange(score, at('tempo', 960), 1920, 'beats'));
	expect(score.all('tempo')).toEqual([{ ...first, tick: 1920 }]);
	expect(moveChange(score, at('tempo', 1920), 0, 'beats')).toEqual([]);
	expect(moveChange(score, at('tempo', 960), 4800, 'beats')).toEqual([]);
	setTempo(score, 2880, 100, 'times', 1920);
	expect(tempos(score)).toEqual([
		[0, 120],
		[2880, 100]
	]);
});

test('of two changes at a tick, of which one counts, neither is left behind', () => {
	const score = openScore();
	for (const [i, tempo] of [400_000, 300_000].entries())
		score.transact('remote', [add('tempo', makeId(2, i + 1), { tick: 960, tempo })]);
	setTempo(score, 960, 60);
	expect(tempos(score)).toEqual([
		[0, 120],
		[960, 60]
	]);
	score.transact('local', deleteChange(score, at('tempo', 960), 'beats'));
	expect(score.all('tempo')).toEqual([]);
});

test('a place is rounded to the beats and bars of its meter, no further than the next', () => {
	const map = new TempoMap(
		{ tempo: 500_000, beatsPerBar: 4, beatUnit: 4 },
		[],
		[{ tick: BAR + 960, beatsPerBar: 3, beatUnit: 8 }]
	);
	expect(roundToMeter(map, 500, 'beat')).toBe(960);
	expect(roundToMeter(map, 500, 'bar')).toBe(0);
	expect(roundToMeter(map, BAR + 900, 'bar')).toBe(BAR);
	expect(roundToMeter(map, BAR + 959, 'beat')).toBe(BAR + 960);
	expect(roundToMeter(map, BAR + 960 + 1500, 'bar')).toBe(BAR + 960 + 1440);
});

test('bars are counted as if a change were not there, while it is moved', () => {
	const score = openScore();
	score.transact('local', changeMeter(score, { part: FIRST_PART, tick: BAR }, { beatsPerBar: 3, beatUnit: 4 }));
	const map = computeMapWithout(score, at('meter', BAR));
	expect(roundToMeter(map, BAR + 2900, 'bar')).toBe(2 * BAR);
	expect(roundToMeter(score.tempoMapOf(FIRST_PART), BAR + 2900, 'bar')).toBe(BAR + 2880);
});
