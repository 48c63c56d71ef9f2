/** What the main thread and the compacting worker say to each other. */

export interface CompactionSetup {
	/** The database of documents. */
	readonly file: string;
	readonly keepRows: number;
}

export type ToCompaction = { readonly kind: 'compact'; readonly doc: string } | { readonly kind: 'close' };

/** Answers come in the order of the questions. `seq`: null when there was nothing to do. */
export type FromCompaction =
	| { readonly kind: 'done'; readonly doc: string; readonly seq: number | null }
	| { readonly kind: 'failed'; readonly doc: string; readonly error: Error };
