import { expect, test } from 'vitest';
import { CEILING, Limiter } from '#lib/playback/limiter.ts';
import { renderMix, type MixOptions } from '#lib/playback/render-mix.ts';
import { wavBytes } from '#lib/playback/wav.ts';
import { DEFAULTS, makeId, makeRecord, TempoMap } from '#lib/score/index.ts';
import { midiToHz } from '#lib/units.ts';
import { amplitudeAt, peakOf, RATE, rmsOf } from './hear.ts';

const TEMPO = new TempoMap(DEFAULTS.meta);
const SILENT = { recording: 0, notes: 0, metronome: 0 };
const note = (id: number, start: number, pitch: number) =>
	makeRecord('note', makeId(1, id), { start: TEMPO.toTicks(start), duration: 960, pitch });
/** Two channels: a ramp that tells every sample's place, and silence. */
const ramp = (seconds: number) => {
	const left = Float32Array.from({ length: seconds * RATE }, (_, i) => (i % 1000) / 2000);
	const right = new Float32Array(left.length);
	const read = (samples: Float32Array, from: number, to: number): Float32Array =>
		Float32Array.from({ length: to - from }, (_, i) => samples[from + i] ?? 0);
	return {
		left,
		sampleRate: RATE,
		channels: 2,
		read: (from: number, to: number) => Promise.resolve([read(left, from, to), read(right, from, to)])
	};
};
const mix = (given: Partial<MixOptions>): Promise<Blob> =>
	renderMix({
		notes: [],
		tempo: TEMPO,
		sound: {},
		recording: null,
		offset: 0,
		gains: SILENT,
		timbre: 'warm',
		range: { start: 0, end: 1 },
		bits: 16,
		...given
	});

/** The samples of a WAV file, by channel. */
async function read(wav: Blob): Promise<{ rate: number; bits: number; channels: Float32Array[] }> {
	const view = new DataView(await wav.arrayBuffer());
	const text = (at: number): string => String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
	expect([text(0), text(8), text(12), text(36)]).toEqual(['RIFF', 'WAVE', 'fmt ', 'data']);
	expect(view.getUint32(4, true)).toBe(view.byteLength - 8);
	expect(view.getUint32(40, true)).toBe(view.byteLength - 44);
	const width = view.getUint16(22, true);
	const bits = view.getUint16(34, true);
	const bytes = bits / 8;
	const count = (view.byteLength - 44) / bytes / width;
	const channels = Array.from({ length: width }, (_, channel) =>
		Float32Array.from({ length: count }, (_sample, i) => {
			const at = 44 + (i * width + channel) * bytes;
			const value = bytes === 2 ? view.getInt16(at, true) : (view.getInt8(at + 2) << 16) | view.getUint16(at, true);
			return value / (2 ** (bits - 1) - 1);
		})
	);
	return { rate: view.getUint32(24, true), bits, channels };
}

test.each([16, 24] as const)('a recording comes out as it went in, at its gain, with %i bits', async (bits) => {
	const source = ramp(2);
	const { rate, channels } = await read(
		await mix({ recording: source, gains: { ...SILENT, recording: 0.5 }, range: { start: 0.5, end: 1.5 }, bits })
	);
	expect(rate).toBe(RATE);
	expect(channels).toHaveLength(2);
	const [left, right] = channels;
	const wanted = source.left.subarray(0.5 * RATE, 1.5 * RATE);
	const wrong = wanted.findIndex((sample, i) => Math.abs((left?.[i] ?? 9) - sample / 2) > 2 ** (1 - bits));
	expect(wrong).toBe(-1);
	expect(peakOf(right ?? new Float32Array([1]))).toBe(0);
	expect(peakOf(left?.subarray(RATE) ?? new Float32Array([1]))).toBe(0);
});

test('a recording begins where its clip does', async () => {
	const { channels } = await read(await mix({ recording: ramp(1), gains: { ...SILENT, recording: 1 }, offset: 0.25 }));
	const left = channels[0] ?? new Float32Array();
	expect(peakOf(left.subarray(0, 0.25 * RATE + 1))).toBe(0);
	expect(left[0.25 * RATE + 10]).toBeCloseTo(0.005, 4);
});

test('notes and clicks are where they are heard, at their gains', async () => {
	const notes = [note(1, 0.25, 69), note(2, 5, 60)];
	const { channels, rate } = await read(
		await mix({ notes, gains: { ...SILENT, notes: 0.5 }, range: { start: 0, end: 0.7 } })
	);
	const mono = channels[0] ?? new Float32Array();
	expect(channels).toHaveLength(1);
	expect(Math.abs(mono.findIndex((sample) => sample !== 0) - 0.25 * rate)).toBeLessThan(40);
	expect(amplitudeAt(mono.subarray(0.3 * rate, 0.6 * rate), midiToHz(69))).toBeGreaterThan(0.02);
	const loud = await read(await mix({ notes, gains: { ...SILENT, notes: 1 }, range: { start: 0, end: 0.7 } }));
	expect(rmsOf(loud.channels[0] ?? mono) / rmsOf(mono)).toBeCloseTo(2, 2);
	const clicked = (await read(await mix({ gains: { ...SILENT, metronome: 1 } }))).channels[0] ?? mono;
	expect(peakOf(clicked.subarray(0, 0.1 * rate))).toBeGreaterThan(0.3);
	expect(peakOf(clicked.subarray(0.2 * rate, 0.49 * rate))).toBe(0);
	expect(peakOf(clicked.subarray(0.5 * rate, 0.6 * rate))).toBeGreaterThan(0.2);
});

test('a chord of many never clips, and what is quiet is not changed by the limiter', async () => {
	const notes = Array.from({ length: 60 }, (_, i) => note(i + 1, 0.1, 40 + i));
	const recording = ramp(1);
	const { channels } = await read(await mix({ notes, recording, gains: { recording: 1, notes: 1, metronome: 1 } }));
	for (const channel of channels) expect(peakOf(channel)).toBeLessThanOrEqual(CEILING + 1e-4);
});

test('the limiter comes down before a peak and lets what is below pass untouched', () => {
	const limiter = new Limiter(1, RATE);
	const quiet = Float32Array.from({ length: 2000 }, (_, i) => 0.5 * Math.sin(i / 20));
	const first = quiet.slice();
	limiter.process([first]);
	expect(first.subarray(limiter.delay)).toEqual(quiet.subarray(0, 2000 - limiter.delay));
	const loud = new Float32Array(4000).fill(0.5).fill(2, 1000, 1010);
	limiter.process([loud]);
	expect(peakOf(loud)).toBeLessThanOrEqual(CEILING + 1e-6);
	const before = loud.subarray(limiter.delay + 900, limiter.delay + 999);
	for (let i = 1; i < before.length; i++) expect(before[i] ?? 1).toBeLessThanOrEqual((before[i - 1] ?? 0) + 1e-6);
});

test('progress is told, a mix can be given up, and what is too long is refused in a sentence', async () => {
	const told: number[] = [];
	await mix({ onProgress: (fraction) => told.push(fraction) });
	expect(told.at(-1)).toBe(1);
	expect(told.length).toBeGreaterThan(1);
	const abort = new AbortController();
	const given = mix({ range: { start: 0, end: 60 }, signal: abort.signal, onProgress: () => abort.abort() });
	await expect(given).rejects.toThrow('aborted');
	await expect(mix({ range: { start: 0, end: 6 * 3600 } })).rejects.toThrow('1 GiB');
	expect(wavBytes(48_000, 2, 24)).toBe(44 + 288_000);
});
