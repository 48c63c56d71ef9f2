/** Makes a document on the server, once; a failed try is tried again while somebody has edits in it. */

import { createDocument, type NewDocument } from './api.ts';

const RETRY_MS = 3000;

export interface DocumentMakerEvents {
	onTrying(): void;
	onMade(address: NewDocument): void;
	/** The server cannot be reached, or will not. */
	onFailed(): void;
	/** Whether it is to be tried again without being asked. */
	isWanted(): boolean;
}

export class DocumentMaker {
	readonly #events: DocumentMakerEvents;
	#making: Promise<NewDocument> | null = null;
	#retrying: ReturnType<typeof setTimeout> | undefined;
	#isDisposed = false;

	constructor(events: DocumentMakerEvents) {
		this.#events = events;
	}

	/** The document's address; `cid` is promised slot 1 in it. */
	make(cid: string): Promise<NewDocument> {
		this.#making ??= this.#try(cid);
		return this.#making;
	}

	dispose(): void {
		this.#isDisposed = true;
		clearTimeout(this.#retrying);
	}

	async #try(cid: string): Promise<NewDocument> {
		this.#events.onTrying();
		try {
			const address = await createDocument(cid);
			if (!this.#isDisposed) this.#events.onMade(address);
			return address;
		} catch (thrown) {
			this.#making = null;
			if (!this.#isDisposed) {
				this.#events.onFailed();
				clearTimeout(this.#retrying);
				this.#retrying = setTimeout(() => this.#again(cid), RETRY_MS);
			}
			throw thrown;
		}
	}

	#again(cid: string): void {
		if (this.#events.isWanted()) this.make(cid).catch(() => undefined);
	}
}
