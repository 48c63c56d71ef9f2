/** What is remembered of clients, and for how long, as tests that each implementation runs. */

import { expect, test } from 'vitest';
import { REFUSED_MAX } from '#server/store/index.ts';
import { createWorld, NOWHERE, row, rows, type Open } from './contract-world.ts';

const DAY_HOURS = 24;

export function describeClients(open: Open): void {
	test("the numbers of a client's refused ops are remembered, the last of them", () => {
		const { store, doc } = createWorld(open);
		store.openClient(doc, 'second');
		store.append(doc, 0, [
			row('maker', 1),
			row('maker', 2, { isRefused: true }),
			row('second', 1, { isRefused: true })
		]);
		expect([store.refusedOf(doc, 'maker'), store.refusedOf(doc, 'second')]).toEqual([[2], [1]]);
		expect([store.refusedOf(doc, 'nobody'), store.refusedOf(NOWHERE, 'maker')]).toEqual([[], []]);
		const more = Array.from({ length: REFUSED_MAX + 20 }, (_, i) => row('maker', 3 + i, { isRefused: true }));
		store.append(doc, 3, more);
		const kept = store.refusedOf(doc, 'maker');
		expect([kept.length, kept[0], kept.at(-1)]).toEqual([REFUSED_MAX, 23, 122]);
		expect(store.refusedOf(doc, 'second')).toEqual([1]);
	});

	test('the counter of a client is known as it was after any row that can be read on from', () => {
		const { store, doc } = createWorld(open);
		store.openClient(doc, 'second');
		store.append(doc, 0, [row('maker', 1), row('second', 1), row('maker', 2), row('maker', 3), row('second', 2)]);
		const counters = (cid: string): number[] => [0, 1, 2, 3, 4, 5].map((seq) => store.lastNAt(doc, cid, seq));
		expect(counters('maker')).toEqual([0, 1, 1, 2, 3, 3]);
		expect(counters('second')).toEqual([0, 0, 1, 1, 1, 2]);
		expect([store.lastNAt(doc, 'nobody', 3), store.lastNAt(NOWHERE, 'maker', 3)]).toEqual([0, 0]);
		store.putSnapshot(doc, { seq: 4, bytes: Uint8Array.of(1), named: [] }, 1);
		expect([3, 4, 5].map((seq) => store.lastNAt(doc, 'maker', seq))).toEqual([2, 3, 3]);
		expect([3, 4, 5].map((seq) => store.lastNAt(doc, 'second', seq))).toEqual([1, 1, 2]);
		store.putSnapshot(doc, { seq: 5, bytes: Uint8Array.of(2), named: [] }, 0);
		expect([store.lastNAt(doc, 'maker', 5), store.lastNAt(doc, 'second', 5)]).toEqual([3, 2]);
	});

	test('a client that has not been seen for 90 days is forgotten; its rows stay as they were', () => {
		const { store, doc, wait } = createWorld(open);
		store.openClient(doc, 'second');
		store.append(doc, 0, [row('second', 1), row('second', 2, { isRefused: true })]);
		const before = store.read(doc, 0, 10);
		wait(90 * DAY_HOURS);
		expect(store.dropOldClients()).toBe(0);
		store.append(doc, 2, rows(1, 1));
		wait(1);
		expect(store.dropOldClients()).toBe(1);
		expect([store.findClient(doc, 'second'), store.refusedOf(doc, 'second')]).toEqual([null, []]);
		expect(store.read(doc, 0, 2)).toEqual(before);
		expect(store.dropOldClients()).toBe(0);
		expect(() => store.append(doc, 3, [row('second', 3)])).toThrow('second');
		// whoever returns is somebody new, and no number of his is taken for done
		expect(store.openClient(doc, 'second')).toEqual({ cid: 'second', slot: 3, lastN: 0 });
		store.append(doc, 3, [row('second', 1, { slot: 3 })]);
		expect(store.read(doc, 0, 10).map(({ slot }) => slot)).toEqual([2, 2, 1, 3]);
		expect([store.lastNAt(doc, 'second', 3), store.lastNAt(doc, 'second', 4)]).toEqual([0, 1]);
	});

	test('looking in is being seen; what the server itself has written is never forgotten', () => {
		const { store, doc, wait } = createWorld(open);
		store.openClient(doc, 'second');
		store.openClient(doc, 'analysis:4294967297');
		wait(60 * DAY_HOURS);
		store.openClient(doc, 'maker');
		wait(60 * DAY_HOURS);
		expect(store.dropOldClients(100)).toBe(1);
		expect(store.findClient(doc, 'second')).toBe(null);
		expect(store.findClient(doc, 'maker')?.slot).toBe(1);
		expect(store.findClient(doc, 'analysis:4294967297')?.slot).toBe(3);
	});

	test('a document that nobody has opened since remembers everyone', () => {
		const { store, doc, wait } = createWorld(open);
		store.openClient(doc, 'second');
		wait(60 * DAY_HOURS);
		store.openClient(doc, 'analysis:4294967297');
		const other = store.create('maker');
		wait(60 * DAY_HOURS);
		expect(store.dropOldClients()).toBe(0);
		expect([store.findClient(doc, 'maker')?.slot, store.findClient(doc, 'second')?.slot]).toEqual([1, 2]);
		expect(store.findClient(other.doc, 'maker')?.slot).toBe(1);
	});
}
