/** Values over time as text: a row for each time, as mir_eval, Tony and Sonic Visualiser write f0. */

import { Fault } from '#lib/fault.ts';
import type { Hz, Seconds } from '#lib/units.ts';
import { findGap, makeCurve, makeSampleBudget, type CurvePoint } from './file-lanes.ts';
import type { LeftOut, ReadContent } from './format.ts';
import { makeReadContent } from './read-content.ts';
import { firstLinesOf, linesOf, readNumber, timedPart } from './rows.ts';
import { requireText } from './text.ts';

const TIME_NAMES = ['time', 'time (s)', 'seconds', 't', 'timestamp'];
/** What others call a pitch in Hz. */
const HZ_NAMES = ['f0', 'hz', 'frequency', 'freq', 'pitch', 'f0 (hz)', 'frequency (hz)', 'pitch (hz)', 'frequency_hz'];
const CONFIDENCE_NAMES = ['confidence', 'probability', 'voiced_prob'];
const NUMBER = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$|^[+-]?nan$/i;
/** Where a head does not say what the values are: the pitches that anything sings or plays. */
const HZ_MIN: Hz = 15;
const HZ_MAX: Hz = 8000;
/** Three hours at the pace of Tony. */
const ROWS_MAX = 2_000_000;

interface Table {
	readonly names: readonly string[] | null;
	readonly delimiter: RegExp;
}

/** How the first lines of a text are cut, or null when they are no values over time. */
function findTable(text: string): Table | null {
	const lines = firstLinesOf(text);
	const delimiter = findDelimiter(lines);
	const rows = lines.map((line) => cutLine(line, delimiter));
	const [head = [], ...rest] = rows;
	const names = NUMBER.test(head[0] ?? '') ? null : head.map((name) => name.replaceAll('"', ''));
	if (names)
		return TIME_NAMES.includes(names[0]?.toLowerCase() ?? '') && names.length > 1 ? { names, delimiter } : null;
	const isNumbers = rows.every((cells) => cells.every((cell) => NUMBER.test(cell)));
	return isNumbers && rest.length > 0 && areTimes(rows) ? { names, delimiter } : null;
}

/** A comma is in the decimals where something else is between the numbers. */
function findDelimiter(lines: readonly string[]): RegExp {
	const has = (sign: string): boolean => lines.some((line) => line.trim().includes(sign));
	if (has(';')) return /;/;
	if (has(',')) return has('\t') ? /\t/ : /,/;
	return /\s+/;
}

const cutLine = (line: string, delimiter: RegExp): string[] => {
	const cells = line
		.trim()
		.split(delimiter)
		.map((cell) => cell.trim());
	// what follows the last value of a ragged row
	while (cells.length > 1 && cells.at(-1) === '') cells.pop();
	return cells;
};

const areTimes = (rows: readonly (readonly string[])[]): boolean =>
	rows.every((cells, i) => i === 0 || toNumber(cells[0]) > toNumber(rows[i - 1]?.[0])) &&
	rows.some((cells) => cells.length > 1);

const toNumber = (cell: string | undefined): number => Number((cell ?? '').replace(',', '.'));

export const isTimeSeries = (_: Uint8Array, text: string | null): boolean => text !== null && findTable(text) !== null;

/**
 * A lane of values; pitch in Hz has none where it is 0 or negative, which says unvoiced. Faults: `damaged` with the
 * line, `too-large`, and `unsupported-format` for rows of several pitches at once.
 */
export function readTimeSeries(bytes: Uint8Array): ReadContent {
	const text = requireText(bytes);
	const { names, delimiter } = findTable(text) ?? { names: null, delimiter: /\s+/ };
	const leftOut = new Set<LeftOut>();
	const column = findColumn(names);
	if (names?.some((name, i) => i > 0 && i !== column && !CONFIDENCE_NAMES.includes(name.toLowerCase())))
		leftOut.add('curve');
	const pairs: (readonly [at: Seconds, value: number])[] = [];
	let isHead = names !== null;
	for (const { line, text: row } of linesOf(text)) {
		if (!isHead) pairs.push(readPair(cutLine(row, delimiter), names ? column : null, line));
		isHead = false;
		if (pairs.length > ROWS_MAX) throw new Fault('too-large', `The file has more than ${ROWS_MAX} values.`);
	}
	const title = names?.[column] ?? '';
	const name = title.toLowerCase();
	const isPitch = HZ_NAMES.includes(name) || ((name === '' || name === 'value') && arePitches(pairs));
	const points = pairs.map(([at, value]): CurvePoint => {
		const isThere = Number.isFinite(value) && (!isPitch || value > 0);
		return { at, value: isThere ? value : null };
	});
	const own = ['', 'value', ...HZ_NAMES].includes(name) ? '' : title;
	const options = { name: own, unit: isPitch ? 'Hz' : '', gap: findGap(points), isPitch };
	const lane = makeCurve(points, options, makeSampleBudget());
	return makeReadContent({ parts: [{ ...timedPart([]), lanes: lane ? [lane] : [] }], timing: 'seconds', leftOut });
}

/** The column of the pitch, or else the first after the time. */
function findColumn(names: readonly string[] | null): number {
	const at = names?.findIndex((name) => HZ_NAMES.includes(name.toLowerCase())) ?? -1;
	return at > 0 ? at : 1;
}

/** Without names there are two columns, or the file is of another kind. */
function readPair(cells: readonly string[], column: number | null, line: number): readonly [Seconds, number] {
	if (column === null && cells.length !== 2)
		throw new Fault(
			'unsupported-format',
			`Line ${line} has ${cells.length - 1} values for one time: a lane holds one, so pitches of several voices are not read.`
		);
	const cell = cells[column ?? 1] ?? '';
	// a frame without a value
	const isNone = /^[+-]?nan$/i.test(cell) || (column !== null && cell === '');
	return [readNumber(cells[0], line), isNone ? Number.NaN : readNumber(cell, line)];
}

/** Where the file does not say so: whether all that is not unvoiced can be sung or played. */
function arePitches(pairs: readonly (readonly [at: Seconds, value: number])[]): boolean {
	const voiced = pairs.map(([, value]) => value).filter((value) => value > 0);
	return voiced.length > 0 && voiced.every((hz) => hz >= HZ_MIN && hz <= HZ_MAX);
}
