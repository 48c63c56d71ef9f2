import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Curve, drawEdits, EditedCurve, findDrawn, quantiseFrames } from '#lib/pitch/index.ts';
import {
	ABSENT,
	add,
	makeId,
	NO_SAMPLES,
	sampleAt,
	samplesOf,
	Score,
	UNVOICED,
	type SampleRun
} from '#lib/score/index.ts';
import { midiToHz } from '#lib/units.ts';

const CLIP = makeId(3, 1);

/** Frames [start, start + count) of a tone that is a little higher at each. */
const heardFrames = (start: number, count: number) =>
	quantiseFrames(start, {
		hz: Float32Array.from({ length: count }, (_, i) => midiToHz(50 + ((start + i) % 40) / 4)),
		confidence: new Float32Array(count).fill(0.8),
		loudness: new Float32Array(count).fill(-20)
	});

function heardCurve(frames: number): Curve {
	const curve = new Curve();
	curve.append(heardFrames(0, frames));
	return curve;
}

/** What has to be there, frame by frame. */
function expectComposed({ curve, drawn }: EditedCurve, heard: Curve): void {
	for (let i = 0; i < curve.length; i++) {
		const sample = sampleAt(drawn, i);
		const expected = sample === ABSENT ? (heard.pitch[i] ?? 0) : Math.max(0, sample);
		if (curve.pitch[i] !== expected) expect.unreachable(`frame ${i}: ${curve.pitch[i]} is not ${expected}`);
	}
}

const anyRun = fc
	.tuple(fc.nat(2500), fc.array(fc.constantFrom(ABSENT, UNVOICED, 9000, 12_345), { minLength: 1, maxLength: 60 }))
	.map(([start, values]): SampleRun => ({ start, values: Int16Array.from(values) }));

test('whatever is heard and drawn in whatever order, a frame is what was drawn there last, or what was heard', () => {
	const step = fc.oneof(anyRun, fc.integer({ min: 1, max: 400 }));
	fc.assert(
		fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
			const heard = new Curve();
			const edited = new EditedCurve(heard);
			const score = new Score();
			for (const each of steps) {
				if (typeof each === 'number') heard.append(heardFrames(heard.length, each));
				else score.transact('local', drawEdits(score, CLIP, [each]));
				const before = edited.curve.revision;
				const [was, length] = [edited.curve.pitch.slice(), edited.curve.length];
				edited.update(findDrawn(score, CLIP));
				expectComposed(edited, heard);
				const changes = edited.curve.changesSince(before) ?? { from: length, to: length };
				for (let i = 0; i < length; i++)
					if ((i < changes.from || i >= changes.to) && was[i] !== edited.curve.pitch[i])
						expect.unreachable(`frame ${i} changed without a word`);
			}
		}),
		{ seed: 4, numRuns: 200 }
	);
});

test('a drawn frame is sure, an erased one has no pitch at any threshold', () => {
	const edited = new EditedCurve(heardCurve(10));
	edited.update(samplesOf([{ start: 2, values: Int16Array.of(12_000, UNVOICED) }]));
	expect(edited.curve.confidenceAt(2)).toBe(1);
	expect(edited.curve.midiAt(2)).toBe(60);
	expect(edited.curve.isVoiced(3, 0)).toBe(false);
	expect([edited.isEdited(1), edited.isEdited(2), edited.isEdited(3)]).toEqual([false, true, true]);
});

test('an update without news changes nothing, and one of an hour is told by its stretch alone', () => {
	const edited = new EditedCurve(heardCurve(360_000));
	edited.update(NO_SAMPLES);
	expect(edited.update(NO_SAMPLES)).toBe(false);
	const { revision } = edited.curve;
	const drawn = samplesOf([{ start: 200_000, values: new Int16Array(500).fill(12_000) }]);
	expect(edited.update(drawn)).toBe(true);
	expect(edited.curve.changesSince(revision)).toEqual({ from: 200_000, to: 200_500 });
	edited.update(NO_SAMPLES);
	expectComposed(edited, heardCurve(360_000));
});

test('pitch can be drawn where nothing was heard yet, and stays when it is', () => {
	const heard = heardCurve(5);
	const edited = new EditedCurve(heard);
	edited.update(samplesOf([{ start: 8, values: Int16Array.of(12_000) }]));
	expect([edited.curve.length, edited.curve.midiAt(8), edited.curve.midiAt(6)]).toEqual([9, 60, 0]);
	heard.append(heardFrames(5, 20));
	edited.update(edited.drawn);
	expect(edited.curve.length).toBe(25);
	expectComposed(edited, heard);
});

test('the first stroke makes the curve of a clip, and one that changes nothing makes no edit', () => {
	const score = new Score();
	expect(drawEdits(score, CLIP, [{ start: 3, values: Int16Array.of(ABSENT, ABSENT) }])).toEqual([]);
	const run = { start: 3, values: Int16Array.of(9000, UNVOICED) };
	const edits = drawEdits(score, CLIP, [run]);
	expect(edits.map(({ kind }) => kind)).toEqual(['add', 'curve']);
	score.transact('local', edits);
	expect(drawEdits(score, CLIP, [run])).toEqual([]);
	expect(drawEdits(score, makeId(3, 2), [run])).toHaveLength(2);
});

test('of two who began to draw at once the later lies on top, and taking it away takes both away', () => {
	const score = new Score();
	const [first, second] = [makeId(5, 1), makeId(6, 1)];
	score.transact('remote', [
		add('curve', first, { clip: CLIP }),
		add('curve', second, { clip: CLIP }),
		{ kind: 'curve', id: first, start: 0, values: Int16Array.of(100, 200, 300) },
		{ kind: 'curve', id: second, start: 1, values: Int16Array.of(2000) }
	]);
	const read = (): number[] => [0, 1, 2].map((at) => sampleAt(findDrawn(score, CLIP), at));
	expect(read()).toEqual([100, 2000, 300]);
	score.transact('local', drawEdits(score, CLIP, [{ start: 0, values: Int16Array.of(ABSENT, ABSENT) }]));
	expect(read()).toEqual([ABSENT, ABSENT, 300]);
});
