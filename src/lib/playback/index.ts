/** Hearing a score: player, recordings, microphone. Nothing here touches the browser before it is called. */

export { createPlayer } from './audio-player.ts';
export { type NotesSound, type Player } from './player.ts';
export { PARTS, type Part } from './rig.ts';
export { TIMBRES, type Timbre } from './timbre.ts';
export { type HeardKey } from './voice-engine.ts';
export { type RecordingSource, type StreamedAudio } from './recording-part.ts';
export { openMixRecording } from './mix-recording.ts';
export { renderMix, type MixOptions, type MixRecording } from './render-mix.ts';
export { type WavBits } from './wav.ts';
export { SPEED_MAX, SPEED_MIN, type LoopRange } from './transport.ts';
export { decodeRecording } from './decode.ts';
export { openRecordingForPlayback, type OpenRecordingOptions, type PlayableRecording } from './open-recording.ts';
export { createRecorder, type PcmWriter, type Recorder, type RecorderOptions, type RecorderState } from './recorder.ts';
export type { SampleReader } from './file-samples.ts';
export { openSamples } from './samples.ts';
