/** What can be done with the parts of the document, and which question about them is open. */

import { add, FIRST_PART, PARTS_MAX, type Edit, type RecordId } from '#lib/score/index.ts';
import type { DocumentView } from '../document-view.svelte.ts';
import type { PartOnPage } from './shown-parts.ts';

export type PartQuestion =
	| { readonly kind: 'add' }
	| { readonly kind: 'rename'; readonly part: PartOnPage }
	| { readonly kind: 'remove'; readonly part: PartOnPage };

export class Parts {
	/** What the page asks before it does something. */
	question: PartQuestion | null = $state.raw(null);
	readonly #document: DocumentView;

	constructor(document: DocumentView) {
		this.#document = document;
	}

	/** The one that is shown; null where the link's parts are not there any more. */
	get shown(): PartOnPage | null {
		return this.#document.parts.find(({ id }) => id === this.#document.part) ?? null;
	}

	/** Only whoever sees all of the document adds and deletes parts. */
	get canArrange(): boolean {
		return this.#document.isWhole && !this.#document.isReadonly;
	}

	get canAdd(): boolean {
		// the first part has no record
		return this.canArrange && this.#document.parts.length <= PARTS_MAX;
	}

	/** The name of the first part is the document's, and not of whoever sees parts only. */
	get canRename(): boolean {
		const { isReadonly, isWhole, part } = this.#document;
		return !isReadonly && (isWhole || part !== FIRST_PART);
	}

	/** The first part is the document itself, and stays. */
	get canRemove(): boolean {
		return this.canArrange && this.#document.part !== FIRST_PART;
	}

	/** Adds a part with the tempo and meter of the one that is shown, and shows it. */
	add(name: string): void {
		const { score, tempo } = this.#document;
		const id = score.nextId();
		const { beatsPerBar, beatUnit } = tempo.meterAt(0);
		const quarter = tempo.tempos[0]?.tempo;
		this.#document.edit([add('part', id, { name, beatsPerBar, beatUnit, ...(quarter ? { tempo: quarter } : {}) })]);
		this.#document.showPart(id);
	}

	rename({ id, name: before }: PartOnPage, name: string): void {
		const record = this.#find(id);
		if (name === before) return;
		if (id === FIRST_PART) this.#document.setMeta({ partName: name });
		else if (record !== null) this.#document.edit([{ kind: 'set', id: record, fields: { name } }]);
	}

	/** Asks first, unless there is nothing in it. */
	offerRemoval(part: PartOnPage): void {
		if (this.#isEmpty(part.id)) this.remove(part);
		else this.question = { kind: 'remove', part };
	}

	/** Takes the part out of the document, and with it all that is in it. */
	remove({ id }: PartOnPage): void {
		const record = this.#find(id);
		const edit: Edit[] = record === null ? [] : [{ kind: 'delete', ids: [record] }];
		this.#document.edit(edit);
	}

	#isEmpty(part: number): boolean {
		const { score } = this.#document;
		return score.notesOf(part).length === 0 && !score.clips.some((clip) => clip.part === part);
	}

	#find(part: number): RecordId | null {
		return this.#document.score.parts.find(({ id }) => id === part)?.id ?? null;
	}
}
