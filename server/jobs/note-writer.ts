/** Writes the notes that an analysis hears into a document, as one more collaborator that can be run again harmlessly. */

import { CHUNK_FRAMES, createSegmenter, placeNote, type HeardNote } from '#lib/pitch/index.ts';
import { add, keyOf, makeId, tempoMapOf, tuningOf, type Edit } from '#lib/score/index.ts';
import { unpackChunk } from '#lib/wire/index.ts';
import type { LiveDocument } from '#server/documents/index.ts';
import type { ChunkStore, DocumentStore } from '#server/store/index.ts';

/** Chunks segmented before others get a turn. */
const PAGE = 32;

/** Who writes the notes of an analysis; no page can be called so, because of the colon. */
export const noteAuthor = (analysis: number): string => `analysis:${analysis}`;

export interface NoteWriterOptions {
	readonly document: LiveDocument;
	/** Id of the analysis record. */
	readonly analysis: number;
	readonly key: string;
	readonly chunks: ChunkStore;
	readonly store: DocumentStore;
}

/**
 * Reads stored chunks from the first on and writes each chunk's notes as one batch. Batch numbers and ids follow from the
 * stored frames alone, so what is there already is skipped and a deleted note stays deleted.
 */
export class NoteWriter {
	readonly options: NoteWriterOptions;
	readonly #segmenter = createSegmenter();
	readonly #slot: number;
	#index = 0;
	#batch = 0;
	#counter = 0;
	#isStopped = false;
	#turn: Promise<void> = Promise.resolve();

	constructor(options: NoteWriterOptions) {
		this.options = options;
		this.#slot = options.store.openClient(options.document.id, noteAuthor(options.analysis)).slot;
	}

	/** Writes the notes of everything that is stored by now; calls run one after another. */
	advance(): Promise<void> {
		this.#turn = this.#turn.then(() => this.#advance());
		return this.#turn;
	}

	/** Writes the rest, when nothing more will be stored. */
	async finish(): Promise<void> {
		await this.advance();
		if (!this.#isStopped) this.#write(this.#segmenter.finish());
	}

	stop(): void {
		this.#isStopped = true;
	}

	async #advance(): Promise<void> {
		const { chunks, key } = this.options;
		while (!this.#isStopped) {
			const page = chunks.read(key, this.#index, PAGE);
			for (const { index, curve, loudness } of page) {
				this.#write(this.#segmenter.push(unpackChunk(index * CHUNK_FRAMES, curve, loudness)));
				this.#index = index + 1;
			}
			if (page.length < PAGE) return;
			await new Promise(setImmediate);
		}
	}

	#write(notes: readonly HeardNote[]): void {
		if (notes.length === 0 || this.#isStopped) return;
		const { document, analysis } = this.options;
		const record = document.analysis(analysis);
		const clip = record && document.clip(record.clip);
		if (!clip || record.yields === 'pitch') return this.stop();
		const tempo = tempoMapOf(document.state, clip.part);
		const tuning = tuningOf(keyOf(document.state, clip.part).a4);
		const edits = notes.map((note): Edit => {
			const fields = placeNote(note, { tempo, offset: clip.offset, source: analysis, part: clip.part, tuning });
			return add('note', makeId(this.#slot, ++this.#counter), fields);
		});
		const result = document.submit({ cid: noteAuthor(analysis), role: 'edit' }, [{ n: this.#batch + 1, edits }]);
		if (result.kind === 'refused' && !result.isFinal)
			throw new Error(`Batch ${this.#batch + 1} of analysis ${analysis} was not taken: ${result.text}`);
		this.#batch++;
	}
}
