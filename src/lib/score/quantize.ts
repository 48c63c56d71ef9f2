/** Brings notes to the grid, wholly or in part. Pure. */

import type { Ticks } from '../units.ts';
import type { Edit } from './edit.ts';
import { changeNotes } from './note-edits.ts';
import type { Note } from './records.ts';
import type { TempoMap } from './tempo-map.ts';

export interface Quantizing {
	/** Above 0; lines are counted from where each meter begins. */
	readonly grid: Ticks;
	/** 0 to 1: how much of the way to the line is gone. */
	readonly strength: number;
	/** 0.5 to 0.75: where in a pair of cells the second begins; 0.5 is straight, 2/3 a triplet. */
	readonly swing: number;
	/** Whether ends go to lines, too; otherwise notes keep their lengths. */
	readonly ends: boolean;
}

type Lines = Pick<Quantizing, 'grid' | 'swing'>;

/** Moves the beginnings of notes, and the ends if asked, towards the lines of a grid. */
export function quantize(notes: readonly Note[], tempo: TempoMap, quantizing: Quantizing): Edit[] {
	const { strength, ends } = quantizing;
	if (quantizing.grid <= 0 || strength <= 0) return [];
	const towards = (from: Ticks, line: Ticks): Ticks => Math.round(from + (line - from) * Math.min(1, strength));
	return changeNotes(notes, (note) => {
		const line = findLine(note.start, tempo, quantizing);
		const start = towards(note.start, line);
		if (!ends) return { start };
		const end = note.start + note.duration;
		const nearest = findLine(end, tempo, quantizing);
		// a note is at least one cell long
		const endLine = nearest > line ? nearest : findLine(line + quantizing.grid, tempo, quantizing);
		return { start, duration: Math.max(1, towards(end, endLine) - start) };
	});
}

/** The line that is nearest to a tick; of two the earlier. The beginning of a meter is one, whatever the grid. */
function findLine(ticks: Ticks, tempo: TempoMap, { grid, swing }: Lines): Ticks {
	const origin = tempo.meterAt(ticks).tick;
	const pair = origin + Math.floor((ticks - origin) / (2 * grid)) * 2 * grid;
	const lines = [pair, pair + Math.round(2 * grid * swing), pair + 2 * grid].map((line) => {
		const after = tempo.meterAt(line).tick;
		return after > origin ? after : line;
	});
	return lines.reduce((best, line) => (Math.abs(line - ticks) < Math.abs(best - ticks) ? line : best));
}
