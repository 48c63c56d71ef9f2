/** What is kept of documents: the log of each, its snapshots, who may open it, which recordings it holds. */

import type { DocumentAccess } from './document-access.ts';

/** One row of a log. `edits` is MessagePack, as it is sent. */
export interface LogRow {
	readonly seq: number;
	readonly cid: string;
	readonly slot: number;
	readonly n: number;
	readonly edits: Uint8Array;
}

/** A row to be written, and what else is true once it is. */
export interface NewRow {
	readonly cid: string;
	/** The slot of this client, as the document has given it. */
	readonly slot: number;
	readonly n: number;
	readonly edits: Uint8Array;
	/** An empty row in the place of an op. */
	readonly isRefused?: boolean;
	/** All analyses that are to be heard now, when the row changes them. */
	readonly wanted?: readonly number[];
	/** All recordings that records name now, when the row changes them. */
	readonly named?: readonly string[];
}

export interface ClientRow {
	readonly cid: string;
	readonly slot: number;
	readonly lastN: number;
}

/** The fold of the rows up to and with `seq`, as `encodeSnapshot` makes it. */
export interface Snapshot {
	readonly seq: number;
	readonly bytes: Uint8Array;
}

/** A snapshot to be kept. */
export interface NewSnapshot extends Snapshot {
	/** All recordings that records name in it. */
	readonly named: readonly string[];
}

/** A snapshot that can be opened. */
export interface Version {
	readonly seq: number;
	/** When it was made, in milliseconds since 1970. */
	readonly time: number;
	/** Of the snapshot as it is, not as it is stored. */
	readonly sizeBytes: number;
}

/** A snapshot as it is stored. */
export interface StoredSnapshot {
	readonly bytes: Uint8Array;
	readonly isGzip: boolean;
}

/** An analysis that a document asks for and that is not finished in it. */
export interface WantedAnalysis {
	readonly doc: string;
	/** Id of the analysis record. */
	readonly analysis: number;
}

/** A recording on disk, shared by all documents that hold it. */
export interface AudioRow {
	readonly sha256: string;
	readonly bytes: number;
	readonly format: string;
	readonly sampleRate: number;
	readonly channels: number;
	/** Null where the header does not tell. */
	readonly seconds: number | null;
}

/** Refused ops of a client that are remembered. */
export const REFUSED_MAX = 100;

/** What is written is durable when the call returns, or when the batch around it does. Anything may throw when the disk fails. */
export interface DocumentStore extends DocumentAccess {
	/** Everything that `run` does here is one transaction: all of it, or nothing when it throws. May be nested. */
	batch<T>(run: () => T): T;
	/** Number of the last row. */
	head(doc: string): number;
	/** Rows after `since` that are still kept, oldest first: the first is `since` + 1 unless that has been removed. */
	read(doc: string, since: number, limit: number): LogRow[];
	/** Rows up to this one have been removed; 0 while none was. */
	oldestSince(doc: string): number;
	/** The client's row, made with the next free slot when it is new. */
	openClient(doc: string, cid: string): ClientRow;
	findClient(doc: string, cid: string): ClientRow | null;
	/**
	 * Writes rows `expect` + 1 and on, their clients' counters and their effects in one transaction. False when
	 * `expect` is not the head: read the tail, check again. Throws for a client that the document does not have.
	 */
	append(doc: string, expect: number, rows: readonly NewRow[]): boolean;
	/** The client's counter as it was after row `seq`, for any from `oldestSince` on; 0 for an unknown one. */
	lastNAt(doc: string, cid: string, seq: number): number;
	/** Numbers of the client's refused ops, lowest first, the last {@link REFUSED_MAX}. */
	refusedOf(doc: string, cid: string): number[];
	/**
	 * Forgets clients that have not been seen for so long, and answers how many; their rows stay. The server's own stay,
	 * because what they have written must not be written twice, and so do all of a document that nobody else has opened.
	 */
	dropOldClients(days?: number): number;
	/** The newest snapshot. */
	findSnapshot(doc: string): Snapshot | null;
	readSnapshot(doc: string, seq: number): (Snapshot & { readonly time: number }) | null;
	/** The same without unpacking it. */
	readStoredSnapshot(doc: string, seq: number): StoredSnapshot | null;
	/**
	 * Keeps a snapshot and removes rows up to `seq` - `keepRows`, and of the older snapshots all but the last of each day (UTC).
	 * The last row always stays: by it, whoever reads on from far behind sees that rows are missing. Ignored when there is a
	 * snapshot of this row or a later one already. Throws for a row that is not there yet. What a removed snapshot named has
	 * been named until then.
	 */
	putSnapshot(doc: string, snapshot: NewSnapshot, keepRows: number): void;
	/** The snapshots of a document, newest first. */
	listVersions(doc: string): Version[];
	/** Documents with more than so many rows after their newest snapshot. */
	findLongLogs(rows: number): string[];
	/** What documents ask to be heard. */
	allWanted(): WantedAnalysis[];
	wantedIn(doc: string): number[];
	/** The analysis has been heard to its end, and its notes are in the document. */
	dropWanted(doc: string, analysis: number): void;
	/** Recordings: what is on disk, and which documents hold it. */
	findAudio(sha256: string): AudioRow | null;
	putAudio(audio: AudioRow): void;
	/** `isNamed`: whether a record of the document names it already. */
	holdAudio(doc: string, sha256: string, isNamed: boolean): void;
	holdsAudio(doc: string, sha256: string): boolean;
	/** Size of all recordings that the document holds, named or not, in bytes. */
	heldBytes(doc: string): number;
	/** Whether the document holds it and a record or a snapshot names it, which is what lets it be read. */
	namesAudio(doc: string, sha256: string): boolean;
	/**
	 * Lets go what no record and no snapshot of a document has named for `hours`, and answers the recordings that no
	 * document holds then.
	 */
	findOrphanAudio(hours: number): string[];
	/** Takes a recording off the books. */
	dropAudio(sha256: string): void;
	/** Writes something that changes nothing, durably; throws when the database cannot be written. */
	checkWritable(): void;
	close(): void;
}
