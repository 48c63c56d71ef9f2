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
	type FrameRange,
	type PitchFrames
} from './curve.ts';
export { ANALYSES_MAX, BLOCK_FRAMES, DIFFERENT_VOICING, Disagreement } from './disagreement.ts';
export { drawEdits, findDrawn } from './draw-pitch.ts';
export { EditedCurve } from './edited-curve.ts';
export type { RunModel, Tensor } from './model.ts';
export { computeNoteBend } from './note-bend.ts';
export { computeNoteCourse, type NoteCourse } from './note-course.ts';
export { DRIFT_CENTS, findNoteFrames, isTouched, isVoicedIn, NotePitches, type PlacedCurve } from './note-pitch.ts';
export type { HeardNote } from './notes.ts';
export { placeNote, type Placement } from './place-notes.ts';
export { createSegmenter, type Segmenter } from './segment.ts';
export {
	cleanStep,
	erasePitch,
	movePitch,
	smoothPitch,
	takeShown,
	transposePitch,
	type PitchMove,
	type Shown
} from './shape-pitch.ts';
export { createMelographF0 } from './trackers/melograph-f0.ts';
export type { RawPitch, Tracker } from './trackers/tracker.ts';
export { createYin } from './trackers/yin.ts';
export { findUncertain, type UncertainPlace, type UncertainScene } from './uncertain.ts';
export { placeVibrato, startOfVibrato, vibratoAt, type PlacedVibrato } from './vibrato.ts';
export type { Window, WindowPlan } from './windows.ts';
