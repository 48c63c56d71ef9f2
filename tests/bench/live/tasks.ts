/** What client processes can be asked to do, and what they answer. */

import type { Address } from './socket.ts';

export interface EditTask {
	readonly address: Address;
	readonly cids: readonly string[];
	/** Last row of the document. */
	readonly since: number;
	/** Notes with counters from 1 on in slot 1, to be edited. */
	readonly notes: number;
	readonly opsPerSecond: number;
	readonly seconds: number;
}

/** Times in milliseconds of the machine's steady clock. */
export interface EditResult {
	/** [slot, n, time] of every op sent. */
	readonly sent: Float64Array;
	/** [slot of the reader, slot of the author, n, time] of every row decoded. */
	readonly seen: Float64Array;
}

export interface IdleTask {
	readonly addresses: readonly Address[];
	readonly socketsEach: number;
	/** Told apart from the clients of other processes by this. */
	readonly name: string;
}

export interface BulkTask {
	readonly address: Address;
	/** A recording that the server holds, to be listened to while the editing goes on. */
	readonly audio: string;
	readonly seconds: number;
	/** Whether the reader reads; otherwise its socket is paused right after it has asked for everything. */
	readonly isReading: boolean;
	readonly name: string;
}

export interface BulkResult {
	readonly rows: number;
	/** Bytes of the ops that were sent. */
	readonly sentBytes: number;
	/** Frames that the reader has got. */
	readonly readFrames: number;
	/** Why the server closed the reader's socket; null when it did not. */
	readonly readerClosed: number | null;
}

export interface OpenTask {
	readonly address: Address;
	readonly cid: string;
	/** Notes that start before this tick are on the first screen. */
	readonly screenTicks: number;
}

export interface OpenResult {
	/** From HELLO until all notes are in the score. */
	readonly openMs: number;
	/** From HELLO until the welcome. */
	readonly welcomeMs: number;
	readonly notes: number;
	readonly screenNotes: number;
	readonly bytes: number;
	readonly frames: number;
}

export interface Tasks {
	readonly edit: EditTask;
	readonly idle: IdleTask;
	readonly bulk: BulkTask;
	readonly open: OpenTask;
}

export interface Results {
	readonly edit: EditResult;
	readonly idle: null;
	readonly bulk: BulkResult;
	readonly open: OpenResult;
}

/** What a task is given beside its orders. */
export interface Control {
	/** Tells that everything is connected. */
	ready(): void;
	/** Settles when the bench says so. */
	readonly go: Promise<void>;
}
