/** Notes as a table: a row each, in seconds, its columns named in the first row. */

import { Fault } from '#lib/fault.ts';
import type { FormatContent, LeftOut, ReadContent } from './format.ts';
import { readPitchName } from './pitch-name.ts';
import { makeReadContent } from './read-content.ts';
import {
	readHz,
	readNumber,
	readRows,
	readTimes,
	splitMidi,
	timedPart,
	timesOf,
	type Row,
	type TimedNote
} from './rows.ts';
import { writeText } from './text.ts';

const TIME_DECIMALS = 6;
/** What others call our columns, in lower case. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
	onset: ['onset', 'start', 'start_time', 'time', 'begin', 'start (s)', 'onset_time'],
	offset: ['offset', 'end', 'end_time', 'stop', 'end (s)', 'offset_time'],
	duration: ['duration', 'length', 'dur'],
	midi: ['midi', 'pitch', 'note', 'note_number', 'midi_pitch', 'pitch_midi'],
	hz: ['hz', 'frequency', 'freq', 'f0'],
	cents: ['cents'],
	velocity: ['velocity', 'vel'],
	lyric: ['lyric', 'lyrics', 'text', 'label'],
	part: ['part', 'track']
};

/** The delimiter of a head that names a beginning, an end and a pitch; null for any other line. */
function findDelimiter(head: string): string | null {
	const found = [',', ';', '\t'].find((delimiter) => {
		const columns = findColumns(cutCells(head, delimiter));
		const has = (name: string): boolean => columns.has(name);
		return has('onset') && (has('offset') || has('duration')) && (has('midi') || has('hz'));
	});
	return found ?? null;
}

function findColumns(names: readonly string[]): Map<string, number> {
	const found = new Map<string, number>();
	for (const [column, known] of Object.entries(COLUMNS)) {
		const at = names.findIndex((name) => known.includes(name.trim().toLowerCase()));
		if (at >= 0) found.set(column, at);
	}
	return found;
}

const headOf = (text: string): string =>
	text
		.slice(0, 4096)
		.split(/\r\n|\r|\n/)
		.find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';

export const isNoteCsv = (_: Uint8Array, text: string | null): boolean =>
	text !== null && findDelimiter(headOf(text)) !== null;

/** The notes of all parts, in the seconds of their own clocks. */
export function writeNoteCsv({ score }: FormatContent): Uint8Array {
	const notes = timesOf(score, undefined);
	if (notes.length === 0) throw new Fault('not-found', 'A CSV of notes holds notes, and there are none yet.');
	const names = new Map<number, string>(score.parts.map(({ id, name }, at) => [id, name || String(at + 2)]));
	const rows = notes.map(({ onset, offset, pitch, cents, velocity, lyric, part }) => [
		onset.toFixed(TIME_DECIMALS),
		offset.toFixed(TIME_DECIMALS),
		pitch,
		cents,
		velocity,
		quote(lyric),
		...(names.size > 0 ? [quote(names.get(part) ?? '')] : [])
	]);
	const head = ['onset', 'offset', 'midi', 'cents', 'velocity', 'lyric', ...(names.size > 0 ? ['part'] : [])];
	return writeText(`${[head, ...rows].map((row) => row.join(',')).join('\n')}\n`);
}

const quote = (text: string): string =>
	/[",;\t\r\n#]|^\s|\s$/.test(text) ? `"${text.replace(/\s/g, ' ').replaceAll('"', '""')}"` : text;

/** Notes by the names of the columns; those of other parts become parts. */
export function readNoteCsv(bytes: Uint8Array): ReadContent {
	let delimiter: string | null = null;
	const [head, ...rows] = readRows(bytes, (line) => cutCells(line, (delimiter ??= findDelimiter(line) ?? ',')));
	const columns = findColumns(head?.cells ?? []);
	const parts = new Map<string, TimedNote[]>();
	for (const row of rows) {
		const name = row.cells[columns.get('part') ?? -1]?.trim() ?? '';
		const notes = parts.get(name) ?? [];
		notes.push(readNote(row, columns));
		parts.set(name, notes);
	}
	// what has no name comes first, because the first part has none
	const inOrder = [...parts].sort(([a], [b]) => Number(a !== '') - Number(b !== ''));
	const found = inOrder.map(([name, notes]) => timedPart(notes, name));
	const leftOut = new Set<LeftOut>();
	return makeReadContent({ parts: found.length > 0 ? found : [timedPart([])], timing: 'seconds', leftOut });
}

function readNote({ cells, line }: Row, columns: ReadonlyMap<string, number>): TimedNote {
	const cellOf = (column: string): string | undefined => cells[columns.get(column) ?? -1]?.trim();
	const onset = readNumber(cellOf('onset'), line);
	const end = cellOf('offset');
	const offset = end === undefined ? onset + readNumber(cellOf('duration'), line) : readNumber(end, line);
	const [velocity, cents, midi] = [cellOf('velocity'), cellOf('cents'), cellOf('midi')];
	const pitch =
		midi === undefined
			? readHz(readNumber(cellOf('hz'), line), line)
			: splitMidi(readPitchName(midi) ?? readNumber(midi, line));
	return {
		...readTimes(onset, offset, line),
		...pitch,
		...(cents ? { cents: readNumber(cents, line) } : {}),
		...(velocity ? { velocity: readNumber(velocity, line) } : {}),
		lyric: cellOf('lyric') ?? ''
	};
}

/** Cells between delimiters; those in quotes may hold them, and a quote is doubled there. */
function cutCells(line: string, delimiter: string): string[] {
	const cells: string[] = [];
	let cell = '';
	let isQuoted = false;
	for (let i = 0; i < line.length; i++) {
		const char = line[i] ?? '';
		if (isQuoted && char === '"' && line[i + 1] === '"') {
			cell += '"';
			i++;
		} else if (char === '"' && (isQuoted || cell === '')) isQuoted = !isQuoted;
		else if (char === delimiter && !isQuoted) {
			cells.push(cell);
			cell = '';
		} else cell += char;
	}
	return [...cells, cell];
}
