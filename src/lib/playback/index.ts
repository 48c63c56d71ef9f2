/** Hearing a score: player, recordings, microphone. Nothing here touches the browser before it is called. */

export { createPlayer, type NotesSound, type Part, type Player } from './player.ts';
export { type RecordingSource, type StreamedAudio } from './recording.ts';
export { renderNotes, type RenderOptions } from './render-notes.ts';
export { type LoopRange } from './transport.ts';
export { decodeRecording } from './decode.ts';
export {
	openRecordingForPlayback,
	WHOLE_SECONDS_MAX,
	type OpenRecordingOptions,
	type PlayableRecording
} from './open-recording.ts';
export { createRecorder, type PcmWriter, type Recorder, type RecorderOptions, type RecorderState } from './recorder.ts';
export type { SampleReader } from './file-samples.ts';
export { openSamples } from './samples.ts';
