import { expect, test } from 'vitest';
import { add, makeId, type Edit } from '#lib/score/index.ts';
import { decodeServerFrame, decodeSnapshot, type ServerFrame } from '#lib/wire/index.ts';
import { createLiveDocuments } from '#server/documents/index.ts';
import { PartFeed } from '#server/live/index.ts';
import { compact } from '#server/compaction/index.ts';
import { createMemoryDocumentStore } from '#server/store/index.ts';
import { shareParts } from '../../server/live/shared-parts.ts';

function open() {
	const store = createMemoryDocumentStore();
	const { doc } = store.create('the-maker');
	const { document } = createLiveDocuments(store).open(doc);
	let n = 0;
	const edit = (...edits: Edit[]) => document.submit({ cid: 'the-maker', role: 'own' }, [{ n: ++n, edits }]);
	const read = (...parts: number[]) => {
		const frames: ServerFrame[] = [];
		const reader = { frames, isBusy: false };
		const feed = new PartFeed(document, {
			parts: new Set(parts),
			slot: null,
			lastNAt: () => 0,
			refused: () => [],
			send: (bytes) => frames.push(...[decodeServerFrame(bytes)].filter((frame) => frame !== null)),
			isBusy: () => reader.isBusy,
			onFault: (error) => {
				throw error;
			}
		});
		feed.start();
		return Object.assign(reader, { feed });
	};
	return { store, doc, document, edit, read };
}

test('readers of the same parts share one view, and one who was busy is given the whole of it again', () => {
	const { document, edit, read } = open();
	edit(add('note', makeId(1, 1), {}));
	const [first, second] = [read(0), read(0)];
	expect(shareParts(document, new Set([0])).parts).toBe(shareParts(document, new Set([0])).parts);
	second.isBusy = true;
	edit(add('note', makeId(1, 2), {}));
	second.isBusy = false;
	second.feed.pump();
	edit(add('note', makeId(1, 3), {}));
	expect(first.frames.map(({ kind }) => kind)).toEqual(['snap', 'rows', 'rows']);
	expect(second.frames.map(({ kind }) => kind)).toEqual(['snap', 'snap', 'rows']);
	const [, whole] = second.frames;
	const bytes = whole?.kind === 'snap' ? whole.bytes : null;
	expect(decodeSnapshot(bytes ?? new Uint8Array()).records.size).toBe(3);
});

test('whoever says that she has rows that nobody has gets a stored snapshot, which costs nothing to make', () => {
	const { store, doc, document, edit } = open();
	edit(add('note', makeId(1, 1), {}));
	compact(store, doc);
	edit(add('note', makeId(1, 2), {}));
	expect(document.missedSince(1e9)).toMatchObject({ kind: 'snapshot', isStored: true, snapshot: { seq: 1 } });
	expect(document.missedSince(1)).toMatchObject({ kind: 'rows', rows: [{ seq: 2 }] });
});
