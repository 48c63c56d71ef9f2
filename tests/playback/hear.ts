/** How the tests hear: rendering an engine, and measuring pitch, level and clicks. */

import { centsBetween, midiToHz, type Cents, type Hz, type Midi, type Samples, type Seconds } from '#lib/units.ts';
import { createTable, type NoteTable } from '#lib/playback/note-table.ts';
import { VoiceEngine, type VoiceMessage } from '#lib/playback/voice-engine.ts';

export const RATE: Hz = 48_000;
const QUANTUM: Samples = 128;

export interface PlainNote {
	readonly key?: number;
	readonly start: Seconds;
	readonly end: Seconds;
	readonly pitch: Midi;
	readonly velocity?: number;
	readonly gain?: number;
	/** Semitones each 10 ms from `start`. */
	readonly bend?: readonly number[];
}

export function tableOf(notes: readonly PlainNote[]): NoteTable {
	const table = createTable(
		notes.length,
		notes.reduce((sum, { bend }) => sum + (bend?.length ?? 0), 0)
	);
	let used = 0;
	for (const [row, { key, start, end, pitch, velocity, gain, bend = [] }] of notes.entries()) {
		table.key[row] = key ?? row + 1;
		table.start[row] = start;
		table.end[row] = end;
		table.pitch[row] = pitch;
		table.velocity[row] = velocity ?? 100;
		table.gain[row] = gain ?? 1;
		table.bendTime[row] = start;
		table.bendFrom[row] = used;
		table.bendCount[row] = bend.length;
		table.bend.set(bend, used);
		used += bend.length;
	}
	return table;
}

/** Renders in blocks of 128 as a device does; messages arrive at the block that holds their second. */
export function renderEngine(
	seconds: Seconds,
	messages: readonly (VoiceMessage & { readonly at?: Seconds })[],
	engine = new VoiceEngine(RATE)
): Float32Array {
	const out = new Float32Array(Math.ceil((seconds * RATE) / QUANTUM) * QUANTUM);
	const waiting = [...messages];
	for (let frame = 0; frame < out.length; frame += QUANTUM) {
		for (let first = waiting[0]; first && (first.at ?? 0) * RATE <= frame; first = waiting[0]) {
			engine.receive(first);
			waiting.shift();
		}
		engine.render(out.subarray(frame, frame + QUANTUM), frame);
	}
	return out;
}

export const playFrom = (position: Seconds, time: Seconds = 0): Extract<VoiceMessage, { kind: 'play' }> => ({
	kind: 'play',
	position,
	time,
	loop: null
});
export const notesOf = (...notes: PlainNote[]): VoiceMessage => ({ kind: 'notes', table: tableOf(notes) });

export const cut = (samples: Float32Array, from: Seconds, to: Seconds): Float32Array =>
	samples.subarray(Math.round(from * RATE), Math.round(to * RATE));
export const rmsOf = (samples: Float32Array): number =>
	Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
export const peakOf = (samples: Float32Array): number =>
	samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
export const stepOf = (samples: Float32Array): number =>
	samples.reduce((most, sample, i) => (i === 0 ? 0 : Math.max(most, Math.abs(sample - (samples[i - 1] ?? 0)))), 0);

/** Amplitude of one frequency under a Hann window. */
export function amplitudeAt(samples: Float32Array, hz: Hz): number {
	let real = 0;
	let imaginary = 0;
	for (const [i, sample] of samples.entries()) {
		const weighted = sample * (1 - Math.cos((2 * Math.PI * i) / samples.length));
		const angle = (2 * Math.PI * hz * i) / RATE;
		real += weighted * Math.cos(angle);
		imaginary -= weighted * Math.sin(angle);
	}
	return (2 * Math.hypot(real, imaginary)) / samples.length;
}

/** How far the fundamental is from `midi`: the loudest frequency within a semitone, by golden-section search. */
export function centsFrom(samples: Float32Array, midi: Midi): Cents {
	const ratio = (Math.sqrt(5) - 1) / 2;
	let [low, high] = [-100, 100];
	const at = (cents: Cents): number => amplitudeAt(samples, midiToHz(midi + cents / 100));
	while (high - low > 0.1) {
		const [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
		if (at(left) > at(right)) high = right;
		else low = left;
	}
	return centsBetween(midiToHz(midi), midiToHz(midi + (low + high) / 200));
}
