/** Files with notes on their way into the document: read, asked about, brought in, and what stayed behind. */

import { toFault, type Fault } from '#lib/fault.ts';
import { FILE_BYTES_MAX, type LeftOut, type ReadContent } from '#lib/formats/format.ts';
import type { ImportWay } from '#lib/formats/index.ts';
import type { Seconds } from '#lib/units.ts';
import type { DocumentView } from './document-view.svelte.ts';

/** Bytes that tell a recording from a text. */
const HEAD_BYTES = 4096;

/** The readers, fetched when there is a file to read. */
const loadFormats = () => import('#lib/formats/index.ts');

/** A file's name without what says its kind. */
const stemOf = (name: string): string => name.replace(/(\.[^.]{1,10}){1,2}$/, '');

interface FileContent {
	readonly name: string;
	readonly content: ReadContent;
}

/** What became of the last file. */
export interface Outcome {
	readonly name: string;
	readonly fault: Fault | null;
	readonly leftOut: readonly LeftOut[];
}

export class Importing {
	/** A file that waits for the answer to where its notes should go. */
	offered: FileContent | null = $state.raw(null);
	/** What there is to say; null when all of the file came in. */
	outcome: Outcome | null = $state.raw(null);
	/** The name of the file that is being read; empty while there is none. */
	reading = $state('');
	readonly #document: DocumentView;
	readonly #getPosition: () => Seconds;
	readonly #onDone: () => void;

	/** `getPosition` is where the playhead stands; `onDone` is called when notes have come in. */
	constructor(document: DocumentView, getPosition: () => Seconds, onDone: () => void) {
		this.#document = document;
		this.#getPosition = getPosition;
		this.#onDone = onDone;
	}

	/** Whether parts may be added. */
	get canAddParts(): boolean {
		return this.#document.isWhole;
	}

	/** False when the file is in none of our formats, and so may be a recording. Otherwise it was taken, or refused. */
	async take(file: Blob, name: string): Promise<boolean> {
		this.outcome = null;
		const { mayBeReadable, readFile, recogniseFormat } = await loadFormats();
		const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
		if (!mayBeReadable(head) || file.size > FILE_BYTES_MAX) return false;
		this.reading = name;
		try {
			const bytes = new Uint8Array(await file.arrayBuffer());
			// so that it is on the page before the page is busy
			await new Promise((resolve) => setTimeout(resolve));
			if (!recogniseFormat(bytes)) return false;
			await this.#offer({ name, content: readFile(bytes).content });
		} catch (thrown) {
			this.outcome = { name, fault: toFault(thrown), leftOut: [] };
		} finally {
			this.reading = '';
		}
		return true;
	}

	/** The answer to what was {@link offered}; null leaves the document as it is. */
	answer(way: ImportWay | null): void {
		const file = this.offered;
		this.offered = null;
		if (file && way) void this.#bring(file, way);
	}

	dismiss(): void {
		this.outcome = null;
	}

	/** Into an empty part it goes at once, and so do lanes, which stand beside the notes. */
	async #offer(file: FileContent): Promise<void> {
		const { isOfLanes } = await loadFormats();
		if (isOfLanes(file.content)) await this.#bring(file, 'lanes');
		else if (this.#document.notes.length > 0) this.offered = file;
		else await this.#bring(file, 'replace');
	}

	async #bring({ name, content }: FileContent, way: ImportWay): Promise<void> {
		const { computeImport } = await loadFormats();
		const document = this.#document;
		const { score, part, isWhole, tempo } = document;
		const at = tempo.toTicks(this.#getPosition());
		const done = computeImport(content, way, { score, part, at, isWhole, name: stemOf(name) });
		document.edit(done.edits);
		if (done.part !== part) document.showPart(done.part);
		if (done.leftOut.length > 0) this.outcome = { name, fault: null, leftOut: done.leftOut };
		if (way !== 'add' && way !== 'lanes') this.#onDone();
	}
}
