/** Links: each allows what its role says, until it expires or is revoked, and owners alone make them. */

import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { add, makeId } from '#lib/score/index.ts';
import { CLOSE, encodeEdits, pack } from '#lib/wire/index.ts';
import { DOCUMENT_STEPS } from '#server/store/document-steps.ts';
import { LINKS_MAX, openDocumentStore } from '#server/store/index.ts';
import {
	CID,
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

interface Listed {
	readonly id: string;
	readonly name: string;
	readonly role: string;
	readonly created: number;
	readonly expires: number | null;
	readonly revoked: number | null;
	readonly isYours: boolean;
}

let server: TestServer;
beforeAll(async () => {
	server = await startTestServer();
});
afterAll(() => server.close());

const WAV = makeWav(makeTones([220]));
const HOUR_MS = 3_600_000;

const ask = ({ doc, token }: Address, method: string, rest = '', body?: unknown): Promise<Response> =>
	fetch(`${server.url}/api/documents/${doc}/links${rest}`, {
		method,
		headers: { authorization: `Bearer ${token}` },
		...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) })
	});
async function makeLink(owner: Address, role: string, more: object = {}): Promise<Address & { id: string }> {
	const response = await ask(owner, 'POST', '', { role, ...more });
	expect(response.status).toBe(201);
	const { id, token } = (await response.json()) as { id: string; token: string };
	return { doc: owner.doc, id, token };
}
const list = async (owner: Address): Promise<Listed[]> =>
	((await (await ask(owner, 'GET')).json()) as { links: Listed[] }).links;
const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as { code: unknown }).code;

async function join(address: Address, cid: string): Promise<TestClient> {
	const client = new TestClient(server.url, address, cid, 0);
	await client.until(() => client.has('welcome') || client.closeCode !== null, 'an answer');
	return client;
}
const noteOf = (client: TestClient, slot: number): void => client.edit([add('note', makeId(slot, 1), { start: 1 })]);

test('an owner sees all links of the document and never a token', async () => {
	const owner = await makeDocument(server.url);
	const { id, token } = await makeLink(owner, 'view', { name: '  합창단 ', expiresInHours: 2 });
	const response = await ask(owner, 'GET');
	const text = await response.clone().text();
	expect(text).not.toContain(token);
	expect(text).not.toContain(owner.token);
	expect(text).not.toContain(sha256(new TextEncoder().encode(token)));
	const [mine, made, ...others] = ((await response.json()) as { links: Listed[] }).links;
	expect(others).toEqual([]);
	expect(mine).toMatchObject({ role: 'own', name: '', expires: null, revoked: null, isYours: true });
	expect(made).toMatchObject({ id, role: 'view', name: '합창단', revoked: null, isYours: false });
	expect(Math.round(((made?.expires ?? 0) - (made?.created ?? 0)) / HOUR_MS)).toBe(2);
});

test('links are the business of owners: others may not list, make or revoke them', async () => {
	const owner = await makeDocument(server.url);
	const stranger = await makeDocument(server.url);
	const view = await makeLink(owner, 'view');
	const edit = await makeLink(owner, 'edit');
	for (const { token } of [view, edit, stranger, { token: '' }]) {
		const other = { doc: owner.doc, token };
		expect((await ask(other, 'GET')).status).toBe(403);
		expect((await ask(other, 'POST', '', { role: 'own' })).status).toBe(403);
		expect((await ask(other, 'DELETE', `/${view.id}`)).status).toBe(403);
	}
	expect((await ask(stranger, 'DELETE', `/${view.id}`)).status).toBe(404);
	const second = await makeLink(owner, 'own');
	expect((await list(second)).map(({ role }) => role)).toEqual(['own', 'view', 'edit', 'own']);
});

test('a role is enforced on every op, upload and download', async () => {
	const owner = await makeDocument(server.url);
	const view = await makeLink(owner, 'view');
	const edit = await makeLink(owner, 'edit');
	expect((await putAudio(server.url, view, WAV)).status).toBe(403);
	expect((await putAudio(server.url, edit, WAV)).status).toBe(201);
	const editor = await join(edit, 'the-editor');
	const viewer = await join(view, 'the-viewer');
	const roles = [editor, viewer].map((client) => client.frames.flatMap((f) => (f.kind === 'welcome' ? [f.role] : [])));
	expect(roles).toEqual([['edit'], ['view']]);
	editor.edit([add('clip', makeId(2, 1), { audio: sha256(WAV), name: 'a.wav' })]);
	await viewer.until(() => viewer.score.clips.length === 1, 'the clip');
	noteOf(viewer, 3);
	await viewer.until(() => viewer.frames.some((f) => f.kind === 'no' && f.code === 'readonly'), 'the refusal');
	const audio = (token: string): Promise<Response> =>
		fetch(`${server.url}/api/documents/${owner.doc}/audio/${sha256(WAV)}`, {
			headers: { authorization: `Bearer ${token}` }
		});
	expect((await audio(view.token)).status).toBe(200);
	expect((await ask(owner, 'DELETE', `/${view.id}`)).status).toBe(204);
	expect((await audio(view.token)).status).toBe(403);
	expect((await ask(owner, 'DELETE', `/${edit.id}`)).status).toBe(204);
	expect((await putAudio(server.url, edit, WAV)).status).toBe(403);
	const late = await join({ doc: owner.doc, token: owner.token }, 'a-late-one');
	await late.until(() => late.score.clips.length === 1, 'the clip');
	expect(late.score.notes.length).toBe(0);
	late.close();
});

test('revoking closes the sockets of that link at once, and of no other', async () => {
	const owner = await makeDocument(server.url);
	const [gone, kept] = [await makeLink(owner, 'edit'), await makeLink(owner, 'edit')];
	const first = await join(gone, 'first-page');
	const second = await join(gone, 'second-page');
	const other = await join(kept, 'other-page');
	expect((await ask(owner, 'DELETE', `/${gone.id}`)).status).toBe(204);
	await Promise.all([first, second].map((client) => client.until(() => client.closeCode !== null, 'the close', 2000)));
	expect([first.closeCode, second.closeCode, other.closeCode]).toEqual([CLOSE.forbidden, CLOSE.forbidden, null]);
	const again = await join(gone, 'first-page');
	expect(again.closeCode).toBe(CLOSE.forbidden);
	expect(again.has('welcome')).toBe(false);
	noteOf(other, 4);
	await other.until(() => other.unsaved === 0, 'the edit of the other');
	other.close();
	const before = (await list(owner)).find(({ id }) => id === gone.id)?.revoked;
	expect(before).toBeTypeOf('number');
	expect((await ask(owner, 'DELETE', `/${gone.id}`)).status).toBe(204);
	expect((await list(owner)).find(({ id }) => id === gone.id)?.revoked).toBe(before);
});

test('a link that runs out closes what it opened, and opens nothing more', async () => {
	const owner = await makeDocument(server.url);
	const brief = await makeLink(owner, 'edit', { expiresInHours: 1500 / HOUR_MS });
	const client = await join(brief, 'brief-page');
	expect(client.has('welcome')).toBe(true);
	await client.until(() => client.closeCode !== null, 'the close', 10_000);
	expect(client.closeCode).toBe(CLOSE.forbidden);
	expect((await putAudio(server.url, brief, WAV)).status).toBe(403);
	expect((await join(brief, 'brief-page')).has('welcome')).toBe(false);
});

test('a document keeps an owner: the last owner link cannot be revoked', async () => {
	const owner = await makeDocument(server.url);
	const [mine] = await list(owner);
	await makeLink(owner, 'own', { expiresInHours: 1 });
	const refused = await ask(owner, 'DELETE', `/${mine?.id}`);
	expect(refused.status).toBe(409);
	expect(await codeOf(refused)).toBe('conflict');
	const second = await makeLink(owner, 'own');
	expect((await ask(owner, 'DELETE', `/${mine?.id}`)).status).toBe(204);
	expect((await ask(owner, 'GET')).status).toBe(403);
	expect((await ask(second, 'DELETE', `/${second.id}`)).status).toBe(409);
});

test('what is no link is refused with a sentence', async () => {
	const owner = await makeDocument(server.url);
	const bad = [
		'{',
		{},
		{ role: 'admin' },
		{ role: 'view', name: 'x'.repeat(65) },
		{ role: 'view', expiresInHours: 0 },
		{ role: 'view', expiresInHours: 1e9 },
		{ role: 'view', token: 'mine' }
	];
	for (const body of bad) {
		const response = await ask(owner, 'POST', '', body);
		expect(response.status).toBe(400);
		expect(await codeOf(response)).toBe('bad-request');
	}
	expect((await ask(owner, 'DELETE', `/${'0'.repeat(16)}`)).status).toBe(404);
	expect((await ask(owner, 'DELETE', '/nothing')).status).toBe(404);
	expect((await ask({ ...owner, doc: 'A'.repeat(22) }, 'GET')).status).toBe(404);
});

test('a document has a hundred links; one that opens nothing makes room', async () => {
	const owner = await makeDocument(server.url);
	const first = await makeLink(owner, 'view');
	for (let i = 2; i < LINKS_MAX; i++) await makeLink(owner, 'view');
	const refused = await ask(owner, 'POST', '', { role: 'view' });
	expect(refused.status).toBe(409);
	expect(await codeOf(refused)).toBe('conflict');
	await ask(owner, 'DELETE', `/${first.id}`);
	const last = await makeLink(owner, 'view');
	const ids = (await list(owner)).map(({ id }) => id);
	expect(ids).toHaveLength(LINKS_MAX);
	expect(ids).toContain(last.id);
	expect(ids).not.toContain(first.id);
});

test('a database of the first schema opens, and its links and log go on', () => {
	const file = path.join(temporaryFolder(), 'documents.sqlite');
	const old = new DatabaseSync(file);
	const [doc, token] = ['D'.repeat(22), 'T'.repeat(22)];
	old.exec(DOCUMENT_STEPS[0] ?? '');
	old.exec('PRAGMA user_version = 1; PRAGMA foreign_keys = ON');
	old.prepare('INSERT INTO docs VALUES (?, 5, 2)').run(doc);
	old.prepare('INSERT INTO links VALUES (?, ?, ?, 5)').run(sha256(new TextEncoder().encode(token)), doc, 'own');
	old.prepare('INSERT INTO clients VALUES (?, ?, 1, 1, 5)').run(doc, CID);
	old
		.prepare('INSERT INTO log VALUES (?, 1, ?, 1, 5, ?)')
		.run(doc, CID, pack(encodeEdits([add('note', makeId(1, 1), {})])));
	old.close();
	const store = openDocumentStore(file);
	expect(store.roleOf(doc, token)).toBe('own');
	expect(store.listLinks(doc)).toEqual([
		{
			id: expect.stringMatching(/^[0-9a-f]{16}$/),
			name: '',
			role: 'own',
			created: 5,
			expires: null,
			revoked: null,
			parts: null
		}
	]);
	expect(store.read(doc, 0, 10)).toHaveLength(1);
	expect(store.append(doc, 1, [{ cid: CID, slot: 1, n: 2, edits: pack(encodeEdits([])) }])).toBe(true);
	const link = store.createLink(doc, { role: 'view', name: 'a', expires: null });
	expect(store.roleOf(doc, link?.token ?? '')).toBe('view');
	expect(store.revokeLink(doc, link?.id ?? '')).toBe('revoked');
	expect(store.roleOf(doc, link?.token ?? '')).toBe(null);
	store.close();
	const again = openDocumentStore(file);
	expect(again.head(doc)).toBe(2);
	again.close();
});

test('a link opens its document until the moment it expires', () => {
	let now = 1000;
	const store = openDocumentStore(':memory:', () => now);
	const { doc } = store.create(CID);
	const { token = '' } = store.createLink(doc, { role: 'edit', name: '', expires: 2000 }) ?? {};
	now = 1999;
	expect(store.roleOf(doc, token)).toBe('edit');
	now = 2000;
	expect(store.roleOf(doc, token)).toBe(null);
	expect(store.findLink(doc, token)).toBe(null);
	store.close();
});
