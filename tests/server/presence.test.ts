/** People on real sockets: who looks is seen, whatever her link allows, and nothing of it is kept. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { add, makeId, type RecordId } from '#lib/score/index.ts';
import { CLOSE, encodeClientFrame, PRESENCE_BYTES, type Presence } from '#lib/wire/index.ts';
import { CID, makeDocument, startTestServer, TestClient, type Address, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
	server = await startTestServer(['--busy-bytes', '4096']);
});
afterAll(() => server.close());

const NOBODY: Presence = { name: '', colour: 0, part: 0, cursor: null, selection: [], view: null };

async function join(address: Address, cid = CID): Promise<TestClient> {
	const client = new TestClient(server.url, address, cid, 0);
	await client.until(() => client.has('welcome'), 'welcome');
	return client;
}

async function viewLink(address: Address): Promise<Address> {
	const made = await fetch(`${server.url}/api/documents/${address.doc}/links`, {
		method: 'POST',
		headers: { authorization: `Bearer ${address.token}` },
		body: JSON.stringify({ role: 'view' })
	});
	const { token } = (await made.json()) as { token: string };
	return { doc: address.doc, token };
}

/** The names that a page shows now. */
function names(client: TestClient): string[] {
	const people = new Map<number, string>();
	for (const frame of client.frames) {
		if (frame.kind !== 'seen') continue;
		if (frame.presence) people.set(frame.who, frame.presence.name);
		else people.delete(frame.who);
	}
	return [...people.values()].sort();
}
const untilNamed = (client: TestClient, ...expected: string[]): Promise<void> =>
	client.until(() => String(names(client)) === String(expected), expected.join() || 'nobody');

test('people see each other, a viewer too, and whoever closes the page is gone', async () => {
	const address = await makeDocument(server.url);
	const ann = await join(address);
	const presence: Presence = {
		name: '안나',
		colour: 3,
		part: 0,
		cursor: { ticks: 1920, cents: 6950 },
		selection: [makeId(1, 4), makeId(1, 9), makeId(2, 1)],
		view: { from: 0, to: 7680 }
	};
	ann.send({ kind: 'see', presence });
	const viewer = await join(await viewLink(address), 'the-viewer');
	viewer.send({ kind: 'see', presence: { ...NOBODY, name: 'Eve' } });
	await untilNamed(viewer, '안나');
	expect(viewer.frames.find((frame) => frame.kind === 'seen')).toMatchObject({ presence });
	await untilNamed(ann, 'Eve');
	const late = await join(address, 'somebody-late');
	await untilNamed(late, 'Eve', '안나');
	viewer.close();
	await untilNamed(ann);
	await untilNamed(late, '안나');
	ann.close();
	await untilNamed(late);
	late.close();
});

test('a page that comes back on another socket is one person', async () => {
	const address = await makeDocument(server.url);
	const witness = await join(address, 'the-witness');
	const ann = await join(address);
	ann.send({ kind: 'see', presence: { ...NOBODY, name: 'Ann' } });
	await untilNamed(witness, 'Ann');
	const again = await join(address);
	await untilNamed(witness);
	again.send({ kind: 'see', presence: { ...NOBODY, name: 'Ann' } });
	await untilNamed(witness, 'Ann');
	again.close();
	witness.close();
});

test(
	'a reader who does not read is shown nobody until she does, and then only the last of each',
	{ timeout: 60_000 },
	async () => {
		const address = await makeDocument(server.url);
		const ann = await join(address);
		const witness = await join(address, 'the-witness');
		const reader = await join(address, 'the-reader');
		reader.pause();
		// more than the system takes off the server's hands
		const OPS = 120;
		for (let n = 1; n <= OPS; n++) {
			const edits = Array.from({ length: 250 }, (_, k) =>
				add('note', makeId(1, n * 250 + k), { lyric: '가'.repeat(64) })
			);
			ann.send({ kind: 'op', n, edits });
		}
		await witness.until(() => witness.score.notes.length === OPS * 250, 'every note');
		for (let k = 0; k < 8; k++) {
			ann.send({ kind: 'see', presence: { ...NOBODY, name: `Ann ${k}` } });
			await untilNamed(witness, `Ann ${k}`);
		}
		reader.resume();
		await untilNamed(reader, 'Ann 7');
		expect(reader.frames.filter((frame) => frame.kind === 'seen')).toHaveLength(1);
		await reader.until(() => reader.score.notes.length === OPS * 250, 'every note');
		for (const client of [ann, reader, witness]) client.close();
	}
);

test('a presence over 256 bytes closes the socket, and one at the limit passes', async () => {
	const address = await makeDocument(server.url);
	const closeCode = (selection: readonly RecordId[]): Promise<number> =>
		new Promise((resolve) => {
			const client = new TestClient(server.url, address, 'the-talker', 0);
			void client
				.until(() => client.has('welcome'), 'welcome')
				.then(() => {
					const bytes = encodeClientFrame({ kind: 'see', presence: { ...NOBODY, name: '가'.repeat(32), selection } });
					client.sendBytes(bytes);
					client.send({ kind: 'ping', time: bytes.length });
					return client.until(() => client.has('pong') || client.closeCode !== null, 'an answer');
				})
				.then(() => {
					client.close();
					resolve(client.closeCode ?? WebSocket.OPEN);
				});
		});
	const scattered = Array.from({ length: 24 }, (_, k) => makeId(1000 + k, 1e6 + k));
	expect(encodeClientFrame({ kind: 'see', presence: { ...NOBODY, selection: scattered } }).length).toBeGreaterThan(
		PRESENCE_BYTES - 40
	);
	expect(await closeCode(scattered)).toBe(CLOSE.malformed);
	expect(await closeCode(scattered.slice(0, 8))).toBe(WebSocket.OPEN);
});
