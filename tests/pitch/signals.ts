/** Sounds with known pitch, and the real tracker over them: for tests only. */

import path from 'node:path';
import { createMelographF0, type Tracker } from '#lib/pitch/index.ts';
import { HOP_SECONDS, TRACKER_RATE, type Hz, type Seconds } from '#lib/units.ts';
import { loadModel } from '#server/analysis/index.ts';

const MODEL = path.resolve(import.meta.dirname, '../../static/models/melograph-f0.onnx');

export const openTracker = async (): Promise<Tracker> => createMelographF0(await loadModel(MODEL));

/** A voice-like tone (harmonics falling by 6 dB an octave) whose pitch is `pitchAt`; 0 Hz is silence. 16 kHz. */
export function synthesise(seconds: Seconds, pitchAt: (time: Seconds) => Hz, level = 0.25): Float32Array {
	const samples = new Float32Array(Math.round(seconds * TRACKER_RATE));
	let phase = 0;
	let gain = 0;
	for (let i = 0; i < samples.length; i++) {
		const hz = pitchAt(i / TRACKER_RATE);
		phase += (2 * Math.PI * hz) / TRACKER_RATE;
		gain += ((hz > 0 ? 1 : 0) - gain) * 0.01;
		let sum = 0;
		for (let h = 1; h <= 8 && h * hz < 7000; h++) sum += Math.sin(h * phase) / h;
		samples[i] = level * gain * sum;
	}
	return samples;
}

/** The samples in blocks of a size, as a decoder would give them. */
export async function* inBlocks(samples: Float32Array, size = 4096): AsyncGenerator<Float32Array> {
	for (let i = 0; i < samples.length; i += size) yield samples.subarray(i, i + size);
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const item of items) all.push(item);
	return all;
}

export const frameTime = (frame: number): Seconds => frame * HOP_SECONDS;
