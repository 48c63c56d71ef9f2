/** One client of one document: what it does, where that is written down before it is sent, and what carries it. */

import { Scope } from '../scope.ts';
import type { Score } from '../score/index.ts';
import {
	EDITS_PER_OP,
	PROTOCOL_VERSION,
	SCHEMA_VERSION,
	SyncClient,
	type ClientFrame,
	type Refusal,
	type ServerFrame
} from '../wire/index.ts';
import { fetchSnapshot, type NewDocument } from './api.ts';
import { Connection } from './connection.ts';
import type { ClientRecord, EditStore } from './edit-store.ts';
import { Journal } from './journal.ts';
import { keptOf, type Claim } from './kept-edits.ts';
import { SnapshotGate } from './snapshot-gate.ts';

export interface LiveClientOptions {
	readonly score: Score;
	readonly claim: Claim;
	/** Answers when the claim is this page's alone: the place to write to, or null where nothing can be kept. */
	readonly store: Promise<EditStore | null>;
	/** Told of each frame after the edits in it have been taken. */
	onFrame(frame: ServerFrame): void;
	onClose(code: number, isFinal: boolean): void;
	onRefused(refusal: Refusal): void;
	/** There are more or fewer edits that are not saved, or they are kept otherwise than before. */
	onUnsaved(): void;
}

/** Ids that may have been counted without ever being used, where a page could not write down how far it was. */
const SPARE_IDS = 65_536;

export class LiveClient {
	readonly #options: LiveClientOptions;
	readonly #scope = new Scope();
	readonly #journal: Journal;
	readonly #sync: SyncClient;
	readonly #gate = new SnapshotGate({
		deliver: (frame) => this.#deliver(frame),
		load: (seq, signal) => this.#loadSnapshot(seq, signal),
		reconnect: () => this.#connection?.reconnect()
	});
	#connection: Connection | null = null;
	#address: NewDocument | null = null;
	#flushing: ReturnType<typeof setTimeout> | undefined;
	#isCounterSure = false;

	constructor(options: LiveClientOptions) {
		this.#options = options;
		const { claim, score } = options;
		this.#journal = new Journal(claim.client, options.store, () => {
			this.flush();
			options.onUnsaved();
		});
		this.#sync = new SyncClient(
			score,
			{
				onRefused: (refusal) => options.onRefused(refusal),
				onGap: () => this.#connection?.reconnect(),
				onPending: (added, removed) => {
					this.#journal.record(added, removed);
					options.onUnsaved();
					// later: the sync client is in the middle of something
					if (added.length > 0) queueMicrotask(() => this.flush());
				}
			},
			claim.client.slot,
			keptOf(claim)
		);
		this.#scope.defer(claim.release);
		this.#scope.defer(() => this.#sync.dispose());
		this.#scope.defer(() => clearTimeout(this.#flushing));
		this.#scope.defer(() => this.#gate.reset());
		this.#scope.defer(() => this.#connection?.dispose());
	}

	/** Which client it is, and how far it has counted. */
	get client(): ClientRecord {
		return this.#journal.client;
	}

	/** Last row that is folded in. */
	get seq(): number {
		return this.#sync.seq;
	}

	/** Ops that the server has not confirmed. */
	get unsaved(): number {
		return this.#sync.pendingCount;
	}

	/** Whether a page that is opened later would find all that is unsaved. */
	get isKept(): boolean {
		return this.#journal.isKept;
	}

	/** Whether everything that had to be written has been, or cannot be. */
	get isSettled(): boolean {
		return this.#journal.isSettled;
	}

	/** Connects to where the document is, and stays connected. */
	connect(address: NewDocument): void {
		this.#address = address;
		if (this.#journal.client.doc !== address.doc) this.#journal.update({ ...address });
		this.#connection = new Connection({
			onOpen: () => this.#hello(address),
			onFrame: (frame) => this.#gate.receive(frame),
			onClose: (code, isFinal) => {
				this.#gate.reset();
				this.#sync.disconnected();
				this.#options.onClose(code, isFinal);
			}
		});
	}

	send(frames: readonly ClientFrame[]): void {
		this.#connection?.send(frames);
	}

	/** Sends what the server will take now, and the rest when it will. What is not written down yet waits for that. */
	flush(): void {
		clearTimeout(this.#flushing);
		if (!this.#journal.isSettled || this.#scope.isDisposed) return;
		this.send(this.#sync.takeOutbox(performance.now()));
		const wait = this.#sync.waitMs(performance.now());
		if (wait !== null) this.#flushing = setTimeout(() => this.flush(), wait);
	}

	dispose(): void {
		this.#scope.dispose();
	}

	#hello(address: NewDocument): void {
		const { cid } = this.#journal.client;
		this.send([
			{ kind: 'hello', version: PROTOCOL_VERSION, schema: SCHEMA_VERSION, cid, since: this.#sync.seq, ...address }
		]);
	}

	async #loadSnapshot(seq: number, signal: AbortSignal): Promise<Uint8Array> {
		return this.#address ? fetchSnapshot(this.#address, seq, signal) : new Uint8Array();
	}

	#deliver(frame: ServerFrame): void {
		try {
			this.#sync.receive(frame);
		} catch {
			// a snapshot that cannot be read: the next hello may bring a newer one
			return this.#connection?.reconnect();
		}
		if (frame.kind === 'welcome' && frame.role !== 'view') this.#welcome(frame);
		this.flush();
		if (this.#journal.client.isDraft && this.unsaved === 0) this.#journal.update({ isDraft: false });
		this.#options.onFrame(frame);
	}

	#welcome({ slot, lastN }: Extract<ServerFrame, { kind: 'welcome' }>): void {
		const { slot: kept, nextN, counter } = this.#options.claim.client;
		// the page before could not write down all that it sent, so nobody knows how far it had counted
		if (!this.#isCounterSure && slot === kept && lastN >= nextN)
			this.#options.score.useSlot(slot, counter + (lastN + 1 - nextN) * EDITS_PER_OP + SPARE_IDS);
		this.#isCounterSure = true;
		this.#journal.update({ slot });
	}
}
