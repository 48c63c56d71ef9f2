/** One voice: a few harmonics under a soft envelope, whose pitch and level may be moved while it sounds. Pure. */

import { midiToHz, type Hz, type Midi, type Samples, type Seconds } from '../units.ts';

/** Partials of the tone; with fewer it sounds hollow, with more the low notes buzz. */
const HARMONICS = 8;
const VELOCITIES = 128;
const ATTACK: Seconds = 0.008;
const RELEASE: Seconds = 0.06;
/** The tone sinks to this part of its first level, so that repeated notes are heard apart. */
const SUSTAIN = 0.72;
const DECAY: Seconds = 0.25;
/** How fast a changed velocity takes hold. */
const GLIDE: Seconds = 0.006;
/** RMS of one voice at full velocity, before decay: -17 dBFS leaves room for chords. */
const FULL_LEVEL = 0.14;
/** Loudness over velocity: velocity 64 is about 9 dB below 127. */
const LEVEL_EXPONENT = 1.5;
/** Steepness of the spectrum (amplitude of partial k is k to the minus this) at velocity 0, and how much less at 127. */
const DARKEST = 2.5;
const BRIGHTER = 1.2;
/** Partials fade out between these parts of the sample rate, so that none folds back. */
const BAND_FADE_FROM = 0.36;
const BAND_END = 0.45;
/** Samples between two looks at the pitch curve: 0.7 ms at 48 kHz. */
const CONTROL: Samples = 32;

const TWO_PI = 2 * Math.PI;

/** Amplitude of every partial at every velocity, of equal power before the level. Row v starts at v x {@link HARMONICS}. */
export function computeSpectra(): Float64Array {
	const spectra = new Float64Array(VELOCITIES * HARMONICS);
	for (let velocity = 0; velocity < VELOCITIES; velocity++) {
		const loudness = velocity / (VELOCITIES - 1);
		const row = spectra.subarray(velocity * HARMONICS, (velocity + 1) * HARMONICS);
		for (let k = 0; k < HARMONICS; k++) row[k] = (k + 1) ** (BRIGHTER * loudness - DARKEST);
		const rms = Math.sqrt(row.reduce((sum, amplitude) => sum + amplitude * amplitude, 0) / 2);
		const level = FULL_LEVEL * loudness ** LEVEL_EXPONENT;
		for (let k = 0; k < HARMONICS; k++) row[k] = ((row[k] ?? 0) * level) / rms;
	}
	return spectra;
}

/** Semitones to add at a time of the score; see NoteTable. */
export type BendAt = (row: number, time: Seconds) => number;

/** Allocates only when made; `begin`, `release` and `render` are safe on the audio thread. */
export class Voice {
	/** Key of the note that sounds. */
	key = 0;
	/** Row of the note in the table, or -1 when it follows none. */
	row = -1;
	/** Greater = begun later. */
	order = 0;
	isActive = false;
	isReleasing = false;
	pitch: Midi = 0;
	/** 0 to 1. A changed one takes hold as fast as a velocity does. */
	gain = 1;
	/** Where the note ends, in seconds of the score. */
	end: Seconds = Infinity;

	readonly #rate: Hz;
	readonly #spectra: Float64Array;
	readonly #amplitudes = new Float64Array(HARMONICS);
	readonly #faded = new Float64Array(HARMONICS);
	readonly #glide: number;
	readonly #decay: number;
	#velocity = 0;
	#phase = 0;
	#rise = 0;
	#fall = 1;
	#fallStep = 0;
	#body = 1;

	constructor(sampleRate: Hz, spectra: Float64Array) {
		this.#rate = sampleRate;
		this.#spectra = spectra;
		this.#glide = 1 - Math.exp(-CONTROL / (GLIDE * sampleRate));
		this.#decay = 1 - Math.exp(-1 / (DECAY * sampleRate));
	}

	begin(pitch: Midi, velocity: number): void {
		this.isActive = true;
		this.isReleasing = false;
		this.pitch = pitch;
		this.velocity = velocity;
		for (let k = 0; k < HARMONICS; k++)
			this.#amplitudes[k] = this.gain * (this.#spectra[this.#velocity * HARMONICS + k] ?? 0);
		this.#phase = 0;
		this.#rise = 0;
		this.#fall = 1;
		this.#body = 1;
	}

	/** 1 to 127; louder is also brighter. */
	set velocity(velocity: number) {
		this.#velocity = Math.max(1, Math.min(VELOCITIES - 1, Math.round(velocity)));
	}

	/** Fades out, from wherever the envelope is, within `seconds`. An earlier, faster fade stays. */
	release(seconds: Seconds = RELEASE): void {
		const step = 1 / (seconds * this.#rate);
		this.#fallStep = this.isReleasing ? Math.max(step, this.#fallStep) : step;
		this.isReleasing = true;
	}

	/** Adds samples [from, to) to `out`. `time` is the score time of `from`, and stands still when the score does. */
	render(out: Float32Array, from: Samples, to: Samples, time: Seconds, timeStep: Seconds, bendAt: BendAt): void {
		for (let at = from; at < to && this.isActive; at += CONTROL) {
			const until = Math.min(to, at + CONTROL);
			const bend = this.row < 0 ? 0 : bendAt(this.row, time + ((at + until) / 2 - from) * timeStep);
			const increment = midiToHz(this.pitch + bend) / this.#rate;
			this.#colour(increment);
			this.#add(out, at, until, TWO_PI * increment);
			this.#phase = (this.#phase + increment * (until - at)) % 1;
		}
	}

	/** Moves the partials towards the velocity, without those that the sample rate cannot hold. */
	#colour(increment: number): void {
		for (let k = 0; k < HARMONICS; k++) {
			const now = this.#amplitudes[k] ?? 0;
			const aim = this.gain * (this.#spectra[this.#velocity * HARMONICS + k] ?? 0);
			const amplitude = now + this.#glide * (aim - now);
			const room = (BAND_END - increment * (k + 1)) / (BAND_END - BAND_FADE_FROM);
			this.#amplitudes[k] = amplitude;
			this.#faded[k] = amplitude * Math.max(0, Math.min(1, room));
		}
	}

	/**
	 * Sum of the partials by Clenshaw's recurrence over a turning phasor: no sine inside the loop, which took half of the
	 * time. The pitch stands still for these few samples; the phasor starts anew from the phase, so no error adds up.
	 */
	#add(out: Float32Array, from: Samples, to: Samples, turn: number): void {
		const partials = this.#faded;
		const riseStep = 1 / (ATTACK * this.#rate);
		const turnCosine = Math.cos(turn);
		const turnSine = Math.sin(turn);
		let cosine = Math.cos(TWO_PI * this.#phase);
		let sine = Math.sin(TWO_PI * this.#phase);
		for (let i = from; i < to; i++) {
			const twice = 2 * cosine;
			let sum = 0;
			let next = 0;
			for (let k = HARMONICS - 1; k >= 0; k--) {
				const current = (partials[k] ?? 0) + twice * sum - next;
				next = sum;
				sum = current;
			}
			if (this.#rise < 1) this.#rise = Math.min(1, this.#rise + riseStep);
			this.#body += (SUSTAIN - this.#body) * this.#decay;
			if (this.isReleasing) this.#fall -= this.#fallStep;
			if (this.#fall <= 0) {
				this.isActive = false;
				return;
			}
			const rise = this.#rise * this.#rise * (3 - 2 * this.#rise);
			out[i] = (out[i] ?? 0) + sum * sine * rise * this.#fall * this.#fall * this.#body;
			const turned = cosine * turnCosine - sine * turnSine;
			sine = sine * turnCosine + cosine * turnSine;
			cosine = turned;
		}
	}
}
