/** From sound to a curve to notes. Pure: models run through an injected function. */

export {
	analyse,
	trackFrames,
	ANALYSIS_VERSION,
	CHUNK_FRAMES,
	DEFAULT_THRESHOLD,
	type AnalyseOptions
} from './analyse.ts';
export {
	Curve,
	pitchToStep,
	quantiseFrames,
	stepToMidi,
	stepToPitch,
	type CurveChunk,
	type PitchFrames
} from './curve.ts';
export type { RunModel, Tensor } from './model.ts';
export { computeNoteBend, findNoteFrames, type FrameRange, type PlacedCurve } from './note-bend.ts';
export type { HeardNote } from './notes.ts';
export { placeNote, type Placement } from './place-notes.ts';
export { createSegmenter, type Segmenter } from './segment.ts';
export { createMelographF0 } from './trackers/melograph-f0.ts';
export type { RawPitch, Tracker } from './trackers/tracker.ts';
export type { Window, WindowPlan } from './windows.ts';
