/** What is edited while something is down is kept, said, and merged when it is up again. */

import { readFile } from 'node:fs/promises';
import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { OwnServer } from './own-server.ts';
import { StudioPage } from './studio.ts';

const saved = (studio: StudioPage) => studio.page.getByTestId('saved-state');

async function draw(studio: StudioPage, x: number, y: number): Promise<void> {
	await studio.chooseTool('Draw');
	await studio.drag([x, y], [x + 0.08, y]);
}

/** A page with one saved note at its own address. */
async function openOwned(context: BrowserContext, origin = ''): Promise<StudioPage> {
	const studio = new StudioPage(await context.newPage());
	await studio.open(`${origin}/`);
	await draw(studio, 0.1, 0.3);
	await studio.expectNotes(1);
	await studio.saved();
	await expect(studio.page).toHaveURL(/\/d\/[\w-]{22}#k=/);
	return studio;
}

async function openAt(context: BrowserContext, address: string, notes = 1): Promise<StudioPage> {
	const studio = new StudioPage(await context.newPage());
	await studio.open(address);
	await studio.expectNotes(notes);
	return studio;
}

/** What the page would write to a MIDI file: all notes, in order. */
async function fileOf(studio: StudioPage): Promise<string> {
	const download = studio.page.waitForEvent('download');
	await studio.page.getByRole('button', { name: 'Export' }).click();
	await studio.page.getByRole('menuitem', { name: /^MIDI/ }).click();
	return (await readFile(await (await download).path())).toString('hex');
}

async function expectSame(studios: readonly StudioPage[], count: number): Promise<void> {
	const files: string[] = [];
	for (const studio of studios) {
		await studio.expectNotes(count);
		await studio.saved();
		files.push(await fileOf(studio));
	}
	expect(new Set(files).size).toBe(1);
}

/** Pages of this context load, and get no connection of either kind. */
async function blockConnections(context: BrowserContext): Promise<() => void> {
	let isBlocked = true;
	await context.routeWebSocket('**/api/live', (socket) => {
		if (isBlocked) void socket.close({ code: 1013, reason: 'blocked' });
		else socket.connectToServer();
	});
	await context.route('**/api/live/http**', (route) => (isBlocked ? route.abort() : route.continue()));
	return () => {
		isBlocked = false;
	};
}

async function inContexts(browser: Browser, run: (...contexts: BrowserContext[]) => Promise<void>): Promise<void> {
	const contexts = await Promise.all(Array.from({ length: run.length }, () => browser.newContext()));
	try {
		await run(...contexts);
	} finally {
		for (const context of contexts) await context.close();
	}
}

test('two pages edit together; one goes offline, and both are equal when it is back', ({ browser }) =>
	inContexts(browser, async (here, there) => {
		const owner = await openOwned(here);
		const guest = await openAt(there, owner.page.url());
		await here.setOffline(true);
		await expect(saved(owner)).toContainText('offline');
		await expect(owner.page.getByTestId('connection')).toHaveText('offline');
		await draw(owner, 0.3, 0.4);
		await draw(owner, 0.5, 0.5);
		await owner.expectNotes(3);
		await expect(saved(owner)).toHaveText(/offline, 2 edits not saved yet/);
		await draw(guest, 0.7, 0.6);
		await guest.saved();
		await guest.expectNotes(2);
		await here.setOffline(false);
		await expectSame([owner, guest], 4);
		await expect(owner.page.getByTestId('connection')).toHaveText('online');
	}));

test('edits of a page that was closed offline come back with the next one', ({ browser }) =>
	inContexts(browser, async (here, there) => {
		const owner = await openOwned(here);
		const address = owner.page.url();
		const guest = await openAt(there, address);
		await here.setOffline(true);
		await expect(saved(owner)).toContainText('offline');
		await draw(owner, 0.3, 0.4);
		await draw(owner, 0.5, 0.5);
		await expect(saved(owner)).toHaveText(/2 edits not saved yet/);
		await owner.page.close();
		await draw(guest, 0.7, 0.6);
		await guest.saved();
		await here.setOffline(false);
		const again = await openAt(here, address, 4);
		await expectSame([again, guest], 4);
		// and what is drawn afterwards takes new ids
		await draw(again, 0.85, 0.15);
		await expectSame([again, guest], 5);
	}));

test('a page that is loaded again without a connection still has its edits, and sends them later', ({ browser }) =>
	inContexts(browser, async (here, there) => {
		const owner = await openOwned(here);
		const guest = await openAt(there, owner.page.url());
		const unblock = await blockConnections(here);
		await here.setOffline(true);
		await expect(saved(owner)).toContainText('offline');
		await draw(owner, 0.3, 0.4);
		await draw(owner, 0.5, 0.5);
		await expect(saved(owner)).toHaveText(/2 edits not saved yet/);
		await here.setOffline(false);
		await owner.page.reload();
		await owner.expectNotes(2);
		await expect(saved(owner)).toHaveText(/2 edits not saved yet/);
		unblock();
		await expectSame([owner, guest], 3);
	}));

test('a roll that was begun while the server was away is there again at the next visit', async ({ browser }) => {
	const context = await browser.newContext();
	await context.route('**/api/documents', (route) => route.abort());
	const first = new StudioPage(await context.newPage());
	await first.open();
	await draw(first, 0.1, 0.3);
	await draw(first, 0.3, 0.4);
	await expect(saved(first)).toHaveText(/offline, 2 edits not saved yet/);
	await first.page.close();

	const second = new StudioPage(await context.newPage());
	await second.open();
	await second.expectNotes(2);
	await expect(saved(second)).toHaveText(/2 edits not saved yet/);
	// a third page meanwhile begins something new
	const third = new StudioPage(await context.newPage());
	await third.open();
	await third.expectNotes(0);
	await third.page.close();
	await draw(second, 0.5, 0.5);
	await context.unroute('**/api/documents');
	await second.saved();
	await expect(second.page).toHaveURL(/\/d\/[\w-]{22}#k=/);
	const other = await openAt(context, second.page.url(), 3);
	await expectSame([second, other], 3);
	// and then it is no draft any more
	const fresh = new StudioPage(await context.newPage());
	await fresh.open();
	await fresh.expectNotes(0);
	await context.close();
});

test('a server that is killed under two pages loses nothing, and both go on when it is back', async ({ browser }) => {
	const server = await OwnServer.start();
	try {
		await inContexts(browser, async (here, there) => {
			const owner = await openOwned(here, server.url);
			const guest = await openAt(there, owner.page.url());
			await server.kill();
			await expect(saved(owner)).toContainText('offline');
			await expect(saved(guest)).toContainText('offline');
			await draw(owner, 0.3, 0.4);
			await draw(guest, 0.5, 0.5);
			await expect(saved(owner)).toHaveText(/1 edit not saved yet/);
			await server.start();
			await expectSame([owner, guest], 3);
		});
	} finally {
		await server.dispose();
	}
});

test('an edit that the server will not take is rolled back, said and offered as a copy', async ({ browser }) => {
	const server = await OwnServer.start(['--notes-per-document', '2']);
	try {
		await inContexts(browser, async (context) => {
			const owner = await openOwned(context, server.url);
			const notice = owner.page.getByTestId('refused');
			await draw(owner, 0.3, 0.4);
			await owner.saved();
			await draw(owner, 0.5, 0.2);
			await expect(notice).toContainText('The server did not take 1 edit.');
			await expect(notice).toContainText('2 notes');
			await draw(owner, 0.7, 0.2);
			await expect(notice).toContainText('The server did not take 2 edits.');
			await owner.expectNotes(2);
			await owner.saved();
			await notice.getByRole('button', { name: 'Copy' }).click();
			await expect(notice).toContainText('Copied.');
			await notice.getByRole('button', { name: 'Dismiss' }).click();
			await expect(notice).toHaveCount(0);
			await owner.press('Control+a');
			await owner.press('Delete');
			await owner.expectNotes(0);
			await owner.press('Control+v');
			await owner.expectNotes(2);
			await owner.saved();
			await expect(notice).toHaveCount(0);
		});
	} finally {
		await server.dispose();
	}
});

/** The client ids under which pages say hello, by what is on the wire. */
function watchClients(page: Page): Set<string> {
	const cids = new Set<string>();
	page.on('websocket', (socket) =>
		socket.on('framesent', ({ payload }) => {
			const text = typeof payload === 'string' ? payload : payload.toString('latin1');
			const cid = /[0-9a-f]{24}/.exec(text)?.[0];
			if (cid && text.length < 200 && cids.size === 0) cids.add(cid);
		})
	);
	return cids;
}

test('a duplicated tab is another client, and nothing of either is lost', ({ browser }) =>
	inContexts(browser, async (context) => {
		const owner = await openOwned(context);
		await owner.page.reload();
		await owner.expectNotes(1);
		const opened = owner.page.waitForEvent('popup');
		// a window that a page opens begins with a copy of what goes with its tab
		const address = owner.page.url();
		await owner.page.evaluate(() => window.open('about:blank'));
		const popup = await opened;
		const copied = watchClients(popup);
		const own = watchClients(owner.page);
		const kept = await owner.page.evaluate(() => JSON.stringify(sessionStorage));
		await popup.goto(address);
		expect(await popup.evaluate(() => JSON.stringify(sessionStorage))).not.toBe('{}');
		const copy = new StudioPage(popup);
		await copy.expectNotes(1);
		for (let i = 0; i < 3; i++) {
			await draw(owner, 0.25 + i * 0.1, 0.4);
			await draw(copy, 0.25 + i * 0.1, 0.6);
		}
		await expectSame([owner, copy], 7);
		expect([...copied]).toHaveLength(1);
		expect(kept).not.toContain([...copied][0]);
		expect(own.size).toBe(0); // it has not had to connect again
	}));

test('over plain http, where there are no locks, what a closed page left is sent all the same', ({ browser }) =>
	inContexts(browser, async (here, there) => {
		const origin = test.info().project.use.baseURL?.replace('127.0.0.1', 'plain.test') ?? '';
		const owner = await openOwned(here, origin);
		expect(await owner.page.evaluate(() => 'locks' in navigator && navigator.locks !== undefined)).toBe(false);
		const address = owner.page.url();
		const guest = await openAt(there, address);
		await here.setOffline(true);
		await expect(saved(owner)).toContainText('offline');
		await draw(owner, 0.3, 0.4);
		await expect(saved(owner)).toHaveText(/1 edit not saved yet/);
		await owner.page.goto('about:blank');
		await here.setOffline(false);
		await owner.page.goto(address);
		await guest.expectNotes(2);
		await expectSame([owner, guest], 2);
	}));

test('where WebSockets are blocked two pages edit together all the same', ({ browser }) =>
	inContexts(browser, async (here, there) => {
		const pages: string[] = [];
		for (const context of [here, there]) {
			await context.routeWebSocket('**/api/live', (socket) => void socket.close({ code: 1006 }));
			context.on('request', (request) => pages.push(`${request.method()} ${new URL(request.url()).pathname}`));
		}
		const owner = await openOwned(here);
		const guest = await openAt(there, owner.page.url());
		await draw(guest, 0.3, 0.4);
		await owner.expectNotes(2);
		await draw(owner, 0.5, 0.5);
		await expectSame([owner, guest], 3);
		expect(pages).toContain('GET /api/live/http');
		expect(pages.some((each) => /^POST \/api\/live\/http\/[\w-]{22}$/.test(each))).toBe(true);
	}));

test('a browser that keeps nothing says what that means, and edits go on', async ({ browser }) => {
	const context = await browser.newContext();
	await context.addInitScript(() => {
		IDBFactory.prototype.open = () => {
			throw new DOMException('Not here.', 'SecurityError');
		};
	});
	const studio = await openOwned(context);
	await context.setOffline(true);
	await expect(saved(studio)).toContainText('offline');
	await expect(saved(studio)).not.toContainText('close this page');
	await draw(studio, 0.3, 0.4);
	await expect(saved(studio)).toHaveText(/1 edit not saved, lost if you close this page/);
	const asked = studio.page.waitForEvent('dialog');
	void studio.page.close({ runBeforeUnload: true });
	const dialog = await asked;
	expect(dialog.type()).toBe('beforeunload');
	await dialog.dismiss();
	await context.setOffline(false);
	await studio.saved();
	await studio.expectNotes(2);
	await context.close();
});
