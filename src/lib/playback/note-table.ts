/** Notes as the voices take them: one set of columns in seconds, sorted by start, ready to be moved to a worklet. */

import type { Frames } from '../units.ts';

/** Columns of equal length, one row a note. A row's bend is `bend[bendFrom .. bendFrom + bendCount)`, one value each 10 ms. */
export interface NoteTable {
	/** Record ids: how a sounding voice finds its note again after an edit. */
	readonly key: Float64Array<ArrayBuffer>;
	readonly start: Float64Array<ArrayBuffer>;
	readonly end: Float64Array<ArrayBuffer>;
	/** MIDI number with the note's cents. */
	readonly pitch: Float64Array<ArrayBuffer>;
	readonly velocity: Uint8Array<ArrayBuffer>;
	/** 0 to 1, over the velocity; a row of 0 is not played. */
	readonly gain: Float32Array<ArrayBuffer>;
	/** When the first bend value applies. */
	readonly bendTime: Float64Array<ArrayBuffer>;
	readonly bendFrom: Uint32Array<ArrayBuffer>;
	readonly bendCount: Uint32Array<ArrayBuffer>;
	/** Semitones to add to `pitch`. */
	readonly bend: Float32Array<ArrayBuffer>;
}

/** A table of zeros at full gain, to be filled in. */
export const createTable = (rows: number, frames: Frames): NoteTable => ({
	key: new Float64Array(rows),
	start: new Float64Array(rows),
	end: new Float64Array(rows),
	pitch: new Float64Array(rows),
	velocity: new Uint8Array(rows),
	gain: new Float32Array(rows).fill(1),
	bendTime: new Float64Array(rows),
	bendFrom: new Uint32Array(rows),
	bendCount: new Uint32Array(rows),
	bend: new Float32Array(frames)
});

export const EMPTY_TABLE: NoteTable = createTable(0, 0);

/** The buffers of a table, to be moved rather than copied. */
export const buffersOf = (table: NoteTable): ArrayBuffer[] => Object.values(table).map((column) => column.buffer);
