/** Changes the sample rate of a stream: a polyphase Kaiser-windowed sinc with linear phase and no delay. */

import { assert } from '../fault.ts';
import type { Decibels, Hz, Samples } from '../units.ts';
import { designLowPass } from './kaiser.ts';

/** A stream's resampler. Sample n of all its output together is the sound at time n / to. */
export interface Resampler {
	/** Takes the next samples, gives what can be computed so far; later input never changes it. */
	push(block: Float32Array): Float32Array;
	/** Ends the stream. All output together is ceil(total input x to / from) samples. */
	flush(): Float32Array;
}

/** Better than 16-bit sound can show; tests/dsp measure 120 dB and more. */
const STOP_BAND: Decibels = 124;
/** Edges relative to the lower Nyquist frequency: at 16 kHz all to 7.3 kHz survives, nothing folds below 7.4 kHz. */
const PASS_EDGE = 0.9125;
const STOP_EDGE = 1.075;
/** Coefficients in one table at most (4 bytes each); rates with more phases interpolate between neighbouring ones. */
const TABLE_LIMIT = 2 ** 18;
/** Input taken in one go, so that memory stays bounded whatever is pushed. */
const SLICE: Samples = 16_384;

/** Makes the resampler from one whole rate to another, both in 1..1,000,000 Hz. Equal rates pass blocks through as they are. */
export function createResampler(from: Hz, to: Hz): Resampler {
	assert(isRate(from) && isRate(to), `rates are whole numbers of Hz up to 1,000,000, not ${from} and ${to}`);
	if (from === to) return { push: (block) => block, flush: () => new Float32Array(0) };
	return new PolyphaseResampler(from, to);
}

/** Resamples a stream of blocks; gives no empty blocks. */
export async function* resample(blocks: AsyncIterable<Float32Array>, from: Hz, to: Hz): AsyncGenerator<Float32Array> {
	const resampler = createResampler(from, to);
	for await (const block of blocks) {
		const out = resampler.push(block);
		if (out.length > 0) yield out;
	}
	const rest = resampler.flush();
	if (rest.length > 0) yield rest;
}

const isRate = (rate: Hz): boolean => Number.isInteger(rate) && rate >= 1 && rate <= 1_000_000;

class PolyphaseResampler implements Resampler {
	/** Output n lies `n * step / phases` input samples from the start. */
	readonly #phases: number;
	readonly #step: number;
	readonly #bank: PhaseBank;
	/** Input that is still needed. */
	readonly #window: Float32Array;
	#filled: Samples;
	/** Where in the window the next output's taps begin; may lie beyond what is filled. */
	#offset: Samples = 0;
	#phase = 0;
	#taken: Samples = 0;
	#given: Samples = 0;

	constructor(from: Hz, to: Hz) {
		const divisor = greatestCommonDivisor(from, to);
		this.#phases = to / divisor;
		this.#step = from / divisor;
		this.#bank = createPhaseBank(from, to, this.#phases);
		this.#window = new Float32Array(SLICE + this.#bank.taps);
		// Silence before the start, so that the first output is centred on the first input sample.
		this.#filled = this.#bank.taps / 2 - 1;
	}

	push(block: Float32Array): Float32Array {
		this.#taken += block.length;
		const out = new Float32Array(this.#countReady(block.length));
		let written = 0;
		for (let start = 0; start < block.length;) {
			start += this.#fill(block, start);
			written = this.#run(out, written);
		}
		return written === out.length ? out : out.subarray(0, written);
	}

	flush(): Float32Array {
		const total = Math.ceil((this.#taken * this.#phases) / this.#step);
		const rest = total - this.#given;
		return this.push(new Float32Array(this.#bank.taps)).subarray(0, rest);
	}

	/** At least as many outputs as `coming` more samples allow. */
	#countReady(coming: Samples): Samples {
		const span = this.#filled + coming - this.#offset - this.#bank.taps + 1;
		return span <= 0 ? 0 : Math.ceil((span * this.#phases) / this.#step) + 1;
	}

	/** Moves what is still needed to the front, appends from `block`, tells how much was taken. */
	#fill(block: Float32Array, start: Samples): Samples {
		const drop = Math.min(this.#offset, this.#filled);
		this.#window.copyWithin(0, drop, this.#filled);
		this.#filled -= drop;
		this.#offset -= drop;
		const count = Math.min(block.length - start, this.#window.length - this.#filled);
		this.#window.set(block.subarray(start, start + count), this.#filled);
		this.#filled += count;
		return count;
	}

	/** Hot: allocates nothing. */
	#run(out: Float32Array, written: Samples): Samples {
		const { taps, table, rows } = this.#bank;
		const isExact = rows === this.#phases;
		const last = this.#filled - taps;
		const wholeStep = Math.floor(this.#step / this.#phases);
		const phaseStep = this.#step % this.#phases;
		let offset = this.#offset;
		let phase = this.#phase;
		const before = written;
		while (offset <= last) {
			if (isExact) {
				out[written++] = dot(this.#window, offset, table, phase * taps, taps);
			} else {
				const position = (phase * rows) / this.#phases;
				const row = Math.floor(position);
				const low = dot(this.#window, offset, table, row * taps, taps);
				const high = dot(this.#window, offset, table, (row + 1) * taps, taps);
				out[written++] = low + (high - low) * (position - row);
			}
			offset += wholeStep;
			phase += phaseStep;
			if (phase >= this.#phases) {
				phase -= this.#phases;
				offset++;
			}
		}
		this.#offset = offset;
		this.#phase = phase;
		this.#given += written - before;
		return written;
	}
}

interface PhaseBank {
	/** A multiple of 4. */
	readonly taps: number;
	/** Fractions of an input sample that have a row; one more row follows, for interpolation. */
	readonly rows: number;
	/** (rows + 1) x taps coefficients, row after row. */
	readonly table: Float32Array;
}

function createPhaseBank(from: Hz, to: Hz, phases: number): PhaseBank {
	const nyquist = Math.min(from, to) / 2 / from;
	const design = { passEdge: PASS_EDGE * nyquist, stopEdge: STOP_EDGE * nyquist, stopBand: STOP_BAND };
	const kernel = designLowPass(design);
	const half = 2 * Math.ceil(kernel.halfWidth / 2);
	const taps = 2 * half;
	const rows = phases * taps <= TABLE_LIMIT ? phases : countInterpolatedRows(design.stopEdge);
	const table = new Float32Array((rows + 1) * taps);
	// The kernel is even, so row r is row (rows - r) backwards.
	for (let row = 0; row <= rows / 2; row++) {
		for (let tap = 0; tap < taps; tap++) {
			const value = kernel.at(row / rows + half - 1 - tap);
			table[row * taps + tap] = value;
			table[(rows - row) * taps + (taps - 1 - tap)] = value;
		}
	}
	return { taps, rows, table };
}

/** Linear interpolation errs by (2 pi f / rows)^2 / 8; this keeps it 6 dB below the stop band. */
function countInterpolatedRows(highest: number): number {
	const error = 10 ** (-(STOP_BAND + 6) / 20);
	return 2 * Math.ceil((Math.PI * highest) / Math.sqrt(8 * error));
}

/** Four sums side by side, because one would wait for itself. */
function dot(x: Float32Array, xStart: number, h: Float32Array, hStart: number, length: number): number {
	let a = 0;
	let b = 0;
	let c = 0;
	let d = 0;
	const end = xStart + length;
	for (let i = xStart, j = hStart; i < end; i += 4, j += 4) {
		a += (x[i] ?? 0) * (h[j] ?? 0);
		b += (x[i + 1] ?? 0) * (h[j + 1] ?? 0);
		c += (x[i + 2] ?? 0) * (h[j + 2] ?? 0);
		d += (x[i + 3] ?? 0) * (h[j + 3] ?? 0);
	}
	return a + b + (c + d);
}

function greatestCommonDivisor(a: number, b: number): number {
	return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
