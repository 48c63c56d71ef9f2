/** Notes as mir_eval reads them: a line for each, `onset offset hz`, in seconds; `#` begins a comment. And lanes, likewise. */

import { Fault } from '#lib/fault.ts';
import { keyOf, tuningOf, type LabelledSpan } from '#lib/score/index.ts';
import { midiToHz } from '#lib/units.ts';
import { writeValues } from './csv.ts';
import type { FormatContent, ReadContent } from './format.ts';
import { makeReadContent } from './read-content.ts';
import { looksLike, readHz, readNumber, readRows, readTimes, splitMidi, timedPart, timesOf } from './rows.ts';
import { writeText } from './text.ts';
import { filledSegments, findDrawn, findFilled, findWanted, inOneLine } from './written-lanes.ts';

const TIME_DECIMALS = 6;
/** A hundredth of a cent at the lowest pitch. */
const HZ_DECIMALS = 5;
const NUMBER = String.raw`[+-]?\d+(\.\d*)?(e[+-]?\d+)?`;
const LINE = new RegExp(String.raw`^\s*${NUMBER}[\s,]+${NUMBER}[\s,]+${NUMBER}\s*$`, 'i');
const MIDI_MAX = 127;
/** For its readers a row has three columns. */
const NO_LABEL = '_';

export const isMirEval = (_: Uint8Array, text: string | null): boolean => text !== null && looksLike(text, LINE);

/**
 * The lane that is wanted, as labelled intervals or a time series; or else the notes of the part, in order of time, or
 * where there are none the first lane with something in it.
 */
export function writeMirEval(content: FormatContent): Uint8Array {
	const { score, part, lane } = content;
	const notes = lane === undefined ? timesOf(score, part) : [];
	if (notes.length === 0) return writeLanes(content);
	const rows = notes.map((note) => {
		const hz = midiToHz(note.pitch + note.cents / 100 + tuningOf(keyOf(score, note.part).a4));
		return [note.onset.toFixed(TIME_DECIMALS), note.offset.toFixed(TIME_DECIMALS), hz.toFixed(HZ_DECIMALS)].join('\t');
	});
	return writeText(`${rows.join('\n')}\n`);
}

function writeLanes(content: FormatContent): Uint8Array {
	const { score } = content;
	const segments = findWanted(content, 'curve') ? null : findFilled(content);
	if (segments) return writeText(`${filledSegments(score, segments.id).map(writeInterval).join('\n')}\n`);
	const curve = findDrawn(content);
	if (curve) return writeText(`${writeValues(score, curve, '\t').join('\n')}\n`);
	throw new Fault('not-found', 'A file for mir_eval holds notes, segments or a curve, and there are none yet.');
}

const writeInterval = ({ from, to, label }: LabelledSpan): string =>
	[from.toFixed(TIME_DECIMALS), to.toFixed(TIME_DECIMALS), inOneLine(label) || NO_LABEL].join('\t');

/** Pitches that are all whole numbers up to 127 are MIDI numbers; frequencies are not. */
export function readMirEval(bytes: Uint8Array): ReadContent {
	const rows = readRows(bytes, (line) => line.trim().split(/[\s,]+/)).map(({ cells, line }) => ({
		line,
		span: readTimes(readNumber(cells[0], line), readNumber(cells[1], line), line),
		pitch: readNumber(cells[2], line)
	}));
	const isMidi = rows.every(({ pitch }) => Number.isInteger(pitch) && pitch >= 0 && pitch <= MIDI_MAX);
	const notes = rows.map(({ line, span, pitch }) => ({
		...span,
		...(isMidi ? splitMidi(pitch) : readHz(pitch, line))
	}));
	return makeReadContent({ parts: [timedPart(notes)], timing: 'seconds', leftOut: new Set() });
}
