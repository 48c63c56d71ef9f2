import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSegmenter, quantiseFrames, type CurveChunk, type HeardNote } from '#lib/pitch/index.ts';
import { midiToHz } from '#lib/units.ts';

interface Frame {
	readonly midi: number | null;
	readonly dB?: number;
}

const toChunk = (frames: readonly Frame[], start = 0): CurveChunk =>
	quantiseFrames(start, {
		hz: Float32Array.from(frames, ({ midi }) => (midi === null ? 0 : midiToHz(midi))),
		confidence: Float32Array.from(frames, ({ midi }) => (midi === null ? 0 : 1)),
		loudness: Float32Array.from(frames, ({ midi, dB }) => dB ?? (midi === null ? -70 : -20))
	});

function segment(frames: readonly Frame[], cuts: readonly number[] = [50]): HeardNote[] {
	const segmenter = createSegmenter();
	const notes: HeardNote[] = [];
	for (let at = 0, k = 0; at < frames.length; k++) {
		const size = cuts[k % cuts.length] ?? 50;
		notes.push(...segmenter.push(toChunk(frames.slice(at, at + size), at)));
		at += size;
	}
	return [...notes, ...segmenter.finish()];
}

const hold = (midi: number | null, count: number): Frame[] => Array.from({ length: count }, () => ({ midi }));
const silence = (count: number): Frame[] => hold(null, count);

test('steady tones with silence between are notes with their exact ends', () => {
	const notes = segment([...silence(20), ...hold(60, 40), ...silence(20), ...hold(64.3, 30), ...silence(10)]);
	expect(notes).toHaveLength(2);
	expect(notes[0]).toMatchObject({ midi: 60, cents: 0 });
	expect(notes[0]?.onset).toBeCloseTo(0.2);
	expect(notes[0]?.offset).toBeCloseTo(0.6);
	expect(notes[1]).toMatchObject({ midi: 64, cents: 30 });
});

test('legato steps are separate notes', () => {
	const notes = segment([...hold(60, 30), ...hold(62, 30), ...hold(63, 30), ...hold(60, 30)]);
	expect(notes.map((note) => note.midi)).toEqual([60, 62, 63, 60]);
});

test('vibrato of a semitone up and down is one note at its middle', () => {
	const frames = Array.from({ length: 150 }, (_, i): Frame => ({ midi: 67 + Math.sin((2 * Math.PI * 5.5 * i) / 100) }));
	const notes = segment(frames);
	expect(notes.map((note) => note.midi)).toEqual([67]);
	expect(Math.abs(notes[0]?.cents ?? 99)).toBeLessThanOrEqual(15);
});

test('a short gap does not split a note, a long one does', () => {
	const dropout: Frame[] = Array.from({ length: 3 }, () => ({ midi: null, dB: -22 }));
	expect(segment([...hold(60, 30), ...dropout, ...hold(60, 30)])).toHaveLength(1);
	expect(segment([...hold(60, 30), ...silence(15), ...hold(60, 30)])).toHaveLength(2);
});

test('the same pitch sung twice is two notes when its loudness dips between', () => {
	const dip = [-22, -26, -30, -34, -30, -26, -22].map((dB): Frame => ({ midi: 60, dB }));
	expect(segment([...hold(60, 30), ...dip, ...hold(60, 30)])).toHaveLength(2);
	expect(segment([...hold(60, 30), ...dip.map(({ midi }) => ({ midi, dB: -23 })), ...hold(60, 30)])).toHaveLength(1);
});

test('a click is no note', () => {
	expect(segment([...silence(30), ...hold(80, 3), ...silence(30)])).toEqual([]);
});

test('what is louder has more velocity', () => {
	const at = (dB: number): Frame[] => Array.from({ length: 30 }, () => ({ midi: 60, dB }));
	const velocities = segment([...at(-10), ...silence(15), ...at(-16), ...silence(15), ...at(-28)]).map(
		(note) => note.velocity
	);
	expect(velocities).toEqual([...velocities].sort((a, b) => b - a));
	expect(new Set(velocities).size).toBe(3);
	expect(Math.max(...velocities)).toBeLessThanOrEqual(127);
});

test('a note is final at the latest 1.2 s after it ends', () => {
	const segmenter = createSegmenter();
	expect(segmenter.push(toChunk([...hold(60, 50)]))).toEqual([]);
	const after = [segmenter.push(toChunk(silence(60), 50)), segmenter.push(toChunk(silence(60), 110))].flat();
	expect(after).toHaveLength(1);
});

test('however the curve is cut, the notes are the same, in order and apart', () => {
	const anyFrames = fc
		.array(
			fc.tuple(
				fc.oneof(fc.constant(null), fc.double({ min: 40, max: 90, noNaN: true })),
				fc.integer({ min: 1, max: 60 })
			),
			{ maxLength: 12 }
		)
		.map((parts) => parts.flatMap(([midi, count]) => hold(midi, count)));
	fc.assert(
		fc.property(
			anyFrames,
			fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 }),
			(frames, cuts) => {
				const notes = segment(frames);
				expect(segment(frames, cuts)).toEqual(notes);
				notes.forEach((note, i) => {
					expect(note.offset).toBeGreaterThan(note.onset);
					if (i > 0) expect(note.onset).toBeGreaterThanOrEqual((notes[i - 1]?.offset ?? 0) - 1e-9);
				});
			}
		),
		{ seed: 5, numRuns: 60 }
	);
});
