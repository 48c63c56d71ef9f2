/** Share links: an owner gives them, they allow what they say, and she takes them back. */

import { expect, test, type Browser, type Page } from '@playwright/test';
import { StudioPage } from './studio.ts';

/** A page with one note, owned by whoever is on it. */
async function openOwned(browser: Browser): Promise<StudioPage> {
	const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
	const studio = new StudioPage(await context.newPage());
	await studio.open();
	await studio.chooseTool('Draw');
	await studio.drag([0.1, 0.3], [0.25, 0.3]);
	await studio.expectNotes(1);
	await studio.saved();
	return studio;
}

async function openElsewhere(browser: Browser, address: string): Promise<StudioPage> {
	const studio = new StudioPage(await (await browser.newContext()).newPage());
	await studio.open(address);
	await studio.expectNotes(1);
	return studio;
}

const share = (page: Page) => page.getByRole('dialog', { name: 'Share' });

/** Makes a link in the open popover and answers what is on the clipboard then. */
async function copyLink(page: Page, role: 'Can look' | 'Can edit', name = ''): Promise<string> {
	await share(page).getByRole('radio', { name: role }).click();
	await share(page).getByRole('textbox', { name: 'For whom? (optional)' }).fill(name);
	await share(page).getByRole('button', { name: 'Copy link' }).click();
	await expect(share(page).getByRole('status')).toContainText('Link copied.');
	const address = await page.evaluate(() => navigator.clipboard.readText());
	await expect(share(page).getByRole('textbox', { name: 'Link to this roll' })).toHaveValue(address);
	return address;
}

test('a view link shows the roll without tools, until it is revoked', async ({ browser }) => {
	const owner = await openOwned(browser);
	const own = owner.page.url();
	await owner.page.getByRole('button', { name: 'Share' }).click();
	const address = await copyLink(owner.page, 'Can look', 'Choir');
	expect(address).toMatch(/\/d\/[\w-]{22}#k=[\w-]{22}$/);
	expect(address).not.toBe(own);
	const guest = await openElsewhere(browser, address);
	await expect(guest.page.getByTestId('saved-state')).toContainText('read only');
	await expect(guest.page.getByRole('radio', { name: 'Draw' })).toHaveCount(0);
	await guest.page.getByRole('button', { name: 'Share' }).click();
	await expect(share(guest.page)).toContainText('ask the owner for a link');
	await expect(share(guest.page).getByRole('button')).toHaveCount(0);

	const row = share(owner.page).getByRole('listitem').filter({ hasText: 'Choir' });
	await row.getByRole('button', { name: 'Revoke the link: Choir' }).click();
	await row.getByRole('button', { name: 'Revoke', exact: true }).click();
	await expect(guest.page.getByRole('heading', { level: 1 })).toHaveText('This link does not open the roll any more');
	await expect(row).toHaveCount(0);
	await guest.page.reload();
	await expect(guest.page.getByRole('heading', { level: 1 })).toHaveText('This link does not open the roll');
	await guest.page.context().close();
	await owner.page.context().close();
});

test('an edit link edits, and the same one is given again until it is revoked', async ({ browser }) => {
	const owner = await openOwned(browser);
	await owner.page.getByRole('button', { name: 'Share' }).click();
	const address = await copyLink(owner.page, 'Can edit');
	expect(await copyLink(owner.page, 'Can look')).not.toBe(address);
	expect(await copyLink(owner.page, 'Can edit')).toBe(address);
	const guest = await openElsewhere(browser, address);
	await guest.chooseTool('Draw');
	await guest.drag([0.5, 0.6], [0.65, 0.6]);
	await guest.saved();
	await owner.expectNotes(2);
	await guest.page.context().close();

	const row = share(owner.page).getByRole('listitem').filter({ hasText: 'Can edit' }).filter({ hasText: 'Anyone' });
	await row.getByRole('button', { name: /^Revoke the link/ }).press('Enter');
	await expect(share(owner.page).getByRole('button', { name: 'Revoke', exact: true })).toBeFocused();
	await owner.page.keyboard.press('Enter');
	await expect(share(owner.page).getByRole('button', { name: /^Revoke/ })).toHaveCount(1);
	await expect(row).toHaveCount(0);
	expect(await copyLink(owner.page, 'Can edit')).not.toBe(address);
	await owner.page.context().close();
});
