/** Snapshots and what they allow to be removed, as tests that each implementation runs. */

import { expect, test } from 'vitest';
import { gunzipSync } from 'node:zlib';
import { createWorld, NOWHERE, row, rows, type Open } from './contract-world.ts';

const HASH = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);

const bytesOf = (seq: number): Uint8Array => Uint8Array.of(0x92, seq);

export function describeSnapshots(open: Open): void {
	describeVersionAudio(open);

	test('a document has no snapshot and all its rows, until there is one', () => {
		const { store, doc } = createWorld(open);
		store.append(doc, 0, rows(1, 3));
		expect([store.findSnapshot(doc), store.readSnapshot(doc, 3), store.readStoredSnapshot(doc, 3)]).toEqual([
			null,
			null,
			null
		]);
		expect([store.listVersions(doc), store.oldestSince(doc), store.oldestSince(NOWHERE)]).toEqual([[], 0, 0]);
	});

	test('a snapshot is read as it was put, large or small, and takes the rows away that were to go', () => {
		const { store, doc, now } = createWorld(open);
		store.append(doc, 0, rows(1, 10));
		const large = new Uint8Array(50_000).fill(7);
		store.putSnapshot(doc, { seq: 8, bytes: large, named: [] }, 3);
		expect(store.findSnapshot(doc)).toEqual({ seq: 8, bytes: large });
		expect(store.readSnapshot(doc, 8)).toEqual({ seq: 8, bytes: large, time: now() });
		expect(store.listVersions(doc)).toEqual([{ seq: 8, time: now(), sizeBytes: 50_000 }]);
		const stored = store.readStoredSnapshot(doc, 8);
		expect(stored && new Uint8Array(stored.isGzip ? gunzipSync(stored.bytes) : stored.bytes)).toEqual(large);
		expect([store.oldestSince(doc), store.head(doc)]).toEqual([5, 10]);
		expect(store.read(doc, 5, 10).map(({ seq }) => seq)).toEqual([6, 7, 8, 9, 10]);
		expect(store.read(doc, 0, 2).map(({ seq }) => seq)).toEqual([6, 7]);
		expect(store.readSnapshot(doc, 7)).toBe(null);
		large.fill(0);
		expect(store.findSnapshot(doc)?.bytes[0]).toBe(7);
	});

	test('rows are removed by the thousand, and no more than there are', () => {
		const { store, doc } = createWorld(open);
		store.append(doc, 0, rows(1, 4500));
		store.putSnapshot(doc, { seq: 10, bytes: bytesOf(10), named: [] }, 100);
		expect(store.oldestSince(doc)).toBe(0);
		store.putSnapshot(doc, { seq: 4500, bytes: bytesOf(45), named: [] }, 7);
		expect([store.oldestSince(doc), store.read(doc, 4493, 10_000).length]).toEqual([4493, 7]);
	});

	test('the last row always stays, so that numbers go on and a gap can be seen', () => {
		const { store, doc } = createWorld(open);
		store.append(doc, 0, rows(1, 4));
		store.putSnapshot(doc, { seq: 4, bytes: bytesOf(4), named: [] }, 0);
		expect([store.head(doc), store.oldestSince(doc), store.read(doc, 0, 10)]).toEqual([
			4,
			3,
			[expect.objectContaining({ seq: 4 })]
		]);
		expect(store.append(doc, 0, rows(1, 1))).toBe(false);
		expect(store.append(doc, 4, rows(5, 5))).toBe(true);
		expect([store.head(doc), store.oldestSince(doc), store.read(doc, 4, 10).length]).toEqual([5, 3, 1]);
	});

	test('a snapshot that comes after a newer one changes nothing, nor does the same one again', () => {
		const { store, doc } = createWorld(open);
		store.append(doc, 0, rows(1, 10));
		store.putSnapshot(doc, { seq: 6, bytes: bytesOf(6), named: [] }, 5);
		store.putSnapshot(doc, { seq: 5, bytes: bytesOf(5), named: [] }, 0);
		store.putSnapshot(doc, { seq: 6, bytes: bytesOf(99), named: [] }, 0);
		expect(store.findSnapshot(doc)).toEqual({ seq: 6, bytes: bytesOf(6) });
		expect([store.listVersions(doc).length, store.oldestSince(doc)]).toEqual([1, 1]);
	});

	test('nothing is a snapshot of rows that are not there', () => {
		const { store, doc } = createWorld(open);
		store.append(doc, 0, rows(1, 2));
		expect(() => store.putSnapshot(doc, { seq: 3, bytes: bytesOf(3), named: [] }, 0)).toThrow('row 3');
		expect(() => store.putSnapshot(NOWHERE, { seq: 1, bytes: bytesOf(1), named: [] }, 0)).toThrow();
		expect([store.findSnapshot(doc), store.read(doc, 0, 10).length]).toEqual([null, 2]);
	});

	test('of each day its last snapshot is kept, and the newest of all', () => {
		const { store, doc, wait } = createWorld(open);
		const other = store.create('maker');
		store.append(other.doc, 0, rows(1, 1));
		store.putSnapshot(other.doc, { seq: 1, bytes: bytesOf(1), named: [] }, 10);
		const put = (seq: number): void => {
			store.append(doc, store.head(doc), rows(seq, seq));
			store.putSnapshot(doc, { seq, bytes: bytesOf(seq), named: [] }, 10);
		};
		put(1);
		wait(23);
		put(2); // the last of the first day
		wait(1);
		put(3);
		wait(10);
		put(4); // the last of the second
		wait(48);
		put(5);
		put(6); // the newest
		expect(store.listVersions(doc).map(({ seq }) => seq)).toEqual([6, 4, 2]);
		expect([store.readSnapshot(doc, 5), store.readStoredSnapshot(doc, 3)]).toEqual([null, null]);
		expect(store.readSnapshot(doc, 2)?.bytes).toEqual(bytesOf(2));
		expect(store.listVersions(other.doc).length).toBe(1);
	});

	test('logs are long by the rows after their snapshots', () => {
		const { store, doc } = createWorld(open);
		const other = store.create('maker');
		store.create('maker');
		store.append(doc, 0, rows(1, 6));
		store.append(other.doc, 0, [row('maker', 1)]);
		expect([store.findLongLogs(5), store.findLongLogs(6)]).toEqual([[doc], []]);
		expect(store.findLongLogs(0).toSorted()).toEqual([doc, other.doc].toSorted());
		store.putSnapshot(doc, { seq: 4, bytes: bytesOf(4), named: [] }, 100);
		expect([store.findLongLogs(1), store.findLongLogs(2)]).toEqual([[doc], []]);
	});
}

/** A document that holds a recording which its first snapshot names, and no record since; two more rows follow. */
function createNamed(open: Open) {
	const world = createWorld(open);
	const { store, doc } = world;
	const audio = { bytes: 9, format: 'wav', sampleRate: 8000, channels: 1, seconds: null };
	store.putAudio({ sha256: HASH, ...audio });
	store.putAudio({ sha256: OTHER, ...audio });
	store.holdAudio(doc, HASH, false);
	store.append(doc, 0, [row('maker', 1, { named: [HASH] })]);
	store.putSnapshot(doc, { seq: 1, bytes: bytesOf(1), named: [HASH] }, 10);
	store.append(doc, 1, [row('maker', 2, { named: [] }), row('maker', 3)]);
	return world;
}

function describeVersionAudio(open: Open): void {
	test('a recording that a snapshot names is named and stays, however long no record has named it', () => {
		const { store, doc, wait } = createNamed(open);
		expect([store.namesAudio(doc, HASH), store.holdsAudio(doc, HASH)]).toEqual([true, true]);
		wait(1000);
		store.putSnapshot(doc, { seq: 3, bytes: bytesOf(3), named: [] }, 10);
		wait(1000);
		expect(store.findOrphanAudio(24)).toEqual([OTHER]);
		expect([store.namesAudio(doc, HASH), store.holdsAudio(doc, HASH)]).toEqual([true, true]);
	});

	test('when the last snapshot that names it goes, a recording is named no more, and let go some hours later', () => {
		const { store, doc, wait } = createNamed(open);
		wait(23);
		store.putSnapshot(doc, { seq: 2, bytes: bytesOf(2), named: [OTHER] }, 10);
		expect(store.listVersions(doc).map(({ seq }) => seq)).toEqual([2]);
		expect([store.namesAudio(doc, HASH), store.holdsAudio(doc, HASH)]).toEqual([false, true]);
		wait(24);
		expect([store.findOrphanAudio(24), store.holdsAudio(doc, HASH)]).toEqual([[OTHER], true]);
		wait(1);
		expect([store.findOrphanAudio(24).toSorted(), store.holdsAudio(doc, HASH)]).toEqual([[HASH, OTHER], false]);
	});

	test('a recording that one of two snapshots names stays when the other goes, and one that a record names, too', () => {
		const { store, doc, wait } = createNamed(open);
		store.holdAudio(doc, OTHER, true);
		wait(30);
		store.putSnapshot(doc, { seq: 2, bytes: bytesOf(2), named: [HASH, OTHER] }, 10);
		store.putSnapshot(doc, { seq: 3, bytes: bytesOf(3), named: [] }, 10);
		expect(store.listVersions(doc).map(({ seq }) => seq)).toEqual([3, 1]);
		wait(100);
		expect([store.findOrphanAudio(24), store.namesAudio(doc, HASH), store.namesAudio(doc, OTHER)]).toEqual([
			[],
			true,
			true
		]);
	});

	test('a snapshot that names what the document does not hold grants nothing, until it comes to hold it', () => {
		const { store, doc, wait } = createNamed(open);
		const other = store.create('maker');
		store.append(other.doc, 0, rows(1, 1));
		store.putSnapshot(other.doc, { seq: 1, bytes: bytesOf(1), named: [HASH, OTHER] }, 10);
		expect([store.namesAudio(other.doc, HASH), store.holdsAudio(other.doc, HASH)]).toEqual([false, false]);
		wait(30);
		expect(store.findOrphanAudio(24)).toEqual([OTHER]);
		store.holdAudio(other.doc, OTHER, false);
		wait(30);
		expect([store.findOrphanAudio(24), store.namesAudio(other.doc, OTHER)]).toEqual([[], true]);
		expect([store.namesAudio(doc, OTHER), store.namesAudio(NOWHERE, HASH)]).toEqual([false, false]);
	});

	test('a snapshot that is undone with its batch, or ignored, names nothing', () => {
		const { store, doc } = createNamed(open);
		store.holdAudio(doc, OTHER, false);
		const put = (seq: number): void => store.putSnapshot(doc, { seq, bytes: bytesOf(seq), named: [OTHER] }, 10);
		expect(() =>
			store.batch(() => {
				put(2);
				throw new Error('undone');
			})
		).toThrow('undone');
		put(1);
		expect([store.namesAudio(doc, HASH), store.namesAudio(doc, OTHER)]).toEqual([true, false]);
		put(2);
		expect([store.namesAudio(doc, HASH), store.namesAudio(doc, OTHER)]).toEqual([false, true]);
	});
}
