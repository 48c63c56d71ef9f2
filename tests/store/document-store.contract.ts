/** What every {@link DocumentStore} does, as tests that each implementation runs. */

import { describe, expect, test } from 'vitest';
import type { AudioRow, DocumentStore } from '#server/store/index.ts';
import { describeClients } from './clients.contract.ts';
import { createWorld, NOWHERE, row } from './contract-world.ts';
import { describeSnapshots } from './snapshots.contract.ts';
import { describeTransactions } from './transactions.contract.ts';

const HASH = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);

const audio = (sha256: string): AudioRow => ({
	sha256,
	bytes: 9,
	format: 'wav',
	sampleRate: 44_100,
	channels: 1,
	seconds: null
});

export function describeDocumentStore(name: string, open: (now: () => number) => DocumentStore): void {
	describe(name, () => {
		describeAccess(open);
		describeLog(open);
		describeTransactions(open);
		describeEffects(open);
		describeAudio(open);
		describeClients(open);
		describeSnapshots(open);
	});
}

function describeAccess(open: (now: () => number) => DocumentStore): void {
	test('a new document is empty, and only its own token opens it', () => {
		const { store, doc, token } = createWorld(open);
		expect(doc).toMatch(/^[A-Za-z0-9_-]{22}$/);
		expect(token).toMatch(/^[A-Za-z0-9_-]{22}$/);
		expect([store.exists(doc), store.exists(NOWHERE)]).toEqual([true, false]);
		expect(store.roleOf(doc, token)).toBe('own');
		expect([store.roleOf(doc, 'guess'), store.roleOf(NOWHERE, token), store.roleOf(doc, '')]).toEqual([
			null,
			null,
			null
		]);
		expect([store.head(doc), store.read(doc, 0, 10), store.wantedIn(doc)]).toEqual([0, [], []]);
		const other = store.create('maker');
		expect(other.doc).not.toBe(doc);
		expect(store.roleOf(other.doc, token)).toBe(null);
	});

	test('a link opens some parts or the whole document, and what is owned is whole', () => {
		const { store, doc, token } = createWorld(open);
		const some = store.createLink(doc, { role: 'edit', name: 'altos', expires: null, parts: [0, 2 ** 32 + 7] });
		const whole = store.createLink(doc, { role: 'view', name: '', expires: null });
		const partsOf = (opened: string | undefined): unknown => store.findLink(doc, opened ?? '')?.parts;
		expect([token, some?.token, whole?.token].map(partsOf)).toEqual([null, [0, 2 ** 32 + 7], null]);
		expect(store.listLinks(doc).map(({ parts }) => parts)).toEqual([null, [0, 2 ** 32 + 7], null]);
		expect(() => store.createLink(doc, { role: 'own', name: '', expires: null, parts: [0] })).toThrow('whole');
		expect(store.listLinks(doc)).toHaveLength(3);
	});

	test('the maker has slot 1, others the next ones in the order they come, the same each time', () => {
		const { store, doc } = createWorld(open);
		expect(store.findClient(doc, 'maker')).toEqual({ cid: 'maker', slot: 1, lastN: 0 });
		expect(store.findClient(doc, 'second')).toBe(null);
		expect(store.openClient(doc, 'second')).toEqual({ cid: 'second', slot: 2, lastN: 0 });
		expect(store.openClient(doc, 'third').slot).toBe(3);
		expect(store.openClient(doc, 'second').slot).toBe(2);
		expect(store.openClient(doc, 'maker').slot).toBe(1);
		const other = store.create('third');
		expect(store.openClient(other.doc, 'maker').slot).toBe(2);
		expect(() => store.openClient(NOWHERE, 'maker')).toThrow();
	});

	test('asking whether it can be written changes nothing', () => {
		const { store, doc } = createWorld(open);
		store.append(doc, 0, [row('maker', 1)]);
		expect(() => store.checkWritable()).not.toThrow();
		expect(store.read(doc, 0, 10).length).toBe(1);
		expect(store.findClient(doc, 'maker')).toEqual({ cid: 'maker', slot: 1, lastN: 1 });
	});
}

function describeLog(open: (now: () => number) => DocumentStore): void {
	test('rows are numbered from 1 and read as they were written, with the slots of their authors', () => {
		const { store, doc } = createWorld(open);
		const other = store.create('maker');
		store.openClient(doc, 'second');
		expect(store.append(doc, 0, [row('maker', 1)])).toBe(true);
		expect(store.append(doc, 1, [row('second', 1)])).toBe(true);
		expect(store.append(doc, 2, [row('maker', 2, { edits: new Uint8Array() })])).toBe(true);
		expect(store.read(doc, 0, 10)).toEqual([
			{ seq: 1, cid: 'maker', slot: 1, n: 1, edits: Uint8Array.of(1, 0xff) },
			{ seq: 2, cid: 'second', slot: 2, n: 1, edits: Uint8Array.of(1, 0xff) },
			{ seq: 3, cid: 'maker', slot: 1, n: 2, edits: new Uint8Array() }
		]);
		expect([store.head(doc), store.head(other.doc), store.head(NOWHERE)]).toEqual([3, 0, 0]);
		expect(store.read(other.doc, 0, 10)).toEqual([]);
		expect(store.findClient(doc, 'maker')?.lastN).toBe(2);
		expect(store.openClient(doc, 'second').lastN).toBe(1);
	});

	test('an append to anything but the head writes nothing at all', () => {
		const { store, doc } = createWorld(open);
		store.holdAudio(doc, HASH, false);
		store.append(doc, 0, [row('maker', 1)]);
		for (const expected of [0, 2, 99])
			expect(store.append(doc, expected, [row('maker', 2, { wanted: [7], named: [HASH] })])).toBe(false);
		expect([store.head(doc), store.findClient(doc, 'maker')?.lastN, store.wantedIn(doc)]).toEqual([1, 1, []]);
		expect(store.namesAudio(doc, HASH)).toBe(false);
	});

	test('a page of rows ends where it is told, and the next one begins there', () => {
		const { store, doc } = createWorld(open);
		for (let n = 1; n <= 25; n++) store.append(doc, n - 1, [row('maker', n)]);
		const seqs = (since: number, limit: number): number[] => store.read(doc, since, limit).map(({ seq }) => seq);
		expect(seqs(0, 3)).toEqual([1, 2, 3]);
		expect(seqs(3, 3)).toEqual([4, 5, 6]);
		expect(seqs(24, 10)).toEqual([25]);
		expect(seqs(25, 10)).toEqual([]);
		expect(seqs(99, 10)).toEqual([]);
		expect(seqs(0, 0)).toEqual([]);
	});

	test('bytes that are changed after they were written are not changed in the log', () => {
		const { store, doc } = createWorld(open);
		const edits = Uint8Array.of(1, 2, 3);
		store.append(doc, 0, [row('maker', 1, { edits })]);
		edits.fill(0);
		expect(store.read(doc, 0, 1)[0]?.edits).toEqual(Uint8Array.of(1, 2, 3));
	});
}

function describeEffects(open: (now: () => number) => DocumentStore): void {
	test('a row says what is wanted now; one that does not say leaves it as it is', () => {
		const { store, doc } = createWorld(open);
		const other = store.create('maker');
		store.append(doc, 0, [row('maker', 1, { wanted: [9, 4] })]);
		store.append(doc, 1, [row('maker', 2)]);
		expect(store.wantedIn(doc)).toEqual([4, 9]);
		store.append(other.doc, 0, [row('maker', 1, { wanted: [4] })]);
		store.append(doc, 2, [row('maker', 3, { wanted: [9, 11] })]);
		const all = [
			{ doc, analysis: 9 },
			{ doc, analysis: 11 },
			{ doc: other.doc, analysis: 4 }
		];
		expect(store.allWanted()).toEqual(expect.arrayContaining(all));
		expect(store.allWanted().length).toBe(all.length);
		store.dropWanted(doc, 9);
		store.dropWanted(doc, 1234);
		expect(store.wantedIn(doc)).toEqual([11]);
		store.append(doc, 3, [row('maker', 4, { wanted: [] })]);
		expect([store.wantedIn(doc), store.wantedIn(other.doc)]).toEqual([[], [4]]);
	});

	test('an append that fails in the middle leaves neither a row nor an effect', () => {
		const { store, doc } = createWorld(open);
		store.holdAudio(doc, HASH, false);
		store.append(doc, 0, [row('maker', 1, { wanted: [5] })]);
		expect(() => store.append(doc, 1, [row('maker', 2, { wanted: [6, 6], named: [HASH] })])).toThrow();
		expect([store.head(doc), store.findClient(doc, 'maker')?.lastN, store.wantedIn(doc)]).toEqual([1, 1, [5]]);
		expect(store.namesAudio(doc, HASH)).toBe(false);
		expect(store.append(doc, 1, [row('maker', 2, { wanted: [6] })])).toBe(true);
	});

	test('a row says which recordings are named now, of those that the document holds', () => {
		const { store, doc } = createWorld(open);
		const other = store.create('maker');
		store.holdAudio(doc, HASH, false);
		store.holdAudio(other.doc, HASH, true);
		const names = (): boolean[] => [store.namesAudio(doc, HASH), store.namesAudio(doc, OTHER)];
		store.append(doc, 0, [row('maker', 1, { named: [HASH, OTHER] })]);
		expect(names()).toEqual([true, false]);
		store.append(doc, 1, [row('maker', 2)]);
		expect(names()).toEqual([true, false]);
		store.holdAudio(doc, OTHER, true);
		store.append(doc, 2, [row('maker', 3, { named: [OTHER] })]);
		expect(names()).toEqual([false, true]);
		expect([store.holdsAudio(doc, HASH), store.namesAudio(other.doc, HASH)]).toEqual([true, true]);
	});
}

function describeAudio(open: (now: () => number) => DocumentStore): void {
	test('what is known of a recording is found again, and gone when it is dropped', () => {
		const { store, doc } = createWorld(open);
		expect([store.findAudio(HASH), store.holdsAudio(doc, HASH)]).toEqual([null, false]);
		store.putAudio(audio(HASH));
		store.putAudio({ ...audio(OTHER), seconds: 1.5 });
		expect(store.findAudio(HASH)).toEqual(audio(HASH));
		expect(store.findAudio(OTHER)).toEqual({ ...audio(OTHER), seconds: 1.5 });
		store.dropAudio(HASH);
		expect(store.findAudio(HASH)).toBe(null);
	});

	test('the size of what a document holds counts each recording once, and of this document only', () => {
		const { store, doc } = createWorld(open);
		const other = store.create('maker');
		store.putAudio(audio(HASH));
		store.putAudio({ ...audio(OTHER), bytes: 2 ** 33 });
		store.holdAudio(doc, HASH, false);
		store.holdAudio(doc, HASH, true);
		store.holdAudio(other.doc, OTHER, true);
		expect([doc, other.doc, NOWHERE].map((each) => store.heldBytes(each))).toEqual([9, 2 ** 33, 0]);
		store.holdAudio(doc, OTHER, false);
		expect(store.heldBytes(doc)).toBe(2 ** 33 + 9);
	});

	test('a recording is let go some hours after the last document has ceased to name it', () => {
		const { store, doc, wait } = createWorld(open);
		store.putAudio(audio(HASH));
		store.holdAudio(doc, HASH, false);
		store.append(doc, 0, [row('maker', 1, { named: [HASH] })]);
		wait(100);
		expect(store.findOrphanAudio(24)).toEqual([]);
		store.append(doc, 1, [row('maker', 2, { named: [] })]);
		wait(24);
		expect([store.findOrphanAudio(24), store.holdsAudio(doc, HASH)]).toEqual([[], true]);
		wait(1);
		expect([store.findOrphanAudio(24), store.holdsAudio(doc, HASH)]).toEqual([[HASH], false]);
		expect(store.findOrphanAudio(24)).toEqual([HASH]);
		store.dropAudio(HASH);
		expect(store.findOrphanAudio(24)).toEqual([]);
	});

	test('a recording that one document names stays, whoever lets it go; one that has just come again, too', () => {
		const { store, doc, wait } = createWorld(open);
		const other = store.create('maker');
		store.putAudio(audio(HASH));
		store.putAudio(audio(OTHER));
		store.holdAudio(doc, HASH, false);
		store.holdAudio(other.doc, HASH, true);
		wait(30);
		store.putAudio(audio(OTHER));
		expect(store.findOrphanAudio(24)).toEqual([]);
		expect([store.holdsAudio(doc, HASH), store.holdsAudio(other.doc, HASH)]).toEqual([false, true]);
		wait(30);
		expect(store.findOrphanAudio(24)).toEqual([OTHER]);
	});
}
