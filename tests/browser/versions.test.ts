/** What a roll was: a version is shown, played and restored, and nothing of now is lost by looking. */

import { expect, test, type Browser, type BrowserContextOptions, type Locator, type Page } from '@playwright/test';
import { OwnServer } from './own-server.ts';
import { StudioPage } from './studio.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** Of edits, each a note here. The next version of the day would take the place of the first. */
const SNAPSHOT_EDITS = 4;
const LATER_NOTES = 2;

let server: OwnServer;
test.beforeAll(async () => {
	server = await OwnServer.start(['--snapshot-edits', String(SNAPSHOT_EDITS)]);
});
test.afterAll(() => server.dispose());

/** Shots for a person to look at, where somebody asks for them. */
async function shoot(page: Page, name: string): Promise<void> {
	const folder = process.env['TEST_SHOTS'];
	if (folder) await page.screenshot({ path: `${folder}/versions-${name}.png` });
}

async function openPage(browser: Browser, path: string, options: BrowserContextOptions = {}): Promise<StudioPage> {
	const studio = new StudioPage(await (await browser.newContext({ baseURL: server.url, ...options })).newPage());
	await studio.open(path);
	return studio;
}

const list = (page: Page): Locator => page.getByRole('dialog', { name: 'Versions' });
const banner = (page: Page): Locator => page.getByTestId('version-banner');
const rows = (page: Page): Locator => list(page).getByRole('listitem').getByRole('button');

async function openList(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Versions' }).click();
	await expect(list(page)).toBeVisible();
}

async function drawNotes(studio: StudioPage, count: number, height: number): Promise<void> {
	await studio.chooseTool('Draw');
	for (let i = 0; i < count; i++) await studio.drag([0.05 + i * 0.15, height], [0.14 + i * 0.15, height]);
	await studio.chooseTool('Select');
	await studio.saved();
}

/** Asks the server until there is a version; it is written beside everything else. */
async function waitForVersion(page: Page): Promise<void> {
	const [, doc = '', token = ''] = /\/d\/([\w-]+)#k=([\w-]+)/.exec(page.url()) ?? [];
	await expect
		.poll(async () => {
			const headers = { authorization: `Bearer ${token}` };
			const response = await page.request.get(`${server.url}/api/documents/${doc}/versions`, { headers });
			const { versions } = (await response.json()) as { versions: unknown[] };
			return versions.length;
		})
		.toBe(1);
}

/** A roll of which there is a version with four notes, and now two more. */
async function makeVersion(browser: Browser, options: BrowserContextOptions = {}): Promise<StudioPage> {
	const studio = await openPage(browser, '/', options);
	await drawNotes(studio, SNAPSHOT_EDITS, 0.35);
	await waitForVersion(studio.page);
	await drawNotes(studio, LATER_NOTES, 0.6);
	await studio.expectNotes(6);
	return studio;
}

test('before there is any version, it says when there will be one', async ({ browser }) => {
	const studio = await openPage(browser, '/');
	await expect(studio.page.getByRole('button', { name: 'Versions' })).toHaveCount(0);
	await drawNotes(studio, 1, 0.4);
	await openList(studio.page);
	await expect(list(studio.page)).toContainText('The first will be here tomorrow');
	await shoot(studio.page, 'none');
	await studio.page.keyboard.press('Escape');
	await expect(studio.page.getByRole('button', { name: 'Versions' })).toBeFocused();
	await studio.page.context().close();
});

test('a version is opened, left, opened again, restored, and the restoring undone', async ({ browser }) => {
	const studio = await makeVersion(browser);
	const { page } = studio;
	await openList(page);
	await expect(rows(page)).toHaveCount(2);
	await expect(rows(page).first()).toHaveText('Now');
	await expect(rows(page).first()).toHaveAttribute('aria-current', 'true');
	await expect(rows(page).nth(1)).toContainText(/day, .* \d{1,2}:\d\d/);
	await shoot(page, 'list-light');
	await rows(page).nth(1).click();
	await expect(list(page)).toHaveCount(0);
	await expect(banner(page)).toContainText(/Version of \w+ \d+/);
	await studio.expectNotes(4);
	await shoot(page, 'shown-light');

	// nothing can be changed in it, and it plays
	await expect(page.getByRole('radio', { name: 'Draw' })).toHaveCount(0);
	await expect(studio.roll).toBeFocused();
	await studio.press('ControlOrMeta+a');
	await expect(page.getByText('4 selected')).toBeVisible();
	await studio.press('Delete');
	await studio.press('ControlOrMeta+z');
	await studio.expectNotes(4);
	await page.keyboard.press('Space');
	await expect(page.getByRole('button', { name: 'Pause' }).first()).toBeVisible();
	await page.keyboard.press('Space');

	// what somebody else does meanwhile is there afterwards
	const other = await openPage(browser, page.url());
	await other.expectNotes(6);
	await drawNotes(other, 1, 0.75);
	await studio.expectNotes(4);
	await banner(page).getByRole('button', { name: 'Back to now' }).click();
	await expect(banner(page)).toHaveCount(0);
	await studio.expectNotes(7);
	await expect(page.getByRole('radio', { name: 'Draw' }).first()).toBeVisible();

	await openList(page);
	await rows(page).nth(1).press('Enter');
	await studio.expectNotes(4);
	await openList(page);
	await expect(rows(page).nth(1)).toHaveAttribute('aria-current', 'true');
	await page.keyboard.press('Escape');
	await expect(list(page)).toHaveCount(0);
	await studio.expectNotes(4);
	await studio.roll.focus();
	await page.keyboard.press('Escape');
	await expect(banner(page)).toHaveCount(0);
	await studio.expectNotes(7);

	await openList(page);
	await rows(page).nth(1).click();
	await banner(page).getByRole('button', { name: 'Restore' }).click();
	await expect(banner(page)).toHaveCount(0);
	await studio.expectNotes(4);
	await studio.saved();
	await other.expectNotes(4);
	await studio.press('ControlOrMeta+z');
	await studio.expectNotes(7);
	await other.expectNotes(7);
	await other.page.context().close();
	await page.context().close();
});

test('whoever may only look sees versions and cannot restore one; a link to some parts offers none', async ({
	browser
}) => {
	const owner = await makeVersion(browser);
	const [, doc = '', token = ''] = /\/d\/([\w-]+)#k=([\w-]+)/.exec(owner.page.url()) ?? [];
	const makeLink = async (link: object): Promise<string> => {
		const response = await owner.page.request.post(`${server.url}/api/documents/${doc}/links`, {
			headers: { authorization: `Bearer ${token}` },
			data: link
		});
		return `/d/${doc}#k=${((await response.json()) as { token: string }).token}`;
	};
	const viewer = await openPage(browser, await makeLink({ role: 'view' }));
	await viewer.expectNotes(6);
	await openList(viewer.page);
	await rows(viewer.page).nth(1).click();
	await viewer.expectNotes(4);
	await expect(banner(viewer.page).getByRole('button')).toHaveText(['Back to now']);
	const limited = await openPage(browser, await makeLink({ role: 'edit', parts: [0] }));
	await limited.expectNotes(6);
	await expect(limited.page.getByRole('button', { name: 'Versions' })).toHaveCount(0);
	for (const studio of [owner, viewer, limited]) await studio.page.context().close();
});

test('a server that does not answer is said to, and asked again', async ({ browser }) => {
	const studio = await makeVersion(browser, { colorScheme: 'dark' });
	const { page } = studio;
	await page.route('**/versions', (route) => route.abort());
	await openList(page);
	await expect(list(page).getByRole('alert')).toContainText('server');
	await shoot(page, 'fault-dark');
	await page.unroute('**/versions');
	await list(page).getByRole('button', { name: 'Try again' }).click();
	await expect(rows(page)).toHaveCount(2);
	await page.route('**/versions/*', (route) => route.abort());
	await rows(page).nth(1).click();
	await expect(list(page).getByRole('alert')).toContainText('server');
	await studio.expectNotes(6);
	await page.unroute('**/versions/*');
	await rows(page).nth(1).click();
	await studio.expectNotes(4);
	await shoot(page, 'shown-dark');
	await page.context().close();
});

test('on a phone the versions are with what has no room elsewhere', async ({ browser }) => {
	const owner = await makeVersion(browser);
	const studio = await openPage(browser, owner.page.url(), { ...PHONE, locale: 'ko-KR' });
	const { page } = studio;
	await page.getByRole('button', { name: '정보 창 보이기' }).tap();
	await page.getByRole('button', { name: '버전' }).tap();
	const versions = page.getByRole('dialog', { name: '버전' });
	await expect(versions.getByRole('button').nth(1)).toContainText(/요일.*(오전|오후)/);
	await shoot(page, 'phone-list');
	await versions.getByRole('button').nth(1).tap();
	await expect(versions).toHaveCount(0);
	await expect(banner(page)).toContainText('버전');
	await expect(page.locator('.dock')).toContainText('음표 4개');
	await shoot(page, 'phone-shown');
	await page.emulateMedia({ colorScheme: 'dark' });
	await shoot(page, 'phone-shown-dark');
	await banner(page).getByRole('button', { name: '복원' }).tap();
	await expect(banner(page)).toHaveCount(0);
	await owner.expectNotes(4);
	await page.context().close();
	await owner.page.context().close();
});
