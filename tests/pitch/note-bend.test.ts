import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findFormat } from '#lib/formats/index.ts';
import {
	computeNoteBend,
	createSegmenter,
	Curve,
	findNoteFrames,
	placeNote,
	quantiseFrames,
	type CurveChunk,
	type PlacedCurve
} from '#lib/pitch/index.ts';
import { packNotes } from '#lib/playback/pack-notes.ts';
import { BY_HAND, DEFAULTS, makeId, makeRecord, TempoMap, type FieldsOf, type Note } from '#lib/score/index.ts';
import { midiToHz, type Midi } from '#lib/units.ts';
import { makeScore } from '../formats/content.ts';
import { parseMidi } from '../formats/parse-midi.ts';

const TEMPO = new TempoMap(DEFAULTS.meta);
/** Any source that is not a hand. */
const HEARD = 77;
/** The pitch of a frame; null is unvoiced, with an octave too low as the guess. */
type Frame = Midi | null;

const sway = (centre: Midi, depth: number, frames: number, period = 10): Midi[] =>
	Array.from({ length: frames }, (_, i) => centre + depth * Math.sin((2 * Math.PI * i) / period));
const hold = (frame: Frame, frames: number): Frame[] => Array<Frame>(frames).fill(frame);
const slide = (from: Midi, to: Midi, frames: number): Midi[] =>
	Array.from({ length: frames }, (_, i) => from + ((to - from) * i) / (frames - 1));

const chunkOf = (frames: readonly Frame[], confidence: (i: number) => number = () => 0.9): CurveChunk =>
	quantiseFrames(0, {
		hz: Float32Array.from(frames, (midi) => (midi === null ? -midiToHz(48) : midiToHz(midi))),
		confidence: Float32Array.from(frames, (midi, i) => (midi === null ? 0.1 : confidence(i))),
		loudness: new Float32Array(frames.length).fill(-20)
	});

function place(chunk: CurveChunk, rest: Partial<PlacedCurve> = {}): PlacedCurve {
	const curve = new Curve();
	curve.append(chunk);
	return { curve, offset: 0, threshold: 0.5, ...rest };
}

/** A note from second `start` to `end`, on the ticks of 120 bpm. */
const noteAt = (start: number, end: number, fields: Partial<FieldsOf<'note'>> = {}): Note =>
	makeRecord('note', makeId(1, 1), {
		start: TEMPO.toTicks(start),
		duration: TEMPO.toTicks(end) - TEMPO.toTicks(start),
		source: HEARD,
		...fields
	});

const bendOf = (note: Note, sung: PlacedCurve): number[] | null => {
	const bend = computeNoteBend(note, findNoteFrames(note, TEMPO, sung), sung);
	return bend && [...bend];
};

/** What a note over all these frames sounds, in MIDI numbers. */
function soundOf(
	frames: readonly Frame[],
	fields: Partial<FieldsOf<'note'>>,
	rest: Partial<PlacedCurve> = {}
): number[] {
	const note = noteAt(0, frames.length / 100, fields);
	const bend = bendOf(note, place(chunkOf(frames), rest));
	if (!bend) throw new Error('the note is straight');
	expect(bend).toHaveLength(frames.length);
	return bend.map((semitones) => note.pitch + note.cents / 100 + semitones);
}

/** A curve stores half cents. */
const expectPath = (sound: readonly number[], path: readonly Midi[]): void => {
	for (const [i, midi] of path.entries()) expect(Math.abs((sound[i] ?? NaN) - midi), `frame ${i}`).toBeLessThan(0.003);
};

describe('a note that was heard and left alone sounds the f0 itself', () => {
	const takes = [
		...hold(null, 20),
		...slide(57, 60.137, 12),
		...sway(60.137, 0.45, 53, 16.7),
		...hold(null, 30),
		...sway(64.883, 0.3, 41, 17.3),
		...slide(65, 67.2, 9),
		...hold(null, 20)
	];
	const chunk = chunkOf(takes, (i) => 0.65 + 0.3 * Math.sin(i) ** 2);
	const segmenter = createSegmenter();
	const heard = [...segmenter.push(chunk), ...segmenter.finish()];

	test.each([
		[500_000, 0, 0.5],
		[500_000, 12.3457, 0.6],
		[731_357, 3.3333, 0.7],
		[500_000, 0, 0.85]
	])('at a tempo of %i, an offset of %f and a threshold of %f', (tempo, offset, threshold) => {
		const map = new TempoMap({ ...DEFAULTS.meta, tempo });
		const sung = place(chunk, { offset, threshold });
		expect(heard.length).toBeGreaterThan(1);
		for (const one of heard) {
			const note = makeRecord('note', makeId(1, 1), placeNote(one, { tempo: map, offset, source: HEARD }));
			const frames = findNoteFrames(note, map, sung);
			expect(frames).toEqual({ from: Math.round(one.onset * 100), to: Math.round(one.offset * 100) });
			const bend = computeNoteBend(note, frames, sung);
			for (let i = frames.from; i < frames.to; i++) {
				if (!sung.curve.isVoiced(i, threshold)) continue;
				const sounding = note.pitch + note.cents / 100 + (bend?.[i - frames.from] ?? NaN);
				expect(sounding).toBeCloseTo(sung.curve.midiAt(i), 5);
			}
		}
	});
});

test('a note that was moved keeps its shape at its new pitch, to the cent', () => {
	const sung = sway(60.3, 0.4, 100);
	expectPath(soundOf(sung, { pitch: 65, cents: 12 }), sway(65.12, 0.4, 100));
	expectPath(soundOf(sung, { pitch: 60, cents: 32 }), sway(60.32, 0.4, 100));
});

test('the middle of a note is its pitch, whatever slides in and out', () => {
	const sung = [...slide(58, 59.9, 14), ...hold(60, 72), ...slide(60.1, 61.9, 14)];
	expect(soundOf(sung, { pitch: 67 })[50]).toBeCloseTo(67, 3);
});

test('gaps are crossed in a straight line and ends are held', () => {
	const sung = [...hold(null, 10), ...hold(60, 40), ...hold(null, 19), ...hold(61, 20), ...hold(null, 10)];
	expectPath(soundOf(sung, { pitch: 60 }), [...hold(60, 49), ...slide(60, 61, 21), ...hold(61, 29)].map(Number));
});

test.each([12, -12, 4])('a leap of %f semitones and back is bridged, and held over at the ends', (leap) => {
	const path = [...slide(59, 60, 30), ...hold(60, 40), ...slide(60, 61, 30)].map(Number);
	const sung = path.map((midi, i) => (i < 2 || (i >= 20 && i < 24) || i === 50 || i >= 97 ? midi + leap : midi));
	const ends = path.map((_, i) => path[Math.max(2, Math.min(96, i))] ?? NaN);
	expectPath(soundOf(sung, { pitch: 60 }), ends);
});

test('a slide is followed however far it goes, from its beginning and to its end', () => {
	const sung = [...slide(53, 60, 20), ...hold(60, 100), ...slide(60, 71, 20)].map(Number);
	expectPath(soundOf(sung, { pitch: 60 }), sung);
});

test('a slide is taken up again behind an octave error and behind a gap', () => {
	const path = [...hold(60, 100), ...slide(60, 70, 50)].map(Number);
	const broken = path.map((midi, i) => (i >= 130 && i < 134 ? midi - 12 : i >= 140 && i < 144 ? null : midi));
	expectPath(soundOf(broken, { pitch: 60 }), path);
	expectPath(soundOf(broken.toReversed(), { pitch: 60 }), path.toReversed());
});

test('a curve that leaps about and has no course leaves the note straight', () => {
	const torn = Array.from({ length: 40 }, (_, i) => (i % 2 ? 60 : 72));
	expect(bendOf(noteAt(0, 0.4, { pitch: 66 }), place(chunkOf(torn)))).toBeNull();
});

test('a note drawn by hand bends only within a semitone of the voice', () => {
	const sung = place(chunkOf(sway(60.3, 0.3, 50)));
	const draw = (pitch: number) => bendOf(noteAt(0, 0.5, { pitch, source: BY_HAND }), sung);
	expect([59, 60, 61, 62, 72].map((pitch) => draw(pitch) !== null)).toEqual([false, true, true, false, false]);
	expect(bendOf(noteAt(0, 0.5, { pitch: 72 }), sung)).not.toBeNull();
});

test('a note is straight where nothing under it is voiced, and beside the curve', () => {
	const sung = place(chunkOf([...hold(60, 50), ...hold(null, 50)]), { offset: 1 });
	for (const [start, end] of [
		[0, 0.9],
		[1.5, 2],
		[5, 6],
		[1.2, 1.202]
	] as const)
		expect(bendOf(noteAt(start, end), sung)).toBeNull();
	expect(bendOf(noteAt(1, 1.5), { ...sung, threshold: 0.95 })).toBeNull();
});

test('frames that only a lower threshold lets in are followed, too', () => {
	const sung = soundOf([...hold(null, 40)], { pitch: 48 }, { threshold: 0.05 });
	expectPath(sung, hold(48, 40).map(Number));
});

test('what is played and what a MIDI file holds agree within a cent at every frame of any note', () => {
	const anyPiece: fc.Arbitrary<Frame[]> = fc.oneof(
		fc
			.tuple(
				fc.double({ min: 45, max: 75, noNaN: true }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				fc.integer({ min: 1, max: 60 })
			)
			.map(([centre, depth, frames]) => sway(centre, depth, frames, 17)),
		fc
			.tuple(
				fc.double({ min: 50, max: 70, noNaN: true }),
				fc.double({ min: 50, max: 70, noNaN: true }),
				fc.integer({ min: 2, max: 60 })
			)
			.map(([from, to, frames]) => slide(from, to, frames)),
		fc.integer({ min: 1, max: 20 }).map((frames) => hold(null, frames))
	);
	const anyNote = fc.record({
		start: fc.integer({ min: 0, max: 4000 }),
		duration: fc.integer({ min: 30, max: 2000 }),
		pitch: fc.integer({ min: 45, max: 75 }),
		cents: fc.integer({ min: -50, max: 50 }),
		source: fc.constantFrom(BY_HAND, HEARD)
	});
	fc.assert(
		fc.property(fc.array(anyPiece, { minLength: 1, maxLength: 12 }), anyNote, fc.nat(100), (pieces, fields, late) => {
			const sung = place(chunkOf(pieces.flat()), { offset: late / 100 });
			const score = makeScore([fields]);
			const tempo = new TempoMap(score.meta);
			const table = packNotes(score.notes, tempo, sung);
			const analysis = {
				analyser: { id: 'melograph-f0', version: '1' },
				audio: { sha256: 'ab'.repeat(32), seconds: sung.curve.seconds, sampleRate: 44_100, name: 'song.mp3' },
				...sung
			};
			const bytes = findFormat('midi')?.write?.({ score, analysis });
			const [written] = bytes ? parseMidi(bytes).notes : [];
			expect(written).toBeDefined();
			const played = table.pitch[0] ?? NaN;
			const count = table.bendCount[0] ?? 0;
			if (count === 0) expect(Math.abs((written?.pitchAt(fields.start) ?? NaN) - played)).toBeLessThan(0.01);
			for (let i = 0; i < count; i++) {
				const tick = Math.max(fields.start, tempo.toTicks((table.bendTime[0] ?? NaN) + i / 100));
				if (tick >= fields.start + fields.duration) continue;
				const sounding = played + (table.bend[i] ?? NaN);
				// two octaves are the most that a bend in a file reaches
				const reached = Math.max(-24, Math.min(24, sounding - fields.pitch)) + fields.pitch;
				expect(Math.abs((written?.pitchAt(tick) ?? NaN) - reached)).toBeLessThan(0.01);
			}
		}),
		{ seed: 4, numRuns: 200 }
	);
});
