/** What a player can do: recording, notes and metronome on one audio clock, behind one transport. */

import type { PlacedCurve } from '#lib/pitch/index.ts';
import type { Note, TempoMap } from '#lib/score/index.ts';
import type { Fault } from '../fault.ts';
import type { Midi, Seconds } from '../units.ts';
import type { GainOf } from './pack-notes.ts';
import type { RecordingSource } from './recording-part.ts';
import type { Part } from './rig.ts';
import type { Timbre } from './timbre.ts';
import type { LoopRange } from './transport.ts';
import type { HeardKey } from './voice-engine.ts';

/** How notes sound: what they bend along, and how loud each is beside the others; all alike when it is not given. */
export interface NotesSound {
	readonly bend?: PlacedCurve | null;
	readonly gainOf?: GainOf;
	/** Semitones that everything sounds higher than its MIDI number: an A4 other than 440 Hz. */
	readonly tuning?: Midi;
}

export interface Player {
	/** What is heard now; a cheap getter that follows the audio clock. */
	readonly position: Seconds;
	/** True from the call of `play`, also while the sound is still being set up. */
	readonly isPlaying: boolean;
	/** End of the last thing that sounds. */
	readonly duration: Seconds;
	readonly loop: LoopRange | null;
	/** Seconds of the score in one of the clock: 0.5 to 2. */
	readonly speed: number;
	/** Why notes cannot sound on this page, once that is known; the recording plays all the same. */
	readonly notesFault: Fault | null;
	/** Why the recording's pitch follows the speed on this page, once that is known. */
	readonly stretchFault: Fault | null;
	/** Everything that is heard passes here; null before the first sound. */
	readonly analyser: AnalyserNode | null;
	setRecording(source: RecordingSource | null, offset: Seconds): void;
	/** May be called while playing; sounding notes follow their edit. */
	setNotes(notes: readonly Note[], tempo: TempoMap, sound?: NotesSound): void;
	/** Throws Fault `unavailable` where the page may not sound yet, or has only notes and cannot play them. */
	play(from?: Seconds): Promise<void>;
	/** Plays a range once, whatever is looped, and returns to its start. Throws as `play` does. */
	playRange(range: LoopRange): Promise<void>;
	/** Clicks one bar as it would before `play`; resolves when it is over, false when something ended it. Throws as `play` does. */
	countIn(): Promise<boolean>;
	pause(): void;
	seek(seconds: Seconds): void;
	/** Takes effect without a gap; a range that ends before the position is not looped. */
	setLoop(range: LoopRange | null): void;
	/** 0.5 to 2, at one pitch; while playing without a jump. */
	setSpeed(speed: number): void;
	/** 0 to 1. */
	setGain(part: Part, gain: number): void;
	/** Of everything together, 0 to 1. */
	setVolume(volume: number): void;
	/** What the notes sound like. */
	setTimbre(timbre: Timbre): void;
	/** Whether a bar is clicked before each `play`; the metronome's gain holds for it. */
	setCountIn(isOn: boolean): void;
	/** Sounds keys until `endPreview`; those that were not held are struck. Does nothing where notes cannot sound. */
	preview(keys: readonly HeardKey[]): void;
	endPreview(): void;
	/** Told of play, pause, seek, loop, a new duration, and the end, where the position returns to the start. */
	subscribe(listener: () => void): () => void;
	dispose(): void;
}
