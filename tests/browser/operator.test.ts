/** The operator's page: live figures, silence that is said, and a token where one is needed. */

import { expect, test, type Page } from '@playwright/test';
import { OPERATOR_TOKEN } from '../../playwright.config.ts';
import { StudioPage } from './studio.ts';

/** An address as a proxy would pass it on. */
const ELSEWHERE = { 'X-Forwarded-For': '203.0.113.9' };

const state = (page: Page) => page.getByTestId('server-state');
const figure = (page: Page, id: string) => page.getByTestId(`figure-${id}`);
const valueOf = async (page: Page, id: string): Promise<number> =>
	Number(await figure(page, id).getAttribute('data-value'));

/** Shots for a person to look at, where somebody asks for them. */
async function shoot(page: Page, name: string): Promise<void> {
	const folder = process.env['TEST_SHOTS'];
	if (folder) await page.screenshot({ path: `${folder}/operator-${name}.png`, fullPage: true });
}

test('it shows what goes on, as it goes on', async ({ browser }) => {
	const operator = await (await browser.newContext()).newPage();
	await operator.goto('/operator');
	await expect(operator.getByRole('heading', { level: 1 })).toHaveText('Server');
	await expect(state(operator)).toContainText('Everything works');
	await expect.poll(() => valueOf(operator, 'memory')).toBeGreaterThan(50e6);
	const before = await valueOf(operator, 'sockets');

	const context = await browser.newContext();
	const studio = new StudioPage(await context.newPage());
	await studio.open();
	await studio.chooseTool('Draw');
	for (let i = 0; i < 6; i++) await studio.drag([0.05 + i * 0.12, 0.3], [0.12 + i * 0.12, 0.3]);
	await studio.saved();
	await expect.poll(() => valueOf(operator, 'sockets')).toBe(before + 1);
	await expect.poll(() => valueOf(operator, 'documents')).toBeGreaterThanOrEqual(1);
	await expect(figure(operator, 'append')).toContainText(/\d ms|\d sec/);
	await expect(figure(operator, 'edits')).toContainText(/highest [\d.]+\/s/);
	const done = operator.getByRole('listitem').filter({ has: operator.getByRole('heading', { name: 'Done' }) });
	await expect(done).toContainText('edits saved');
	await shoot(operator, 'desktop-light');
	await operator.emulateMedia({ colorScheme: 'dark' });
	await shoot(operator, 'desktop-dark');

	await context.close();
	await expect.poll(() => valueOf(operator, 'sockets')).toBe(before);
	const ended = operator
		.getByRole('listitem')
		.filter({ has: operator.getByRole('heading', { name: 'Connections that ended' }) });
	await expect(ended).toContainText(/page was left|line was cut|said goodbye/);
	await operator.context().close();
});

test('a server that does not answer is said to be silent, and is live again when it is back', async ({ page }) => {
	await page.goto('/operator');
	await expect(state(page)).toHaveAttribute('data-state', 'ok');
	await expect(figure(page, 'memory')).toBeVisible();
	await page.context().setOffline(true);
	await expect(state(page)).toContainText('The server does not answer');
	await expect(state(page)).toContainText(/It answered last .* ago/);
	await expect(figure(page, 'memory')).toBeVisible();
	await shoot(page, 'silent');
	await page.context().setOffline(false);
	await expect(state(page)).toContainText('Everything works');
});

test('from elsewhere it asks for the token, and keeps the right one until the page is closed', async ({ browser }) => {
	const context = await browser.newContext({ extraHTTPHeaders: ELSEWHERE });
	const page = await context.newPage();
	await page.goto('/operator');
	await expect(page.getByRole('heading', { name: 'The figures need a token' })).toBeVisible();
	await expect(state(page)).toContainText('Everything works');
	await expect(figure(page, 'memory')).toHaveCount(0);
	await page.getByRole('textbox', { name: 'Operator token' }).fill('not-the-right-one');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('alert')).toHaveText('The server does not take this token.');
	await shoot(page, 'locked');
	await page.getByRole('textbox', { name: 'Operator token' }).fill(OPERATOR_TOKEN);
	await page.getByRole('button', { name: 'Show the figures' }).click();
	await expect(figure(page, 'memory')).toBeVisible();
	await page.reload();
	await expect(figure(page, 'memory')).toBeVisible();
	expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(OPERATOR_TOKEN);
	const another = await context.newPage();
	await another.goto('/operator');
	await expect(another.getByRole('heading', { name: 'The figures need a token' })).toBeVisible();
	await context.close();
});

test('on a phone and in Korean nothing is cut off', async ({ browser }) => {
	const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'ko-KR' });
	const page = await context.newPage();
	await page.goto('/operator');
	await expect(state(page)).toContainText('모두 정상입니다');
	await expect.poll(() => valueOf(page, 'memory')).toBeGreaterThan(0);
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
	await shoot(page, 'phone-light');
	await page.emulateMedia({ colorScheme: 'dark' });
	await shoot(page, 'phone-dark');
	await context.close();
});
