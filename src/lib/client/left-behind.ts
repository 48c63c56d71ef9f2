/** Sends what pages that are gone have left unsent in this browser, each under the id of its own page. */

import { Score } from '../score/index.ts';
import type { Refusal } from '../wire/index.ts';
import type { NewDocument } from './api.ts';
import type { Claim, KeptEdits } from './kept-edits.ts';
import { LiveClient } from './live-client.ts';

export interface LeftBehindOptions {
	readonly kept: KeptEdits;
	readonly address: NewDocument;
	/** The client id of the page itself. */
	readonly own: string;
	onUnsaved(): void;
	onRefused(refusal: Refusal): void;
}

export class LeftBehind {
	readonly #options: LeftBehindOptions;
	#live: LiveClient | null = null;
	#isLooking = false;
	#isOver = false;

	constructor(options: LeftBehindOptions) {
		this.#options = options;
	}

	/** Edits of pages that are gone which this one is sending now. */
	get unsaved(): number {
		return this.#live?.unsaved ?? 0;
	}

	/** Looks for something to send, unless something is being sent. */
	async look(): Promise<void> {
		if (this.#live || this.#isLooking || this.#isOver) return;
		this.#isLooking = true;
		const { kept, address, own } = this.#options;
		const claim = await kept.claimLeft(address.doc, own).catch(() => null);
		this.#isLooking = false;
		if (!claim) return;
		if (this.#isOver) claim.release();
		else this.#send(claim);
	}

	dispose(): void {
		this.#isOver = true;
		this.#live?.dispose();
		this.#live = null;
	}

	#send(claim: Claim): void {
		const { kept, address, onRefused, onUnsaved } = this.#options;
		const live = new LiveClient({
			score: new Score(),
			claim,
			store: Promise.resolve(kept.store),
			onFrame: () => this.#checkDone(live),
			// a link that opens nothing any more: it stays for a page that comes with another
			onClose: (_code, isFinal) => (isFinal ? this.dispose() : undefined),
			onRefused,
			onUnsaved: () => {
				this.#checkDone(live);
				onUnsaved();
			}
		});
		this.#live = live;
		live.connect(address);
		onUnsaved();
	}

	#checkDone(live: LiveClient): void {
		if (this.#live !== live || live.unsaved > 0 || !live.isSettled) return;
		this.#live = null;
		void this.#options.kept.store
			.drop(live.client.cid)
			.catch(() => undefined)
			.finally(() => {
				live.dispose();
				void this.look();
			});
		this.#options.onUnsaved();
	}
}
