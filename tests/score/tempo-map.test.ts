import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	add,
	apply,
	emptyState,
	makeId,
	META_ID,
	Score,
	TempoMap,
	tempoMapOf,
	type Edit,
	type RecordId
} from '#lib/score/index.ts';

const id = (counter: number): RecordId => makeId(1, counter);
const BASE = { tempo: 500_000, beatsPerBar: 4, beatUnit: 4 };
const anyTempo = fc.integer({ min: 60_000, max: 60_000_000 });
const anyTick = fc.oneof(fc.nat(20_000), fc.nat(2 ** 31));
const tempos = fc.array(fc.record({ tick: anyTick, tempo: anyTempo }), { maxLength: 40 });
const meters = fc.array(
	fc.record({ tick: anyTick, beatsPerBar: fc.integer({ min: 1, max: 64 }), beatUnit: fc.constantFrom(1, 2, 4, 8, 32) }),
	{ maxLength: 20 }
);
const maps = fc
	.tuple(anyTempo, tempos, meters)
	.map(([tempo, changes, others]) => new TempoMap({ ...BASE, tempo }, changes, others));

test('whole ticks survive the way to seconds and back under any changes', () => {
	fc.assert(
		fc.property(maps, fc.array(anyTick, { maxLength: 50 }), (map, ticks) => {
			const nearby = map.tempos.flatMap(({ tick }) => [tick - 1, tick, tick + 1]).filter((tick) => tick >= 0);
			for (const tick of [...ticks, ...nearby]) expect(map.toTicks(map.toSeconds(tick))).toBe(tick);
		}),
		{ seed: 41, numRuns: 500 }
	);
});

test('ten thousand changes of the most unequal tempos add up to nothing lost', () => {
	const changes = Array.from({ length: 10_000 }, (_, i) => ({
		tick: i * 214_748,
		tempo: i % 2 ? 59_999_999 : 60_001
	}));
	const map = new TempoMap(BASE, changes);
	for (let tick = 0; tick <= 2 ** 31; tick += 99_991) expect(map.toTicks(map.toSeconds(tick))).toBe(tick);
	expect(map.toSeconds(2 * 214_748)).toBe((214_748 * (59_999_999 + 60_001)) / 960e6);
});

test('later is never earlier, between ticks too', () => {
	const fraction = fc.double({ min: -10, max: 40_000, noNaN: true });
	fc.assert(
		fc.property(maps, fraction, fraction, (map, one, other) => {
			const [a, b] = one < other ? [one, other] : [other, one];
			expect(map.toSeconds(a)).toBeLessThanOrEqual(map.toSeconds(b));
			expect(map.toFractionalTicks(a)).toBeLessThanOrEqual(map.toFractionalTicks(b));
		}),
		{ seed: 42, numRuns: 2000 }
	);
});

test('bars, beats and ticks count up one after the other, and begin again where the meter changes', () => {
	fc.assert(
		fc.property(maps, fc.nat(200_000), (map, tick) => {
			const here = map.toBarPosition(tick);
			const next = map.toBarPosition(tick + 1);
			const { ticksPerBeat, beatsPerBar } = map.meterAt(tick);
			expect(here.tick).toBeLessThan(ticksPerBeat);
			expect(here.beat).toBeLessThanOrEqual(beatsPerBar);
			const isChange = map.meters.some((meter) => meter.tick === tick + 1);
			if (isChange) expect(next).toEqual({ bar: here.bar + 1, beat: 1, tick: 0 });
			else if (here.tick + 1 < ticksPerBeat) expect(next).toEqual({ ...here, tick: here.tick + 1 });
			else if (here.beat < beatsPerBar) expect(next).toEqual({ bar: here.bar, beat: here.beat + 1, tick: 0 });
			else expect(next).toEqual({ bar: here.bar + 1, beat: 1, tick: 0 });
		}),
		{ seed: 43, numRuns: 2000 }
	);
});

test('a bar that a change of meter cuts short is a bar', () => {
	const map = new TempoMap(BASE, [], [{ tick: 5000, beatsPerBar: 3, beatUnit: 8 }]);
	expect(map.toBarPosition(4999)).toEqual({ bar: 2, beat: 2, tick: 199 });
	expect(map.toBarPosition(5000)).toEqual({ bar: 3, beat: 1, tick: 0 });
	expect(map.toBarPosition(5000 + 1440 + 480)).toEqual({ bar: 4, beat: 2, tick: 0 });
});

test('a part has its own clock, and of two changes at one tick the one with the higher id counts', () => {
	const score = new Score();
	const edits: Edit[] = [
		add('part', id(1), { tempo: 1_000_000, beatsPerBar: 3 }),
		add('tempo', id(3), { tick: 960, tempo: 250_000 }),
		add('tempo', id(2), { tick: 960, tempo: 750_000 }),
		add('tempo', id(4), { part: id(1), tick: 0, tempo: 2_000_000 }),
		add('meter', id(5), { part: id(1), tick: 2880, beatsPerBar: 2 })
	];
	score.transact('local', edits);
	const first = tempoMapOf(score, 0);
	expect([first.toSeconds(960), first.toSeconds(1920)]).toEqual([0.5, 0.75]);
	const part = tempoMapOf(score, id(1));
	expect(part.toSeconds(960)).toBe(2);
	expect([part.bpmAt(0), part.toBarPosition(4800).bar]).toEqual([30, 3]);
	expect(tempoMapOf(score.state, id(1))).toEqual(part);
	expect(tempoMapOf(score, id(9)).toSeconds(960)).toBe(0.5);
	score.transact('local', [add('note', id(20), {})]);
	expect(tempoMapOf(score, id(1))).toBe(part);
	score.transact('local', [{ kind: 'set', id: id(5), fields: { beatsPerBar: 7 } }]);
	expect(tempoMapOf(score, id(1))).not.toBe(part);
});

test('under a new tempo notes keep their times to half a tick, and come back to the tick', () => {
	const change = fc.tuple(fc.nat(30_000), fc.integer({ min: 100_000, max: 2_000_000 }));
	const notes = fc.array(fc.tuple(fc.nat(40_000), fc.integer({ min: 1, max: 5000 })), { maxLength: 20 });
	fc.assert(
		fc.property(notes, fc.array(change, { maxLength: 5 }), fc.array(change, { maxLength: 5 }), (placed, old, now) => {
			const state = emptyState();
			const changesOf = (some: readonly [number, number][], first: number) =>
				some.map(([tick, tempo], i) => add('tempo', id(first + i), { tick, tempo }));
			apply(state, [
				...placed.map(([start, duration], i) => add('note', id(i + 1), { start, duration })),
				...changesOf(old, 100),
				add('part', id(300), {}),
				add('note', id(301), { start: 777, part: id(300) })
			]);
			const timesOf = (): [number, number][] =>
				placed.map((_, i) => {
					const note = state.records.get(id(i + 1));
					const map = tempoMapOf(state, 0);
					if (note?.kind !== 'note') return [NaN, NaN];
					return [map.toSeconds(note.start), map.toSeconds(note.start + note.duration)];
				});
			const before = timesOf();
			const records = new Map(state.records);
			const set: Edit = {
				kind: 'retime',
				part: 0,
				edits: [
					{ kind: 'delete', ids: old.map((_, i) => id(100 + i)) },
					...changesOf(now, 200),
					{ kind: 'set', id: META_ID, fields: { tempo: 432_100 } }
				]
			};
			const inverse = apply(state, [set]);
			const map = tempoMapOf(state, 0);
			for (const [i, [start, end]] of timesOf().entries()) {
				const halfTick = (seconds: number): number => (map.tempoAt(map.toTicks(seconds)).tempo + 2_000_000) / 2 / 960e6;
				const [was, wasEnd] = before[i] ?? [NaN, NaN];
				expect(Math.abs(start - was)).toBeLessThanOrEqual(halfTick(was));
				// unless it would be no note at all
				if (wasEnd - was > 0.01) expect(Math.abs(end - wasEnd)).toBeLessThanOrEqual(halfTick(wasEnd));
			}
			expect(state.records.get(id(301))).toBe(records.get(id(301)));
			apply(state, inverse);
			expect(new Map([...state.records].toSorted(([a], [b]) => a - b))).toEqual(
				new Map([...records].toSorted(([a], [b]) => a - b))
			);
		}),
		{ seed: 44, numRuns: 500 }
	);
});

test('the way back from a new tempo names only the notes that would miss their place', () => {
	const state = emptyState();
	apply(
		state,
		Array.from({ length: 100 }, (_, i) => add('note', id(i + 1), { start: i * 7, duration: 5 }))
	);
	const to = (tempo: number): Edit => ({
		kind: 'retime',
		part: 0,
		edits: [{ kind: 'set', id: META_ID, fields: { tempo } }]
	});
	expect(apply(state, [to(250_000)])).toEqual([to(500_000)]);
	expect(apply(state, [to(500_000)]).length).toBe(1);
	expect(apply(state, [to(1_000_000)]).length).toBeGreaterThan(1);
});

test('a retime does nothing but what is about the tempo of its part', () => {
	const state = emptyState();
	apply(state, [add('part', id(1), {}), add('tempo', id(2), { part: id(1) }), add('note', id(3), {})]);
	const before = new Map(state.records);
	const edits = [
		{ kind: 'set', id: META_ID, fields: { title: 'mine', beatsPerBar: 3 } },
		{ kind: 'set', id: id(1), fields: { tempo: 1 } },
		{ kind: 'set', id: id(3), fields: { tempo: 1, start: 5 } },
		{ kind: 'delete', ids: [id(2), id(3), META_ID] },
		add('note', id(4), {}),
		add('tempo', id(5), { part: id(1) })
	] as const;
	expect(apply(state, [{ kind: 'retime', part: 0, edits }])).toEqual([]);
	expect(state.records).toEqual(before);
});

test('a column of ticks becomes the same seconds as each of them, whatever their order', () => {
	const map = new TempoMap({ tempo: 500_000, beatsPerBar: 4, beatUnit: 4 }, [
		{ tick: 960, tempo: 333_333 },
		{ tick: 5000, tempo: 1_200_001 }
	]);
	const ticks = Float64Array.of(0, 959, 960, 8000, 961, 5000, 4999, 12, 1e6);
	const seconds = new Float64Array(ticks.length);
	map.fillSeconds(ticks, seconds);
	expect([...seconds]).toEqual([...ticks].map((tick) => map.toSeconds(tick)));
});
