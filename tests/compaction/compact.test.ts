import { expect, test } from 'vitest';
import { add, apply, emptyState, makeId, META_ID, type Edit, type RecordId, type State } from '#lib/score/index.ts';
import { decodeSnapshot, encodeEdits, encodeSnapshot, pack } from '#lib/wire/index.ts';
import { compact, readState, tidyDocuments } from '#server/compaction/index.ts';
import { createMemoryDocumentStore, openDocumentStore, type DocumentStore, type NewRow } from '#server/store/index.ts';

const STORES: readonly (readonly [string, () => DocumentStore])[] = [
	['in SQLite', () => openDocumentStore(':memory:', () => 0)],
	['in memory', () => createMemoryDocumentStore(() => 0)]
];

const show = ({ records }: State): unknown => [...records.values()].toSorted((a, b) => a.id - b.id);
const rowOf = (n: number, edits: readonly Edit[]): NewRow => ({
	cid: 'maker',
	slot: 1,
	n,
	edits: pack(encodeEdits(edits))
});
const noteId = (n: number): RecordId => makeId(1, n);

/** What somebody does in the n-th op: adds, moves, changes, deletes, names. */
function editsOf(n: number): Edit[] {
	const earlier = noteId(Math.max(1, n - 3));
	if (n % 7 === 0) return [{ kind: 'delete', ids: [noteId(n - 5)] }];
	if (n % 5 === 0) return [];
	if (n % 3 === 0) return [{ kind: 'shift', ids: [earlier, noteId(n - 1)], ticks: n, semitones: 1 }];
	if (n % 11 === 0) return [{ kind: 'set', id: META_ID, fields: { title: `song ${n}` } }];
	return [add('note', noteId(n), { start: n * 240, pitch: 40 + (n % 40), lyric: n % 2 ? '라' : '' })];
}

/** A document of so many rows, and what they come to. */
function makeDocument(store: DocumentStore, count: number) {
	const { doc } = store.create('maker');
	const state = emptyState();
	const write = (from: number, to: number): void => {
		for (let n = from; n <= to; n++) {
			store.append(doc, n - 1, [rowOf(n, editsOf(n))]);
			apply(state, editsOf(n));
		}
	};
	write(1, count);
	return { doc, state, write };
}

test.each(STORES)('a compacted document %s is what it was, with fewer rows, again and again', (_, open) => {
	const store = open();
	const { doc, state, write } = makeDocument(store, 60);
	expect(compact(store, doc, 20)).toEqual({ seq: 60 });
	expect([store.head(doc), store.oldestSince(doc), store.findSnapshot(doc)?.seq]).toEqual([60, 40, 60]);
	expect(show(decodeSnapshot(store.findSnapshot(doc)?.bytes ?? new Uint8Array()))).toEqual(show(state));
	write(61, 130);
	expect(show(readState(store, doc).state)).toEqual(show(state));
	expect(readState(store, doc).seq).toBe(130);
	expect(compact(store, doc, 20)).toEqual({ seq: 130 });
	write(131, 140);
	expect(readState(store, doc).seq).toBe(140);
	expect(show(readState(store, doc).state)).toEqual(show(state));
	expect([store.oldestSince(doc), store.read(doc, 110, 100).length]).toEqual([110, 30]);
	store.close();
});

test.each(STORES)('there is nothing to compact %s in an empty document, and nothing twice', (_, open) => {
	const store = open();
	const { doc } = store.create('maker');
	expect(compact(store, doc)).toBe(null);
	expect(store.listVersions(doc)).toEqual([]);
	store.append(doc, 0, [rowOf(1, editsOf(1))]);
	expect(compact(store, doc)).toEqual({ seq: 1 });
	expect(compact(store, doc)).toBe(null);
	expect([store.listVersions(doc).length, store.oldestSince(doc)]).toEqual([1, 0]);
	store.close();
});

test.each(STORES)(
	'what a compacted document %s names then stays its own, with every version that is kept',
	(_, open) => {
		const store = open();
		const [kept, taken, stray] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)];
		const { doc } = store.create('maker');
		for (const sha256 of [kept, taken, stray]) store.holdAudio(doc, sha256, false);
		store.append(doc, 0, [
			rowOf(1, [
				add('clip', makeId(1, 1), { audio: kept, name: 'a' }),
				add('clip', makeId(1, 2), { audio: taken, name: 'b' }),
				add('clip', makeId(1, 3), { audio: taken, name: 'b again' })
			]),
			rowOf(2, [{ kind: 'delete', ids: [makeId(1, 2)] }])
		]);
		compact(store, doc);
		const named = (): boolean[] => [kept, taken, stray].map((sha256) => store.namesAudio(doc, sha256));
		expect(named()).toEqual([true, true, false]);
		store.append(doc, 2, [rowOf(3, [{ kind: 'delete', ids: [makeId(1, 3)] }])]);
		compact(store, doc);
		// that was of the same day
		expect(named()).toEqual([true, false, false]);
		store.close();
	}
);

test('an empty document is read as one', () => {
	const store = createMemoryDocumentStore();
	const { doc } = store.create('maker');
	expect(readState(store, doc)).toEqual({ seq: 0, state: emptyState() });
});

test('rows that a newer snapshot takes away while a document is read are not missed', () => {
	const store = createMemoryDocumentStore();
	const { doc, state } = makeDocument(store, 40);
	store.putSnapshot(doc, { seq: 10, bytes: snapshotAt(10), named: [] }, 0);
	let isFirst = true;
	const torn: DocumentStore = {
		...store,
		findSnapshot: (asked) => {
			const found = store.findSnapshot(asked);
			if (isFirst) store.putSnapshot(doc, { seq: 30, bytes: snapshotAt(30), named: [] }, 5);
			isFirst = false;
			return found;
		}
	};
	const read = readState(torn, doc);
	expect(read.seq).toBe(40);
	expect(show(read.state)).toEqual(show(state));
});

test('a document that has lost rows without a snapshot is not read as something else', () => {
	const store = createMemoryDocumentStore();
	const { doc } = makeDocument(store, 10);
	const torn: DocumentStore = { ...store, read: (asked, since, limit) => store.read(asked, since, limit).slice(1) };
	expect(() => readState(torn, doc)).toThrow('missing');
	expect(() => compact(torn, doc)).toThrow('missing');
	expect(store.findSnapshot(doc)).toBe(null);
});

test('two that compact the same document at once leave the newer snapshot', () => {
	const store = createMemoryDocumentStore();
	const { doc, state, write } = makeDocument(store, 20);
	const slow: DocumentStore = {
		...store,
		putSnapshot: (asked, snapshot, keepRows) => {
			write(21, 30);
			expect(compact(store, doc, 0)).toEqual({ seq: 30 });
			store.putSnapshot(asked, snapshot, keepRows);
		}
	};
	expect(compact(slow, doc, 0)).toEqual({ seq: 20 });
	expect([store.findSnapshot(doc)?.seq, store.oldestSince(doc)]).toEqual([30, 29]);
	expect(show(readState(store, doc).state)).toEqual(show(state));
});

test('once a day old clients are forgotten, and there is a snapshot of every document that has changed', () => {
	let time = 0;
	const store = createMemoryDocumentStore(() => time);
	const changed = makeDocument(store, 1).doc;
	store.openClient(changed, 'second');
	const { doc } = makeDocument(store, 5);
	compact(store, doc);
	store.create('maker');
	const requested: string[] = [];
	time = 91 * 86_400_000;
	store.openClient(changed, 'maker');
	tidyDocuments(store, { request: (doc) => void requested.push(doc) });
	expect(requested).toEqual([changed]);
	expect(store.findClient(changed, 'second')).toBe(null);
});

/** The snapshot after so many ops. */
function snapshotAt(seq: number): Uint8Array {
	const state = emptyState();
	for (let n = 1; n <= seq; n++) apply(state, editsOf(n));
	return encodeSnapshot(state);
}
