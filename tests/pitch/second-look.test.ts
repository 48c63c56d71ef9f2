import { expect, test } from 'vitest';
import {
	Curve,
	DIFFERENT_VOICING,
	Disagreement,
	EditedCurve,
	findUncertain,
	NotePitches,
	quantiseFrames,
	type UncertainScene
} from '#lib/pitch/index.ts';
import { DEFAULTS, makeId, makeRecord, NO_SAMPLES, samplesOf, TempoMap, type Note } from '#lib/score/index.ts';
import { midiToHz, type Midi } from '#lib/units.ts';

const THRESHOLD = 0.6;
const TEMPO = new TempoMap(DEFAULTS.meta);

/** Null is unvoiced; confidence 0.9 unless `sure` says otherwise. */
function curveOf(pitches: readonly (Midi | null)[], sure: (frame: number) => number = () => 0.95): Curve {
	const curve = new Curve();
	curve.append(
		quantiseFrames(0, {
			hz: Float32Array.from(pitches, (midi) => (midi === null ? -200 : midiToHz(midi))),
			confidence: Float32Array.from(pitches, (midi, i) => (midi === null ? 0.1 : sure(i))),
			loudness: new Float32Array(pitches.length).fill(-20)
		})
	);
	return curve;
}

const noteAt = (from: number, to: number, pitch: Midi): Note =>
	makeRecord('note', makeId(1, from + 1), {
		start: TEMPO.toTicks(from / 100),
		duration: TEMPO.toTicks((to - from) / 100),
		pitch
	});

test('analyses agree within 50 cents, and disagree the more the further they are apart', () => {
	const steady = [60, 60, 60, 60, null, 60];
	const disagreement = new Disagreement();
	disagreement.follow([curveOf(steady), curveOf([60.4, 60.6, 72, 84, null, null])], THRESHOLD);
	const levels = [0, 1, 2, 3, 4, 5].map((i) => disagreement.levelAt(i));
	expect(levels[0]).toBe(0);
	expect(levels[1]).toBeGreaterThan(DIFFERENT_VOICING);
	expect(levels[2]).toBe(255);
	expect(levels[3]).toBe(255);
	expect(levels[4]).toBe(0);
	expect(levels[5]).toBe(DIFFERENT_VOICING);
});

test('comparing while they grow gives what comparing them whole gives', () => {
	const pitches = Array.from({ length: 500 }, (_, i) => (i % 37 < 5 ? null : 60 + (i % 11) / 4));
	const others = Array.from({ length: 500 }, (_, i) => (i % 41 < 5 ? null : 60 + (i % 13) / 4));
	const [whole, grown] = [new Disagreement(), new Disagreement()];
	whole.follow([curveOf(pitches), curveOf(others)], THRESHOLD);
	const [a, b] = [new Curve(), new Curve()];
	for (let at = 0; at < 500; at += 50)
		for (const [curve, all] of [[a, pitches] as const, [b, others] as const]) {
			const part = curveOf(all.slice(at, at + 50));
			curve.append({ start: at, pitch: part.pitch, confidence: part.confidence, loudness: part.loudness });
			grown.follow([a, b], THRESHOLD);
		}
	for (let i = 0; i < 500; i++) {
		expect(grown.levelAt(i)).toBe(whole.levelAt(i));
		expect(grown.levelOfBlock(i)).toBe(whole.levelOfBlock(i));
	}
});

test('one analysis alone has nobody to disagree with', () => {
	const disagreement = new Disagreement();
	disagreement.follow([curveOf([60, 61])], THRESHOLD);
	expect(disagreement.length).toBe(0);
	expect(disagreement.findSpan(0, 10)).toBe(null);
});

test('a stretch is found whole from anywhere near it, and is gone once a person has decided', () => {
	const [a, b] = [
		curveOf(Array.from({ length: 60 }, () => 60)),
		curveOf(Array.from({ length: 60 }, (_, i) => (i >= 20 && i < 40 ? 72 : 60)))
	];
	const disagreement = new Disagreement();
	disagreement.follow([a, b], THRESHOLD);
	expect(disagreement.findSpan(30)).toEqual({ from: 20, to: 40 });
	expect(disagreement.findSpan(17, 5)).toEqual({ from: 20, to: 40 });
	expect(disagreement.findSpan(5, 5)).toBe(null);
	disagreement.follow([a, b], THRESHOLD, samplesOf([{ start: 20, values: new Int16Array(20).fill(12_000) }]));
	expect(disagreement.findSpan(30, 5)).toBe(null);
	disagreement.follow([a, b], THRESHOLD, NO_SAMPLES);
	expect(disagreement.findSpan(30)).toEqual({ from: 20, to: 40 });
});

test('the next uncertain place is doubt, dispute or drift, whichever comes first, both ways', () => {
	const curve = curveOf(
		Array.from({ length: 400 }, () => 60),
		(i) => (i >= 100 && i < 120 ? 0.62 : 0.95)
	);
	const other = curveOf(Array.from({ length: 400 }, (_, i) => (i >= 200 && i < 215 ? 72 : 60)));
	const disagreement = new Disagreement();
	disagreement.follow([curve, other], THRESHOLD);
	const scene: UncertainScene = {
		sung: { curve, offset: 0, threshold: THRESHOLD },
		notes: [noteAt(20, 60, 60), noteAt(300, 350, 61)],
		tempo: TEMPO,
		pitches: new NotePitches(),
		disagreement
	};
	const places = [
		{ from: 100, to: 120, reason: 'doubt' },
		{ from: 200, to: 215, reason: 'dispute' },
		{ from: 300, to: 350, reason: 'drift' }
	];
	let at = 0;
	for (const place of places) {
		const found = findUncertain(scene, at, 1);
		expect(found).toEqual(place);
		at = found?.from ?? 0;
	}
	expect(findUncertain(scene, at, 1)).toBe(null);
	for (const place of places.slice(0, 2).toReversed()) {
		const found = findUncertain(scene, at, -1);
		expect(found).toEqual(place);
		at = found?.from ?? 0;
	}
	expect(findUncertain(scene, at, -1)).toBe(null);
});

test('a note tells how far it is from what is sung in it, also after that was drawn over', () => {
	const edited = new EditedCurve(curveOf(Array.from({ length: 100 }, () => 60.2)));
	edited.update(NO_SAMPLES);
	const sung = { curve: edited.curve, offset: 0, threshold: THRESHOLD };
	const pitches = new NotePitches();
	const note = noteAt(10, 60, 60);
	const beside = noteAt(70, 90, 60);
	expect(pitches.findDeviation(note, TEMPO, sung)).toBeCloseTo(20, 6);
	expect(pitches.findDeviation(beside, TEMPO, sung)).toBeCloseTo(20, 6);
	edited.update(samplesOf([{ start: 10, values: new Int16Array(50).fill(12_200) }]));
	expect(pitches.findDeviation(note, TEMPO, sung)).toBeCloseTo(100, 6);
	expect(pitches.findDeviation(beside, TEMPO, sung)).toBeCloseTo(20, 6);
	expect(pitches.findDeviation(noteAt(200, 300, 60), TEMPO, sung)).toBe(null);
});

test('a written note of another voice is not said to be off, one that was heard is, however far', () => {
	const sung = { curve: curveOf(Array.from({ length: 100 }, () => 60)), offset: 0, threshold: THRESHOLD };
	const pitches = new NotePitches();
	const written = noteAt(10, 60, 55);
	expect(pitches.findDeviation(written, TEMPO, sung)).toBe(null);
	expect(pitches.find(written, TEMPO, sung)).toBeCloseTo(60, 6);
	expect(pitches.findDeviation(noteAt(10, 60, 58), TEMPO, sung)).toBeCloseTo(200, 6);
	expect(pitches.findDeviation({ ...written, pitch: 48, source: 7 }, TEMPO, sung)).toBeCloseTo(1200, 6);
});
