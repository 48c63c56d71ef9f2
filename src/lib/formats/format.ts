/** What a file format is: one row of the table in formats.ts, a reader, a writer, or both. */

import type { Curve } from '#lib/pitch/index.ts';
import type { CurveSamples, LaneShape, RecordId, Score } from '#lib/score/index.ts';
import type { Hz, Seconds } from '#lib/units.ts';

/** Notes that are read from a file at most. */
export const NOTES_MAX = 100_000;
/** Bytes of a file that is read at most: 2,000,000 messages of MIDI, or 100,000 notes in any of the texts. */
export const FILE_BYTES_MAX = 64 * 2 ** 20;

/** A recording as an analyser heard it. */
export interface Analysed {
	readonly analyser: { readonly id: string; readonly version: string };
	readonly audio: {
		/** Lower-case hex SHA-256 of the file's bytes. */
		readonly sha256: string;
		readonly seconds: Seconds;
		readonly sampleRate: Hz;
		/** File name as it was given. */
		readonly name: string;
	};
	/** Where in the score the recording's first sample sounds; 0 when not given. */
	readonly offset?: Seconds;
	/** With what a person drew over it. */
	readonly curve: Curve | null;
	/** What of it a person drew; nothing when it is not given. */
	readonly drawn?: CurveSamples;
	/** Frames of at least this confidence, 0 to 1, are voiced. */
	readonly threshold: number;
}

/** What a file holds, or is made of. */
export interface FormatContent {
	readonly score: Score;
	/** The part that the recording is in, where a format holds one part only; all of them when it is not given. */
	readonly part?: number;
	/** The one lane that is wanted, in a format that holds lanes ({@link Format.lanes}). */
	readonly lane?: RecordId;
	/** The recording whose curve is wanted; null when there is none. */
	readonly analysis: Analysed | null;
}

/** What a format cannot hold. */
export type Loss =
	| 'velocity'
	| 'cents'
	/** Of a note that has a lyric. */
	| 'pitch'
	| 'lyrics'
	/** Tempo and meter. */
	| 'clock'
	/** Changes of tempo and meter. */
	| 'changes'
	/** That parts have clocks of their own; their notes keep their times. */
	| 'clocks'
	/** All parts but one. */
	| 'parts'
	| 'notes'
	/** The pitch that was heard. */
	| 'curve'
	/** The same, where there is no note. */
	| 'curveBetween'
	/** Sound; at most its name and hash are in the file. */
	| 'recording'
	/** Which notes go together. */
	| 'tracks'
	| 'markers'
	/** Lanes of segments. */
	| 'segments'
	/** How sure each of the segments is. */
	| 'confidence'
	/** Lanes of values over time. */
	| 'lanes'
	/** The document's dictionary. */
	| 'words'
	| 'vibrato'
	/** Of notes. */
	| 'phonemes'
	/** Tonic and scale. */
	| 'key'
	/** That A4 is not 440 Hz. */
	| 'a4';

/** What was in a file and is not in what was read. */
export type LeftOut =
	/** Pitch that moves inside a note: the note has its mean. */
	| 'bends'
	| 'controllers'
	/** Curves of which the file does not say when their values are. */
	| 'curve'
	/** Notes that did not end: they end with their track. */
	| 'ends'
	/** Lanes over the limit, or such as have too much in them. */
	| 'lanes'
	/** Words where no note begins. */
	| 'lyrics'
	| 'markers'
	| 'meters'
	/** Fields that nobody here knows. */
	| 'other'
	/** Parts over the limit, or where none may be added. */
	| 'parts'
	| 'recordings'
	/** Those that do not say when they are, or over the limit. */
	| 'segments'
	/** How a program showed the file: its tool and its grid. */
	| 'settings'
	| 'tempos'
	/** Tracks over the limit; their notes are in the first. */
	| 'tracks'
	/** The dictionary, where the document itself may not be written, or words over the limit. */
	| 'words';

/** A file that was read. */
export interface ReadContent extends FormatContent {
	/** Whether its notes lie on beats of its own tempo, or at times that no tempo changes. */
	readonly timing: 'beats' | 'seconds';
	/** Each once, in no order. */
	readonly leftOut: readonly LeftOut[];
	/** The bytes of a sound file that was inside; it is among what was left out, too. */
	readonly recording?: Uint8Array<ArrayBuffer>;
	/** A lane of the score that is the pitch of a recording, in Hz: over one that is there it becomes what is drawn. */
	readonly pitch?: RecordId;
}

export interface Format {
	readonly id: 'midi' | 'document' | 'gradio' | 'notes' | 'lab' | 'textgrid' | 'mir-eval' | 'csv' | 'json';
	readonly name: string;
	/** Without a dot; the first is the one that is written. */
	readonly extensions: readonly [string, ...string[]];
	readonly mime: string;
	readonly losses: readonly Loss[];
	/** Lanes that it can hold one of by itself. */
	readonly lanes?: readonly LaneShape[];
	/** Whether a file is of this format; `text` is what its bytes say, null where they are no text. */
	readonly recognises?: (bytes: Uint8Array, text: string | null) => boolean;
	/** The content of a file's bytes; what cannot be read is a `Fault`: `damaged`, `truncated`, `too-large`. */
	readonly read?: (bytes: Uint8Array) => ReadContent;
	/** The bytes of a file. What the format needs and the content lacks is a `Fault('not-found')`. */
	readonly write?: (content: FormatContent) => Uint8Array;
}

export type FormatId = Format['id'];
