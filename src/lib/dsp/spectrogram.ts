/**
 * How loud each third of a semitone is around a moment. Low pitches are heard through long windows of a slowed-down
 * copy of the sound and high ones through short windows of the sound itself, so that both are as sharp as they can be.
 */

import { hzToMidi, midiToHz, type Decibels, type Hz, type Midi, type Samples, type Seconds } from '../units.ts';
import { createRealFft, type RealFft } from './fft.ts';
import { designLowPass } from './kaiser.ts';

/** Rows of a column: thirds of a semitone. */
const ROWS_PER_SEMITONE = 3;
/** Row 0 is the lowest; its lower edge is here, that of MIDI 0. */
export const SPECTROGRAM_BOTTOM: Midi = -0.5;
export const SPECTROGRAM_ROWS = 128 * ROWS_PER_SEMITONE;
/** A value of 0 is this level or less, 255 is 0 dB, where a sine at full scale stands. */
export const SPECTROGRAM_FLOOR: Decibels = -100;
/** Pitch at the middle of a row. */
export const pitchOfRow = (row: number): Midi => SPECTROGRAM_BOTTOM + (row + 0.5) / ROWS_PER_SEMITONE;

export interface SpectrogramKernel {
	/** Samples on either side of a moment that its column follows from. */
	readonly reach: Samples;
	/**
	 * Takes the sound that columns will be asked of. Column moments must lie at least `reach` from both ends.
	 */
	take(mono: Float32Array): void;
	/** Raises each of the SPECTROGRAM_ROWS values from `out[from]` on to the level around sample `at`, 0 to 255. */
	raise(out: Uint8Array, from: number, at: Samples): void;
}

/** One window over one rate: the pitches from `low` to `high` are read from it. */
interface Band {
	readonly low: Midi;
	readonly high: Midi;
	readonly seconds: Seconds;
	readonly isSlow: boolean;
}

/** Pitches on both sides of a border between bands over which the one gives way to the other. */
const BLEND: Midi = 3;
const BANDS: readonly Band[] = [
	{ low: -BLEND, high: 52, seconds: 0.34, isSlow: true },
	{ low: 52, high: 76, seconds: 0.17, isSlow: true },
	{ low: 76, high: 128 + BLEND, seconds: 0.045, isSlow: false }
];
/** The slow copy need hold no more than this. */
const SLOW_RATE_MIN: Hz = 8000;
const SLOW_PASS: Hz = 1200;
const SLOW_STOP_BAND: Decibels = 60;

export function createSpectrogramKernel(sampleRate: Hz): SpectrogramKernel {
	const factor = Math.max(1, Math.floor(sampleRate / SLOW_RATE_MIN));
	const slow = createSlowing(sampleRate, factor);
	const readers = BANDS.map((band) => createBandReader(band, band.isSlow ? sampleRate / factor : sampleRate));
	const reach = Math.max(
		...readers.map(({ size }, i) => (size / 2 + 1) * (BANDS[i]?.isSlow ? factor : 1) + slow.reach)
	);
	let fast: Float32Array = new Float32Array(0);
	let slowed: Float32Array = fast;
	return {
		reach: Math.ceil(reach),
		take(mono) {
			fast = mono;
			slowed = slow.compute(mono);
		},
		raise(out, from, at) {
			for (const reader of readers) {
				if (reader.isSlow) reader.raise(out, from, slowed, Math.round(at / factor));
				else reader.raise(out, from, fast, Math.round(at));
			}
		}
	};
}

interface Slowing {
	/** Samples of the sound on either side of each of the copy. */
	readonly reach: Samples;
	compute(mono: Float32Array): Float32Array;
}

/** Every `factor`th sample of the sound without what that cannot hold. */
function createSlowing(sampleRate: Hz, factor: number): Slowing {
	if (factor === 1) return { reach: 0, compute: (mono) => mono };
	const kernel = designLowPass({
		passEdge: SLOW_PASS / sampleRate,
		stopEdge: 1 / factor - SLOW_PASS / sampleRate,
		stopBand: SLOW_STOP_BAND
	});
	const reach = Math.ceil(kernel.halfWidth);
	const taps = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => kernel.at(i - reach));
	return {
		reach,
		compute(mono) {
			const out = new Float32Array(Math.ceil(mono.length / factor));
			for (let i = 0; i < out.length; i++) {
				let sum = 0;
				const first = i * factor - reach;
				for (let k = 0; k < taps.length; k++) sum += (taps[k] ?? 0) * (mono[first + k] ?? 0);
				out[i] = sum;
			}
			return out;
		}
	};
}

interface BandReader {
	readonly size: Samples;
	readonly isSlow: boolean;
	raise(out: Uint8Array, from: number, sound: Float32Array, at: Samples): void;
}

function createBandReader(band: Band, rate: Hz): BandReader {
	const size = 2 ** Math.round(Math.log2(Math.max(64, band.seconds * rate)));
	const fft = createRealFft(size);
	const frame = new Float64Array(size);
	const re = new Float64Array(size / 2 + 1);
	const im = new Float64Array(size / 2 + 1);
	const window = computeHann(size);
	const rows = computeRows(band, rate, size);
	return {
		size,
		isSlow: band.isSlow,
		raise(out, from, sound, at) {
			const first = at - size / 2;
			for (let i = 0; i < size; i++) frame[i] = (sound[first + i] ?? 0) * (window[i] ?? 0);
			fft.transform(frame, re, im);
			toPower(fft, re, im);
			for (const { row, bin, last, share } of rows) {
				let power = 0;
				if (last > bin + 1) for (let k = Math.ceil(bin); k <= last; k++) power = Math.max(power, re[k] ?? 0);
				else power = interpolate(re, (bin + last) / 2);
				const level = (10 * Math.log10(power + 1e-12) - SPECTROGRAM_FLOOR) * (255 / -SPECTROGRAM_FLOOR) * share;
				if (level > (out[from + row] ?? 0)) out[from + row] = Math.min(255, level);
			}
		}
	};
}

/** A row as a band has it: from where to where in bins, and how much of it is the band's to say. */
interface BandRow {
	readonly row: number;
	readonly bin: number;
	readonly last: number;
	/** 0 to 1: less over the borders, where the neighbour has its say. */
	readonly share: number;
}

function computeRows({ low, high }: Band, rate: Hz, size: Samples): BandRow[] {
	const top = Math.min(high, hzToMidi(rate / 2) - 1);
	return Array.from({ length: SPECTROGRAM_ROWS }, (_, row) => row).flatMap((row) => {
		const pitch = pitchOfRow(row);
		if (pitch < low - BLEND || pitch > top + (top < high ? 0 : BLEND)) return [];
		const toBin = (midi: Midi): number => (midiToHz(midi) * size) / rate;
		const outside = Math.max(0, low - pitch, pitch - high);
		const reach = 0.5 / ROWS_PER_SEMITONE;
		return [{ row, bin: toBin(pitch - reach), last: toBin(pitch + reach), share: 1 - outside / BLEND }];
	});
}

const computeHann = (size: Samples): Float64Array =>
	Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / size));

/** Writes the power of each bin over its real part; a sine at full scale has 1. A Hann window passes half of it. */
function toPower({ size }: RealFft, re: Float64Array, im: Float64Array): void {
	const scale = (4 / size) ** 2;
	for (let k = 0; k < re.length; k++) re[k] = ((re[k] ?? 0) ** 2 + (im[k] ?? 0) ** 2) * scale;
}

/** Between two bins, along the ratio of their powers: a peak keeps its shape. */
function interpolate(power: Float64Array, bin: number): number {
	const at = Math.floor(bin);
	const one = power[at] ?? 0;
	const other = power[at + 1] ?? 0;
	if (one <= 0 || other <= 0) return 0;
	return one * (other / one) ** (bin - at);
}
