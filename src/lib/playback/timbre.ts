/** What the notes sound like: the partials of each timbre at every velocity, and how the tone changes as it is held. Pure. */

import type { Hz, Seconds } from '../units.ts';

/** From the plainest to the brightest, and those that are like something. */
export const TIMBRES = ['warm', 'sine', 'triangle', 'square', 'saw', 'organ', 'voice', 'plucked'] as const;
export type Timbre = (typeof TIMBRES)[number];

/** Most partials that a timbre has. */
export const PARTIALS = 16;
const VELOCITIES = 128;
/** RMS of one voice at full velocity, before decay: -17 dBFS leaves room for chords. */
const FULL_LEVEL = 0.14;
/** Loudness over velocity: velocity 64 is about 9 dB below 127. */
const LEVEL_EXPONENT = 1.5;
/** Steepness of a plain spectrum (amplitude of partial k is k to the minus this) at velocity 0, and how much less at 127. */
const DARKEST = 2.5;
const BRIGHTER = 1.2;
/** A row of formant gains each so many Hz, up to where partials end. */
const FORMANT_STEP: Hz = 25;
const FORMANT_ROWS = 400;
/** An open "a": centre, width and gain of its resonances (Peterson and Barney 1952, rounded). */
const FORMANTS: readonly { readonly hz: Hz; readonly width: Hz; readonly gain: number }[] = [
	{ hz: 730, width: 180, gain: 1 },
	{ hz: 1150, width: 220, gain: 0.6 },
	{ hz: 2500, width: 350, gain: 0.25 }
];
/** What passes between the resonances, so that no pitch is mute. */
const FORMANT_FLOOR = 0.12;

interface Recipe {
	/** Amplitude of partial k (1 is the fundamental) at a loudness of 0 to 1. */
	readonly partial: (k: number, loudness: number) => number;
	/** The tone sinks to this part of its first level, so that repeated notes are heard apart. */
	readonly sustain: number;
	readonly decay: Seconds;
	readonly attack: Seconds;
	/** How much faster high partials die away: partial k has the body to the power 1 + damp x (k - 1). */
	readonly damp?: number;
	readonly hasFormants?: boolean;
}

const isOdd = (k: number): boolean => k % 2 === 1;
const HELD = { sustain: 0.72, decay: 0.25, attack: 0.008 };
const DRAWBARS = [1, 0.8, 0.5, 0.45, 0, 0.3, 0, 0.25];

const RECIPES: Readonly<Record<Timbre, Recipe>> = {
	warm: { ...HELD, partial: (k, loudness) => (k > 8 ? 0 : k ** (BRIGHTER * loudness - DARKEST)) },
	sine: { ...HELD, partial: (k) => (k === 1 ? 1 : 0) },
	triangle: { ...HELD, partial: (k) => (isOdd(k) ? k ** -2 : 0) },
	square: { ...HELD, partial: (k, loudness) => (isOdd(k) ? k ** (-1.6 + 0.5 * loudness) : 0) },
	saw: { ...HELD, partial: (k, loudness) => k ** (-1.6 + 0.5 * loudness) },
	organ: { sustain: 1, decay: 0.25, attack: 0.014, partial: (k) => DRAWBARS[k - 1] ?? 0 },
	voice: {
		sustain: 0.85,
		decay: 0.3,
		attack: 0.03,
		partial: (k, loudness) => k ** (0.4 * loudness - 0.9),
		hasFormants: true
	},
	plucked: {
		sustain: 0,
		decay: 0.55,
		attack: 0.002,
		partial: (k, loudness) => k ** (0.7 * loudness - 1.7),
		damp: 0.3
	}
};

/** A timbre made ready for voices of one sample rate. */
export interface Tone {
	/** Amplitude of every partial at every velocity, of equal power. Row v starts at v x {@link PARTIALS}. */
	readonly spectra: Float64Array;
	readonly sustain: number;
	/** Part of the way to `sustain` in one sample. */
	readonly decayStep: number;
	readonly riseStep: number;
	readonly damp: number;
	/** Gain at multiples of {@link FORMANT_STEP}; null where all frequencies pass alike. */
	readonly formants: Float64Array | null;
}

export function createTone(timbre: Timbre, sampleRate: Hz): Tone {
	const { partial, sustain, decay, attack, damp = 0, hasFormants = false } = RECIPES[timbre];
	const spectra = new Float64Array(VELOCITIES * PARTIALS);
	for (let velocity = 0; velocity < VELOCITIES; velocity++) {
		const loudness = velocity / (VELOCITIES - 1);
		const row = spectra.subarray(velocity * PARTIALS, (velocity + 1) * PARTIALS);
		for (let k = 0; k < PARTIALS; k++) row[k] = partial(k + 1, loudness);
		const rms = Math.sqrt(row.reduce((sum, amplitude) => sum + amplitude * amplitude, 0) / 2);
		const level = FULL_LEVEL * loudness ** LEVEL_EXPONENT;
		for (let k = 0; k < PARTIALS; k++) row[k] = ((row[k] ?? 0) * level) / rms;
	}
	return {
		spectra,
		sustain,
		decayStep: 1 - Math.exp(-1 / (decay * sampleRate)),
		riseStep: 1 / (attack * sampleRate),
		damp,
		formants: hasFormants ? computeFormants() : null
	};
}

/** Gain of the formants at a frequency. */
export const formantAt = (formants: Float64Array, hz: Hz): number =>
	formants[Math.min(FORMANT_ROWS - 1, Math.round(hz / FORMANT_STEP))] ?? FORMANT_FLOOR;

const computeFormants = (): Float64Array =>
	Float64Array.from({ length: FORMANT_ROWS }, (_, row) =>
		FORMANTS.reduce((sum, { hz, width, gain }) => {
			const away = (row * FORMANT_STEP - hz) / width;
			return sum + gain / (1 + away * away);
		}, FORMANT_FLOOR)
	);
