/** Notes as mir_eval reads them: a line for each, `onset offset hz`, in seconds; `#` begins a comment. */

import { Fault } from '#lib/fault.ts';
import { keyOf, tuningOf } from '#lib/score/index.ts';
import { midiToHz } from '#lib/units.ts';
import type { FormatContent, ReadContent } from './format.ts';
import { makeReadContent } from './read-content.ts';
import { looksLike, readHz, readNumber, readRows, readTimes, splitMidi, timedPart, timesOf } from './rows.ts';
import { writeText } from './text.ts';

const TIME_DECIMALS = 6;
/** A hundredth of a cent at the lowest pitch. */
const HZ_DECIMALS = 5;
const NUMBER = String.raw`[+-]?\d+(\.\d*)?(e[+-]?\d+)?`;
const LINE = new RegExp(String.raw`^\s*${NUMBER}[\s,]+${NUMBER}[\s,]+${NUMBER}\s*$`, 'i');
const MIDI_MAX = 127;

export const isMirEval = (_: Uint8Array, text: string | null): boolean => text !== null && looksLike(text, LINE);

/** The notes of the part, in order of time. */
export function writeMirEval({ score, part }: FormatContent): Uint8Array {
	const notes = timesOf(score, part);
	if (notes.length === 0) throw new Fault('not-found', 'A file for mir_eval holds notes, and there are none yet.');
	const rows = notes.map((note) => {
		const hz = midiToHz(note.pitch + note.cents / 100 + tuningOf(keyOf(score, note.part).a4));
		return [note.onset.toFixed(TIME_DECIMALS), note.offset.toFixed(TIME_DECIMALS), hz.toFixed(HZ_DECIMALS)].join('\t');
	});
	return writeText(`${rows.join('\n')}\n`);
}

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
