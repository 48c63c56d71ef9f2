import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { add, makeId, type Edit } from '#lib/score/index.ts';
import { createClientLocks, type ClientLocks } from '../../src/lib/client/client-locks.ts';
import { EditStore, type ClientRecord } from '../../src/lib/client/edit-store.ts';
import { Journal } from '../../src/lib/client/journal.ts';
import { keptOf, KeptEdits, newClient } from '../../src/lib/client/kept-edits.ts';

const ADDRESS = { doc: 'document-1', token: 'token-1' };
const note = (counter: number, slot = 3): Edit => add('note', makeId(slot, counter), { pitch: 60 + counter });
const op = (n: number, left = 0) => ({ n, left, edits: [note(n)] });
const client = (fields: Partial<ClientRecord> = {}): ClientRecord => ({
	...newClient(ADDRESS),
	cid: 'client-a',
	slot: 3,
	...fields
});

let now = 1_000_000;
beforeEach(() => {
	globalThis.indexedDB = new IDBFactory();
	now = 1_000_000;
});

/** One page of this browser: its own connection to the store, and what goes with its tab. */
async function openPage(locks: ClientLocks | null, tab = new Map<string, string>()): Promise<KeptEdits> {
	const storage = {
		getItem: (key: string) => tab.get(key) ?? null,
		setItem: (key: string, value: string) => void tab.set(key, value)
	};
	return new KeptEdits({ store: await EditStore.open(), locks, tab: storage, now: () => now });
}

/** Locks as a browser gives them, over a set that all pages share. */
function createLocks(held = new Set<string>()): ClientLocks {
	return {
		hold: async (cid) => {
			if (held.has(cid)) return null;
			held.add(cid);
			return () => void held.delete(cid);
		}
	};
}

test('what is written is there for whoever opens the store next, in order and with its groups', async () => {
	const store = await EditStore.open();
	await store.write(client({ nextN: 12, counter: 12 }), [op(9), op(11), op(10, 1)], []);
	store.close();
	const again = await EditStore.open();
	expect(await again.pendingOf('client-a')).toEqual([op(9), op(10, 1), op(11)]);
	expect(await again.find('client-a')).toMatchObject({ nextN: 12, counter: 12, slot: 3 });
	await again.write(client({ nextN: 12 }), [op(9)], [9, 10]);
	expect((await again.pendingOf('client-a')).map(({ n }) => n)).toEqual([9, 11]);
	expect(await again.pendingOf('client')).toEqual([]);
});

test('a write that fails leaves nothing of itself', async () => {
	const store = await EditStore.open();
	const bad = { n: 2, left: 0, edits: [{ kind: 'add', record: null }] as unknown as Edit[] };
	await expect(store.write(client(), [op(1), bad], [])).rejects.toThrow();
	expect(await store.find('client-a')).toBe(null);
	expect(await store.pendingOf('client-a')).toEqual([]);
});

test('clients without ops are forgotten after a time, and those with ops never', async () => {
	const store = await EditStore.open();
	await store.write(client({ cid: 'old-idle', seen: 10 }), [], []);
	await store.write(client({ cid: 'old-busy', seen: 10 }), [op(1)], []);
	await store.write(client({ cid: 'new-idle', seen: 99 }), [], []);
	await store.prune(50);
	expect((await store.clientsOf(ADDRESS.doc)).map(({ cid }) => cid).toSorted()).toEqual(['new-idle', 'old-busy']);
});

test('a journal has settled when what is pending is on the disk, and counts on from it', async () => {
	const store = await EditStore.open();
	const opening = Promise.withResolvers<EditStore>();
	const settled = Promise.withResolvers<void>();
	const journal: Journal = new Journal(client(), opening.promise, () => journal.isSettled && settled.resolve());
	journal.record([op(1), op(2)], []);
	expect([journal.isKept, journal.isSettled]).toEqual([true, false]);
	journal.record([op(3)], [1]);
	opening.resolve(store);
	await settled.promise;
	expect((await store.pendingOf('client-a')).map(({ n }) => n)).toEqual([2, 3]);
	expect(await store.find('client-a')).toMatchObject({ nextN: 4, counter: 4 });
});

test('ops that get other numbers are written under those alone', async () => {
	const store = await EditStore.open();
	const settled = Promise.withResolvers<void>();
	const journal: Journal = new Journal(client(), Promise.resolve(store), () => undefined);
	journal.record([op(5), op(6)], []);
	const moved = [
		{ ...op(5), n: 4 },
		{ ...op(6), n: 5 }
	];
	journal.record(moved, [5, 6]);
	const last: Journal = new Journal(client({ cid: 'other' }), Promise.resolve(store), () => settled.resolve());
	expect(last.isKept).toBe(true);
	await settled.promise;
	await expect.poll(() => store.pendingOf('client-a')).toEqual(moved);
});

test('a store that fails costs the keeping, not the editing', async () => {
	const closed = await EditStore.open();
	closed.close();
	for (const opening of [Promise.resolve(null), Promise.reject(new Error('private')), Promise.resolve(closed)]) {
		const lost = Promise.withResolvers<void>();
		const journal: Journal = new Journal(client(), opening, () => !journal.isKept && lost.resolve());
		journal.record([op(1)], []);
		await lost.promise;
		expect([journal.isKept, journal.isSettled]).toEqual([false, true]);
		journal.record([op(2)], []);
		expect(journal.isSettled).toBe(true);
	}
});

test('the next page of a document takes over what a closed one left, and counts on', async () => {
	const locks = createLocks();
	const first = await (await openPage(locks)).claim(ADDRESS);
	const store = await EditStore.open();
	await store.write({ ...first.client, slot: 3, nextN: 3, counter: 8 }, [op(2)], []);
	const duplicate = await (await openPage(locks)).claim(ADDRESS);
	expect(duplicate.client.cid).not.toBe(first.client.cid);
	expect(keptOf(duplicate)).toBe(null);
	first.release();
	const next = await (await openPage(locks)).claim(ADDRESS);
	expect(next.client.cid).toBe(first.client.cid);
	expect(keptOf(next)).toEqual({ slot: 3, nextN: 3, counter: 8, pending: [op(2)] });
});

test('a page that is loaded again is itself again, and its copy is somebody else', async () => {
	const locks = createLocks();
	const store = await EditStore.open();
	const tab = new Map<string, string>();
	const first = await (await openPage(locks, tab)).claim(ADDRESS);
	const other = await (await openPage(locks)).claim(ADDRESS);
	for (const { client: record } of [first, other]) await store.write({ ...record, slot: 3 }, [], []);
	await store.write({ ...other.client, slot: 4 }, [op(1), op(2)], []);
	const copy = await (await openPage(locks, new Map(tab))).claim(ADDRESS);
	expect([first.client.cid, other.client.cid]).not.toContain(copy.client.cid);
	first.release();
	other.release();
	expect((await (await openPage(locks, tab)).claim(ADDRESS)).client.cid).toBe(first.client.cid);
});

test('another link to the same document is another client', async () => {
	const locks = createLocks();
	const first = await (await openPage(locks)).claim(ADDRESS);
	await (await EditStore.open()).write({ ...first.client, slot: 3 }, [op(1)], []);
	first.release();
	const page = await openPage(locks);
	const other = await page.claim({ ...ADDRESS, token: 'token-2' });
	expect(other.client.cid).not.toBe(first.client.cid);
	// but what the first has left is sent all the same
	expect((await page.claimLeft(ADDRESS.doc, other.client.cid))?.pending).toEqual([op(1)]);
});

test('what several closed pages have left is found one after the other, and of a living page nothing', async () => {
	const locks = createLocks();
	const store = await EditStore.open();
	for (const cid of ['left-1', 'left-2', 'living']) await store.write(client({ cid }), [op(1)], []);
	await locks.hold('living');
	const page = await openPage(locks);
	const one = await page.claimLeft(ADDRESS.doc, 'own');
	const two = await page.claimLeft(ADDRESS.doc, 'own');
	expect([one?.client.cid, two?.client.cid].toSorted()).toEqual(['left-1', 'left-2']);
	expect(await page.claimLeft(ADDRESS.doc, 'own')).toBe(null);
});

test('without locks every page is somebody new, and only what is long silent is sent for others', async () => {
	const store = await EditStore.open();
	const page = await openPage(null);
	await store.write(client({ cid: 'another', seen: now }), [op(1)], []);
	const claim = await page.claim(ADDRESS);
	expect(claim.client.cid).not.toBe('another');
	expect(await page.claimLeft(ADDRESS.doc, claim.client.cid)).toBe(null);
	now += 19_000;
	expect(await page.claimLeft(ADDRESS.doc, claim.client.cid)).toBe(null);
	now += 2000;
	expect((await page.claimLeft(ADDRESS.doc, claim.client.cid))?.client.cid).toBe('another');
});

test('without locks a page that says goodbye need not be waited for', async () => {
	const store = await EditStore.open();
	const page = await openPage(null);
	await store.write(client({ cid: 'another', seen: now }), [op(1)], []);
	page.leave(client({ cid: 'another' }));
	expect((await page.claimLeft(ADDRESS.doc, 'own'))?.client.cid).toBe('another');
	await page.touch('another');
	expect(await page.claimLeft(ADDRESS.doc, 'own')).toBe(null);
});

test.each([true, false])('a draft goes to one page alone, with locks: %s', async (hasLocks) => {
	const locks = hasLocks ? createLocks() : null;
	const store = await EditStore.open();
	const draft = newClient(null);
	await store.write({ ...draft, nextN: 2, counter: 2 }, [{ ...op(1), edits: [note(1, 1)] }], []);
	await store.write({ ...newClient(null), cid: 'empty-draft' }, [], []);
	const pages = await Promise.all([openPage(locks), openPage(locks)]);
	const claims = await Promise.all(pages.map((page) => page.claimDraft()));
	const [claim] = claims.filter((each) => each !== null);
	expect(claims.filter((each) => each === null)).toHaveLength(1);
	expect(claim && keptOf(claim)).toMatchObject({ slot: 1, nextN: 2, counter: 2 });
	expect(claim?.client.cid === draft.cid).toBe(hasLocks);
	expect(await store.countPending(claim?.client.cid ?? '')).toBe(1);
});

test('Web Locks give an id to one page, and again when it lets go', async () => {
	const locks = createClientLocks(navigator.locks);
	const release = await locks?.hold('web-locked');
	expect(release).toBeTypeOf('function');
	expect(await locks?.hold('web-locked')).toBe(null);
	expect(await locks?.hold('web-locked', 20)).toBe(null);
	const waiting = locks?.hold('web-locked', 5000);
	release?.();
	expect(await waiting).toBeTypeOf('function');
	expect(createClientLocks(undefined)).toBe(null);
});
