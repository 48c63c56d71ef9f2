/** Writes down what one client has not had confirmed, before it is sent; where nothing can be written, memory has to do. */

import { counterOf, slotOf, type Edit } from '../score/index.ts';
import type { PendingOp } from '../wire/index.ts';
import type { ClientRecord, EditStore } from './edit-store.ts';

/** A disk that takes longer holds editing up more than it helps. */
const PATIENCE_MS = 3000;

export class Journal {
	#client: ClientRecord;
	#store: EditStore | null = null;
	#isLost = false;
	#added: PendingOp[] = [];
	#removed: number[] = [];
	#isDirty = false;
	#isWriting = false;
	readonly #onSettled: () => void;

	/** `opening` answers the store once this client id is held by this page, or null where nothing is kept. */
	constructor(client: ClientRecord, opening: Promise<EditStore | null>, onSettled: () => void) {
		this.#client = client;
		this.#onSettled = onSettled;
		void this.#open(opening);
	}

	get client(): ClientRecord {
		return this.#client;
	}

	/** False once something could not be written: pending edits are in memory only from then on. */
	get isKept(): boolean {
		return !this.#isLost;
	}

	/** Whether every pending op has been written, or cannot be: what is pending may be sent. */
	get isSettled(): boolean {
		return this.#isLost || (this.#store !== null && this.#added.length === 0 && !this.#isWriting);
	}

	/** Follows what is pending. */
	record(added: readonly PendingOp[], removed: readonly number[]): void {
		if (this.#isLost) return;
		const gone = new Set(removed);
		this.#added = [
			...this.#added.filter((op) => !gone.has(op.n)),
			// a copy: the sync client may give an op another number
			...added.map(({ n, left, edits }) => ({ n, left, edits }))
		];
		this.#removed.push(...removed);
		const { slot, counter, nextN } = this.#client;
		this.update({
			nextN: added.reduce((next, op) => Math.max(next, op.n + 1), nextN),
			counter: added.reduce((next, op) => Math.max(next, counterAfter(op.edits, slot)), counter)
		});
	}

	/** Changes what is known of the client. */
	update(fields: Partial<Omit<ClientRecord, 'cid'>>): void {
		this.#client = { ...this.#client, ...fields };
		this.#isDirty = true;
		void this.#write();
	}

	async #open(opening: Promise<EditStore | null>): Promise<void> {
		const store = await opening.catch(() => null);
		if (!store) return this.#lose();
		this.#store = store;
		this.#onSettled();
		await this.#write();
	}

	/** One transaction after the other, each with all that has gathered. */
	async #write(): Promise<void> {
		if (!this.#store || this.#isWriting) return;
		this.#isWriting = true;
		while (this.#isDirty && !this.#isLost) {
			const [added, removed] = [this.#added, this.#removed];
			this.#added = [];
			this.#removed = [];
			this.#isDirty = false;
			try {
				await within(PATIENCE_MS, this.#store.write({ ...this.#client, seen: Date.now() }, added, removed));
			} catch {
				this.#lose();
			}
		}
		this.#isWriting = false;
		this.#onSettled();
	}

	#lose(): void {
		this.#isLost = true;
		this.#added = [];
		this.#removed = [];
		this.#onSettled();
	}
}

function counterAfter(edits: readonly Edit[], slot: number): number {
	let next = 1;
	for (const edit of edits) {
		if (edit.kind === 'retime') next = Math.max(next, counterAfter(edit.edits, slot));
		if (edit.kind === 'add' && slotOf(edit.record.id) === slot) next = Math.max(next, counterOf(edit.record.id) + 1);
	}
	return next;
}

/** Rejects when it takes longer. */
function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error('It took too long.')), milliseconds);
		promise.then(resolve, reject).finally(() => clearTimeout(timer));
	});
}
