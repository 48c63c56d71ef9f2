/** The mounted roll as the rest of the page sees it: what is selected, what is under the pointer, what to tell it. */

import type { HoverPoint, Roll, Viewport, RollCommand, RollDraft } from '#lib/roll/index.ts';
import type { Edit, Note, RecordId } from '#lib/score/index.ts';
import type { Seconds, Ticks } from '#lib/units.ts';
import type { DocumentView } from './document-view.svelte.ts';
import { Readout } from './readout.ts';

export class RollView {
	readonly #document: DocumentView;
	readonly hover = new Readout<HoverPoint | null>(null);
	/** What the roll shows; told whenever something in it may stand elsewhere. */
	readonly view = new Readout<Viewport | null>(null);
	/** The gesture that is being made. */
	readonly draft = new Readout<RollDraft | null>(null);
	/** Where the menu of the roll is open, in pixels of the window; null while it is not. */
	menuAt: { readonly x: number; readonly y: number } | null = $state.raw(null);
	selection: ReadonlySet<RecordId> = $state.raw(new Set());
	#roll: Roll | null = null;
	#host: HTMLElement | null = null;

	readonly #notes = $derived.by(() =>
		this.selection.size ? this.#document.notes.filter((note) => this.selection.has(note.id)) : []
	);

	constructor(document: DocumentView) {
		this.#document = document;
	}

	/** Speaks for this roll until the answer is called. */
	use(roll: Roll, host: HTMLElement): () => void {
		this.#roll = roll;
		this.#host = host;
		return () => {
			if (this.#roll !== roll) return;
			this.#roll = null;
			this.#host = null;
		};
	}

	/** Takes the keyboard to the roll. */
	focus(options: FocusOptions = { preventScroll: true }): void {
		this.#host?.focus(options);
	}

	select(ids: Iterable<RecordId>): void {
		this.#roll?.select(ids);
	}

	get selectedNotes(): readonly Note[] {
		return this.#notes;
	}

	run(command: RollCommand): void {
		this.#roll?.run(command);
	}

	/** Puts notes on the clipboard. */
	copy(notes: readonly Note[]): void {
		this.#roll?.copy(notes);
	}

	/** The grid that gestures keep to now, 0 for none. */
	get grid(): Ticks {
		return this.#roll?.grid ?? 0;
	}

	/** Shows what edits would leave, until it is called with null. */
	preview(edits: readonly Edit[] | null): void {
		this.#roll?.preview(edits);
	}

	/** Where the roll stands, in pixels of the window; null while there is none. */
	get place(): DOMRect | null {
		return this.#host?.getBoundingClientRect() ?? null;
	}

	/** Where a note stands, in pixels of the roll's host; null while it is not seen. */
	placeNote(id: RecordId): ReturnType<Roll['placeNote']> {
		return this.#roll?.placeNote(id) ?? null;
	}

	/** Scrolls as little as shows a note. */
	showNote(id: RecordId): void {
		this.#roll?.showNote(id);
	}

	showTime(seconds: Seconds): void {
		this.#roll?.showTime(seconds);
	}

	/** Where a tick stands on the ruler, in pixels of the window; null while there is no roll. */
	placeOnRuler(tick: Ticks): { readonly x: number; readonly y: number } | null {
		return this.#roll?.placeOnRuler(tick) ?? null;
	}

	/** Scrolls to where somebody else is. */
	showPerson(who: number): void {
		this.#roll?.showPerson(who);
	}

	curveGrew(): void {
		this.#roll?.curveGrew();
	}

	fitContent(): void {
		this.#roll?.fitContent();
	}
}
