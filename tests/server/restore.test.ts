/** A version comes back into a document on a real server: nothing is heard twice, and nothing that was edited is lost. */

import { existsSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import {
	add,
	copyState,
	editsTo,
	History,
	makeId,
	type AnyRecord,
	type RecordId,
	type State
} from '#lib/score/index.ts';
import { decodeSnapshot } from '#lib/wire/index.ts';
import { compact } from '#server/compaction/index.ts';
import { openDocumentStore, type DocumentStore } from '#server/store/index.ts';
import {
	makeDocument,
	makeTones,
	makeWav,
	putAudio,
	sha256,
	startTestServer,
	temporaryFolder,
	TestClient,
	type Address,
	type TestServer
} from './test-server.ts';

const SONG = makeWav(makeTones([220, 247, 262, 294]));

let server: TestServer;
let store: DocumentStore;
beforeAll(async () => {
	const dataDir = temporaryFolder();
	server = await startTestServer([], dataDir);
	store = openDocumentStore(path.join(dataDir, 'documents.sqlite'));
});
afterAll(async () => {
	store.close();
	await server.close();
});

/** A song that was heard to its end, and in which two notes were edited and one deleted. */
async function makeSong(
	url = server.url,
	books = store
): Promise<{ address: Address; client: TestClient; clip: RecordId; analysis: RecordId }> {
	const address = await makeDocument(url);
	expect((await putAudio(url, address, SONG)).status).toBe(201);
	const client = new TestClient(url, address);
	await client.until(() => client.has('welcome'), 'the welcome');
	const [clip, analysis] = [client.score.nextId(), client.score.nextId()];
	client.edit([add('clip', clip, { audio: sha256(SONG), name: 'song.wav' }), add('analysis', analysis, { clip })]);
	await client.until(() => client.score.notes.length >= 4, 'the notes');
	await expect.poll(() => books.wantedIn(address.doc)).toEqual([]);
	const [first, second, third] = client.score.notes;
	client.edit([
		{ kind: 'set', id: first?.id ?? makeId(0, 1), fields: { lyric: 'la', pitch: 50 } },
		{ kind: 'shift', ids: [second?.id ?? makeId(0, 1)], ticks: 7, semitones: 0 },
		{ kind: 'delete', ids: [third?.id ?? makeId(0, 1)] }
	]);
	await client.until(() => client.unsaved === 0, 'what was edited');
	return { address, client, clip, analysis };
}

/** Notes without their names, and whether their source is there. */
const notesOf = ({ records }: State): unknown[] =>
	[...records.values()]
		.filter((record) => record.kind === 'note')
		.sort((a, b) => a.start - b.start || a.pitch - b.pitch)
		.map((note) => ({ ...note, id: null, source: records.has(note.source as RecordId) }));

const restore = (client: TestClient, wanted: State): void =>
	client.edit(editsTo(client.score.state, wanted, { nextId: () => client.score.nextId(), isHeard: () => true }));

test('a recording that was taken out comes back with its edited notes, its curve, and nothing to be heard again', async () => {
	const { address, client, clip, analysis } = await makeSong();
	const head = compact(store, address.doc)?.seq ?? 0;
	const wanted = decodeSnapshot(store.readSnapshot(address.doc, head)?.bytes ?? new Uint8Array());
	expect(notesOf(wanted)).toEqual(notesOf(client.score.state));
	client.edit([{ kind: 'delete', ids: [clip] }]);
	expect(client.score.notes).toEqual([]);
	restore(client, wanted);
	await client.until(() => client.unsaved === 0, 'the restoring');
	const [back] = client.score.analyses;
	expect(back).toMatchObject({ state: 'heard', clip: client.score.clips[0]?.id });
	expect(back?.id).not.toBe(analysis);
	// what is wanted is written together with the row that asks for it
	expect(store.wantedIn(address.doc)).toEqual([]);
	expect(store.findClient(address.doc, `analysis:${back?.id}`)).toBe(null);
	client.follow(back?.id ?? analysis);
	await client.until(() => client.hasEnded, 'the end of the curve');
	expect(client.frames.filter((frame) => frame.kind === 'end').map(({ status }) => status)).toEqual(['done', 'done']);
	expect(client.curve.length).toBeGreaterThan(200);
	expect(notesOf(client.score.state)).toEqual(notesOf(wanted));
	client.close();
});

test('whoever undoes it has her own edits back, not the notes as they were heard', async () => {
	const { address, client } = await makeSong();
	const history = new History(client.score);
	const mine = notesOf(client.score.state);
	restore(client, {
		records: new Map([...copyState(client.score.state).records].filter(([, { kind }]) => kind === 'meta'))
	});
	expect(client.score.clips).toEqual([]);
	await client.until(() => client.unsaved === 0, 'the restoring');
	history.undo();
	client.edit([]);
	await client.until(() => client.unsaved === 0, 'the undo');
	expect(notesOf(client.score.state)).toEqual(mine);
	expect(store.wantedIn(address.doc)).toEqual([]);
	const other = new TestClient(server.url, address, 'test-client-2', 0);
	await other.until(() => other.has('welcome') && other.score.notes.length === mine.length, 'the same elsewhere');
	const named = (state: State): AnyRecord[] => [...state.records.values()].sort((a, b) => a.id - b.id);
	await other.until(() => other.score.state.records.size === client.score.state.records.size, 'all of it');
	expect(named(other.score.state)).toEqual(named(client.score.state));
	for (const each of [client, other]) each.close();
});

test('what came back can be heard anew: its notes make room for those that are heard', async () => {
	const { address, client, clip } = await makeSong();
	const wanted = copyState(client.score.state);
	client.edit([{ kind: 'delete', ids: [clip] }]);
	restore(client, wanted);
	const [back] = client.score.analyses;
	// as the page asks for it
	client.edit([
		{ kind: 'delete', ids: [back?.id ?? clip] },
		add('analysis', client.score.nextId(), { ...back, state: 'wanted' })
	]);
	expect(client.score.notes).toEqual([]);
	await client.until(() => client.unsaved === 0 && client.score.notes.length >= 4, 'the notes once more');
	await expect.poll(() => store.wantedIn(address.doc)).toEqual([]);
	expect(client.score.notes.filter((note) => note.lyric === 'la')).toEqual([]);
	client.close();
});

const get = (url: string, { doc, token }: Address, rest: string): Promise<Response> =>
	fetch(`${url}/api/documents/${doc}/${rest}`, { headers: { authorization: `Bearer ${token}` } });

test('a recording that only a version names outlives the orphans: it opens with its sound, and comes back with it', async () => {
	const dataDir = temporaryFolder();
	const file = path.join(dataDir, 'documents.sqlite');
	const first = await startTestServer([], dataDir);
	const yesterday = openDocumentStore(file, () => Date.now() - 86_400_000);
	onTestFinished(() => yesterday.close());
	const { address, client, clip } = await makeSong(first.url, yesterday);
	const seq = compact(yesterday, address.doc)?.seq ?? 0;
	const notes = notesOf(client.score.state);
	client.edit([{ kind: 'delete', ids: [clip] }]);
	await client.until(() => client.unsaved === 0, 'the deletion');
	client.close();
	const stray = makeWav(makeTones([330]));
	expect((await putAudio(first.url, address, stray)).status).toBe(201);
	const some = yesterday.createLink(address.doc, { role: 'view', name: '', expires: null, parts: [0] });
	await first.close();
	const books = new DatabaseSync(file);
	books.exec(`UPDATE held SET since = 0; UPDATE audio SET created = 0`);
	books.close();

	const second = await startTestServer([], dataDir);
	onTestFinished(() => second.close());
	const fileOf = (hash: string): string => path.join(dataDir, 'audio', hash.slice(0, 2), hash);
	await expect.poll(() => existsSync(fileOf(sha256(stray)))).toBe(false);
	const audio = `audio/${sha256(SONG)}`;
	const version = await get(second.url, address, `versions/${seq}`);
	const wanted = decodeSnapshot(new Uint8Array(await version.arrayBuffer()));
	const sound = await get(second.url, address, audio);
	expect([sound.status, sha256(new Uint8Array(await sound.arrayBuffer()))]).toEqual([200, sha256(SONG)]);
	expect((await get(second.url, address, `${audio}/about`)).status).toBe(200);
	const limited = { doc: address.doc, token: some?.token ?? '' };
	const statuses = async (): Promise<number[]> => [
		(await get(second.url, limited, audio)).status,
		(await get(second.url, limited, `${audio}/about`)).status
	];
	expect(await statuses()).toEqual([404, 404]);

	const again = new TestClient(second.url, address);
	await again.until(() => again.has('welcome') && again.score.state.records.size === 1, 'the document as it is now');
	restore(again, wanted);
	await again.until(() => again.unsaved === 0, 'the restoring');
	expect(again.score.clips.map((each) => each.audio)).toEqual([sha256(SONG)]);
	expect(notesOf(again.score.state)).toEqual(notes);
	expect((await get(second.url, address, audio)).status).toBe(200);
	expect(await statuses()).toEqual([200, 200]);
	again.close();
});
