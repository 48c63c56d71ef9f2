/** LAB: a line for each stretch of time, `start end label`, as HTK and the programs for singing voices write them. */

import { Fault } from '#lib/fault.ts';
import { DEFAULTS } from '#lib/score/index.ts';
import type { Seconds } from '#lib/units.ts';
import type { FormatContent, LeftOut, ReadContent } from './format.ts';
import { readPitchName, writePitchName } from './pitch-name.ts';
import { makeReadContent } from './read-content.ts';
import { looksLike, readNumber, readRows, readTimes, timedPart, timesOf, type TimedNote } from './rows.ts';
import { writeText } from './text.ts';

/** Times are whole multiples of 100 ns; some programs write seconds, which have a point. */
const UNITS_PER_SECOND = 1e7;
const REST = 'pau';
/** Labels of silence and breath. */
const RESTS: ReadonlySet<string> = new Set(['', REST, 'sil', 'sp', 'SP', 'AP', 'br', 'R', '#', '_']);
const LINE = /^\s*\d+(\.\d+)?\s+\d+(\.\d+)?\s+[^\s\d+.-].*$/u;

export const isLab = (_: Uint8Array, text: string | null): boolean => text !== null && looksLike(text, LINE);

/** The notes of the part: the lyric is the label, or else the name of the pitch. Rests are labels, too. */
export function writeLab({ score, part }: FormatContent): Uint8Array {
	const notes = timesOf(score, part);
	if (notes.length === 0) throw new Fault('not-found', 'A LAB file holds notes, and there are none yet.');
	const units = (seconds: Seconds): number => Math.round(seconds * UNITS_PER_SECOND);
	const lines: string[] = [];
	let end = 0;
	for (const { onset, offset, lyric, pitch } of notes) {
		if (units(onset) > end) lines.push(`${end} ${units(onset)} ${REST}`);
		// a label of several words would be read as one all the same
		lines.push(`${units(onset)} ${units(offset)} ${lyric.trim() || writePitchName(pitch)}`);
		end = Math.max(end, units(offset));
	}
	return writeText(`${lines.join('\n')}\n`);
}

/** Labels that name a pitch are notes of that pitch; others become lyrics of notes at C4. */
export function readLab(bytes: Uint8Array): ReadContent {
	const leftOut = new Set<LeftOut>();
	const rows = readRows(bytes, (line) => /^\s*(\S+)\s+(\S+)\s*(.*?)\s*$/u.exec(line)?.slice(1) ?? [line]);
	// whole numbers are 100 ns, unless they are too small to be
	const times = rows.flatMap(({ cells, line }) => [readNumber(cells[0], line), readNumber(cells[1], line)]);
	const isWhole = times.every(Number.isInteger) && times.some((time) => time >= UNITS_PER_SECOND / 1000);
	const notes = rows.flatMap(({ cells, line }): TimedNote[] => {
		const [onset, offset] = [readNumber(cells[0], line), readNumber(cells[1], line)];
		const label = cells[2] ?? '';
		const scale = isWhole ? UNITS_PER_SECOND : 1;
		const span = readTimes(onset / scale, offset / scale, line);
		if (RESTS.has(label)) return [];
		const pitch = readPitchName(label);
		if (pitch === null) leftOut.add('pitches');
		return [{ ...span, ...(pitch === null ? { pitch: DEFAULTS.note.pitch, lyric: label } : { pitch }) }];
	});
	return makeReadContent({ parts: [timedPart(notes)], timing: 'seconds', leftOut });
}
