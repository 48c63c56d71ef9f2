/** The list of notes while it is open: its rows, their order, the cell that has the keys, and what is written in it. */

import type { HostCommand } from '#lib/roll/index.ts';
import type { Note, RecordId } from '#lib/score/index.ts';
import type { DocumentView } from '../document-view.svelte.ts';
import type { RollView } from '../roll-view.svelte.ts';
import type { Tracks } from '../tracks/tracks.svelte.ts';
import { COLUMNS, isWritable, parseCell, type Column, type EventScene } from './columns.ts';
import { BY_TIME, computeRows, parseRows, type Order } from './rows.ts';

/** The row of the column names, over the first note. */
export const HEAD = -1;

export class Events {
	readonly #document: DocumentView;
	readonly #roll: RollView;
	readonly #tracks: Tracks;
	isOpen = $state(false);
	query = $state('');
	order: Order = $state.raw(BY_TIME);
	/** Positions of the cell that has the keys; {@link HEAD} is the row of names. */
	row = $state(0);
	column = $state(0);
	isWriting = $state(false);
	/** What rows that were pasted came to, until something else happens. */
	pasted: { readonly made: number; readonly skipped: number } | null = $state.raw(null);
	/** Where a range of rows began. */
	#anchor = 0;
	#scene: EventScene | null = $state.raw(null);
	#table: HTMLElement | null = null;
	#isEntering = false;

	readonly rows = $derived.by((): readonly Note[] =>
		this.isOpen && this.#scene ? computeRows(this.#document.notes, this.query, this.order, this.#scene) : []
	);

	constructor(document: DocumentView, roll: RollView, tracks: Tracks) {
		this.#document = document;
		this.#roll = roll;
		this.#tracks = tracks;
	}

	/** Opens it, and takes the keys there. */
	enter(): void {
		this.isOpen = true;
		this.#isEntering = true;
		this.#table?.focus();
	}

	/** The table that takes the keys, while it is on the page; called with null when it leaves. */
	use(table: HTMLElement | null): void {
		this.#table = table;
		if (this.#isEntering) table?.focus();
		this.#isEntering = false;
	}

	/** What cells say is in the words of the page: it tells them, again whenever they change. */
	speak(scene: EventScene): void {
		this.#scene = scene;
	}

	/** Does what a key asks; answers whether it was meant. */
	command(name: HostCommand): boolean {
		if (name !== 'toggle-events') return false;
		if (this.isOpen) this.isOpen = false;
		else this.enter();
		return true;
	}

	get note(): Note | null {
		return this.rows[this.row] ?? null;
	}

	get at(): Column {
		return COLUMNS[this.column] ?? 'place';
	}

	/** Takes the keys to a cell, as near as there is one; with a note under them it is selected, or all from the anchor on. */
	go(row: number, column: number, isExtending = false): void {
		const before = this.row;
		this.row = Math.max(HEAD, Math.min(this.rows.length - 1, row));
		this.column = Math.max(0, Math.min(COLUMNS.length - 1, column));
		this.pasted = null;
		const { note } = this;
		// beside it in the same rows nothing else is selected
		if (!note || (row === before && this.#roll.selection.has(note.id))) return;
		if (!isExtending) this.#anchor = this.row;
		const from = Math.min(this.#anchor, this.row);
		this.#select(this.rows.slice(from, Math.max(this.#anchor, this.row) + 1));
	}

	/** Adds a row to what is selected, or takes it out. */
	toggle(row: number, column: number): void {
		const note = this.rows[row];
		if (!note) return;
		this.row = this.#anchor = row;
		this.column = column;
		const ids = new Set(this.#roll.selection);
		if (!ids.delete(note.id)) ids.add(note.id);
		this.#select(this.rows.filter(({ id }) => ids.has(id)));
	}

	selectAll(): void {
		this.#select(this.rows);
	}

	/** Follows what was selected on the roll; answers the row to show, or null. */
	follow(selection: ReadonlySet<RecordId>): number | null {
		const note = this.note;
		if (selection.size === 0 || (note && selection.has(note.id))) return null;
		const row = this.rows.findIndex(({ id }) => selection.has(id));
		if (row < 0) return null;
		this.row = this.#anchor = row;
		return row;
	}

	/** Puts the rows in order of a column; again, the other way round. */
	sort(column: Column): void {
		const id = this.note?.id;
		const isDescending = this.order.column === column && !this.order.isDescending;
		this.order = { column, isDescending };
		const row = this.rows.findIndex((note) => note.id === id);
		if (this.row !== HEAD && row >= 0) this.row = this.#anchor = row;
	}

	/** Whether the cell that has the keys may be written in. */
	get canWrite(): boolean {
		return !this.#document.isReadonly && this.note !== null && isWritable(this.at);
	}

	/** Writes what was typed into the note, at which the keys stay wherever it goes; answers whether it meant something. */
	write(text: string): boolean {
		const { note } = this;
		if (!note || !this.#scene || !this.canWrite) return false;
		const fields = parseCell(this.at, text, note.start, this.#scene);
		if (!fields) return false;
		const isSame = Object.entries(fields).every(([name, value]) => note[name as keyof Note] === value);
		if (!isSame) this.#document.edit([{ kind: 'set', id: note.id, fields }]);
		const row = this.rows.findIndex(({ id }) => id === note.id);
		if (row >= 0) this.row = this.#anchor = row;
		return true;
	}

	/** The next cell that may be written in, `step` before or behind this one, in the next row if need be. */
	advance(step: 1 | -1): void {
		let [row, column] = [this.row, this.column];
		do {
			column += step;
			if (column >= COLUMNS.length || column < 0) {
				row += step;
				column = step > 0 ? 0 : COLUMNS.length - 1;
			}
		} while (!isWritable(COLUMNS[column] ?? 'place'));
		if (row < 0 || row >= this.rows.length) return;
		this.go(row, column);
	}

	get selected(): readonly Note[] {
		return this.rows.filter(({ id }) => this.#roll.selection.has(id));
	}

	remove(): void {
		const ids = this.selected.map(({ id }) => id);
		if (ids.length > 0) this.#document.edit([{ kind: 'delete', ids }]);
		this.row = Math.max(0, Math.min(this.rows.length - 1, this.row));
	}

	/** Adds the notes of rows in a text, and selects them. */
	paste(text: string): void {
		if (this.#document.isReadonly || !this.#scene) return;
		const { score, part } = this.#document;
		const into = { scene: this.#scene, part, track: this.#tracks.active, nextId: () => score.nextId() };
		const { edits, made, skipped } = parseRows(text, into);
		this.#document.edit(edits);
		this.#select(this.rows.filter(({ id }) => made.includes(id)));
		this.follow(new Set(made));
		this.pasted = { made: made.length, skipped };
	}

	/** Selects notes on the roll: their track is edited from now on, or all are, where they are of several. */
	#select(notes: readonly Note[]): void {
		const [first] = notes;
		const others = notes.filter((note) => this.#trackOf(note) !== this.#tracks.active);
		if (first && others.length > 0 && !this.#tracks.isAll) {
			const isOne = notes.every((note) => this.#trackOf(note) === this.#trackOf(first));
			if (isOne) this.#tracks.choose(this.#trackOf(first));
			else this.#tracks.isAll = true;
		}
		this.#roll.select(notes.map(({ id }) => id));
		if (notes.length === 1 && first) this.#roll.showNote(first.id);
	}

	#trackOf(note: Note): number {
		return this.#tracks.idOf(note);
	}
}
