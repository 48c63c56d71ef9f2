/** Notes as a table: a row each, in seconds, its columns named in the first row. */

import { Fault } from '#lib/fault.ts';
import { findTracks, FIRST_PART, type Note, type Score } from '#lib/score/index.ts';
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
import { takeName } from './written-lanes.ts';

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
	part: ['part'],
	track: ['track', 'voice', 'instrument'],
	phoneme: ['phoneme', 'phonemes'],
	vibrato: ['vibrato', 'vbr']
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

/** A column of what only some documents have: written where a note has something in it. */
type Extra = 'part' | 'track' | 'phoneme' | 'vibrato';
const EXTRAS: readonly Extra[] = ['part', 'track', 'phoneme', 'vibrato'];

/** The notes of all parts, in the seconds of their own clocks: part by part, track by track. */
export function writeNoteCsv({ score }: FormatContent): Uint8Array {
	const notes = timesOf(score, undefined);
	if (notes.length === 0) throw new Fault('not-found', 'A CSV of notes holds notes, and there are none yet.');
	const names = nameParts(score);
	const tracks = new Map([...names.keys()].map((part) => [part, nameTracks(score, part)]));
	// what comes first in the file is the first when it is read
	const ranks = new Map([...tracks].map(([part, own], at) => [part, { at, own: [...own.keys()] }]));
	const compare = (a: Note, b: Note): number => {
		const [one, other] = [ranks.get(a.part), ranks.get(b.part)];
		if (!one || !other || one !== other) return (one?.at ?? 0) - (other?.at ?? 0);
		return one.own.indexOf(a.track) - one.own.indexOf(b.track);
	};
	const extraOf: Readonly<Record<Extra, (note: Note) => string>> = {
		part: ({ part }) => names.get(part) ?? '',
		track: ({ part, track }) => tracks.get(part)?.get(track) ?? '',
		phoneme: ({ phoneme }) => phoneme,
		vibrato: ({ vibrato }) => vibrato
	};
	const extras = EXTRAS.filter((name) => notes.some((note) => extraOf[name](note) !== ''));
	const rows = notes
		.toSorted(compare)
		.map((note) => [
			note.onset.toFixed(TIME_DECIMALS),
			note.offset.toFixed(TIME_DECIMALS),
			note.pitch,
			note.cents,
			note.velocity,
			quote(note.lyric),
			...extras.map((name) => quote(extraOf[name](note)))
		]);
	const head = ['onset', 'offset', 'midi', 'cents', 'velocity', 'lyric', ...extras];
	return writeText(`${[head, ...rows].map((row) => row.join(',')).join('\n')}\n`);
}

/** What each part is called in a row, the first by its own name or not at all. */
function nameParts({ meta, parts }: Score): Map<number, string> {
	const taken = new Set<string>();
	const others = parts.map(({ id, name }, at) => [Number(id), takeName(name || String(at + 2), taken)] as const);
	return new Map([[FIRST_PART, taken.has(meta.partName) ? '' : meta.partName], ...others]);
}

/** What each track of a part is called in a row, the first by its own name or not at all. */
function nameTracks(score: Score, part: number): Map<number, string> {
	const taken = new Set<string>();
	const all = findTracks(score, part).map(({ id, name }, at) => {
		const own = name || (at > 0 ? String(at + 1) : '');
		return [id, own === '' ? '' : takeName(own, taken)] as const;
	});
	return new Map(all);
}

const quote = (text: string): string =>
	/[",;\t\r\n#]|^\s|\s$/.test(text) ? `"${text.replace(/\s/g, ' ').replaceAll('"', '""')}"` : text;

/** Notes by the names of the columns; those of other parts become parts, and those of other tracks tracks. */
export function readNoteCsv(bytes: Uint8Array): ReadContent {
	let delimiter: string | null = null;
	const [head, ...rows] = readRows(bytes, (line) => cutCells(line, (delimiter ??= findDelimiter(line) ?? ',')));
	const columns = findColumns(head?.cells ?? []);
	const byPart = groupRows(rows, columns.get('part'));
	const parts = byPart.map(([name, own]) => {
		const tracks = groupRows(own, columns.get('track'));
		// in order of time again, as far as the file has it
		const trackOf = new Map(tracks.flatMap(([, those], at) => those.map((row) => [row, at] as const)));
		const notes = own.map((row) => ({ ...readNote(row, columns), track: trackOf.get(row) ?? 0 }));
		const [first, ...others] = tracks.map(([track]) => track);
		return { ...timedPart(notes, name), trackName: first ?? '', tracks: others.map((track) => ({ name: track })) };
	});
	const leftOut = new Set<LeftOut>();
	return makeReadContent({ parts: parts.length > 0 ? parts : [timedPart([])], timing: 'seconds', leftOut });
}

/** The rows by what is in a column; what has nothing there comes first, because the first part or track needs no name. */
function groupRows(rows: readonly Row[], column: number | undefined): [name: string, rows: Row[]][] {
	const groups = Map.groupBy(rows, ({ cells }) => cells[column ?? -1]?.trim() ?? '');
	return [...groups].sort(([a], [b]) => Number(a !== '') - Number(b !== ''));
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
		lyric: cellOf('lyric') ?? '',
		phoneme: cellOf('phoneme') ?? '',
		vibrato: cellOf('vibrato') ?? ''
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
