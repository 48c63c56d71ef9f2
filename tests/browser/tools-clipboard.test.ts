/** Notes travel between documents and tabs, over https and over plain http. */

import { expect, test, type Page } from '@playwright/test';
import { StudioPage } from './studio.ts';

async function drawTwo(page: Page, address: string): Promise<StudioPage> {
	const studio = new StudioPage(page);
	await studio.open(address);
	await studio.chooseTool('Draw');
	await studio.drag([0.2, 0.5], [0.28, 0.5]);
	await studio.drag([0.4, 0.4], [0.48, 0.4]);
	await studio.expectNotes(2);
	await studio.press('Control+a');
	return studio;
}

test('what is copied in one tab is pasted in another document, with its distances', async ({ page, context }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await drawTwo(page, '/');
	await page.keyboard.press('Control+c');
	await expect
		.poll(() => page.evaluate(() => navigator.clipboard.readText()))
		.toMatch(/^application\/x-melograph-notes\+json,/);
	const other = new StudioPage(await context.newPage());
	await other.open();
	await other.press('Control+v');
	await other.expectNotes(2);
	await expect(other.page.getByText('2 selected')).toBeVisible();
});

test('over plain http, too: copied by the menu, pasted by key', async ({ page, context, baseURL }) => {
	const address = (baseURL ?? '').replace('127.0.0.1', 'plain.test');
	await drawTwo(page, address);
	expect(await page.evaluate(() => isSecureContext)).toBe(false);
	await page.keyboard.press('Shift+F10');
	await page.getByRole('menuitem', { name: 'Copy', exact: true }).click();
	const other = new StudioPage(await context.newPage());
	await other.open(address);
	await other.press('Control+v');
	await other.expectNotes(2);
	await other.press('Control+x');
	await other.expectNotes(0);
	await page.bringToFront();
	await page.getByTestId('roll').focus();
	await page.keyboard.press('Control+v');
	await expect(page.getByTestId('note-count')).toHaveAttribute('data-count', '4');
});
