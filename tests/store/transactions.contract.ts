/** What is written together is there together, as tests that each implementation runs. */

import { expect, test } from 'vitest';
import { createWorld, row, rows, type Open } from './contract-world.ts';

const HASH = 'a'.repeat(64);

export function describeTransactions(open: Open): void {
	test('several rows are written as one: adjacent, in order, each with its effects', () => {
		const { store, doc } = createWorld(open);
		store.openClient(doc, 'second');
		store.holdAudio(doc, HASH, false);
		const three = [row('maker', 1, { wanted: [5] }), row('second', 1, { named: [HASH] }), row('maker', 2)];
		expect(store.append(doc, 0, three)).toBe(true);
		expect(store.read(doc, 0, 10).map(({ seq, cid, slot, n }) => [seq, cid, slot, n])).toEqual([
			[1, 'maker', 1, 1],
			[2, 'second', 2, 1],
			[3, 'maker', 1, 2]
		]);
		expect([store.findClient(doc, 'maker')?.lastN, store.findClient(doc, 'second')?.lastN]).toEqual([2, 1]);
		expect([store.wantedIn(doc), store.namesAudio(doc, HASH)]).toEqual([[5], true]);
		expect(store.append(doc, 2, three)).toBe(false);
		expect([store.append(doc, 3, []), store.append(doc, 4, []), store.head(doc)]).toEqual([true, false, 3]);
	});

	test('when the last of several rows cannot be written, none is', () => {
		const { store, doc } = createWorld(open);
		store.append(doc, 0, rows(1, 2));
		const spoiled = [row('maker', 3, { isRefused: true, wanted: [1] }), row('nobody', 1)];
		expect(() => store.append(doc, 2, spoiled)).toThrow('nobody');
		expect(() => store.append(doc, 2, [row('maker', 3, { slot: 9 })])).toThrow('maker');
		expect([store.head(doc), store.findClient(doc, 'maker')?.lastN]).toEqual([2, 2]);
		expect([store.wantedIn(doc), store.refusedOf(doc, 'maker')]).toEqual([[], []]);
	});

	test('a batch is kept whole, and answers what it was to answer', () => {
		const { store, doc } = createWorld(open);
		const other = store.create('maker');
		const heads = store.batch(() => {
			store.append(doc, 0, rows(1, 3));
			store.append(other.doc, 0, rows(1, 1));
			const { slot } = store.openClient(doc, 'second');
			store.append(doc, 3, [row('second', 1, { slot })]);
			return [store.head(doc), store.head(other.doc)];
		});
		expect(heads).toEqual([4, 1]);
		expect([store.head(doc), store.head(other.doc), store.findClient(doc, 'second')?.lastN]).toEqual([4, 1, 1]);
	});

	test('a batch that throws has changed nothing, in any document, and throws on', () => {
		const { store, doc } = createWorld(open);
		const other = store.create('maker');
		store.append(doc, 0, [row('maker', 1, { wanted: [5], isRefused: true })]);
		store.putSnapshot(doc, { seq: 1, bytes: Uint8Array.of(1), named: [] }, 1);
		const spoil = (): void =>
			store.batch(() => {
				store.append(doc, 1, [row('maker', 2, { wanted: [6], isRefused: true })]);
				store.append(other.doc, 0, rows(1, 9));
				store.openClient(doc, 'second');
				store.dropWanted(doc, 6);
				store.putSnapshot(doc, { seq: 2, bytes: Uint8Array.of(2), named: [] }, 0);
				store.createLink(doc, { role: 'view', name: '', expires: null });
				throw new Error('no power');
			});
		expect(spoil).toThrow('no power');
		expect([store.head(doc), store.head(other.doc), store.oldestSince(doc)]).toEqual([1, 0, 0]);
		expect([store.findClient(doc, 'second'), store.findClient(doc, 'maker')?.lastN]).toEqual([null, 1]);
		expect([store.wantedIn(doc), store.refusedOf(doc, 'maker')]).toEqual([[5], [1]]);
		expect([store.findSnapshot(doc)?.seq, store.listLinks(doc).length]).toEqual([1, 1]);
		expect(store.openClient(doc, 'third').slot).toBe(2);
		expect(store.append(doc, 1, rows(2, 2))).toBe(true);
	});

	test('what fails inside a batch is undone alone, and an inner batch falls with the outer one', () => {
		const { store, doc } = createWorld(open);
		store.batch(() => {
			store.append(doc, 0, rows(1, 1));
			expect(() => store.append(doc, 1, [row('maker', 2), row('nobody', 1)])).toThrow();
			store.batch(() => store.append(doc, 1, rows(2, 2)));
		});
		expect(store.read(doc, 0, 10).map(({ n }) => n)).toEqual([1, 2]);
		const fall = (): void =>
			store.batch(() => {
				store.batch(() => store.append(doc, 2, rows(3, 3)));
				throw new Error('no power');
			});
		expect(fall).toThrow('no power');
		expect([store.head(doc), store.findClient(doc, 'maker')?.lastN]).toEqual([2, 2]);
	});
}
