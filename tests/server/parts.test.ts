/** Links that open some parts of a document, over real sockets and HTTP. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { add, makeId, restrictToParts, type Edit, type State } from '#lib/score/index.ts';
import { makeDocument, makeTones, makeWav, putAudio, sha256, startTestServer, TestClient } from './test-server.ts';
import type { Address, TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
	server = await startTestServer();
});
afterAll(() => server.close());

const SOLO = makeId(1, 1);
const CHOIR = makeId(1, 2);
const PARTS = new Set<number>([SOLO]);
const show = (state: State): unknown => [...state.records.values()].toSorted((a, b) => a.id - b.id);

/** A document with notes in two parts and in the first one, its owner, and a link to SOLO alone. */
async function makeParts(role: 'view' | 'edit'): Promise<{ owner: TestClient; address: Address; guest: Address }> {
	const address = await makeDocument(server.url);
	const owner = new TestClient(server.url, address);
	await owner.until(() => owner.has('welcome'), 'welcome');
	owner.edit([
		add('part', SOLO, { name: 'Solo' }),
		add('part', CHOIR, { name: 'Choir' }),
		add('note', makeId(1, 3), { start: 0, part: SOLO }),
		add('note', makeId(1, 4), { start: 0, part: CHOIR, lyric: 'secret' }),
		add('note', makeId(1, 5), { start: 0, lyric: 'secret' })
	]);
	await owner.until(() => owner.unsaved === 0, 'the parts');
	const response = await fetch(`${server.url}/api/documents/${address.doc}/links`, {
		method: 'POST',
		headers: { authorization: `Bearer ${address.token}` },
		body: JSON.stringify({ role, parts: [SOLO] })
	});
	expect(response.status).toBe(201);
	const { token } = (await response.json()) as { token: string };
	return { owner, address, guest: { doc: address.doc, token } };
}

async function join(address: Address, cid: string): Promise<TestClient> {
	const client = new TestClient(server.url, address, cid, 0);
	await client.until(() => client.has('snap'), 'the snapshot');
	return client;
}

test('a link to one part shows it and nothing else, now and later', async () => {
	const { owner, guest } = await makeParts('view');
	const viewer = await join(guest, 'viewer-of-solo');
	const same = (): boolean =>
		JSON.stringify(show(viewer.score.state)) === JSON.stringify(show(restrictToParts(owner.score.state, PARTS)));
	await viewer.until(same, 'the part');
	expect(viewer.score.notes.map((note) => note.id)).toEqual([makeId(1, 3)]);
	const steps: Edit[][] = [
		[{ kind: 'set', id: makeId(1, 3), fields: { pitch: 72 } }],
		[{ kind: 'set', id: makeId(1, 4), fields: { part: SOLO } }],
		[{ kind: 'shift', ids: [makeId(1, 3), makeId(1, 4), makeId(1, 5)], ticks: 480, semitones: 1 }],
		[{ kind: 'set', id: makeId(1, 3), fields: { part: CHOIR } }],
		[{ kind: 'delete', ids: [makeId(1, 4)] }]
	];
	for (const edits of steps) {
		owner.edit(edits);
		await owner.until(() => owner.unsaved === 0, 'an edit');
		await viewer.until(same, JSON.stringify(edits));
	}
	const heard = JSON.stringify(viewer.frames);
	expect(viewer.frames.some((frame) => frame.kind === 'welcome' && frame.parts?.includes(SOLO))).toBe(true);
	// the one secret that was moved into the part is known now, and the other never was
	expect(heard.split('secret').length - 1).toBe(1);
	viewer.close();
	owner.close();
});

test('an editor of one part edits it, and is refused elsewhere', async () => {
	const { owner, guest } = await makeParts('edit');
	const editor = await join(guest, 'editor-of-solo');
	const note = editor.score.nextId();
	editor.edit([add('note', note, { start: 960, part: SOLO })]);
	editor.edit([{ kind: 'shift', ids: [makeId(1, 3), note], ticks: 10, semitones: 0 }]);
	await editor.until(() => editor.unsaved === 0, 'its edits');
	await owner.until(() => owner.score.get(note) !== null && owner.score.notes.length === 4, 'the new note');
	editor.edit([{ kind: 'delete', ids: [makeId(1, 4)] }]);
	editor.edit([add('note', editor.score.nextId(), { part: CHOIR })]);
	await editor.until(() => editor.unsaved === 0, 'the refusals');
	const codes = editor.frames.flatMap((frame) => (frame.kind === 'no' ? [frame.code] : []));
	expect(codes).toEqual(['outside', 'outside']);
	editor.edit([{ kind: 'set', id: note, fields: { lyric: 'la' } }]);
	await owner.until(() => owner.score.notes.some(({ lyric }) => lyric === 'la'), 'an edit after a refusal');
	expect(owner.score.notes.length).toBe(4);
	expect(show(editor.score.state)).toEqual(show(restrictToParts(owner.score.state, PARTS)));
	editor.close();
	owner.close();
});

test('a recording in another part is not to be had, and cannot be found out', async () => {
	const { owner, address, guest } = await makeParts('edit');
	const wav = makeWav(makeTones([220]).slice(0, 8000));
	const hash = sha256(wav);
	expect((await putAudio(server.url, address, wav)).status).toBe(201);
	owner.edit([add('clip', makeId(1, 9), { audio: hash, part: CHOIR })]);
	await owner.until(() => owner.unsaved === 0, 'the clip');
	const get = (of: Address): Promise<Response> =>
		fetch(`${server.url}/api/documents/${of.doc}/audio/${hash}`, { headers: { authorization: `Bearer ${of.token}` } });
	expect([(await get(address)).status, (await get(guest)).status]).toEqual([200, 404]);
	// 200 would say that it is there already
	expect((await putAudio(server.url, guest, wav)).status).toBe(201);
	owner.edit([{ kind: 'set', id: makeId(1, 9), fields: { part: SOLO } }]);
	await owner.until(() => owner.unsaved === 0, 'the move');
	expect((await get(guest)).status).toBe(200);
	owner.close();
});

test('who knows the hash of a hidden recording cannot name it without the bytes', async () => {
	const { owner, address, guest } = await makeParts('edit');
	const wav = makeWav(makeTones([330]).slice(0, 8000));
	expect((await putAudio(server.url, address, wav)).status).toBe(201);
	owner.edit([add('clip', makeId(1, 9), { audio: sha256(wav), part: CHOIR })]);
	await owner.until(() => owner.unsaved === 0, 'the clip');
	const editor = await join(guest, 'knows-the-hash');
	const name = (): void => editor.edit([add('clip', editor.score.nextId(), { audio: sha256(wav), part: SOLO })]);
	name();
	await editor.until(() => editor.unsaved === 0, 'the refusal');
	expect(editor.frames.flatMap((frame) => (frame.kind === 'no' ? [frame.code] : []))).toEqual(['outside']);
	expect((await putAudio(server.url, guest, wav)).status).toBe(201);
	name();
	await owner.until(() => owner.score.clips.length === 2, 'the clip of her own upload');
	// what she has had she may bring back
	const [mine] = editor.score.clips;
	if (mine) editor.edit([{ kind: 'delete', ids: [mine.id] }]);
	name();
	await editor.until(() => editor.unsaved === 0 && editor.score.clips.length === 1, 'her clip again');
	editor.close();
	owner.close();
});

test('an owner owns the whole', async () => {
	const address = await makeDocument(server.url);
	const response = await fetch(`${server.url}/api/documents/${address.doc}/links`, {
		method: 'POST',
		headers: { authorization: `Bearer ${address.token}` },
		body: JSON.stringify({ role: 'own', parts: [SOLO] })
	});
	expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([400, 'bad-request']);
});
