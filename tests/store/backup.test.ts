import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { add, makeId } from '#lib/score/index.ts';
import { encodeEdits, pack } from '#lib/wire/index.ts';
import { compact, createCompactor, readState } from '#server/compaction/index.ts';
import { backUp, openChunkStore, openDocumentStore, restore, type NewRow } from '#server/store/index.ts';
import { DOCUMENT_STEPS } from '#server/store/document-steps.ts';
import { letOthersWrite, makeFolder } from './file.ts';

const HASH = 'a'.repeat(64);
const never = new AbortController().signal;

/** A data folder of one document with one recording, and its stores, still open. */
function makeData(folder: string) {
	const data = path.join(folder, 'data');
	mkdirSync(path.join(data, 'audio', 'aa'), { recursive: true });
	writeFileSync(path.join(data, 'audio', 'aa', HASH), 'a song');
	const store = openDocumentStore(path.join(data, 'documents.sqlite'));
	const chunks = openChunkStore(path.join(data, 'chunks.sqlite'));
	const { doc } = store.create('maker');
	store.putAudio({ sha256: HASH, bytes: 6, format: 'wav', sampleRate: 8000, channels: 1, seconds: null });
	store.holdAudio(doc, HASH, true);
	const close = (): void => {
		store.close();
		chunks.close();
	};
	return { data, store, chunks, doc, close };
}

test('a copy of stores that are open has what was written before, and nothing of what comes after', async () => {
	const folder = makeFolder();
	const { data, store, chunks, doc, close } = makeData(folder);
	store.append(doc, 0, [{ cid: 'maker', slot: 1, n: 1, edits: Uint8Array.of(1) }]);
	chunks.putChunk('key', { index: 0, curve: Uint8Array.of(1, 2, 3), loudness: Uint8Array.of(4) }, 1, 1);
	const copy = path.join(folder, 'deep', 'copy');
	expect(await backUp(data, copy, never)).toEqual({ documents: 1, recordings: 1, missing: 0 });
	store.append(doc, 1, [{ cid: 'maker', slot: 1, n: 2, edits: Uint8Array.of(2) }]);
	store.dropAudio(HASH);
	rmSync(path.join(data, 'audio', 'aa', HASH));
	close();

	const again = path.join(folder, 'again');
	expect(await restore(copy, again, never)).toEqual({ documents: 1, recordings: 1, missing: 0 });
	const restored = openDocumentStore(path.join(again, 'documents.sqlite'));
	expect([restored.head(doc), restored.findAudio(HASH)?.bytes]).toEqual([1, 6]);
	restored.close();
	const heard = openChunkStore(path.join(again, 'chunks.sqlite'));
	expect(heard.read('key', 0, 9).length).toBe(1);
	heard.close();
	expect(readFileSync(path.join(again, 'audio', 'aa', HASH), 'utf8')).toBe('a song');
	expect(statSync(path.join(again, 'audio', 'aa', HASH)).ino).toBe(statSync(path.join(copy, 'audio', 'aa', HASH)).ino);
});

const noteRow = (n: number): NewRow => ({
	cid: 'maker',
	slot: 1,
	n,
	edits: pack(encodeEdits([add('note', makeId(1, n), { start: n })]))
});

test('a document that has been compacted is restored: what it is, what it was, and who may see which parts', async () => {
	const folder = makeFolder();
	const { data, store, doc, close } = makeData(folder);
	store.append(doc, 0, [noteRow(1), { ...noteRow(2), edits: pack([]), isRefused: true }, noteRow(3)]);
	expect(compact(store, doc, 1)).toEqual({ seq: 3 });
	store.append(doc, 3, [noteRow(4)]);
	const link = store.createLink(doc, { role: 'view', name: 'altos', expires: null, parts: [0, 9] });
	const was = readState(store, doc);
	const versions = store.listVersions(doc);
	await backUp(data, path.join(folder, 'copy'), never);
	close();
	await restore(path.join(folder, 'copy'), path.join(folder, 'again'), never);
	const restored = openDocumentStore(path.join(folder, 'again', 'documents.sqlite'));
	expect(readState(restored, doc)).toEqual(was);
	expect([restored.head(doc), restored.oldestSince(doc), restored.refusedOf(doc, 'maker')]).toEqual([4, 2, [2]]);
	expect(restored.listVersions(doc)).toEqual(versions);
	expect(restored.findLink(doc, link?.token ?? '')?.parts).toEqual([0, 9]);
	restored.append(doc, 4, [noteRow(5)]);
	expect(compact(restored, doc)).toEqual({ seq: 5 });
	restored.close();
});

test('a recording that only a version names is in the copy, stays when that is restored, and is missed when it is gone', async () => {
	const folder = makeFolder();
	const { data, store, doc, close } = makeData(folder);
	store.append(doc, 0, [{ ...noteRow(1), named: [HASH] }]);
	store.putSnapshot(doc, { seq: 1, bytes: Uint8Array.of(1), named: [HASH] }, 10);
	store.append(doc, 1, [{ ...noteRow(2), named: [] }]);
	const again = path.join(folder, 'again');
	await backUp(data, path.join(folder, 'copy'), never);
	expect(await restore(path.join(folder, 'copy'), again, never)).toEqual({ documents: 1, recordings: 1, missing: 0 });
	expect(readFileSync(path.join(again, 'audio', 'aa', HASH), 'utf8')).toBe('a song');
	const later = openDocumentStore(path.join(again, 'documents.sqlite'), () => Date.now() + 9_000 * 3_600_000);
	expect([later.findOrphanAudio(24), later.namesAudio(doc, HASH)]).toEqual([[], true]);
	later.close();
	rmSync(path.join(data, 'audio', 'aa', HASH));
	expect(await backUp(data, path.join(folder, 'torn'), never)).toEqual({ documents: 1, recordings: 0, missing: 1 });
	close();
});

test('a data folder of an earlier Melograph is copied as it is', async () => {
	const folder = makeFolder();
	const database = new DatabaseSync(path.join(folder, 'documents.sqlite'));
	database.exec(`${DOCUMENT_STEPS[0]}; PRAGMA user_version = 1`);
	database.exec(`INSERT INTO docs VALUES ('song', 5, 2); INSERT INTO held VALUES ('song', '${HASH}', 1, 5);
		INSERT INTO audio VALUES ('${HASH}', 6, 'wav', 8000, 1, NULL, 5)`);
	database.close();
	const [copy, again] = [path.join(folder, 'copy'), path.join(folder, 'again')];
	expect(await backUp(folder, copy, never)).toEqual({ documents: 1, recordings: 0, missing: 1 });
	expect(await restore(copy, again, never)).toEqual({ documents: 1, recordings: 0, missing: 1 });
	const store = openDocumentStore(path.join(again, 'documents.sqlite'));
	expect(store.namesAudio('song', HASH)).toBe(true);
	store.close();
});

test(
	'a copy that is taken while documents are compacted and edited has all of some moment',
	{ timeout: 30_000 },
	async () => {
		const folder = makeFolder();
		const { data, store, doc, close } = makeData(folder);
		const errors: unknown[] = [];
		const log = { debug: () => undefined, error: (_event: string, cause: unknown) => void errors.push(cause) };
		let compactions = 0;
		const file = path.join(data, 'documents.sqlite');
		const compactor = createCompactor({ file, log, keepRows: 5, onDone: () => void compactions++ });
		for (let n = 1; n <= 3000; n += 1000)
			store.append(
				doc,
				n - 1,
				Array.from({ length: 1000 }, (_, i) => noteRow(n + i))
			);
		let head = 3000;
		for (let copies = 0; copies < 3; copies++) {
			const before = head;
			let isDone = false;
			const copying = backUp(data, path.join(folder, `copy-${copies}`), never).finally(() => (isDone = true));
			while (!isDone || compactions <= copies) {
				compactor.request(doc);
				expect(store.append(doc, head, [noteRow(head + 1)])).toBe(true);
				head++;
				await letOthersWrite();
			}
			await copying;
			const copy = openDocumentStore(path.join(folder, `copy-${copies}`, 'documents.sqlite'));
			const { seq, state } = readState(copy, doc);
			expect([seq >= before, seq <= head, state.records.size]).toEqual([true, true, seq + 1]);
			copy.close();
		}
		await compactor.close();
		expect(errors).toEqual([]);
		close();
	}
);

test('a backup can be read where nothing can be written: it is single files', async () => {
	const folder = makeFolder();
	const { data, close } = makeData(folder);
	const copy = path.join(folder, 'copy');
	await backUp(data, copy, never);
	close();
	for (const name of ['documents.sqlite', 'chunks.sqlite']) {
		const database = new DatabaseSync(path.join(copy, name), { readOnly: true });
		expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'delete' });
		database.close();
	}
	expect(readdirSync(copy).toSorted()).toEqual(['audio', 'chunks.sqlite', 'documents.sqlite']);
});

test('being stopped leaves nothing behind', async () => {
	const folder = makeFolder();
	const { data, close } = makeData(folder);
	const copy = path.join(folder, 'copy');
	await expect(backUp(data, copy, AbortSignal.abort())).rejects.toThrow('abort');
	expect(existsSync(copy)).toBe(false);
	mkdirSync(copy);
	await expect(backUp(data, copy, AbortSignal.abort())).rejects.toThrow('abort');
	expect(readdirSync(copy)).toEqual([]);
	close();
});

test('a damaged database is no backup', async () => {
	const folder = makeFolder();
	const { data, store, doc, close } = makeData(folder);
	for (let n = 1; n <= 400; n++)
		store.append(doc, n - 1, [{ cid: 'maker', slot: 1, n, edits: new Uint8Array(200).fill(n) }]);
	close();
	const file = path.join(data, 'documents.sqlite');
	const bytes = readFileSync(file);
	writeFileSync(file, bytes.fill(0x5a, bytes.length / 2, bytes.length / 2 + 8192));
	const copy = path.join(folder, 'copy');
	await expect(backUp(data, copy, never)).rejects.toMatchObject({ code: 'storage' });
	expect(existsSync(copy)).toBe(false);
});
