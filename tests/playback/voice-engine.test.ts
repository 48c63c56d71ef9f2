import { expect, test } from 'vitest';
import { TIMBRES } from '#lib/playback/timbre.ts';
import { POLYPHONY, VoiceEngine, type VoiceMessage } from '#lib/playback/voice-engine.ts';
import { midiToHz } from '#lib/units.ts';
import { amplitudeAt, centsFrom, cut, notesOf, peakOf, playFrom, RATE, renderEngine, rmsOf, stepOf } from './hear.ts';

/** Steeper than any note of these tests is while it sounds; a cut or a jump of phase is steeper still. */
const CLICK = 0.06;

test.each([21, 45, 60, 69.37, 84, 100])('a note at MIDI %f sounds within 2 cents of its pitch', (pitch) => {
	const out = renderEngine(1, [notesOf({ start: 0, end: 1, pitch }), playFrom(0)]);
	expect(Math.abs(centsFrom(cut(out, 0.1, 0.9), pitch))).toBeLessThan(2);
});

test('a note begins and ends at its sample', () => {
	const out = renderEngine(0.5, [notesOf({ start: 0.1003, end: 0.3, pitch: 69 }), playFrom(0)]);
	const first = out.findIndex((sample) => sample !== 0);
	expect(Math.abs(first - 0.1003 * RATE)).toBeLessThan(2);
	expect(peakOf(cut(out, 0.361, 0.5))).toBe(0);
	expect(peakOf(cut(out, 0.29, 0.3))).toBeGreaterThan(0.05);
});

test('a clock that runs ahead of the message is caught up with', () => {
	const out = renderEngine(1, [notesOf({ start: 1, end: 1.1, pitch: 69 }), { ...playFrom(0.5, 0.1), at: 0.2 }]);
	const first = out.findIndex((sample) => sample !== 0);
	expect(Math.abs(first - 0.6 * RATE)).toBeLessThan(2);
});

test('level rises with every step of velocity', () => {
	let before = 0;
	for (let velocity = 1; velocity <= 127; velocity++) {
		const level = rmsOf(
			cut(renderEngine(0.12, [notesOf({ start: 0, end: 1, pitch: 64, velocity }), playFrom(0)]), 0.02, 0.1)
		);
		expect(level).toBeGreaterThan(before);
		before = level;
	}
});

test('a louder note is brighter', () => {
	const brightness = (velocity: number): number => {
		const out = cut(renderEngine(0.5, [notesOf({ start: 0, end: 1, pitch: 57, velocity }), playFrom(0)]), 0.1, 0.5);
		return amplitudeAt(out, 880) / amplitudeAt(out, 220);
	};
	expect(brightness(120)).toBeGreaterThan(2 * brightness(20));
});

test('no partial folds back from above half the sample rate', () => {
	const hz = midiToHz(120);
	const out = cut(renderEngine(0.5, [notesOf({ start: 0, end: 1, pitch: 120, velocity: 127 }), playFrom(0)]), 0.1, 0.5);
	for (const partial of [3, 4, 5, 6, 7, 8]) expect(amplitudeAt(out, Math.abs(RATE - partial * hz))).toBeLessThan(1e-4);
});

test('a pitch curve is followed to the cent', () => {
	const bend = Array.from({ length: 101 }, (_, i) => (i < 30 ? 0 : i < 60 ? 0.5 : -0.75));
	const out = renderEngine(1, [notesOf({ start: 0, end: 1, pitch: 60, bend }), playFrom(0)]);
	expect(Math.abs(centsFrom(cut(out, 0.02, 0.28), 60))).toBeLessThan(2);
	expect(Math.abs(centsFrom(cut(out, 0.32, 0.58), 60.5))).toBeLessThan(2);
	expect(Math.abs(centsFrom(cut(out, 0.62, 0.98), 59.25))).toBeLessThan(2);
});

test('a curve that slides is heard at the right time', () => {
	const bend = Array.from({ length: 101 }, (_, i) => i / 100);
	const out = renderEngine(1, [notesOf({ start: 0, end: 1, pitch: 60, bend }), playFrom(0)]);
	for (const middle of [0.2, 0.5, 0.8])
		expect(Math.abs(centsFrom(cut(out, middle - 0.04, middle + 0.04), 60 + middle))).toBeLessThan(2);
});

test('there is silence before, between and after notes, and never a value that is no number', () => {
	const out = renderEngine(1, [
		notesOf({ start: 0.1, end: 0.3, pitch: 60 }, { start: 0.6, end: 0.7, pitch: 72 }),
		playFrom(0)
	]);
	expect(out.every(Number.isFinite)).toBe(true);
	for (const [from, to] of [
		[0, 0.099],
		[0.361, 0.599],
		[0.761, 1]
	] as const)
		expect(peakOf(cut(out, from, to))).toBe(0);
});

test('edges of notes do not click, however short the note', () => {
	for (const end of [0.101, 0.105, 0.11, 0.2]) {
		const out = renderEngine(0.4, [notesOf({ start: 0.1, end, pitch: 60, velocity: 127 }), playFrom(0)]);
		expect(stepOf(out)).toBeLessThan(CLICK);
	}
});

test('a start in the middle of a note takes it up softly', () => {
	const out = renderEngine(0.3, [notesOf({ start: 0, end: 5, pitch: 60 }), playFrom(2.003)]);
	expect(rmsOf(cut(out, 0.05, 0.3))).toBeGreaterThan(0.05);
	expect(stepOf(out)).toBeLessThan(CLICK);
});

test('a stop fades without a click and leaves silence', () => {
	const out = renderEngine(0.5, [notesOf({ start: 0, end: 5, pitch: 60 }), playFrom(0), { kind: 'stop', at: 0.2 }]);
	expect(stepOf(out)).toBeLessThan(CLICK);
	expect(peakOf(cut(out, 0.22, 0.5))).toBe(0);
});

test('an edit of a sounding note is heard at once, without a click', () => {
	const out = renderEngine(1, [
		notesOf({ key: 7, start: 0, end: 1, pitch: 60, velocity: 60 }),
		playFrom(0),
		{ ...notesOf({ key: 7, start: 0, end: 0.7, pitch: 63, velocity: 120 }), at: 0.3 }
	]);
	expect(Math.abs(centsFrom(cut(out, 0.05, 0.29), 60))).toBeLessThan(2);
	expect(Math.abs(centsFrom(cut(out, 0.31, 0.69), 63))).toBeLessThan(2);
	expect(rmsOf(cut(out, 0.35, 0.45))).toBeGreaterThan(1.5 * rmsOf(cut(out, 0.2, 0.29)));
	expect(peakOf(cut(out, 0.77, 1))).toBe(0);
	expect(stepOf(out)).toBeLessThan(CLICK);
});

test('a note that is deleted while it sounds fades, one that is drawn under the playhead begins', () => {
	const out = renderEngine(0.8, [
		notesOf({ key: 1, start: 0, end: 1, pitch: 60 }),
		playFrom(0),
		{ ...notesOf({ key: 2, start: 0.1, end: 0.6, pitch: 67 }), at: 0.3 }
	]);
	expect(amplitudeAt(cut(out, 0.4, 0.58), midiToHz(60))).toBeLessThan(1e-3);
	expect(amplitudeAt(cut(out, 0.4, 0.58), midiToHz(67))).toBeGreaterThan(0.05);
	expect(peakOf(cut(out, 0.67, 0.8))).toBe(0);
});

test('a loop repeats its notes to the sample and never drifts', () => {
	const loop = { start: 0.1, end: 0.2501 };
	const out = renderEngine(3, [
		notesOf({ start: 0.15, end: 0.16, pitch: 72 }),
		{ kind: 'play', position: 0.1, time: 0, loop }
	]);
	const onsets: number[] = [];
	for (let i = 1; i < out.length; i++) if (out[i] !== 0 && out[i - 1] === 0) onsets.push(i);
	expect(onsets).toHaveLength(20);
	for (const [round, onset] of onsets.entries())
		expect(Math.abs(onset - (0.05 + round * 0.1501) * RATE)).toBeLessThan(3);
});

test('a seek lets go of what sounded and plays from the new place', () => {
	const out = renderEngine(1, [
		notesOf({ start: 0, end: 1, pitch: 60 }, { start: 4, end: 5, pitch: 67 }),
		playFrom(0),
		{ ...playFrom(4, 0.5), at: 0.48 }
	]);
	expect(amplitudeAt(cut(out, 0.6, 0.9), midiToHz(60))).toBeLessThan(1e-3);
	expect(amplitudeAt(cut(out, 0.6, 0.9), midiToHz(67))).toBeGreaterThan(0.05);
	expect(stepOf(out)).toBeLessThan(CLICK);
});

test('saying play again without a jump changes nothing', () => {
	const notes = notesOf({ start: 0, end: 1, pitch: 60 });
	const once = renderEngine(0.5, [notes, playFrom(0)]);
	const twice = renderEngine(0.5, [notes, playFrom(0), { ...playFrom(0.25, 0.25), at: 0.2 }]);
	expect(peakOf(once.map((sample, i) => sample - (twice[i] ?? 0)))).toBeLessThan(1e-5);
});

test('the polyphony is bounded and a huge chord does not clip', () => {
	const engine = new VoiceEngine(RATE);
	const chord = Array.from({ length: 300 }, (_, i) => ({
		start: i * 0.0005,
		end: 2,
		pitch: 30 + (i % 60),
		velocity: 127
	}));
	const out = renderEngine(0.5, [notesOf(...chord), playFrom(0)], engine);
	expect(engine.sounding).toBe(POLYPHONY);
	expect(peakOf(out)).toBeLessThan(1);
	expect(out.every(Number.isFinite)).toBe(true);
});

test('a previewed key sounds beside the score until it is let go, and is struck anew at another pitch', () => {
	const out = renderEngine(1, [
		{ kind: 'preview', keys: [{ midi: 60, velocity: 90 }] },
		{ kind: 'preview', keys: [{ midi: 64, velocity: 90 }], at: 0.3 },
		{ kind: 'stop', at: 0.4 },
		{ kind: 'end-preview', at: 0.6 }
	]);
	expect(Math.abs(centsFrom(cut(out, 0.05, 0.28), 60))).toBeLessThan(2);
	expect(Math.abs(centsFrom(cut(out, 0.38, 0.6), 64))).toBeLessThan(2);
	expect(amplitudeAt(cut(out, 0.38, 0.6), midiToHz(60))).toBeLessThan(1e-3);
	expect(peakOf(cut(out, 0.67, 1))).toBe(0);
	expect(stepOf(out)).toBeLessThan(CLICK);
});

test('the same preview said again goes on without a new attack', () => {
	const once = renderEngine(0.3, [{ kind: 'preview', keys: [{ midi: 60, velocity: 90 }] }]);
	const twice = renderEngine(0.3, [
		{ kind: 'preview', keys: [{ midi: 60, velocity: 90 }] },
		{ kind: 'preview', keys: [{ midi: 60, velocity: 90 }], at: 0.1 }
	]);
	expect(twice).toEqual(once);
});

test('a row sounds as loud as its gain, and one of no gain takes no voice', () => {
	const levelOf = (gain: number): number =>
		rmsOf(cut(renderEngine(0.4, [notesOf({ start: 0, end: 0.4, pitch: 60, gain }), playFrom(0)]), 0.1, 0.3));
	expect(levelOf(0.5) / levelOf(1)).toBeCloseTo(0.5, 3);
	expect(levelOf(0)).toBe(0);
	const engine = new VoiceEngine(RATE);
	renderEngine(0.1, [notesOf({ start: 0, end: 1, pitch: 60, gain: 0 }), playFrom(0)], engine);
	expect(engine.sounding).toBe(0);
});

test('what is muted while it sounds fades without a click, and comes back when it may', () => {
	const note = { key: 1, start: 0, end: 2, pitch: 57 };
	const out = renderEngine(1.5, [
		notesOf(note),
		playFrom(0),
		{ ...notesOf({ ...note, gain: 0 }), at: 0.5 },
		{ ...notesOf({ ...note, gain: 0.5 }), at: 1 }
	]);
	expect(stepOf(out)).toBeLessThan(CLICK);
	expect(peakOf(cut(out, 0.6, 1))).toBe(0);
	expect(rmsOf(cut(out, 1.1, 1.4))).toBeGreaterThan(0.01);
});

test('a changed gain takes hold without a click', () => {
	const note = { key: 1, start: 0, end: 2, pitch: 57 };
	const out = renderEngine(1, [notesOf(note), playFrom(0), { ...notesOf({ ...note, gain: 0.25 }), at: 0.5 }]);
	expect(stepOf(out)).toBeLessThan(CLICK);
	expect(rmsOf(cut(out, 0.6, 0.9)) / rmsOf(cut(out, 0.2, 0.45))).toBeLessThan(0.32);
});

test('keys of a chord sound together, and those that stay are not struck anew', () => {
	const chord = (...keys: number[]): Extract<VoiceMessage, { kind: 'preview' }> => ({
		kind: 'preview',
		keys: keys.map((midi) => ({ midi, velocity: 80 }))
	});
	const out = renderEngine(0.9, [chord(60, 64), { ...chord(60, 67), at: 0.3 }, { kind: 'end-preview', at: 0.6 }]);
	const levelOf = (midi: number, from: number, to: number): number => amplitudeAt(cut(out, from, to), midiToHz(midi));
	expect(levelOf(60, 0.1, 0.28)).toBeGreaterThan(0.02);
	expect(levelOf(64, 0.1, 0.28)).toBeGreaterThan(0.02);
	expect(levelOf(60, 0.38, 0.58)).toBeGreaterThan(0.02);
	expect(levelOf(67, 0.38, 0.58)).toBeGreaterThan(0.02);
	expect(levelOf(64, 0.38, 0.58)).toBeLessThan(1e-3);
	expect(peakOf(cut(out, 0.67, 0.9))).toBe(0);
	const alone = renderEngine(0.5, [chord(60)]);
	const beside = renderEngine(0.5, [chord(60), { ...chord(60), at: 0.2 }]);
	expect(beside).toEqual(alone);
});

test.each([0.5, 0.75, 1.25, 2])('at speed %f notes come in scaled time, at their own pitch', (speed) => {
	const notes = notesOf({ start: 0.2, end: 0.6, pitch: 69 }, { start: 1, end: 1.2, pitch: 72 });
	const out = renderEngine(3, [notes, { ...playFrom(0), speed }]);
	const onset = (from: number): number => out.findIndex((sample, i) => i >= from && sample !== 0);
	expect(Math.abs(onset(0) - (0.2 / speed) * RATE)).toBeLessThan(2);
	expect(Math.abs(onset(Math.round((0.9 / speed) * RATE)) - (1 / speed) * RATE)).toBeLessThan(2);
	expect(Math.abs(centsFrom(cut(out, 0.25 / speed, 0.55 / speed), 69))).toBeLessThan(2);
});

test('a bend is heard in scaled time too', () => {
	const bend = Array.from({ length: 101 }, (_, i) => (i < 50 ? 0 : 1));
	const out = renderEngine(2, [notesOf({ start: 0, end: 1, pitch: 60, bend }), { ...playFrom(0), speed: 0.5 }]);
	expect(Math.abs(centsFrom(cut(out, 0.1, 0.95), 60))).toBeLessThan(2);
	expect(Math.abs(centsFrom(cut(out, 1.05, 1.9), 61))).toBeLessThan(2);
});

test('another speed while playing goes on where the music is, without a click', () => {
	const notes = notesOf({ start: 0, end: 1.5, pitch: 60 }, { start: 1, end: 1.4, pitch: 78 });
	const out = renderEngine(2, [notes, playFrom(0), { ...playFrom(0.5, 0.5), speed: 2, at: 0.4 }]);
	expect(stepOf(cut(out, 0, 0.74))).toBeLessThan(CLICK);
	// position 1 is reached half a second of music after 0.5, at twice the speed
	expect(amplitudeAt(cut(out, 0.6, 0.75), midiToHz(78))).toBeLessThan(1e-3);
	expect(amplitudeAt(cut(out, 0.77, 0.92), midiToHz(78))).toBeGreaterThan(0.02);
});

test('a loop at another speed repeats to the sample', () => {
	const loop = { start: 0.1, end: 0.2501 };
	const notes = notesOf({ start: 0.15, end: 0.152, pitch: 72 });
	const out = renderEngine(3, [notes, { kind: 'play', position: 0.1, time: 0, loop, speed: 0.75 }]);
	const onsets: number[] = [];
	for (let i = 1; i < out.length; i++) if (out[i] !== 0 && out[i - 1] === 0) onsets.push(i);
	expect(onsets).toHaveLength(15);
	for (const [round, onset] of onsets.entries())
		expect(Math.abs(onset - ((0.05 + round * 0.1501) / 0.75) * RATE)).toBeLessThan(3);
});

test('what is played up to a place is silent from there on, and nothing that begins there is struck', () => {
	const notes = notesOf({ start: 0, end: 1, pitch: 60 }, { start: 0.5, end: 1, pitch: 72 });
	const out = renderEngine(1, [notes, { ...playFrom(0), until: 0.5 }]);
	expect(peakOf(cut(out, 0.4, 0.5))).toBeGreaterThan(0.05);
	expect(peakOf(cut(out, 0.513, 1))).toBe(0);
	expect(stepOf(out)).toBeLessThan(CLICK);
});

test.each(TIMBRES)('as %s a note has its pitch and its level, neither clicks nor folds back', (timbre) => {
	const play = (pitch: number): Float32Array =>
		renderEngine(1, [{ kind: 'timbre', timbre }, notesOf({ start: 0, end: 0.8, pitch }), playFrom(0)]);
	const out = play(57);
	expect(Math.abs(centsFrom(cut(out, 0.05, 0.6), 57))).toBeLessThan(2);
	expect(rmsOf(cut(out, 0.03, 0.2))).toBeGreaterThan(0.04);
	expect(rmsOf(cut(out, 0.03, 0.2))).toBeLessThan(0.14);
	expect(stepOf(out)).toBeLessThan(0.12);
	expect(peakOf(cut(out, 0.87, 1))).toBe(0);
	expect(play(120).every(Number.isFinite)).toBe(true);
	expect(amplitudeAt(cut(play(108), 0.1, 0.7), RATE - 8 * midiToHz(108))).toBeLessThan(1e-4);
});

test('another timbre while a note sounds takes hold without a click', () => {
	const out = renderEngine(1, [
		notesOf({ start: 0, end: 1, pitch: 57 }),
		playFrom(0),
		{ kind: 'timbre', timbre: 'saw', at: 0.3 },
		{ kind: 'timbre', timbre: 'sine', at: 0.6 }
	]);
	expect(stepOf(out)).toBeLessThan(CLICK);
	expect(amplitudeAt(cut(out, 0.7, 0.95), midiToHz(69))).toBeLessThan(1e-3);
});
