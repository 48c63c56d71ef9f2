/** A document that is too large for the socket comes by HTTP, and is edited like any other. */

import { expect, test } from '@playwright/test';
import { add, type Edit } from '#lib/score/index.ts';
import { makeDocument, TestClient } from '../server/test-server.ts';
import { OwnServer } from './own-server.ts';
import { StudioPage } from './studio.ts';

const NOTES = 20_000;

test('a document of 20,000 notes opens from its snapshot, and two pages edit it', async ({ browser }) => {
	test.setTimeout(120_000);
	const server = await OwnServer.start(['--ops-per-second', '10000', '--ops-burst', '10000']);
	try {
		const address = await makeDocument(server.url);
		const writer = new TestClient(server.url, address);
		await writer.until(() => writer.has('welcome'), 'welcome');
		for (let from = 0; from < NOTES; from += 2000) {
			const notes = Array.from({ length: 2000 }, (_, i): Edit => {
				const k = from + i;
				const start = k * 120 + ((k * 7919) % 97);
				return add('note', writer.score.nextId(), { start, pitch: 40 + ((k * 7) % 50), lyric: `la${k % 900}` });
			});
			writer.edit(notes);
		}
		await writer.until(() => writer.unsaved === 0, 'all notes', 60_000);
		// whoever leaves last has a snapshot written
		writer.close();
		await expect
			.poll(
				async () => {
					const headers = { authorization: `Bearer ${address.token}` };
					const answer = await fetch(`${server.url}/api/documents/${address.doc}/versions`, { headers });
					return ((await answer.json()) as { versions: { sizeBytes: number }[] }).versions[0]?.sizeBytes ?? 0;
				},
				{ timeout: 30_000 }
			)
			.toBeGreaterThan(64 * 1024);
		const [first, second] = [new StudioPage(await browser.newPage()), new StudioPage(await browser.newPage())];
		const fetched = first.page.waitForResponse((response) => response.url().includes('/snapshots/'));
		await first.open(`${server.url}/d/${address.doc}#k=${address.token}`);
		expect((await fetched).status()).toBe(200);
		await first.expectNotes(NOTES);
		await second.open(`${server.url}/d/${address.doc}#k=${address.token}`);
		await second.expectNotes(NOTES);
		await first.chooseTool('Draw');
		await first.drag([0.5, 0.9], [0.6, 0.9]);
		await second.expectNotes(NOTES + 1);
		await first.saved();
		await first.page.close();
		await second.page.close();
	} finally {
		await server.dispose();
	}
});
