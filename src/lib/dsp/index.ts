/** Signal processing on plain samples: rates, peaks and spectra. */

export { createRealFft, type RealFft } from './fft.ts';
export { computePeaks, createPeaks, type Peaks, type PeakStream } from './peaks.ts';
export { createResampler, resample, type Resampler } from './resampler.ts';
export {
	createSpectrogramKernel,
	pitchOfRow,
	SPECTROGRAM_BOTTOM,
	SPECTROGRAM_FLOOR,
	SPECTROGRAM_ROWS,
	type SpectrogramKernel
} from './spectrogram.ts';
