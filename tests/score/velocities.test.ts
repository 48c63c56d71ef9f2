/** Velocities of chosen notes: each change by examples, and by what must hold for any notes. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	add,
	changeVelocities,
	makeId,
	makeRecord,
	Score,
	velocityOnLine,
	writeVelocities,
	type Edit,
	type Note,
	type VelocityChange
} from '#lib/score/index.ts';

const note = (i: number, start: number, velocity: number): Note =>
	makeRecord('note', makeId(1, i), { start, velocity, pitch: 60 + i });
const scoreOf = (notes: readonly Note[]): Score => {
	const score = new Score();
	score.transact(
		'remote',
		notes.map(({ id, kind: _kind, ...fields }) => add('note', id, fields))
	);
	return score;
};
const velocitiesAfter = (notes: readonly Note[], edits: readonly Edit[]): number[] => {
	const score = scoreOf(notes);
	score.transact('local', edits);
	return notes.map(({ id }) => {
		const record = score.get(id);
		return record?.kind === 'note' ? record.velocity : 0;
	});
};
const THREE = [note(1, 0, 40), note(2, 480, 80), note(3, 960, 120)];
const change = (how: VelocityChange, notes: readonly Note[] = THREE): number[] =>
	velocitiesAfter(notes, changeVelocities(notes, how));

const anyNotes = fc
	.array(fc.record({ start: fc.nat(4000), velocity: fc.integer({ min: 1, max: 127 }) }), {
		minLength: 1,
		maxLength: 20
	})
	.map((all) => all.map(({ start, velocity }, i) => note(i + 1, start, velocity)));
const anyLevel = fc.integer({ min: -300, max: 300 });
const anyChange: fc.Arbitrary<VelocityChange> = fc.oneof(
	fc.record({ kind: fc.constant('set' as const), velocity: anyLevel }),
	fc.record({ kind: fc.constant('scale' as const), factor: fc.double({ min: 0, max: 5, noNaN: true }) }),
	fc.record({ kind: fc.constant('add' as const), by: anyLevel }),
	fc.record({ kind: fc.constant('ramp' as const), from: anyLevel, to: anyLevel }),
	fc.record({ kind: fc.constant('randomise' as const), most: fc.nat(127), seed: fc.integer() })
);

test('velocities are set, scaled and added to', () => {
	expect(change({ kind: 'set', velocity: 90 })).toEqual([90, 90, 90]);
	expect(change({ kind: 'scale', factor: 0.5 })).toEqual([20, 40, 60]);
	expect(change({ kind: 'add', by: 20 })).toEqual([60, 100, 127]);
});

test('a ramp is even in time, and notes that begin together are equal', () => {
	const chord = [...THREE, note(4, 480, 1), note(5, 240, 1)];
	expect(change({ kind: 'ramp', from: 20, to: 100 }, chord)).toEqual([20, 60, 100, 60, 40]);
	expect(change({ kind: 'ramp', from: 100, to: 20 })).toEqual([100, 60, 20]);
	expect(change({ kind: 'ramp', from: 30, to: 90 }, [note(1, 700, 50)])).toEqual([30]);
});

test('chance is repeated by its seed, and stays within its bounds', () => {
	fc.assert(
		fc.property(anyNotes, fc.nat(60), fc.integer(), (notes, most, seed) => {
			const once = change({ kind: 'randomise', most, seed }, notes);
			expect(change({ kind: 'randomise', most, seed }, notes)).toEqual(once);
			for (const [i, velocity] of once.entries())
				expect(Math.abs(velocity - (notes[i]?.velocity ?? 0))).toBeLessThanOrEqual(most);
		})
	);
	expect(change({ kind: 'randomise', most: 30, seed: 1 })).not.toEqual(
		change({ kind: 'randomise', most: 30, seed: 2 })
	);
});

test('whatever is asked, velocities stay 1 to 127, nothing else changes, and one undo takes it back', () => {
	fc.assert(
		fc.property(anyNotes, anyChange, (notes, how) => {
			const score = scoreOf(notes);
			const before = score.notes;
			const { inverse } = score.transact('local', changeVelocities(notes, how));
			for (const [i, after] of score.notes.entries()) {
				expect(after).toEqual({ ...before[i], velocity: after.velocity });
				expect(after.velocity).toBeGreaterThanOrEqual(1);
				expect(after.velocity).toBeLessThanOrEqual(127);
			}
			score.transact('undo', inverse);
			expect(score.notes).toEqual(before);
		})
	);
});

test('what changes nothing is no edit', () => {
	expect(changeVelocities(THREE, { kind: 'scale', factor: 1 })).toEqual([]);
	expect(changeVelocities(THREE, { kind: 'add', by: 0 })).toEqual([]);
	expect(changeVelocities([], { kind: 'ramp', from: 1, to: 127 })).toEqual([]);
});

test('a drawn line has its velocities in between, and those of its ends beyond them', () => {
	const a = { ticks: 240, velocity: 20 };
	const b = { ticks: 1200, velocity: 100 };
	const at = (ticks: number): number[] => [velocityOnLine(a, b, ticks), velocityOnLine(b, a, ticks)];
	expect([at(0), at(240), at(720), at(1200), at(2000)].map(([forth]) => forth)).toEqual([20, 20, 60, 100, 100]);
	for (const ticks of [0, 240, 720, 1200, 2000]) expect(at(ticks)[0]).toBe(at(ticks)[1]);
	expect(velocityOnLine(a, { ...a, velocity: 90 }, 240)).toBe(90);
});

test('velocities are written note by note', () => {
	const edits = writeVelocities(THREE, ({ start }) => start / 8);
	expect(velocitiesAfter(THREE, edits)).toEqual([1, 60, 120]);
	expect(edits).toHaveLength(2);
});
