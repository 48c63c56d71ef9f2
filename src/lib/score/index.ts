/** The document: records, edits, history, tempo, selection. Pure. */

export * from './records.ts';
export {
	cleanFields,
	cleanReference,
	cutText,
	DECIMAL_MAX,
	DEFAULTS,
	fieldNames,
	FIXED_FIELDS,
	LYRIC_MAX,
	NAME_MAX,
	STEPS_PER_UNIT,
	TEXT_MAX
} from './fields.ts';
export { makeNote, makeRecord } from './make-record.ts';
export { findReferring, ID_FIELDS, REFERRED_KINDS, refersTo } from './references.ts';
export { DEFAULT_VIBRATO, NO_VIBRATO, readVibrato, writeVibrato, type Vibrato } from './vibrato.ts';
export {
	ABSENT,
	CURVE_SAMPLES_MAX,
	findRuns,
	NO_SAMPLES,
	readSamples,
	sampleAt,
	roomFor,
	samplesOf,
	UNVOICED,
	type CurveSamples,
	type SampleRun
} from './samples.ts';
export {
	add,
	cleanSelector,
	copyState,
	emptyState,
	findSelected,
	idsOf,
	isScan,
	wholeStep,
	type Edit,
	type Selector,
	type State,
	type TempoEdit
} from './edit.ts';
export { apply } from './edits.ts';
export {
	changeMeter,
	changeTempo,
	computeMapWithout,
	deleteChange,
	moveChange,
	roundToMeter,
	type ChangeKind,
	type ChangePlace,
	type ChangeTarget,
	type Keeps
} from './clock-edits.ts';
export { isTempoEdit } from './retime.ts';
export { editsTo, type Restoring } from './restore.ts';
export { isInParts, PartView, restrictToParts, staysInParts, type PartIds } from './parts.ts';
export { Score, tempoMapOf, type Change, type ChangeListener, type Origin } from './score.ts';
export { addMarker, changeMarker, deleteMarker, findMarker, markersOf } from './markers.ts';
export { History } from './history.ts';
export {
	changeNotes,
	HUMAN,
	humanise,
	legato,
	reverse,
	snapToScale,
	transpose,
	type Humanising,
	type Transposing
} from './note-edits.ts';
export {
	changeVelocities,
	cleanVelocity,
	VELOCITY_MAX,
	VELOCITY_MIN,
	velocityOnLine,
	writeVelocities,
	type VelocityChange,
	type VelocityPoint
} from './velocities.ts';
export {
	createSegment,
	fillGaps,
	findRoom,
	findTouching,
	labelSegment,
	mergeSegments,
	moveBorder,
	moveSegments,
	replaceSegments,
	segmentsOf,
	snapSegments,
	splitSegments,
	type LabelledSpan
} from './segments.ts';
export { changeRange, curveOfLane, sampleIndexAt, sampleOfValue, valueOfSample, writeLane } from './lane-values.ts';
export { quantize, type Quantizing } from './quantize.ts';
export { joinLyrics, mergeNotes, splitAt, splitAtGrid, type Split } from './split-merge.ts';
export { findSigns, keyOf, scaleOf, setKey, stepsOf, tuningOf, type Key } from './key.ts';
export { findInScale, isInScale, SCALES, type Scale, type ScaleName } from './scales.ts';
export { followChange, NO_SELECTION, select, type Selection } from './selection.ts';
export {
	addTrack,
	canAddTrack,
	changeTrack,
	deleteTrack,
	findTracks,
	firstTrackOf,
	moveToTrack,
	pickColour,
	TRACK_COLOURS,
	trackOfNote,
	type TrackInPart
} from './tracks.ts';
export {
	TempoMap,
	type BarPosition,
	type MeterChange,
	type MeterSpan,
	type TempoChange,
	type TempoSpan
} from './tempo-map.ts';
