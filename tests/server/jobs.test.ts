import { afterEach, expect, test } from 'vitest';
import { Fault } from '#lib/fault.ts';
import { add, makeId, type Edit, type RecordId } from '#lib/score/index.ts';
import { CHUNK_FRAMES, quantiseFrames } from '#lib/pitch/index.ts';
import { packCurve } from '#lib/wire/index.ts';
import { analysisKey, openModels, type AnalyseHandlers, type AnalysisPool } from '#server/analysis/index.ts';
import { createAnalysisJobs, type AnalysisJobs } from '#server/jobs/index.ts';
import { createLiveDocuments, type LiveDocument } from '#server/documents/index.ts';
import { createLog } from '#server/log.ts';
import { createMetrics } from '#server/metrics/index.ts';
import {
	createMemoryChunkStore,
	createMemoryDocumentStore,
	openAudioFiles,
	type DocumentStore
} from '#server/store/index.ts';
import { temporaryFolder } from './test-server.ts';

const HASH = 'a'.repeat(64);
/** More than the note writer segments at one go: between two goes others have their turn. */
const NOTES = 12;
const models = await openModels('static/models');
const KEY = analysisKey(HASH, models.get('melograph-f0'));

/** A listener in our hand: each call waits until it is told how it ends. */
interface Call extends AnalyseHandlers {
	finish(): void;
	crash(code?: 'crashed' | 'silent'): void;
}

const open: AnalysisJobs[] = [];
afterEach(() => open.splice(0).forEach((jobs) => jobs.close()));

async function createWorld(change: (store: DocumentStore) => Partial<DocumentStore> = () => ({})) {
	const chunks = createMemoryChunkStore();
	const books = createMemoryDocumentStore();
	const store = { ...books, ...change(books) };
	const log: Record<string, unknown>[] = [];
	const calls: Call[] = [];
	const pool: AnalysisPool = {
		analyse: (_task, handlers) =>
			new Promise((resolve, reject) => {
				handlers.signal.addEventListener('abort', () => reject(new Fault('cancelled', 'This was stopped.')));
				calls.push({ ...handlers, finish: resolve, crash: (code = 'crashed') => reject(new Fault(code, 'It broke.')) });
			}),
		probe: () => Promise.reject(new Error('not here')),
		ready: () => Promise.resolve(),
		close: () => Promise.resolve(),
		size: 1,
		waitingCount: 0
	};
	const documents = createLiveDocuments(store);
	const files = await openAudioFiles(temporaryFolder(), 1);
	const jobs = createAnalysisJobs({
		store,
		chunks,
		files,
		documents,
		models,
		pool,
		metrics: createMetrics(),
		log: createLog('debug', (line) => log.push(JSON.parse(line)))
	});
	open.push(jobs);
	/** One second of a tone and one of silence, again and again. */
	const storeTones = (): void => {
		for (let index = 0; index < NOTES * 4; index++) {
			const isTone = index % 4 < 2;
			const fill = (value: number): Float32Array => new Float32Array(CHUNK_FRAMES).fill(value);
			const chunk = quantiseFrames(index * CHUNK_FRAMES, {
				hz: fill(isTone ? 220 : -220),
				confidence: fill(isTone ? 1 : 0),
				loudness: fill(isTone ? -20 : -80)
			});
			chunks.putChunk(KEY, { index, curve: packCurve(chunk), loudness: chunk.loudness }, (index + 1) * CHUNK_FRAMES, 0);
		}
	};
	const createDocument = () => {
		const { doc } = books.create('maker-of-it');
		const { document, release } = documents.open(doc);
		books.holdAudio(doc, HASH, false);
		let n = 0;
		return {
			doc,
			document,
			release,
			edit: (...edits: Edit[]) => document.submit({ cid: 'maker-of-it', role: 'own' }, [{ n: ++n, edits }])
		};
	};
	return { chunks, store, books, documents, jobs, calls, log, storeTones, createDocument };
}

const CLIP = makeId(1, 1);
const ANALYSIS = makeId(1, 2);
const WISH: Edit[] = [add('clip', CLIP, { audio: HASH }), add('analysis', ANALYSIS, { clip: CLIP })];
const setState = (state: string, id: RecordId = ANALYSIS): Edit => ({ kind: 'set', id, fields: { state } });
const notesOf = (document: LiveDocument): number =>
	[...document.state.records.values()].filter((record) => record.kind === 'note').length;
const inTheMiddle = async (document: LiveDocument): Promise<void> => {
	while (notesOf(document) === 0) await Promise.resolve();
	expect(notesOf(document)).toBeLessThan(NOTES);
};
const errors = (log: readonly Record<string, unknown>[]): unknown[] => log.filter((line) => line['level'] === 'error');

test('a document that wants a recording which another is just finishing gets every note', async () => {
	const world = await createWorld();
	const first = world.createDocument();
	const second = world.createDocument();
	first.edit(...WISH);
	world.storeTones();
	world.chunks.finish(KEY, 'done', '');
	world.calls[0]?.finish();
	await inTheMiddle(first.document);
	second.edit(...WISH);
	await expect.poll(() => world.books.allWanted()).toEqual([]);
	expect([notesOf(first.document), notesOf(second.document)]).toEqual([NOTES, NOTES]);
	expect(world.calls.length).toBe(1);
	expect(world.jobs.runningCount).toBe(0);
	first.release();
	second.release();
	expect(world.documents.openCount).toBe(0);
});

test('a server that stops at the last notes still wants them when it is back', async () => {
	const world = await createWorld();
	const { edit, document } = world.createDocument();
	edit(...WISH);
	world.storeTones();
	world.chunks.finish(KEY, 'done', '');
	world.calls[0]?.finish();
	await inTheMiddle(document);
	world.jobs.close();
	await new Promise(setImmediate);
	expect(world.books.allWanted().length).toBe(1);
	expect(notesOf(document)).toBeLessThan(NOTES);
});

test('a wish that is taken back and made again during the last notes is served, and no note is doubled', async () => {
	const world = await createWorld();
	const { edit, document } = world.createDocument();
	edit(...WISH);
	world.storeTones();
	world.chunks.finish(KEY, 'done', '');
	world.calls[0]?.finish();
	await inTheMiddle(document);
	edit(setState('cancelled'));
	edit(setState('wanted'));
	await expect.poll(() => world.books.allWanted()).toEqual([]);
	expect(notesOf(document)).toBe(NOTES);
	expect(errors(world.log)).toEqual([]);
});

test('a disk that refuses notes breaks nothing, loses none and doubles none', async () => {
	let isFull = false;
	const world = await createWorld((books) => ({
		append: (doc, expect, rows) => {
			if (isFull) throw new Error('disk full');
			return books.append(doc, expect, rows);
		}
	}));
	const { edit, document } = world.createDocument();
	const other = world.createDocument();
	edit(...WISH);
	world.storeTones();
	isFull = true;
	world.calls[0]?.onStored(50, 50);
	await expect.poll(() => errors(world.log).length).toBeGreaterThan(0);
	expect(() => edit(add('note', makeId(1, 9), {}))).toThrow('disk full');
	isFull = false;
	expect(world.books.allWanted().length).toBe(1);
	world.chunks.finish(KEY, 'done', '');
	world.jobs.reconcile(document);
	await expect.poll(() => world.books.allWanted()).toEqual([]);
	expect(notesOf(document)).toBe(NOTES);

	// and a failure that cannot be written down is not the end of the server either
	world.chunks.reopen(KEY);
	other.edit(...WISH);
	isFull = true;
	world.calls.at(-1)?.crash('silent');
	await expect.poll(() => world.jobs.runningCount).toBe(0);
});

test('an analyser that nobody knows fails at once, also before the recording is there', async () => {
	const world = await createWorld();
	const { edit, document, doc } = world.createDocument();
	const seen: number[] = [];
	document.subscribe((row) => seen.push(row.seq));
	edit(add('clip', CLIP, { audio: 'b'.repeat(64) }), add('analysis', ANALYSIS, { clip: CLIP, analyser: 'oracle' }));
	expect(document.analysis(ANALYSIS)).toMatchObject({ state: 'failed', fault: 'unknown-model' });
	expect(world.books.wantedIn(doc)).toEqual([]);
	expect(seen).toEqual([1, 2]);
});

test('a second opinion is heard to its end, and writes no notes', async () => {
	const world = await createWorld();
	const { edit, document, doc } = world.createDocument();
	edit(add('clip', CLIP, { audio: HASH }), add('analysis', ANALYSIS, { clip: CLIP, yields: 'pitch' }));
	world.storeTones();
	world.calls[0]?.finish();
	await expect.poll(() => world.books.wantedIn(doc)).toEqual([]);
	expect(notesOf(document)).toBe(0);
});

test('a recording that crashes three times fails; the second and third try are alone', async () => {
	const world = await createWorld();
	const { edit, document } = world.createDocument();
	edit(...WISH);
	for (let i = 1; i <= 3; i++) {
		await expect.poll(() => world.calls.length).toBe(i);
		world.calls[i - 1]?.crash();
	}
	await expect.poll(() => document.analysis(ANALYSIS)?.state).toBe('failed');
	expect(document.analysis(ANALYSIS)?.fault).toBe('crashed');
	expect(world.calls.map((call) => call.isAlone)).toEqual([false, true, true]);
	edit(setState('wanted'));
	await expect.poll(() => world.calls.length).toBe(4);
});

test('a recording that took the server down three times is not tried a fourth time; one that got on is', async () => {
	const taken = await createWorld();
	for (let i = 0; i < 3; i++) taken.chunks.beginAttempt(KEY);
	const { edit, document } = taken.createDocument();
	edit(...WISH);
	await expect.poll(() => document.analysis(ANALYSIS)?.state).toBe('failed');
	expect(document.analysis(ANALYSIS)?.fault).toBe('crashed');
	expect(taken.calls.length).toBe(0);
	// someone asks again: it begins anew
	edit({ kind: 'set', id: ANALYSIS, fields: { state: 'wanted', fault: '' } });
	await expect.poll(() => taken.calls.length).toBe(1);

	const slow = await createWorld();
	for (let i = 0; i < 3; i++) slow.chunks.beginAttempt(KEY);
	slow.storeTones();
	const other = slow.createDocument();
	other.edit(...WISH);
	await expect.poll(() => slow.calls.length).toBe(1);
});

test('work for a clip that was deleted stops, and nothing stays open', async () => {
	const world = await createWorld();
	const { edit, release } = world.createDocument();
	edit(...WISH);
	expect(world.jobs.runningCount).toBe(1);
	edit({ kind: 'delete', ids: [CLIP] });
	expect(world.calls[0]?.signal.aborted).toBe(true);
	expect(world.jobs.runningCount).toBe(0);
	release();
	expect(world.documents.openCount).toBe(0);
});

test('a document holds 64 analyses and no more', async () => {
	const world = await createWorld();
	const { edit } = world.createDocument();
	const analyses = Array.from({ length: 64 }, (_, i) => add('analysis', makeId(1, 10 + i), { clip: CLIP }));
	expect(edit(add('clip', CLIP, { audio: HASH }), ...analyses).kind).toBe('committed');
	expect(edit(add('analysis', makeId(1, 99), { clip: CLIP }))).toMatchObject({
		kind: 'refused',
		isFinal: true,
		code: 'full'
	});
	expect(edit(...Array.from({ length: 64 }, (_, i) => add('clip', makeId(1, 200 + i), {})))).toMatchObject({
		kind: 'refused',
		code: 'full'
	});
	expect(world.calls.length).toBe(1);
});
