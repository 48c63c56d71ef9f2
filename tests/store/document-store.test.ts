import { expect, test } from 'vitest';
import { createMemoryDocumentStore, openDocumentStore } from '#server/store/index.ts';
import { describeDocumentStore } from './document-store.contract.ts';
import { makeFile } from './file.ts';

describeDocumentStore('documents in SQLite on disk', (now) => openDocumentStore(makeFile('documents.sqlite'), now));
describeDocumentStore('documents in SQLite in memory', (now) => openDocumentStore(':memory:', now));
describeDocumentStore('documents in memory', createMemoryDocumentStore);

test('what was written is there when the file is opened again', () => {
	const file = makeFile('documents.sqlite');
	const first = openDocumentStore(file);
	const { doc, token } = first.create('maker');
	first.append(doc, 0, [{ cid: 'maker', slot: 1, n: 1, edits: Uint8Array.of(1), wanted: [3] }]);
	first.close();
	const second = openDocumentStore(file);
	expect([second.roleOf(doc, token), second.head(doc), second.wantedIn(doc)]).toEqual(['own', 1, [3]]);
	second.close();
});

test('two that have the same file open agree on the head: one append wins, the other is told', () => {
	const file = makeFile('documents.sqlite');
	const [first, second] = [openDocumentStore(file), openDocumentStore(file)];
	const { doc } = first.create('maker');
	expect(second.append(doc, 0, [{ cid: 'maker', slot: 1, n: 1, edits: Uint8Array.of(1) }])).toBe(true);
	expect(first.append(doc, 0, [{ cid: 'maker', slot: 1, n: 1, edits: Uint8Array.of(2) }])).toBe(false);
	expect(first.read(doc, 0, 10).map(({ edits }) => edits)).toEqual([Uint8Array.of(1)]);
	first.close();
	second.close();
});
