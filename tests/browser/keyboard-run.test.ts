/** The main job without a mouse: the sample is opened, corrected, heard and taken home. */

import { expect, test, type Locator, type Page } from '@playwright/test';
import { StudioPage } from './studio.ts';

/** More stops than there are on the page. */
const STOPS_MAX = 120;

async function goTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab'): Promise<void> {
	for (let i = 0; i < STOPS_MAX; i++) {
		await page.keyboard.press(key);
		if (await target.evaluate((element) => element === document.activeElement)) return;
	}
	throw new Error('The keyboard does not get there.');
}

test('a recording is opened, its notes chosen, moved and worded, undone, played and exported by keys alone', async ({
	page
}) => {
	const studio = new StudioPage(page);
	await studio.open();
	await goTo(page, page.getByTestId('sample'), 'Tab');
	await page.keyboard.press('Enter');
	await studio.done();
	await studio.expectNotes(30);

	await goTo(page, studio.roll, 'Tab');
	await page.keyboard.press('Tab');
	const pitch = studio.noteField('Pitch');
	await expect(pitch).toHaveValue('C4');
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('ArrowUp');
	await expect(pitch).toHaveValue('D4');
	await page.keyboard.press('Enter');
	await page.keyboard.type('아');
	await page.keyboard.press('Enter');
	await expect(studio.noteField('Lyric')).toHaveValue('아');
	await page.keyboard.press('Control+z');
	await expect(studio.noteField('Lyric')).toHaveValue('');
	await expect(pitch).toHaveValue('D4');

	await page.keyboard.press('Space');
	await expect(page.getByRole('button', { name: 'Pause' }).first()).toBeVisible();
	await page.keyboard.press('Space');
	await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(0);

	// before the first note the keys leave the roll
	await goTo(page, page.getByRole('button', { name: 'Export' }), 'Shift+Tab');
	await page.keyboard.press('Enter');
	const menu = page.getByRole('menu');
	await expect(menu).toBeVisible();
	const midi = menu.getByRole('menuitem', { name: /\.mid/ });
	await goDown(page, midi);
	const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
	expect(download.suggestedFilename()).toMatch(/\.mid$/);
});

async function goDown(page: Page, item: Locator): Promise<void> {
	for (let i = 0; i < STOPS_MAX; i++) {
		if (await item.evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press('ArrowDown');
	}
	throw new Error('The menu has no such item.');
}
