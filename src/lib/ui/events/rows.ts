/** Which notes are listed and in which order; and rows as text, as they travel by the clipboard. */

import { add, type Edit, type FieldsOf, type Note, type RecordId } from '#lib/score/index.ts';
import { COLUMNS, compareNotes, isWritable, parseCell, textOf, type Column, type EventScene } from './columns.ts';

export interface Order {
	readonly column: Column;
	readonly isDescending: boolean;
}

/** Notes as they come, by time. */
export const BY_TIME: Order = { column: 'place', isDescending: false };

/** Rows that are pasted at once, at most. */
const PASTED_MAX = 20_000;
/** What is looked through for what somebody seeks. */
const SOUGHT: readonly Column[] = ['pitch', 'lyric', 'phoneme', 'track'];

/** The notes in whose words `query` is found, in order. The list itself where nothing is to be done. */
export function computeRows(notes: readonly Note[], query: string, order: Order, scene: EventScene): readonly Note[] {
	const sought = query.trim().toLocaleLowerCase();
	const found = sought
		? notes.filter((note) => SOUGHT.some((column) => textOf(column, note, scene).toLocaleLowerCase().includes(sought)))
		: notes;
	if (order.column === 'place') return order.isDescending ? found.toReversed() : found;
	const sorted = found.toSorted(compareNotes(order.column, scene));
	return order.isDescending ? sorted.reverse() : sorted;
}

/** Rows as tab-separated values under `titles`, one for each column. */
export const formatRows = (notes: readonly Note[], titles: readonly string[], scene: EventScene): string =>
	[titles, ...notes.map((note) => COLUMNS.map((column) => textOf(column, note, scene)))]
		.map((cells) => cells.map((cell) => cell.replace(/[\t\r\n]/g, ' ')).join('\t'))
		.join('\n');

/** What pasted rows become: the edits, what they make, and how many rows were no notes. */
export interface Pasted {
	readonly edits: readonly Edit[];
	readonly made: readonly RecordId[];
	readonly skipped: number;
}

export interface PasteInto {
	readonly scene: EventScene;
	readonly part: number;
	/** Where a row names no track that is here. */
	readonly track: number;
	readonly nextId: () => RecordId;
}

/** Notes out of tab-separated values in the order of {@link COLUMNS}. A head is passed over; a place and a pitch are needed. */
export function parseRows(text: string, { scene, part, track, nextId }: PasteInto): Pasted {
	const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
	const edits: Edit[] = [];
	const made: RecordId[] = [];
	let skipped = 0;
	for (const [at, line] of lines.slice(0, PASTED_MAX).entries()) {
		const fields = readRow(line.split('\t'), scene);
		if (!fields) {
			// what the columns are called is no note, and no mistake
			if (at > 0) skipped++;
			continue;
		}
		const id = nextId();
		made.push(id);
		edits.push(add('note', id, { track, ...fields, part }));
	}
	return { edits, made, skipped: skipped + Math.max(0, lines.length - PASTED_MAX) };
}

function readRow(cells: readonly string[], scene: EventScene): Partial<FieldsOf<'note'>> | null {
	const start = parseCell('place', cells[0] ?? '', 0, scene)?.start;
	if (start === undefined) return null;
	const fields: Partial<FieldsOf<'note'>>[] = [];
	for (const [at, column] of COLUMNS.entries()) {
		const text = cells[at] ?? '';
		const found = isWritable(column) && text.trim() !== '' ? parseCell(column, text, start, scene) : null;
		if (found) fields.push(found);
	}
	const row: Partial<FieldsOf<'note'>> = Object.assign({}, ...fields);
	return row.pitch === undefined ? null : row;
}
