/** What a page sent in the moment before its connection went, and finds when it comes back at once. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { add, type RecordId } from '#lib/score/index.ts';
import { CID, makeDocument, startTestServer, TestClient, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
	// edits wait long enough for pages to come and go meanwhile
	server = await startTestServer(['--commit-delay-ms', '300']);
});
afterAll(() => server.close());

test('an edit whose author left before it was written reaches whoever comes before it is', async () => {
	const address = await makeDocument(server.url);
	const author = new TestClient(server.url, address);
	await author.until(() => author.has('welcome'), 'welcome');
	author.edit([add('note', author.score.nextId(), { pitch: 61 })]);
	author.send({ kind: 'ping', time: 1 });
	await author.until(() => author.has('pong'), 'the edit has arrived');
	author.close();
	await author.until(() => author.closeCode !== null, 'the close');
	const reader = new TestClient(server.url, address, 'the-reader', 0);
	await reader.until(() => reader.has('welcome'), 'welcome');
	expect(reader.score.notes).toEqual([]);
	await reader.until(() => reader.score.notes.length === 1, 'the note', 2000);
	reader.close();
});

test('a page that comes back while its edit waits is told that it was written', async () => {
	const address = await makeDocument(server.url);
	const first = new TestClient(server.url, address);
	await first.until(() => first.has('welcome'), 'welcome');
	const edit = add('note', first.score.nextId() satisfies RecordId, { pitch: 62 });
	first.edit([edit]);
	first.send({ kind: 'ping', time: 1 });
	await first.until(() => first.has('pong'), 'the edit has arrived');
	// the same page: it has the edit still, and sends it again
	const second = new TestClient(server.url, address, CID);
	second.edit([edit]);
	await second.until(() => second.has('welcome') && second.unsaved === 0, 'the acknowledgement', 2000);
	expect(second.score.notes).toHaveLength(1);
	second.close();
});
