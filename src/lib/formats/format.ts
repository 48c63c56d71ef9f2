/** What a file format is: one row of the table in formats.ts, a reader, a writer, or both. */

import type { Curve } from '#lib/pitch/index.ts';
import type { Score } from '#lib/score/index.ts';
import type { Hz, Seconds } from '#lib/units.ts';

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
	readonly curve: Curve | null;
	/** Frames of at least this confidence, 0 to 1, are voiced. */
	readonly threshold: number;
}

/** What a file holds, or is made of. */
export interface FormatContent {
	readonly score: Score;
	/** The part that the recording is in, where a format holds one part only; all of them when it is not given. */
	readonly part?: number;
	/** The recording whose curve is wanted; null when there is none. */
	readonly analysis: Analysed | null;
}

export interface Format {
	readonly id: 'midi' | 'csv' | 'json';
	readonly name: string;
	/** Without a dot; the first is the one that is written. */
	readonly extensions: readonly [string, ...string[]];
	readonly mime: string;
	/** The content of a file's bytes; what cannot be read is a `Fault`. */
	readonly read?: (bytes: Uint8Array) => FormatContent;
	/** The bytes of a file. What the format needs and the content lacks is a `Fault('not-found')`. */
	readonly write?: (content: FormatContent) => Uint8Array;
}

export type FormatId = Format['id'];
