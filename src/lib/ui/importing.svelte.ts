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

/** What an import asks of the page, and tells it. */
export interface ImportHost {
	/** Where the playhead stands. */
	readonly getPosition: () => Seconds;
	/** The track that is edited. */
	readonly getTrack: () => number;
	/** A sound file was inside; `name` is that of the file without what says its kind. */
	readonly onRecording: (recording: Blob, name: string) => void;
	/** Notes have come in. */
	readonly onDone: () => void;
}

export class Importing {
	/** A file that waits for the answer to where its notes should go. */
	offered: FileContent | null = $state.raw(null);
	/** What there is to say; null when all of the file came in. */
	outcome: Outcome | null = $state.raw(null);
	/** The name of the file that is being read; empty while there is none. */
	reading = $state('');
	readonly #document: DocumentView;
	readonly #host: ImportHost;

	constructor(document: DocumentView, host: ImportHost) {
		this.#document = document;
		this.#host = host;
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
		const { getPosition, getTrack, onDone, onRecording } = this.#host;
		const at = tempo.toTicks(getPosition());
		const stem = stemOf(name);
		const done = computeImport(content, way, { score, part, at, isWhole, track: getTrack(), name: stem });
		document.edit(done.edits);
		if (done.part !== part) document.showPart(done.part);
		const { recording } = content;
		const leftOut = done.leftOut.filter((kind) => !(recording && kind === 'recordings'));
		if (leftOut.length > 0) this.outcome = { name, fault: null, leftOut };
		if (way !== 'add' && way !== 'lanes') onDone();
		if (recording) onRecording(new Blob([recording]), stem);
	}
}
