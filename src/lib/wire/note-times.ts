/** Starts and durations of notes in few bytes: mostly a note begins where one ended, and both on a frame of the analysis. */

import type { Meta } from '../score/index.ts';
import { HOP_SECONDS, TICKS_PER_QUARTER, type Ticks } from '../units.ts';
import { decodeNumbers, encodeNumbers } from './columns.ts';
import { integer, list, type WireValue } from './edit-codec.ts';

export interface NoteTimes {
	readonly starts: Float64Array;
	readonly durations: Float64Array;
}

/** Tempo that stands for a grid of single ticks. */
const NO_TEMPO = 0;

/** Ticks from one frame of an analysis to the next, which is where heard notes begin and end. */
const gridAt = (tempo: number): Ticks => (tempo === NO_TEMPO ? 1 : (HOP_SECONDS * 1e6 * TICKS_PER_QUARTER) / tempo);

/**
 * [tempo, steps from the last end, steps to the end, ticks off the grid at the start, and at the end]. `tempo` is that of
 * notes that were heard, or null where none were.
 */
export function encodeTimes(times: NoteTimes, tempo: Meta['tempo'] | null): WireValue[] {
	const plain = encodeOnGrid(times, NO_TEMPO);
	// a grid finer than ticks has nothing to offer, and steps too many for a column
	if (tempo === null || gridAt(tempo) < 1) return plain;
	const heard = encodeOnGrid(times, tempo);
	return sizeOf(heard) < sizeOf(plain) ? heard : plain;
}

const sizeOf = (columns: WireValue[]): number =>
	columns.reduce((sum: number, column) => sum + (column instanceof Uint8Array ? column.length : 0), 0);

function encodeOnGrid({ starts, durations }: NoteTimes, tempo: number): WireValue[] {
	const grid = gridAt(tempo);
	const columns = [0, 1, 2, 3].map(() => new Float64Array(starts.length));
	const [gaps, lengths, startRests, endRests] = columns;
	for (let i = 0, lastStep = 0; i < starts.length; i++) {
		const start = starts[i] ?? 0;
		const end = start + (durations[i] ?? 0);
		const startStep = Math.round(start / grid);
		const endStep = Math.round(end / grid);
		if (gaps) gaps[i] = startStep - lastStep;
		if (lengths) lengths[i] = endStep - startStep;
		if (startRests) startRests[i] = start - Math.round(startStep * grid);
		if (endRests) endRests[i] = end - Math.round(endStep * grid);
		lastStep = endStep;
	}
	return [tempo, ...columns.map(encodeNumbers)];
}

/** {@link encodeTimes} from outside; numbers of any size, for the records to bring into range. */
export function decodeTimes(wire: unknown, count: number): NoteTimes {
	const [tempo, ...columns] = list(wire);
	const grid = gridAt(integer(tempo));
	const [gaps, lengths, startRests, endRests] = [0, 1, 2, 3].map((i) => decodeNumbers(columns[i], count));
	const starts = new Float64Array(count);
	const durations = new Float64Array(count);
	let step = 0;
	for (let i = 0; i < count; i++) {
		step += gaps?.[i] ?? 0;
		const start = Math.round(step * grid) + (startRests?.[i] ?? 0);
		step += lengths?.[i] ?? 0;
		starts[i] = start;
		durations[i] = Math.round(step * grid) + (endRests?.[i] ?? 0) - start;
	}
	return { starts, durations };
}
