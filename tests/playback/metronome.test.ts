import { expect, test } from 'vitest';
import { computeClicks, computeCountIn } from '#lib/playback/metronome.ts';
import { VoiceEngine, type VoiceMessage } from '#lib/playback/voice-engine.ts';
import { DEFAULTS, TempoMap } from '#lib/score/index.ts';
import { TICKS_PER_QUARTER } from '#lib/units.ts';
import { playFrom, RATE } from './hear.ts';

const FOUR_FOUR = new TempoMap(DEFAULTS.meta);
const BEAT = TICKS_PER_QUARTER;

/** Sample and level of every click that an engine makes. */
function hearClicks(
	seconds: number,
	messages: readonly VoiceMessage[]
): { readonly at: number; readonly peak: number }[] {
	const engine = new VoiceEngine(RATE);
	for (const message of messages) engine.receive(message);
	const out = new Float32Array(Math.ceil((seconds * RATE) / 128) * 128);
	const notes = new Float32Array(128);
	for (let frame = 0; frame < out.length; frame += 128) engine.render(notes, frame, out.subarray(frame, frame + 128));
	const found: { at: number; peak: number }[] = [];
	for (const [i, sample] of out.entries()) {
		const last = found.at(-1);
		// a click is over 100 ms after it began
		if (sample !== 0 && (!last || i - last.at > 0.105 * RATE)) found.push({ at: i, peak: 0 });
		const now = found.at(-1);
		if (now) now.peak = Math.max(now.peak, Math.abs(sample));
	}
	return found;
}

test('there is a click on each beat, and the first of a bar is marked', () => {
	const { time, weight } = computeClicks(FOUR_FOUR, 3);
	expect([...time]).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
	expect([...weight]).toEqual([2, 0, 0, 0, 2, 0]);
});

test('clicks follow changes of tempo and meter, and a meter begins a bar', () => {
	const map = new TempoMap(
		DEFAULTS.meta,
		[{ tick: 2 * BEAT, tempo: 1_000_000 }],
		[{ tick: 3 * BEAT, beatsPerBar: 6, beatUnit: 8 }]
	);
	const { time, weight } = computeClicks(map, 5.4);
	expect([...time]).toEqual([0, 0.5, 1, 2, 2.5, 3, 3.5, 4, 4.5, 5]);
	expect([...weight]).toEqual([2, 0, 0, 2, 0, 0, 1, 0, 0, 2]);
});

test('a count-in is one bar that ends where the music begins', () => {
	expect(computeCountIn(FOUR_FOUR, 0)).toEqual({
		seconds: 2,
		clicks: [
			{ before: 2, weight: 2 },
			{ before: 1.5, weight: 0 },
			{ before: 1, weight: 0 },
			{ before: 0.5, weight: 0 }
		]
	});
	const between = computeCountIn(FOUR_FOUR, 2.25);
	expect(between.clicks.map(({ before }) => Math.round(before * 1000))).toEqual([1750, 1250, 750, 250]);
	expect(between.clicks.map(({ weight }) => weight)).toEqual([0, 0, 0, 2]);
});

test.each([0.5, 1, 2])('clicks sound at their sample at speed %f, the bar louder', (speed) => {
	const clicks = hearClicks(2, [
		{ kind: 'clicks', table: computeClicks(FOUR_FOUR, 10) },
		{ ...playFrom(0.25, 0.1), speed, kind: 'play', position: 0.25, time: 0.1, loop: null }
	]);
	const wanted: number[] = [];
	for (let beat = 1; (beat * 0.5 - 0.25) / speed + 0.1 < 2; beat++) wanted.push((beat * 0.5 - 0.25) / speed + 0.1);
	expect(clicks).toHaveLength(wanted.length);
	// the first sample of a click is zero
	for (const [i, { at }] of clicks.entries()) expect(Math.abs(at - 1 - (wanted[i] ?? 0) * RATE)).toBeLessThan(1.6);
	if (speed === 2) expect(clicks[3]?.peak).toBeGreaterThan(1.2 * (clicks[2]?.peak ?? 1));
});

test('a loop clicks round and round, and a stop ends the clicks', () => {
	const table = computeClicks(FOUR_FOUR, 10);
	const loop = { start: 0.5, end: 1.5 };
	const clicks = hearClicks(3.2, [
		{ kind: 'clicks', table },
		{ kind: 'play', position: 0.5, time: 0, loop }
	]);
	expect(clicks.map(({ at }) => Math.round(at / RATE / 0.1))).toEqual([0, 5, 10, 15, 20, 25, 30]);
	expect(hearClicks(1, [{ kind: 'clicks', table }, playFrom(0), { kind: 'stop' }])).toEqual([]);
});

test('a count-in clicks by the clock before the music, and a stop takes it back', () => {
	const counted: VoiceMessage = {
		kind: 'count-in',
		clicks: [
			{ time: 0.2, weight: 2 },
			{ time: 0.4, weight: 0 }
		]
	};
	const clicks = hearClicks(1, [counted]);
	expect(clicks.map(({ at }) => Math.round((at - 1) / RATE / 0.001))).toEqual([200, 400]);
	expect(hearClicks(1, [counted, { kind: 'stop' }])).toEqual([]);
});
