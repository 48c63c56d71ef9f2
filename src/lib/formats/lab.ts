/** LAB: a line for each stretch of time, `start end label`, as HTK and the programs for singing voices write them. */

import { Fault } from '#lib/fault.ts';
import type { LabelledSpan } from '#lib/score/index.ts';
import type { Seconds } from '#lib/units.ts';
import type { FormatContent, ReadContent } from './format.ts';
import { readPitchName, writePitchName } from './pitch-name.ts';
import { makeReadContent } from './read-content.ts';
import { looksLike, readNumber, readRows, readTimes, timedPart, timesOf, type Row } from './rows.ts';
import { writeText } from './text.ts';
import { filledSegments, findFilled, findWanted, inOneLine } from './written-lanes.ts';

/** Times are whole multiples of 100 ns; some programs write seconds, which have a point. */
const UNITS_PER_SECOND = 1e7;
/** Whole numbers are 100 ns, unless all of them are too small to be. */
const LEAST_UNITS = UNITS_PER_SECOND / 1000;
const REST = 'pau';
/** Labels of silence and breath, between notes. */
const RESTS: ReadonlySet<string> = new Set(['', REST, 'sil', 'sp', 'SP', 'AP', 'br', 'R', '#', '_']);
const LINE = /^\s*\d+(\.\d+)?[\s,]+\d+(\.\d+)?[\s,]+[^\s\d+.,-].*$/u;
/** A label that is a number is one only behind times that can be nothing but HTK's. */
const HTK_LINE = /^\s*\d+\s+\d+(\s+\S.*)?$/u;

export const isLab = (_: Uint8Array, text: string | null): boolean =>
	text !== null && (looksLike(text, LINE) || (looksLike(text, HTK_LINE) && /(^|\n)\s*\d+\s+\d{6,}(\s|$)/.test(text)));

/**
 * The lane that is wanted, or else the notes: the lyric is the label, or the name of the pitch. Where there are no notes
 * it is the first lane with segments. What lies between is a rest.
 */
export function writeLab(content: FormatContent): Uint8Array {
	const notes = findWanted(content, 'segments') ? [] : timesOf(content.score, content.part);
	const lane = notes.length === 0 ? findFilled(content) : null;
	if (notes.length === 0 && !lane)
		throw new Fault('not-found', 'A LAB file holds notes or segments, and there are none yet.');
	const spans = lane
		? filledSegments(content.score, lane.id)
		: notes.map(({ onset, offset, lyric, pitch }) => ({
				from: onset,
				to: offset,
				label: inOneLine(lyric) || writePitchName(pitch)
			}));
	return writeText(`${writeSpans(spans).join('\n')}\n`);
}

function writeSpans(spans: readonly LabelledSpan[]): string[] {
	const units = (seconds: Seconds): number => Math.round(seconds * UNITS_PER_SECOND);
	const lines: string[] = [];
	let end = 0;
	for (const { from, to, label } of spans) {
		if (units(from) > end) lines.push(`${end} ${units(from)} ${REST}`);
		// a label of several words would be read as one all the same
		lines.push(`${units(from)} ${units(to)} ${inOneLine(label) || REST}`);
		end = Math.max(end, units(to));
	}
	return lines;
}

/** Notes where all labels but rests name a pitch; otherwise a lane of segments, in which a gap is a rest. */
export function readLab(bytes: Uint8Array): ReadContent {
	const rows = readSpans(
		readRows(bytes, (line) => /^\s*([^\s,]+)[\s,]+([^\s,]+)[\s,]*(.*?)\s*$/u.exec(line)?.slice(1) ?? [line])
	);
	const sung = rows.filter(({ label }) => !RESTS.has(label));
	const notes = sung.flatMap(({ from, to, label }) => {
		const pitch = readPitchName(label);
		return pitch === null ? [] : [{ onset: from, offset: to, pitch }];
	});
	const areNotes = notes.length === sung.length && notes.length > 0;
	const spans = rows.filter(({ from, to, label }) => to > from && label !== REST);
	return makeReadContent({
		parts: [areNotes ? timedPart(notes) : { ...timedPart([]), lanes: [{ shape: 'segments', name: '', spans }] }],
		timing: 'seconds',
		leftOut: new Set()
	});
}

function readSpans(rows: readonly Row[]): LabelledSpan[] {
	const times = rows.map(({ cells, line }) => [readNumber(cells[0], line), readNumber(cells[1], line)] as const);
	const isWhole = times.every((pair) => pair.every(Number.isInteger)) && times.some(([, to]) => to >= LEAST_UNITS);
	const scale = isWhole ? UNITS_PER_SECOND : 1;
	return rows.map(({ cells, line }, i) => {
		const [start = 0, end = 0] = times[i] ?? [];
		const { onset, offset } = readTimes(start / scale, end / scale, line);
		return { from: onset, to: offset, label: cells[2] ?? '' };
	});
}
