import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	Curve,
	EditedCurve,
	erasePitch,
	movePitch,
	quantiseFrames,
	smoothPitch,
	takeShown,
	transposePitch,
	type Shown
} from '#lib/pitch/index.ts';
import { ABSENT, NO_SAMPLES, samplesOf, UNVOICED, type SampleRun } from '#lib/score/index.ts';
import { midiToHz, type Midi } from '#lib/units.ts';

const THRESHOLD = 0.6;

/** Null is unvoiced. */
function heardCurve(pitches: readonly (Midi | null)[]): Curve {
	const curve = new Curve();
	curve.append(
		quantiseFrames(0, {
			hz: Float32Array.from(pitches, (midi) => (midi === null ? -200 : midiToHz(midi))),
			confidence: Float32Array.from(pitches, (midi) => (midi === null ? 0.1 : 0.9)),
			loudness: new Float32Array(pitches.length).fill(-20)
		})
	);
	return curve;
}

const shownOf = (heard: Curve, drawn = NO_SAMPLES): Shown => {
	const edited = new EditedCurve(heard);
	edited.update(drawn);
	return { curve: edited.curve, drawn, threshold: THRESHOLD };
};

/** What is seen after samples have been written over it: a pitch each frame, null where none. */
function seen(heard: Curve, runs: readonly SampleRun[]): (Midi | null)[] {
	const { curve } = shownOf(heard, samplesOf(runs));
	return Array.from({ length: curve.length }, (_, i) => (curve.isVoiced(i, THRESHOLD) ? curve.midiAt(i) : null));
}

test('an octave up moves what is sung, and leaves what is not and what has no room', () => {
	const heard = heardCurve([60, null, 61, 120]);
	expect(seen(heard, [transposePitch(shownOf(heard), { from: 0, to: 4 }, 12)])).toEqual([72, null, 73, 120]);
	expect(seen(heard, [transposePitch(shownOf(heard), { from: 2, to: 3 }, -12)])).toEqual([60, null, 49, 120]);
});

test('up and down again is what it was', () => {
	const pitch = fc.option(fc.integer({ min: 24, max: 100 }));
	fc.assert(
		fc.property(fc.array(pitch, { minLength: 1, maxLength: 80 }), (pitches) => {
			const heard = heardCurve(pitches);
			const all = { from: 0, to: pitches.length };
			const up = transposePitch(shownOf(heard), all, 12);
			const down = transposePitch(shownOf(heard, samplesOf([up])), all, -12);
			expect(seen(heard, [up, down])).toEqual(pitches);
		}),
		{ seed: 5 }
	);
});

test('erased is unvoiced, and given back is as it was heard', () => {
	const heard = heardCurve([60, 61, 62]);
	const erased = erasePitch({ from: 1, to: 3 }, 'unvoiced');
	expect(seen(heard, [erased])).toEqual([60, null, null]);
	expect(seen(heard, [erased, erasePitch({ from: 2, to: 3 }, 'heard')])).toEqual([60, null, 62]);
});

test('smoothing takes the shaking out of a tone, and keeps leaps, gaps and its neighbours', () => {
	const heard = heardCurve([
		...Array.from({ length: 40 }, (_, i) => 60 + (i % 2 ? 0.4 : -0.4)),
		null,
		...Array.from({ length: 20 }, () => 67)
	]);
	const smooth = seen(heard, [smoothPitch(shownOf(heard), { from: 10, to: 61 }, { times: 2 })]);
	for (let i = 14; i < 34; i++) expect(Math.abs((smooth[i] ?? 0) - 60)).toBeLessThan(0.1);
	expect(smooth.slice(0, 10)).toEqual(seen(heard, []).slice(0, 10));
	expect(smooth[40]).toBe(null);
	for (const pitch of smooth.slice(41)) expect(pitch).toBeCloseTo(67, 2);
});

test('pitch that goes along with a note leaves nothing behind, and arrives as it was', () => {
	const heard = heardCurve([60, 60.5, 61, null, 40, 40, 40, 40]);
	const move = { from: 0, to: 4, frames: 4, semitones: 2 };
	expect(seen(heard, movePitch(shownOf(heard), [move], heard))).toEqual([null, null, null, null, 62, 62.5, 63, null]);
});

test('notes that change places take each its own pitch', () => {
	const heard = heardCurve([60, 60, 70, 70]);
	const there = { from: 0, to: 2, frames: 2, semitones: 0 };
	const back = { from: 2, to: 4, frames: -2, semitones: 0 };
	expect(seen(heard, movePitch(shownOf(heard), [there, back], heard))).toEqual([70, 70, 60, 60]);
});

test('moved by any way and back again, what is seen is what it was', () => {
	fc.assert(
		fc.property(
			fc.array(fc.option(fc.integer({ min: 30, max: 90 })), { minLength: 20, maxLength: 60 }),
			fc.integer({ min: 0, max: 12 }),
			fc.integer({ min: -12, max: 12 }),
			(pitches, frames, semitones) => {
				const heard = heardCurve([...pitches, ...Array.from({ length: 12 }, () => null)]);
				const there = movePitch(shownOf(heard), [{ from: 0, to: pitches.length, frames, semitones }], heard);
				const moved = shownOf(heard, samplesOf(there));
				const home = { from: frames, to: pitches.length + frames, frames: -frames, semitones: -semitones };
				const back = movePitch(moved, [home], heard);
				expect(seen(heard, [...there, ...back]).slice(0, pitches.length)).toEqual(pitches);
			}
		),
		{ seed: 6 }
	);
});

test('what leaves the beginning is left out', () => {
	const heard = heardCurve([60, 61, 62, 63]);
	const [run] = movePitch(shownOf(heard), [{ from: 0, to: 3, frames: -2, semitones: 0 }], heard);
	expect(run?.start).toBe(0);
	expect(seen(heard, run ? [run] : [])).toEqual([62, null, null, 63]);
});

test('what is shown can be taken over from another analysis', () => {
	const run = takeShown(heardCurve([60, null, 62]), { from: 1, to: 3 }, THRESHOLD);
	expect([run.start, ...run.values]).toEqual([1, UNVOICED, 12_400]);
	expect(erasePitch({ from: 0, to: 1 }, 'heard').values[0]).toBe(ABSENT);
});
