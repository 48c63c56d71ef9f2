/** Some columns of a spectrogram from the samples around them. Pure. */

import { createSpectrogramKernel, SPECTROGRAM_ROWS, type SpectrogramKernel } from '#lib/dsp/index.ts';
import type { Hz, Samples } from '../../units.ts';

export interface SpectrogramJob {
	readonly sampleRate: Hz;
	/** The sound from {@link reachAt} samples before where the first column begins to as many after the last one's end. */
	readonly mono: Float32Array<ArrayBuffer>;
	readonly columns: number;
	readonly columnSamples: Samples;
	/** Places in a column that are heard; the loudest counts. */
	readonly spots: number;
}

/** Computes jobs of one recording after another; what depends on the sample rate is kept. */
export function createSpectrogramComputer(): (job: SpectrogramJob) => Uint8Array<ArrayBuffer> {
	let kernel: SpectrogramKernel | null = null;
	let rate: Hz = 0;
	return ({ sampleRate, mono, columns, columnSamples, spots }) => {
		if (!kernel || rate !== sampleRate) kernel = createSpectrogramKernel(sampleRate);
		rate = sampleRate;
		const out = new Uint8Array(columns * SPECTROGRAM_ROWS);
		kernel.take(mono);
		for (let column = 0; column < columns; column++)
			for (let spot = 0; spot < spots; spot++)
				kernel.raise(out, column * SPECTROGRAM_ROWS, kernel.reach + (column + (spot + 0.5) / spots) * columnSamples);
		return out;
	};
}

/** Samples needed on either side of the columns' own. */
export const reachAt = (sampleRate: Hz): Samples => createSpectrogramKernel(sampleRate).reach;
