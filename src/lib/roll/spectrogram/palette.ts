/** From a level to a colour: the quietest that is shown is clear, the loudest the strongest of the theme. */

import { SPECTROGRAM_FLOOR } from '#lib/dsp/index.ts';
import type { Decibels } from '../../units.ts';

/** Red, green, blue, 0 to 255, and opacity, 0 to 1. */
export type Rgba = readonly [number, number, number, number];

export interface SpectrogramLook {
	/** 0 to 1: how soft a sound is still seen. */
	readonly brightness: number;
	/** 0 to 1: how much louder must be to look louder. */
	readonly contrast: number;
}

export const SPECTROGRAM_LOOK: SpectrogramLook = { brightness: 0.42, contrast: 0.5 };

/** The level of the strongest colour at no and at all brightness; the decibels below it at no and at all contrast. */
const TOP: readonly [Decibels, Decibels] = [0, -60];
const SPAN: readonly [Decibels, Decibels] = [85, 25];

const mix = (from: number, to: number, share: number): number => from + (to - from) * share;

/** A colour for each of 256 values, four bytes each as ImageData has them; from clear by way of `stops`. */
export function computePalette(stops: readonly Rgba[], { brightness, contrast }: SpectrogramLook): Uint8ClampedArray {
	const palette = new Uint8ClampedArray(256 * 4);
	const top = mix(TOP[0], TOP[1], brightness);
	const span = mix(SPAN[0], SPAN[1], contrast);
	const [first = [0, 0, 0, 0]] = stops;
	const ramp: readonly Rgba[] = [[first[0], first[1], first[2], 0], ...stops];
	for (let value = 0; value < 256; value++) {
		const level = SPECTROGRAM_FLOOR * (1 - value / 255);
		const place = Math.max(0, Math.min(1, (level - top) / span + 1)) * (ramp.length - 1);
		const from = ramp[Math.floor(place)] ?? first;
		const to = ramp[Math.min(ramp.length - 1, Math.floor(place) + 1)] ?? first;
		for (let i = 0; i < 4; i++) palette[value * 4 + i] = mix(from[i] ?? 0, to[i] ?? 0, place % 1) * (i === 3 ? 255 : 1);
	}
	return palette;
}
