/** Edits that no server has confirmed yet, as this browser keeps them: in IndexedDB, by document and client. */

import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { decodeEdits, encodeEdits, pack, unpack, type PendingOp } from '../wire/index.ts';

const DATABASE = 'melograph';
const VERSION = 1;

/** One client id of this browser, and where its next op and its next id go on. */
export interface ClientRecord {
	readonly cid: string;
	/** Empty while the document is not on the server. */
	readonly doc: string;
	/** What the document was opened with; empty like `doc`. */
	readonly token: string;
	/** Made at an empty address, and not confirmed by any server yet. */
	readonly isDraft: boolean;
	/** 0 while the server has not said. */
	readonly slot: number;
	readonly nextN: number;
	/** The first counter that no id of it has. */
	readonly counter: number;
	/** When a page last said that it lives, in milliseconds since 1970; 0 when that page said goodbye. */
	readonly seen: number;
}

interface StoredOp {
	readonly cid: string;
	readonly n: number;
	readonly left: number;
	/** As on the wire, so that a later version of the page can read them. */
	readonly edits: Uint8Array<ArrayBuffer>;
}

interface Schema extends DBSchema {
	clients: { key: string; value: ClientRecord; indexes: { doc: string } };
	ops: { key: [string, number]; value: StoredOp };
}

type Writing = IDBPTransaction<Schema, ('clients' | 'ops')[], 'readwrite'>;

export class EditStore {
	readonly #database: IDBPDatabase<Schema>;

	private constructor(database: IDBPDatabase<Schema>) {
		this.#database = database;
	}

	/** Rejects where the browser keeps nothing, in some private windows say. */
	static async open(): Promise<EditStore> {
		const database = await openDB<Schema>(DATABASE, VERSION, {
			upgrade(created) {
				created.createObjectStore('clients', { keyPath: 'cid' }).createIndex('doc', 'doc');
				created.createObjectStore('ops', { keyPath: ['cid', 'n'] });
			},
			// a newer version of the page wants to come in
			blocking: (_old, _new, event) => (event.target instanceof IDBDatabase ? event.target.close() : undefined)
		});
		return new EditStore(database);
	}

	/** Writes a client, forgets ops by number, then adds others, all or nothing. */
	async write(client: ClientRecord, added: readonly PendingOp[], removed: readonly number[]): Promise<void> {
		const { cid } = client;
		// before anything is asked of the disk: what cannot be encoded must not be written by half
		const stored = added.map(({ n, left, edits }) => ({ cid, n, left, edits: pack(encodeEdits(edits)) }));
		await this.#change(async (writing) => {
			const ops = writing.objectStore('ops');
			await Promise.all([
				writing.objectStore('clients').put(client),
				...removed.map((n) => ops.delete([cid, n])),
				...stored.map((op) => ops.put(op))
			]);
		});
	}

	/** Says that the page of a client is going, in one step: nothing that waits for an answer is done by a page that goes. */
	leave(client: ClientRecord): void {
		try {
			const writing = this.#database.transaction('clients', 'readwrite');
			writing.done.catch(() => undefined);
			writing.store.put({ ...client, seen: 0 }).catch(() => undefined);
			writing.commit();
		} catch {
			// closed already: the others wait a while
		}
	}

	/** Says that the page of a client lives. */
	async touch(cid: string, seen: number): Promise<void> {
		await this.#change(async (writing) => {
			const clients = writing.objectStore('clients');
			const client = await clients.get(cid);
			if (client) await clients.put({ ...client, seen });
		});
	}

	/** Clients of a document (of none yet for an empty one), the one seen last first. */
	async clientsOf(doc: string): Promise<ClientRecord[]> {
		return newestFirst(await this.#database.getAllFromIndex('clients', 'doc', doc));
	}

	/** Clients that began at an empty address and that no server has confirmed. */
	async drafts(): Promise<ClientRecord[]> {
		return newestFirst((await this.#database.getAll('clients')).filter((client) => client.isDraft));
	}

	async find(cid: string): Promise<ClientRecord | null> {
		return (await this.#database.get('clients', cid)) ?? null;
	}

	/** Ops of a client in order. A `Fault` when they were written by a version that cannot be read any more. */
	async pendingOf(cid: string): Promise<PendingOp[]> {
		const stored = await this.#database.getAll('ops', opsOf(cid));
		return stored.map(({ n, left, edits }) => ({ n, left, edits: decodeEdits(unpack(edits)) }));
	}

	async countPending(cid: string): Promise<number> {
		return this.#database.count('ops', opsOf(cid));
	}

	/** Gives everything that a client has to another id. False when the client is not there any more. */
	async move(from: string, to: string): Promise<boolean> {
		let isThere = false;
		await this.#change(async (writing) => {
			const client = await writing.objectStore('clients').get(from);
			isThere = client !== undefined;
			if (!client) return;
			const ops = writing.objectStore('ops');
			for (const op of await ops.getAll(opsOf(from))) await ops.put({ ...op, cid: to });
			await writing.objectStore('clients').put({ ...client, cid: to, seen: Date.now() });
			await Promise.all([writing.objectStore('clients').delete(from), ops.delete(opsOf(from))]);
		});
		return isThere;
	}

	/** Forgets a client and its ops. */
	async drop(cid: string): Promise<void> {
		await this.#change(async (writing) => {
			await Promise.all([writing.objectStore('clients').delete(cid), writing.objectStore('ops').delete(opsOf(cid))]);
		});
	}

	/** Forgets clients that have no ops and were seen last before `time`. */
	async prune(time: number): Promise<void> {
		await this.#change(async (writing) => {
			for (const { cid, seen } of await writing.objectStore('clients').getAll())
				if (seen < time && (await writing.objectStore('ops').count(opsOf(cid))) === 0)
					await writing.objectStore('clients').delete(cid);
		});
	}

	close(): void {
		this.#database.close();
	}

	async #change(run: (writing: Writing) => Promise<void>): Promise<void> {
		const writing: Writing = this.#database.transaction(['clients', 'ops'], 'readwrite');
		// both are waited for: a failed request rejects by itself and again as the end of its transaction
		await Promise.all([run(writing), writing.done]);
	}
}

const newestFirst = (clients: readonly ClientRecord[]): ClientRecord[] => clients.toSorted((a, b) => b.seen - a.seen);

const opsOf = (cid: string): IDBKeyRange => IDBKeyRange.bound([cid, 0], [cid, Number.MAX_SAFE_INTEGER]);
