/** The result as a WAV file: recording, notes and metronome at their gains, rendered in pieces without a device. */

import type { Note, TempoMap } from '#lib/score/index.ts';
import { Fault } from '../fault.ts';
import type { Hz, Samples, Seconds } from '../units.ts';
import { Limiter } from './limiter.ts';
import { computeClicks } from './metronome.ts';
import { FULL_GAIN, NotePacker } from './pack-notes.ts';
import type { NotesSound } from './player.ts';
import type { Part } from './rig.ts';
import type { Timbre } from './timbre.ts';
import type { LoopRange } from './transport.ts';
import { VoiceEngine } from './voice-engine.ts';
import { wavBytes, writeWavHeader, writeWavSamples, type WavBits } from './wav.ts';

/** A recording to be read from its start to its end. */
export interface MixRecording {
	readonly sampleRate: Hz;
	readonly channels: number;
	/** Samples [from, to) of each channel, silence where there are none. */
	read(from: Samples, to: Samples): Promise<readonly Float32Array[]>;
}

export interface MixOptions {
	readonly notes: readonly Note[];
	readonly tempo: TempoMap;
	readonly sound: NotesSound;
	readonly recording: MixRecording | null;
	/** Where the recording begins. */
	readonly offset: Seconds;
	readonly gains: Readonly<Record<Part, number>>;
	readonly timbre: Timbre;
	readonly range: LoopRange;
	readonly bits: WavBits;
	readonly signal?: AbortSignal;
	/** Told how far it is, 0 to 1. */
	readonly onProgress?: (fraction: number) => void;
}

/** Rate of a mix without a recording. */
const USUAL_RATE: Hz = 48_000;
/** A page holds the whole file before it is saved. */
const MIX_BYTES_MAX = 2 ** 30;
/** What fades after the last note still belongs to it. */
const TAIL: Seconds = 0.1;
/** Rendered in one go: some milliseconds of work, then the page gets its turn. */
const SLICE: Samples = 32_768;
const QUANTUM: Samples = 128;
/** Bytes of a file are handed to the browser in parts of this size, which it may keep on disk. */
const PART_BYTES = 2 ** 22;

/**
 * Renders a range at its own speed, as loud as it is heard. The rate and the channels are those of the recording.
 * Throws Fault `too-large` where the file would be over 1 GiB, and the signal's reason.
 */
export async function renderMix(options: MixOptions): Promise<Blob> {
	const { recording, range, bits, signal, onProgress } = options;
	const rate = recording?.sampleRate ?? USUAL_RATE;
	const width = recording?.channels ?? 1;
	const samples = Math.max(0, Math.ceil((range.end - range.start + TAIL) * rate));
	if (wavBytes(samples, width, bits) > MIX_BYTES_MAX)
		throw new Fault(
			'too-large',
			'This is too long for one WAV file of at most 1 GiB; choose a part of it, or 16 bits.'
		);
	const mix = await Mix.begin(options, rate, width);
	const blobs: Blob[] = [];
	let parts: Uint8Array<ArrayBuffer>[] = [writeWavHeader(samples, width, rate, bits)];
	let bytes = 0;
	for (let done = 0; done < samples;) {
		const block = await mix.render(Math.min(SLICE, samples - done));
		done += block[0]?.length ?? 0;
		const written = writeWavSamples(block, bits);
		parts.push(written);
		bytes += written.length;
		if (bytes > PART_BYTES) {
			blobs.push(new Blob(parts));
			parts = [];
			bytes = 0;
		}
		onProgress?.(done / samples);
		await new Promise((resolve) => setTimeout(resolve));
		signal?.throwIfAborted();
	}
	return new Blob([...blobs, ...parts], { type: 'audio/wav' });
}

/** The sum of all parts, from the start of the range on. */
class Mix {
	readonly #options: MixOptions;
	readonly #rate: Hz;
	readonly #width: number;
	readonly #engine: VoiceEngine;
	readonly #limiter: Limiter;
	readonly #notes = new Float32Array(QUANTUM);
	readonly #clicks = new Float32Array(QUANTUM);
	#frame: Samples = 0;

	private constructor(options: MixOptions, rate: Hz, width: number) {
		const { notes, tempo, sound, range, timbre } = options;
		this.#options = options;
		this.#rate = rate;
		this.#width = width;
		this.#engine = new VoiceEngine(rate);
		this.#limiter = new Limiter(width, rate);
		const packer = new NotePacker();
		packer.gainOf = sound.gainOf ?? FULL_GAIN;
		packer.tuning = sound.tuning ?? 0;
		this.#engine.receive({ kind: 'timbre', timbre });
		this.#engine.receive({ kind: 'notes', table: packer.pack(notes, tempo, sound.bend ?? null) });
		this.#engine.receive({ kind: 'clicks', table: computeClicks(tempo, range.end) });
		this.#engine.receive({ kind: 'play', position: range.start, time: 0, loop: null, until: range.end });
	}

	static async begin(options: MixOptions, rate: Hz, width: number): Promise<Mix> {
		const mix = new Mix(options, rate, width);
		// what the limiter holds back belongs before the first sample
		await mix.render(mix.#limiter.delay);
		return mix;
	}

	/** The next samples of each channel. */
	async render(count: Samples): Promise<readonly Float32Array[]> {
		const block = await this.#sum(count);
		this.#limiter.process(block);
		return block;
	}

	async #sum(count: Samples): Promise<readonly Float32Array[]> {
		const { gains } = this.#options;
		const channels = Array.from({ length: this.#width }, () => new Float32Array(count));
		await this.#addRecording(channels, count);
		for (let at = 0; at < count; at += QUANTUM) {
			const some = Math.min(QUANTUM, count - at);
			const notes = this.#notes.subarray(0, some);
			const clicks = this.#clicks.subarray(0, some);
			this.#engine.render(notes, this.#frame + at, clicks);
			for (const channel of channels)
				for (let i = 0; i < some; i++)
					channel[at + i] = (channel[at + i] ?? 0) + gains.notes * (notes[i] ?? 0) + gains.metronome * (clicks[i] ?? 0);
		}
		this.#frame += count;
		return channels;
	}

	async #addRecording(channels: readonly Float32Array[], count: Samples): Promise<void> {
		const { recording, offset, range, gains } = this.#options;
		const last = Math.min(count, Math.round((range.end - range.start) * this.#rate) - this.#frame);
		if (!recording || gains.recording === 0 || last <= 0) return;
		const from = Math.round((range.start - offset) * this.#rate) + this.#frame;
		const read = await recording.read(from, from + last);
		for (const [channel, samples] of read.entries())
			for (let i = 0; i < last; i++) {
				const out = channels[channel];
				if (out) out[i] = gains.recording * (samples[i] ?? 0);
			}
	}
}
