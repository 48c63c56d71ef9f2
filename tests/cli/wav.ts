/** Makes recordings: tones with a few overtones, as 16-bit PCM. */

import { midiToHz } from '#lib/units.ts';

const RATE = 16_000;
const OVERTONES = [1, 0.5, 0.25, 0.12];
const RAMP_SECONDS = 0.02;

export interface Tone {
	/** Null is a rest. */
	readonly midi: number | null;
	readonly seconds: number;
}

/** The bytes of a WAV file that plays the tones one after the other. */
export function makeWav(tones: readonly Tone[], channels = 1): Buffer {
	const parts = tones.map(makeTone);
	const frames = parts.reduce((sum, part) => sum + part.length, 0);
	const bytes = Buffer.alloc(44 + frames * channels * 2);
	bytes.write('RIFF', 0, 'latin1');
	bytes.writeUInt32LE(bytes.length - 8, 4);
	bytes.write('WAVEfmt ', 8, 'latin1');
	bytes.writeUInt32LE(16, 16);
	bytes.writeUInt16LE(1, 20);
	bytes.writeUInt16LE(channels, 22);
	bytes.writeUInt32LE(RATE, 24);
	bytes.writeUInt32LE(RATE * channels * 2, 28);
	bytes.writeUInt16LE(channels * 2, 32);
	bytes.writeUInt16LE(16, 34);
	bytes.write('data', 36, 'latin1');
	bytes.writeUInt32LE(frames * channels * 2, 40);
	let at = 44;
	for (const part of parts)
		for (const sample of part)
			for (let channel = 0; channel < channels; channel++) at = bytes.writeInt16LE(Math.round(sample * 32_767), at);
	return bytes;
}

function makeTone({ midi, seconds }: Tone): Float32Array {
	const samples = new Float32Array(Math.round(seconds * RATE));
	if (midi === null) return samples;
	const step = (2 * Math.PI * midiToHz(midi)) / RATE;
	for (let i = 0; i < samples.length; i++) {
		const ramp = Math.min(1, i / (RAMP_SECONDS * RATE), (samples.length - i) / (RAMP_SECONDS * RATE));
		for (const [k, level] of OVERTONES.entries())
			samples[i] = (samples[i] ?? 0) + 0.3 * ramp * level * Math.sin((k + 1) * step * i);
	}
	return samples;
}
