/** What the roll is given, and what it can be told to do. */

import type { Curve } from '#lib/pitch/index.ts';
import type { CurveSamples, Edit, Note, RecordId, Score } from '#lib/score/index.ts';
import type { Cents, Seconds, Ticks } from '../units.ts';
import type { NoteNames } from './note-name.ts';
import type { PitchCommand, RollPitch } from './pitch-types.ts';
import type { RollLane } from './lanes/lane.ts';
import type { Layout, Rect } from './layout.ts';
import type { Snap } from './snap.ts';
import type { SpectrogramLook } from './spectrogram/palette.ts';
import type { SpectrogramTiles } from './spectrogram/tiles.ts';
import type { Viewport } from './viewport.ts';

export type ToolName = 'select' | 'draw' | 'erase' | 'pitch';

/** Extremes of the sound in equal buckets of time, -1 to 1. The columns are equally long. */
export interface WaveformPeaks {
	readonly secondsPerBucket: Seconds;
	readonly min: Float32Array;
	readonly max: Float32Array;
}

export interface RollCurve {
	readonly curve: Curve;
	/** Where the curve's first frame sounds. */
	readonly offset: Seconds;
	/** How far has been listened to; null when all has. */
	readonly edge: Seconds | null;
	/** Frames of at least this confidence, 0 to 1, count as sung. */
	readonly threshold: number;
	/** The clip that may be drawn on; pitch cannot be drawn when it is not given. */
	readonly clip?: RecordId;
	/** What of the curve was drawn. */
	readonly drawn?: CurveSamples;
}

export interface RollWaveform {
	readonly peaks: WaveformPeaks;
	readonly offset: Seconds;
}

export interface RollSpectrogram {
	readonly tiles: SpectrogramTiles;
	/** Where the recording begins. */
	readonly offset: Seconds;
	/** SPECTROGRAM_LOOK when it is not given. */
	readonly look?: SpectrogramLook;
}

/** How somebody looks at the tracks of a part. */
export interface RollTracks {
	/** The one that is edited and drawn into. */
	readonly active: number;
	/** All that are shown are edited at once; what is drawn still goes into the active one. */
	readonly isAll: boolean;
	/** Whether the notes of others show through behind those of the active one. */
	readonly hasGhosts: boolean;
	/** Tracks of which nothing is shown, unless one is active. */
	readonly hidden: ReadonlySet<number>;
}

export interface TimeRange {
	readonly start: Seconds;
	readonly end: Seconds;
}

/** Somebody else who looks at the same score. */
export interface RollPerson {
	/** Tells people apart. */
	readonly who: number;
	/** As it is shown. */
	readonly name: string;
	/** Position in the theme's colours of people. */
	readonly colour: number;
	/** Her pointer, cents above MIDI 0; null while it is elsewhere. */
	readonly cursor: { readonly ticks: Ticks; readonly cents: Cents } | null;
	readonly selection: readonly RecordId[];
	/** What her roll shows. */
	readonly view: { readonly from: Ticks; readonly to: Ticks } | null;
}

/** Everything that is shown. The roll listens to the score itself; the rest changes through {@link Roll.update}. */
export interface RollInput {
	readonly score: Score;
	/** The part that is shown and edited; the first when it is not given. */
	readonly part?: number;
	/** All tracks are edited at once, and the first is drawn into, when it is not given. */
	readonly tracks?: RollTracks;
	readonly tool: ToolName;
	/** Grid that gestures keep to; 0 = none, `auto` = as fine as the zoom has room for. */
	readonly snap: Snap;
	/** Navigation, selection and playing only. */
	readonly isReadonly: boolean;
	readonly isPlaying: boolean;
	readonly playhead: () => Seconds;
	/** `page` turns the page when the playhead leaves it; `smooth` holds the playhead where a third of the view is behind it. */
	readonly follow: 'page' | 'smooth' | 'off';
	readonly curve: RollCurve | null;
	/** NO_PITCH when it is not given. */
	readonly pitch?: RollPitch;
	readonly waveform: RollWaveform | null;
	/** Drawn behind the notes while its layer is shown; the host updates the roll when a tile has come. */
	readonly spectrogram?: RollSpectrogram | null;
	/** Of the recording, from the start of the score; 0 if there is none. */
	readonly duration: Seconds;
	/** Under the roll, from the top. */
	readonly lanes?: readonly RollLane[];
	/** The key of the one that a narrow roll has room for; none when it is not given. */
	readonly narrowLane?: string | null;
	/** Shown in the ruler. */
	readonly loop?: TimeRange | null;
	/** Whose pointers, selections and views are drawn. */
	readonly people?: readonly RollPerson[];
	/** Its keys, as `bindKeys` makes them of one's own choices; those of KEY_BINDINGS when it is not given. */
	readonly keys?: readonly KeyBinding[];
	/** What notes are called; in English when it is not given. */
	readonly names?: NoteNames;
	readonly layers: {
		readonly notes: boolean;
		readonly f0: boolean;
		readonly waveform: boolean;
		readonly spectrogram?: boolean;
	};
	/** All words that the roll shows or speaks by itself: at the edge of listening, and its own name. */
	readonly labels: { readonly listening: string; readonly roll: string };
}

/** What the roll asks of its host, by key. */
export type HostCommand =
	| 'undo'
	| 'redo'
	| 'toggle-play'
	| 'tool-select'
	| 'tool-draw'
	| 'tool-erase'
	| 'tool-pitch'
	| 'toggle-carry'
	| 'toggle-vibrato'
	| 'snap-toggle'
	| 'snap-coarser'
	| 'snap-finer'
	| 'track-mute'
	| 'track-solo'
	| 'toggle-ghosts'
	| 'toggle-events'
	| 'toggle-loop'
	| 'play-selection'
	| 'swap-sound'
	| 'both-sounds'
	| 'metronome'
	| 'slower'
	| 'faster'
	| 'follow'
	| 'add-tempo'
	| 'add-meter'
	| 'add-marker'
	| 'previous-marker'
	| 'next-marker'
	| 'loop-start'
	| 'loop-end'
	| 'loop-selection'
	| 'ask-quantize'
	| 'ask-transpose'
	| 'ask-scale'
	| 'ask-lyrics'
	| 'ask-phonemes'
	| 'ask-dictionary'
	| 'ask-velocity'
	| 'ask-humanise'
	| 'help';

/** What is done to the selected notes at once, or chooses notes. */
export type NoteCommand =
	| 'split'
	| 'split-grid'
	| 'merge'
	| 'quantize'
	| 'legato'
	| 'reverse'
	| 'humanise'
	| 'select-pitch'
	| 'select-range'
	| 'select-invert';

/** What only lanes do. */
export type LaneCommand =
	| 'lane-next'
	| 'lane-previous'
	/** Of segments: their borders go to where notes begin and end. */
	| 'quantize-to-notes';

export type RollCommand =
	| NoteCommand
	| PitchCommand
	| 'menu'
	| LaneCommand
	| 'delete'
	| 'copy'
	| 'cut'
	| 'paste'
	| 'duplicate'
	| 'select-all'
	| 'select-none'
	| 'select-next'
	| 'select-previous'
	| 'nudge-up'
	| 'nudge-down'
	| 'nudge-octave-up'
	| 'nudge-octave-down'
	| 'nudge-cents-up'
	| 'nudge-cents-down'
	| 'nudge-left'
	| 'nudge-right'
	| 'lengthen'
	| 'shorten'
	| 'draw-at-playhead'
	/** Of the first selected note; without one a note is drawn at the playhead. */
	| 'edit-lyric'
	| 'go-start'
	| 'previous-bar'
	| 'next-bar'
	| 'go-end'
	| 'zoom-in'
	| 'zoom-out'
	| 'zoom-taller'
	| 'zoom-flatter'
	| 'zoom-fit';

/** One way to press it. `mod` is Ctrl, or Cmd on a Mac. A modifier that is not given must not be held. */
export interface KeyChord {
	/** As in KeyboardEvent.key, letters in lower case. */
	readonly key: string;
	readonly mod?: boolean;
	readonly alt?: boolean;
	/** `any` where the character itself may need Shift. */
	readonly shift?: boolean | 'any';
}

export interface KeyBinding {
	/** What it does; the page translates it by this id. */
	readonly id: RollCommand | HostCommand | 'escape';
	readonly group: 'play' | 'tools' | 'edit' | 'pitch' | 'select' | 'move' | 'view';
	readonly chords: readonly KeyChord[];
	/** Whether it changes the document, and so does nothing where one may only look. */
	readonly edits: boolean;
	/** Whether holding the key repeats it. */
	readonly repeats?: boolean;
}

/** A piano roll on the page. */
export interface Roll {
	/** Changes some of what is shown; costs one redraw at the next frame. */
	update(change: Partial<RollInput>): void;
	/** The curve given in `update` has more frames than before. */
	curveGrew(): void;
	readonly selection: ReadonlySet<RecordId>;
	select(ids: Iterable<RecordId>): void;
	run(command: RollCommand): void;
	/** Shows the notes as edits would leave them, without making them; null ends it. */
	preview(edits: readonly Edit[] | null): void;
	/** Puts notes on the clipboard, as copying a selection does, whether they are in the score or not. */
	copy(notes: readonly Note[]): void;
	readonly selectedSegments: ReadonlySet<RecordId>;
	selectSegments(ids: Iterable<RecordId>): void;
	/** Where a segment stands in its lane, in pixels of the host; null while it is out of view. */
	placeSegment(id: RecordId): Rect | null;
	/** Gives the keys to a lane; null gives them back to the notes. */
	activateLane(key: string | null): void;
	readonly layout: Layout;
	/** Where a note stands, in pixels of the host; null while it is out of view. */
	placeNote(id: RecordId): Rect | null;
	/** Scrolls as little as shows a note. */
	showNote(id: RecordId): void;
	/** Scrolls so that `seconds` is in view, if it is not. */
	showTime(seconds: Seconds): void;
	/** Scrolls to where somebody of `people` is and shows her name; nothing happens while that is not known. */
	showPerson(who: number): void;
	/** A good first view: from the start, at most 20 seconds wide, all the pitches that there are. */
	fitContent(): void;
	readonly viewport: Viewport;
	/** The grid that gestures keep to at this zoom, 0 for none. */
	readonly grid: Ticks;
	/** Where a tick stands under the ruler and its flags, in pixels of the window; at its edge for what is out of view. */
	placeOnRuler(tick: Ticks): { readonly x: number; readonly y: number };
	dispose(): void;
}
