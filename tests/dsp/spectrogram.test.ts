/** The spectrogram of sounds whose pitches are known. */

import { expect, test } from 'vitest';
import { createSpectrogramKernel, pitchOfRow, SPECTROGRAM_FLOOR, SPECTROGRAM_ROWS } from '#lib/dsp/index.ts';
import { midiToHz } from '#lib/units.ts';

const sine = (midi: number, sampleRate: number, seconds = 1, level = 1): Float32Array =>
	Float32Array.from(
		{ length: seconds * sampleRate },
		(_, i) => level * Math.sin((2 * Math.PI * midiToHz(midi) * i) / sampleRate)
	);

function columnOf(sound: Float32Array, sampleRate: number): Uint8Array {
	const kernel = createSpectrogramKernel(sampleRate);
	const column = new Uint8Array(SPECTROGRAM_ROWS);
	kernel.take(sound);
	kernel.raise(column, 0, sound.length / 2);
	return column;
}

/** The middle of the rows that are as loud as the loudest. */
function loudestPitch(column: Uint8Array): number {
	const most = Math.max(...column);
	const rows = [...column.keys()].filter((row) => column[row] === most);
	return rows.reduce((sum, row) => sum + pitchOfRow(row), 0) / rows.length;
}
const decibels = (value: number): number => SPECTROGRAM_FLOOR * (1 - value / 255);

test.each([16_000, 44_100, 48_000, 96_000])('at %i Hz a sine stands on its pitch, low or high', (sampleRate) => {
	for (const midi of [33, 45, 52, 60, 69, 76, 88, 96]) {
		const column = columnOf(sine(midi, sampleRate), sampleRate);
		expect(Math.abs(loudestPitch(column) - midi), `MIDI ${midi}`).toBeLessThan(0.5);
	}
});

test.each([40, 60, 84, 100])('a sine at full scale is 0 dB, at a tenth -20 dB, at pitch %i', (midi) => {
	expect(Math.abs(decibels(Math.max(...columnOf(sine(midi, 48_000), 48_000))))).toBeLessThan(2);
	expect(Math.abs(decibels(Math.max(...columnOf(sine(midi, 48_000, 1, 0.1), 48_000))) + 20)).toBeLessThan(2);
});

test('two notes a tone apart are two lines, also in the bass', () => {
	for (const midi of [48, 60, 72, 88]) {
		const [one, other] = [sine(midi, 48_000, 1, 0.5), sine(midi + 2, 48_000, 1, 0.5)];
		const column = columnOf(
			one.map((sample, i) => sample + (other[i] ?? 0)),
			48_000
		);
		const at = (pitch: number): number => decibels(column[Math.round((pitch + 0.5) * 3 - 0.5)] ?? 0);
		expect(at(midi) - at(midi + 1), `MIDI ${midi}`).toBeGreaterThan(6);
		expect(at(midi + 2) - at(midi + 1), `MIDI ${midi}`).toBeGreaterThan(6);
	}
});

test('silence is nothing at all', () => {
	expect(Math.max(...columnOf(new Float32Array(48_000), 48_000))).toBe(0);
});

test('what is far from a pitch is quiet there: no band lets another’s sound through', () => {
	for (const midi of [45, 69, 96]) {
		const column = columnOf(sine(midi, 48_000), 48_000);
		for (let row = 0; row < SPECTROGRAM_ROWS; row++)
			if (pitchOfRow(row) > 20 && Math.abs(pitchOfRow(row) - midi) > 9)
				expect(decibels(column[row] ?? 0), `${pitchOfRow(row)} beside ${midi}`).toBeLessThan(-50);
	}
});
