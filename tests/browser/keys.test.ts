/** The sheet of keys: found, chosen anew, kept, and given back. */

import { expect, test } from '@playwright/test';
import { StudioPage } from './studio.ts';

test('a key is found, chosen anew against what had it, obeyed, kept, and reset', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.press('?');
	const sheet = page.getByRole('dialog', { name: 'Keys' });
	await sheet.getByRole('searchbox', { name: 'Find a key' }).fill('repeat or');
	await expect(sheet.getByRole('listitem')).toHaveCount(1);
	await sheet.getByRole('button', { name: /^Repeat or not/ }).click();
	await page.keyboard.press('q');
	await expect(sheet.getByRole('alert')).toContainText('Quantize to the grid');
	await sheet.getByRole('button', { name: 'Use it here' }).click();
	await expect(sheet.getByRole('button', { name: 'Repeat or not: Q. Choose another key' })).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(sheet).toBeHidden();

	await studio.chooseTool('Draw');
	await studio.drag([0.2, 0.5], [0.3, 0.5]);
	await studio.expectNotes(1);
	const loop = page.getByRole('button', { name: 'Repeat', exact: true }).first();
	await studio.press('l');
	await expect(loop).toHaveAttribute('aria-pressed', 'false');
	await studio.press('q');
	await expect(loop).toHaveAttribute('aria-pressed', 'true');
	await expect(loop).toHaveAttribute('aria-keyshortcuts', 'q');

	await studio.saved();
	await page.reload();
	await studio.expectNotes(1);
	await studio.press('q');
	await expect(loop).toHaveAttribute('aria-pressed', 'true');
	await studio.press('?');
	await sheet.getByRole('button', { name: 'All keys as they were' }).click();
	await page.keyboard.press('Escape');
	await studio.press('l');
	await expect(loop).toHaveAttribute('aria-pressed', 'false');
});

test('Escape while a key is asked for asks no more, and leaves the sheet open', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.press('?');
	const sheet = page.getByRole('dialog', { name: 'Keys' });
	const row = sheet.getByRole('button', { name: /^Play or pause/ });
	await row.click();
	await expect(row).toHaveText('press a key …');
	await page.keyboard.press('Escape');
	await expect(sheet).toBeVisible();
	await expect(row).toHaveText('Space');
});
