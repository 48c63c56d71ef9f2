/**
 * Who a page is to a document, and what earlier pages of this browser have left unsent. No two pages ever make ops under one
 * client id: an id is taken over only while its lock is held. Where there are no locks every page has an id of its own, and
 * what a page that seems to be gone has left is only sent again as it is, which the server takes once.
 */

import type { KeptClient, PendingOp } from '../wire/index.ts';
import { randomId } from './address.ts';
import type { NewDocument } from './api.ts';
import type { ClientLocks } from './client-locks.ts';
import type { ClientRecord, EditStore } from './edit-store.ts';

/** How often a page says that it lives. */
export const TOUCH_MS = 5000;
/** Without locks, a page that has said nothing for this long counts as gone. */
const GONE_MS = 4 * TOUCH_MS;
/** For as long as the server remembers a client. */
const KEPT_MS = 90 * 86_400_000;
/** A page that is loaded again may come before its old self has let go. */
const RELOAD_MS = 500;

/** A client id that is this page's alone. */
export interface Claim {
	readonly client: ClientRecord;
	readonly pending: readonly PendingOp[];
	/** It had another page before. */
	readonly isTakenOver: boolean;
	release(): void;
}

export interface KeptEditsOptions {
	readonly store: EditStore;
	readonly locks: ClientLocks | null;
	/** What goes with the tab, and is copied with it: whose page it was before it was loaded again. */
	readonly tab: Pick<Storage, 'getItem' | 'setItem'> | null;
	now?(): number;
}

export class KeptEdits {
	readonly store: EditStore;
	readonly #locks: ClientLocks | null;
	readonly #tab: KeptEditsOptions['tab'];
	readonly #now: () => number;

	constructor({ store, locks, tab, now }: KeptEditsOptions) {
		this.store = store;
		this.#locks = locks;
		this.#tab = tab;
		this.#now = now ?? Date.now;
	}

	/** A client id for a page of a document: that of an earlier page which came by the same link, or a new one. */
	async claim({ doc, token }: NewDocument): Promise<Claim> {
		await this.store.prune(this.#now() - KEPT_MS);
		const before = this.#tab?.getItem(tabKey(doc)) ?? null;
		if (this.#locks) {
			const known = (await this.store.clientsOf(doc)).filter((client) => client.token === token);
			const counts = new Map(await Promise.all(known.map(async ({ cid }) => [cid, await this.#count(cid)] as const)));
			const rank = ({ cid }: ClientRecord): number => (cid === before ? Infinity : (counts.get(cid) ?? 0));
			for (const { cid } of known.toSorted((a, b) => rank(b) - rank(a))) {
				const claim = await this.#take(cid, cid === before ? RELOAD_MS : 0);
				if (claim) return this.#remember(claim);
			}
		}
		const client = newClient({ doc, token });
		return this.#remember({ ...newClaim(client), release: await this.hold(client.cid) });
	}

	/** Makes a client id that nobody has had this page's own; answers the way to let go. */
	async hold(cid: string): Promise<() => void> {
		return (await this.#locks?.hold(cid)) ?? (() => undefined);
	}

	/** What was made at an empty address and is on no server yet; null when there is nothing, or other pages have it. */
	async claimDraft(): Promise<Claim | null> {
		for (const draft of await this.store.drafts()) {
			if ((await this.#count(draft.cid)) === 0) continue;
			const claim = this.#locks ? await this.#take(draft.cid, 0) : await this.#moveDraft(draft);
			if (claim && claim.pending.length > 0) return claim;
			claim?.release();
		}
		return null;
	}

	/** What a page of the document that is gone has left unsent; `own` is not looked at. */
	async claimLeft(doc: string, own: string): Promise<Claim | null> {
		for (const { cid, seen } of await this.store.clientsOf(doc)) {
			if (cid === own || (await this.#count(cid)) === 0) continue;
			if (!this.#locks && !this.#isGone(seen)) continue;
			const claim = await this.#take(cid, 0);
			if (claim && claim.pending.length > 0) return claim;
			claim?.release();
		}
		return null;
	}

	/** Without locks nobody else can tell that a page lives. */
	async touch(cid: string): Promise<void> {
		if (!this.#locks) await this.store.touch(cid, this.#now());
	}

	/** Says that the page is going; without locks others need not wait then. */
	leave(client: ClientRecord): void {
		if (!this.#locks) this.store.leave(client);
	}

	async #take(cid: string, patienceMs: number): Promise<Claim | null> {
		const release = this.#locks ? await this.#locks.hold(cid, patienceMs) : () => undefined;
		if (!release) return null;
		try {
			// read while it is held: another page may have had it a moment ago
			const client = await this.store.find(cid);
			if (client) return { client, pending: await this.store.pendingOf(cid), isTakenOver: true, release };
		} catch {
			// written by a version that is not understood here: it stays for one that does
		}
		release();
		return null;
	}

	/** Without locks a draft gets a new id, in one transaction, so that one page alone has it. */
	async #moveDraft(draft: ClientRecord): Promise<Claim | null> {
		// one that has its document is sent there by whoever opens that
		if (draft.doc !== '' || !this.#isGone(draft.seen)) return null;
		const cid = randomId();
		return (await this.store.move(draft.cid, cid)) ? this.#take(cid, 0) : null;
	}

	#isGone(seen: number): boolean {
		return this.#now() - seen >= GONE_MS;
	}

	async #count(cid: string): Promise<number> {
		return this.store.countPending(cid);
	}

	#remember(claim: Claim): Claim {
		this.#tab?.setItem(tabKey(claim.client.doc), claim.client.cid);
		return claim;
	}
}

/** What the sync client goes on from; null for a client that has done nothing yet. */
export const keptOf = ({ client: { slot, nextN, counter }, pending, isTakenOver }: Claim): KeptClient | null =>
	isTakenOver && slot > 0 ? { slot, nextN, counter, pending } : null;

/** A client that nobody has been; with no address it begins a document of its own, in which it is promised slot 1. */
export const newClient = (address: NewDocument | null): ClientRecord => ({
	cid: randomId(),
	doc: address?.doc ?? '',
	token: address?.token ?? '',
	isDraft: address === null,
	slot: address === null ? 1 : 0,
	nextN: 1,
	counter: 1,
	seen: 0
});

/** A claim on an id that was made a moment ago, so that nobody else can have it. */
export const newClaim = (client: ClientRecord): Claim => ({
	client,
	pending: [],
	isTakenOver: false,
	release: () => undefined
});

const tabKey = (doc: string): string => `melograph:client:${doc}`;
