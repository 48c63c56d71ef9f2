/** The vibrato of a note as it is written: the seven numbers of UST's VBR in their order. Pure. */

import type { Cents } from '../units.ts';

/** A vibrato that reaches from the end of its note towards the start, as in UST and USTX. */
export interface Vibrato {
	/** Share of the note that it takes, from the end on; 1 to 100 %. */
	readonly length: number;
	/** Milliseconds of one wave, 5 to 500. */
	readonly period: number;
	/** Cents from the middle to the top, 5 to 200. */
	readonly depth: Cents;
	/** Share of the vibrato in which it grows, 0 to 100 %; with `fadeOut` 100 at most. */
	readonly fadeIn: number;
	/** Share of the vibrato in which it fades, 0 to 100 %. */
	readonly fadeOut: number;
	/** Where in a wave it begins, 0 to 100 %. */
	readonly shift: number;
	/** How far its middle lies over the pitch, -100 to 100 % of the depth. */
	readonly drift: number;
}

/** The defaults of USTX, with a length. */
export const DEFAULT_VIBRATO: Vibrato = {
	length: 75,
	period: 175,
	depth: 25,
	fadeIn: 10,
	fadeOut: 10,
	shift: 0,
	drift: 0
};

/** The text of a note without vibrato. */
export const NO_VIBRATO = '';

const whole = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, Math.round(value))) + 0;

/** As it is written in a note, every number in its range; {@link NO_VIBRATO} for a length or a depth of nothing. */
export function writeVibrato({ length, period, depth, fadeIn, fadeOut, shift, drift }: Vibrato): string {
	if (Math.round(length) <= 0 || Math.round(depth) <= 0) return NO_VIBRATO;
	const rise = whole(fadeIn, 0, 100);
	return [
		whole(length, 1, 100),
		whole(period, 5, 500),
		whole(depth, 5, 200),
		rise,
		whole(fadeOut, 0, 100 - rise),
		whole(shift, 0, 100),
		whole(drift, -100, 100)
	].join();
}

/** The vibrato of a note; null where there is none, or the text is no vibrato. What is missing at its end is the default. */
export function readVibrato(text: string): Vibrato | null {
	if (text === NO_VIBRATO) return null;
	const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
	if (numbers.length > 7 || !numbers.every(Number.isFinite)) return null;
	const { length, period, depth, fadeIn, fadeOut, shift, drift } = DEFAULT_VIBRATO;
	return {
		length: numbers[0] ?? length,
		period: numbers[1] ?? period,
		depth: numbers[2] ?? depth,
		fadeIn: numbers[3] ?? fadeIn,
		fadeOut: numbers[4] ?? fadeOut,
		shift: numbers[5] ?? shift,
		drift: numbers[6] ?? drift
	};
}

/** The one way in which a vibrato is written; null for what is none. */
export function cleanVibrato(text: string): string | null {
	if (text === NO_VIBRATO) return text;
	const vibrato = readVibrato(text);
	return vibrato && writeVibrato(vibrato);
}
