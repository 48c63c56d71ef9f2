/** One voice: a few harmonics under a soft envelope, whose pitch and level may be moved while it sounds. Pure. */

import { midiToHz, type Hz, type Midi, type Samples, type Seconds } from '../units.ts';
import { formantAt, PARTIALS, type Tone } from './timbre.ts';

const VELOCITY_MAX = 127;
const RELEASE: Seconds = 0.06;
/** How fast a changed velocity or timbre takes hold. */
const GLIDE: Seconds = 0.006;
/** A partial below this, under -120 dB, is left out. */
const UNHEARD = 1e-6;
/** Partials fade out between these parts of the sample rate, so that none folds back. */
const BAND_FADE_FROM = 0.36;
const BAND_END = 0.45;
/** Samples between two looks at the pitch curve: 0.7 ms at 48 kHz. */
const CONTROL: Samples = 32;

const TWO_PI = 2 * Math.PI;

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
	#tone: Tone;
	readonly #amplitudes = new Float64Array(PARTIALS);
	readonly #faded = new Float64Array(PARTIALS);
	/** Partials that are heard: none follows the last of them. */
	#count = 0;
	readonly #glide: number;
	#velocity = 0;
	#phase = 0;
	#rise = 0;
	#fall = 1;
	#fallStep = 0;
	#body = 1;

	constructor(sampleRate: Hz, tone: Tone) {
		this.#rate = sampleRate;
		this.#tone = tone;
		this.#glide = 1 - Math.exp(-CONTROL / (GLIDE * sampleRate));
	}

	/** Another timbre is glided to. */
	set tone(tone: Tone) {
		this.#tone = tone;
	}

	begin(pitch: Midi, velocity: number): void {
		this.isActive = true;
		this.isReleasing = false;
		this.pitch = pitch;
		this.velocity = velocity;
		const { spectra } = this.#tone;
		for (let k = 0; k < PARTIALS; k++) this.#amplitudes[k] = this.gain * (spectra[this.#velocity * PARTIALS + k] ?? 0);
		this.#phase = 0;
		this.#rise = 0;
		this.#fall = 1;
		this.#body = 1;
	}

	/** 1 to 127; louder is also brighter. */
	set velocity(velocity: number) {
		this.#velocity = Math.max(1, Math.min(VELOCITY_MAX, Math.round(velocity)));
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
		const { spectra, formants, damp } = this.#tone;
		const row = this.#velocity * PARTIALS;
		const dulling = damp ? this.#body ** damp : 1;
		let dull = 1;
		let before = 0;
		let after = 0;
		this.#count = 0;
		for (let k = 0; k < PARTIALS; k++) {
			const now = this.#amplitudes[k] ?? 0;
			const amplitude = now + this.#glide * (this.gain * (spectra[row + k] ?? 0) - now);
			const room = (BAND_END - increment * (k + 1)) / (BAND_END - BAND_FADE_FROM);
			let heard = amplitude * dull * Math.max(0, Math.min(1, room));
			dull *= dulling;
			if (formants) {
				before += heard * heard;
				heard *= formantAt(formants, increment * (k + 1) * this.#rate);
				after += heard * heard;
			}
			this.#amplitudes[k] = amplitude;
			this.#faded[k] = heard;
			if (heard > UNHEARD) this.#count = k + 1;
		}
		// resonances colour the tone, and leave it as loud as it was
		if (after > 0)
			for (let k = 0, level = Math.sqrt(before / after); k < this.#count; k++)
				this.#faded[k] = (this.#faded[k] ?? 0) * level;
	}

	/**
	 * Sum of the partials by Clenshaw's recurrence over a turning phasor: no sine inside the loop, which took half of the
	 * time. The pitch stands still for these few samples; the phasor starts anew from the phase, so no error adds up.
	 */
	#add(out: Float32Array, from: Samples, to: Samples, turn: number): void {
		const partials = this.#faded;
		const { riseStep, decayStep, sustain } = this.#tone;
		const turnCosine = Math.cos(turn);
		const turnSine = Math.sin(turn);
		let cosine = Math.cos(TWO_PI * this.#phase);
		let sine = Math.sin(TWO_PI * this.#phase);
		for (let i = from; i < to; i++) {
			const twice = 2 * cosine;
			let sum = 0;
			let next = 0;
			for (let k = this.#count - 1; k >= 0; k--) {
				const current = (partials[k] ?? 0) + twice * sum - next;
				next = sum;
				sum = current;
			}
			if (this.#rise < 1) this.#rise = Math.min(1, this.#rise + riseStep);
			this.#body += (sustain - this.#body) * decayStep;
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
