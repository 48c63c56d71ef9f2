/** Signal processing on plain samples: rates and peaks. */

export { computePeaks, createPeaks, type Peaks, type PeakStream } from './peaks.ts';
export { createResampler, resample, type Resampler } from './resampler.ts';
