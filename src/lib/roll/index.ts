/** The piano-roll view: framework-free, on two canvases. */

export { createRoll } from './roll.ts';
export {
	bindKeys,
	chordOf,
	cleanKeyChoices,
	findOwner,
	isFixedKey,
	isReservedChord,
	type KeyChoices,
	type KeyId
} from './key-choices.ts';
export { findBinding, KEY_BINDINGS, type KeyBinding, type KeyChord } from './keys.ts';
export { computeGrid, SNAP_KINDS, SNAP_STEPS, stepSnap, type Snap, type SnapStep } from './snap.ts';
export { isHostCommand } from './keyboard.ts';
export { computeMenu, type MenuItem, type MenuScene } from './menu.ts';
export { fitAxis, scrollAxis, zoomAxis } from './lanes/axis.ts';
export {
	LANE_HEIGHT_MAX,
	LANE_HEIGHT_MIN,
	LANE_HEIGHTS,
	LOUDNESS_AXIS,
	VELOCITY_AXIS,
	type LaneAxis,
	type LaneKind,
	type RollLane
} from './lanes/lane.ts';
export type { LaneBox, Layout, Rect } from './layout.ts';
export {
	ACCIDENTALS,
	computeNames,
	NAMINGS,
	noteName,
	parseNoteName,
	pitchName,
	type Accidentals,
	type Naming,
	type NoteNames
} from './note-name.ts';
export {
	NO_PITCH,
	PITCH_BRUSHES,
	type OtherCurve,
	type PitchBrush,
	type PitchCommand,
	type PitchSpan,
	type RollPitch
} from './pitch-types.ts';
export { computeTrackSigns } from './tracks.ts';
export { createSpectrogramTiles, type SoundSamples, type SpectrogramTiles } from './spectrogram/tiles.ts';
export { createSpectrogramWorker } from './spectrogram/worker.ts';
export { SPECTROGRAM_LOOK, type SpectrogramLook } from './spectrogram/palette.ts';
export type { Viewport } from './viewport.ts';
export type { HoverPoint, PreviewKey, RollAnnouncement, RollDraft, RollEvents, RulerFlag } from './events.ts';
export type {
	HostCommand,
	NoteCommand,
	Roll,
	RollCommand,
	RollCurve,
	RollInput,
	RollPerson,
	RollTracks,
	RollSpectrogram,
	RollWaveform,
	TimeRange,
	ToolName,
	WaveformPeaks
} from './types.ts';
