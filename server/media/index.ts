/** Recordings in: any file to blocks of mono samples, or a Fault that says why not. */

export { findFfmpeg } from './ffmpeg.ts';
export { openRecording, type MediaOptions, type Recording } from './recording.ts';
export { sniff, SNIFF_BYTES } from './sniff.ts';
export type { AudioFormat } from './source.ts';
export { warmDecoders } from './warm.ts';
