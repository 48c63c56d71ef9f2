/** Axe on the pages and in the dialogs; the states of the roll are in access-gallery.test.ts. */

import { expect, test } from '@playwright/test';
import { expectAccessible, expectAccessibleInAllLooks, PHONE } from './access.ts';
import { SAMPLE } from '../bench/recordings.ts';
import { StudioPage } from './studio.ts';

test('axe finds nothing serious on a new roll, on the operator’s page and where nothing is', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await expectAccessibleInAllLooks(page, 'a new roll');
	await page.setViewportSize(PHONE);
	await expectAccessible(page, 'a new roll on a phone');
	await page.goto('/operator');
	await expect(page.getByTestId('figure-memory')).toBeVisible();
	await expectAccessibleInAllLooks(page, 'the operator’s page');
	await page.goto('/gallery/no-such-state');
	await expectAccessible(page, 'nothing at this address');
});

test('axe finds nothing serious on a heard recording and in its dialogs', async ({ page }) => {
	test.slow();
	const studio = new StudioPage(page);
	await studio.open();
	await studio.dropFile(SAMPLE);
	await studio.done();
	await studio.saved();
	await studio.press('Control+a');
	await expectAccessibleInAllLooks(page, 'a heard recording');
	const dialog = page.getByRole('dialog');
	for (const key of ['?', 'Shift+q', 't', 'k', 'Shift+v', 'y', 'Shift+y', 'Shift+w']) {
		await studio.press(key);
		await expect(dialog).toBeVisible();
		await expectAccessible(page, `the dialog of ${key}`);
		await page.keyboard.press('Escape');
		await expect(dialog).toBeHidden();
	}
	await page.setViewportSize(PHONE);
	await expectAccessible(page, 'a heard recording on a phone');
});

test('who wants less motion gets none', async ({ page }) => {
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await page.goto('/gallery/menu');
	await expect(page.getByRole('menu')).toBeVisible();
	const moving = await page.evaluate(() =>
		document
			.getAnimations()
			.filter((animation) => Number(animation.effect?.getComputedTiming().duration ?? 0) > 0)
			.map((animation) => String(animation))
	);
	expect(moving).toEqual([]);
});

test('the table of notes is one key away for whoever cannot see the roll', async ({ page }) => {
	await page.goto('/gallery/lyrics');
	await page.locator('[data-ready=true]').waitFor();
	await page.getByTestId('roll').focus();
	await page.keyboard.press('Shift+e');
	const table = page.getByTestId('events').getByRole('grid');
	await expect(table).toBeFocused();
	await expect(table).toHaveAttribute('aria-rowcount', '31');
});
