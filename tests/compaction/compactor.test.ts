import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { add, makeId } from '#lib/score/index.ts';
import { encodeEdits, pack } from '#lib/wire/index.ts';
import { createCompactor, readState, type CompactorOptions } from '#server/compaction/index.ts';
import { openDocumentStore, type DocumentStore, type NewRow } from '#server/store/index.ts';
import { letOthersWrite, makeFile } from '../store/file.ts';

const rowOf = (n: number): NewRow => ({
	cid: 'maker',
	slot: 1,
	n,
	edits: pack(encodeEdits([add('note', makeId(1, n), { start: n })]))
});

/** A store on disk, a compactor beside it, and what that has said. */
function createWorld(more: Partial<CompactorOptions> = {}) {
	const file = makeFile('documents.sqlite');
	const store = openDocumentStore(file);
	const errors: unknown[] = [];
	const done: string[] = [];
	const compactor = createCompactor({
		file,
		log: { debug: () => undefined, error: (_event, details) => void errors.push(details) },
		onDone: (doc) => void done.push(doc),
		keepRows: 10,
		...more
	});
	onTestFinished(async () => {
		await compactor.close();
		store.close();
	});
	return { store, compactor, errors, done };
}

function makeDocument(store: DocumentStore, rows: number): string {
	const { doc } = store.create('maker');
	const all = Array.from({ length: rows }, (_, i) => rowOf(i + 1));
	expect(store.append(doc, 0, all)).toBe(true);
	return doc;
}

test(
	'documents are compacted in another thread, one after another, and appends go on',
	{ timeout: 30_000 },
	async () => {
		const { store, compactor, errors, done } = createWorld();
		const docs = [makeDocument(store, 5000), makeDocument(store, 100)];
		for (const doc of docs) compactor.request(doc);
		const [first = ''] = docs;
		// every append goes through while the other connection writes
		let n = 5000;
		for (; done.length < 2; n++) {
			expect(store.append(first, n, [rowOf(n + 1)])).toBe(true);
			await letOthersWrite();
		}
		expect([done, errors]).toEqual([docs, []]);
		expect(docs.map((doc) => store.findSnapshot(doc) !== null)).toEqual([true, true]);
		expect(store.oldestSince(first)).toBe((store.findSnapshot(first)?.seq ?? 0) - 10);
		expect([store.head(first), readState(store, first).state.records.size]).toEqual([n, n + 1]);
	}
);

test('what is asked for several times before it is begun is done once', async () => {
	const { store, compactor, done } = createWorld();
	const [first, second] = [makeDocument(store, 20), makeDocument(store, 20)];
	for (const doc of [first, second, second, second]) compactor.request(doc);
	await expect.poll(() => done, { timeout: 10_000 }).toEqual([first, second]);
});

test('a document that cannot be read is told of, stays as it is, and stops nobody', async () => {
	const { store, compactor, errors, done } = createWorld();
	const spoiled = makeDocument(store, 20);
	store.append(spoiled, 20, [{ ...rowOf(21), edits: Uint8Array.of(0xc1) }]);
	const sound = makeDocument(store, 20);
	compactor.request(spoiled);
	compactor.request(sound);
	await expect.poll(() => done, { timeout: 10_000 }).toEqual([spoiled, sound]);
	expect(errors.length).toBe(1);
	expect([store.findSnapshot(spoiled), store.oldestSince(spoiled)]).toEqual([null, 0]);
	expect(store.findSnapshot(sound)?.seq).toBe(20);
});

test('a thread that dies is told of, and the next document gets another', async () => {
	let spawned = 0;
	const { compactor, errors, done } = createWorld({
		spawn: () => {
			spawned++;
			return new Worker(`throw new Error('out of breath')`, { eval: true });
		}
	});
	compactor.request('one');
	compactor.request('two');
	await expect.poll(() => done, { timeout: 10_000 }).toEqual(['one', 'two']);
	expect([spawned, errors.map(String)]).toEqual([2, ['Error: out of breath', 'Error: out of breath']]);
});

test('a thread without work goes, and comes again when there is some', async () => {
	const threads: Worker[] = [];
	const gone: number[] = [];
	const { store, compactor, errors, done } = createWorld({
		idleMs: 1,
		spawn: (workerData) => {
			const thread = new Worker(new URL('../../server/compaction/worker.ts', import.meta.url), { workerData });
			thread.once('exit', (code) => gone.push(code));
			threads.push(thread);
			return thread;
		}
	});
	const doc = makeDocument(store, 20);
	compactor.request(doc);
	await expect.poll(() => gone, { timeout: 10_000 }).toEqual([0]);
	store.append(doc, 20, [rowOf(21)]);
	compactor.request(doc);
	await expect.poll(() => done, { timeout: 10_000 }).toEqual([doc, doc]);
	expect([threads.length, store.findSnapshot(doc)?.seq, errors]).toEqual([2, 21, []]);
});

test('closing ends what is begun, forgets the rest, and leaves no thread', async () => {
	const { store, compactor, done } = createWorld();
	const docs = [makeDocument(store, 3000), makeDocument(store, 20)];
	for (const doc of docs) compactor.request(doc);
	await compactor.close();
	expect(done).toEqual([docs[0]]);
	expect(docs.map((doc) => store.findSnapshot(doc)?.seq)).toEqual([3000, undefined]);
	compactor.request(docs[1] ?? '');
	await compactor.close();
	expect(done.length).toBe(1);
});
