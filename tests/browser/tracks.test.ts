/** Several tracks in a part: their list, which one is edited, what shows through, and what is heard of each. */

import { expect, test, type Locator, type Page } from '@playwright/test';
import { StudioPage } from './studio.ts';

const card = (page: Page): Locator => page.getByTestId('tracks');
const nameOf = (page: Page, name: string): Locator => card(page).getByRole('button', { name, exact: true });

/** A roll with a note in the first track and, lower, one in the second, which is edited. */
async function openWithTwo(page: Page): Promise<StudioPage> {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.chooseTool('Draw');
	await studio.drag([0.2, 0.4], [0.3, 0.4]);
	await card(page).getByRole('button', { name: 'Add a track' }).click();
	await studio.drag([0.2, 0.6], [0.3, 0.6]);
	await studio.expectNotes(2);
	await studio.chooseTool('Select');
	return studio;
}

test('a new document has one quiet line, and a track more is edited at once', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await expect(card(page).getByRole('listitem')).toHaveCount(1);
	await expect(card(page).getByRole('button', { name: /Mute|Solo|Show/ })).toHaveCount(0);
	await card(page).getByRole('button', { name: 'Add a track' }).click();
	await expect(card(page).getByRole('listitem')).toHaveCount(2);
	await expect(nameOf(page, 'Track 2')).toHaveAttribute('aria-pressed', 'true');
	await studio.saved();
	await page.reload();
	await expect(card(page).getByRole('listitem')).toHaveCount(2);
	await expect(nameOf(page, 'Track 2')).toHaveAttribute('aria-pressed', 'true');
});

test('select, marquee and keys keep to the track that is edited', async ({ page }) => {
	const studio = await openWithTwo(page);
	await studio.press('Control+a');
	await expect(page.getByText('1 selected')).toBeVisible();
	await studio.drag([0.1, 0.3], [0.5, 0.7]);
	await expect(page.getByText('1 selected')).toBeVisible();
	await card(page).getByLabel('Edit all tracks').check();
	await studio.press('Control+a');
	await expect(page.getByText('2 selected')).toBeVisible();
	await card(page).getByLabel('Edit all tracks').uncheck();
	await expect(page.getByText('1 selected')).toBeVisible();
});

test('Ctrl and a click on a ghost takes up its track; a plain click goes through it', async ({ page }) => {
	const studio = await openWithTwo(page);
	const ghost = await studio.at(0.22, 0.4);
	await page.mouse.click(ghost.x, ghost.y);
	await expect(nameOf(page, 'Track 2')).toHaveAttribute('aria-pressed', 'true');
	await page.mouse.move(ghost.x + 2, ghost.y);
	await expect(page.locator('footer').getByText('Track 1')).toBeVisible();
	await page.keyboard.down('Control');
	await page.mouse.click(ghost.x, ghost.y);
	await page.keyboard.up('Control');
	await expect(nameOf(page, 'Track 1')).toHaveAttribute('aria-pressed', 'true');
	await page.mouse.click(ghost.x, ghost.y);
	await expect(page.getByText('1 selected')).toBeVisible();
});

test('ghosts are hidden by their key, and then nothing is under the pointer', async ({ page }) => {
	const studio = await openWithTwo(page);
	await studio.press(',');
	await expect(card(page).getByLabel('Ghost notes')).not.toBeChecked();
	const ghost = await studio.at(0.22, 0.4);
	await page.keyboard.down('Control');
	await page.mouse.click(ghost.x, ghost.y);
	await page.keyboard.up('Control');
	await expect(nameOf(page, 'Track 2')).toHaveAttribute('aria-pressed', 'true');
});

test('mute, solo and level are this visitor’s own, and are kept', async ({ page }) => {
	const studio = await openWithTwo(page);
	await studio.press('m');
	await expect(card(page).getByRole('button', { name: 'Mute Track 2' })).toHaveAttribute('aria-pressed', 'true');
	await studio.press('n');
	await expect(card(page).getByRole('button', { name: 'Solo Track 2' })).toHaveAttribute('aria-pressed', 'true');
	const level = card(page).getByRole('slider', { name: 'Level of Track 2' });
	await level.focus();
	await page.keyboard.press('Home');
	await expect(level).toHaveAttribute('aria-valuetext', '0%');
	await studio.saved();
	await page.reload();
	await expect(card(page).getByRole('button', { name: 'Mute Track 2' })).toHaveAttribute('aria-pressed', 'true');
	await expect(card(page).getByRole('slider', { name: 'Level of Track 2' })).toHaveAttribute('aria-valuetext', '0%');
});

test('a track is renamed where it stands and gets another colour', async ({ page }) => {
	const studio = await openWithTwo(page);
	await nameOf(page, 'Track 2').focus();
	await page.keyboard.press('F2');
	await page.keyboard.type('Bass');
	await page.keyboard.press('Enter');
	await expect(nameOf(page, 'Bass')).toBeFocused();
	await card(page).getByRole('button', { name: 'Colour of Bass' }).click();
	await page.getByRole('menuitemradio', { name: 'Orange' }).click();
	await expect(card(page).locator('.swatch').nth(1)).toHaveAttribute('style', /track-7/);
	await studio.press('Control+z');
	await studio.press('Control+z');
	await expect(nameOf(page, 'Track 2')).toBeVisible();
});

test('a deleted track takes its notes along, and one undo brings both back', async ({ page }) => {
	const studio = await openWithTwo(page);
	await card(page).getByRole('button', { name: 'Delete Track 2' }).click();
	await studio.expectNotes(1);
	await expect(card(page).getByRole('listitem')).toHaveCount(1);
	await card(page).getByRole('status').getByRole('button', { name: 'Undo' }).click();
	await studio.expectNotes(2);
	await expect(card(page).getByRole('listitem')).toHaveCount(2);
});

test('by the menu of the roll, selected notes go to another track, or to a new one', async ({ page }) => {
	const studio = await openWithTwo(page);
	await studio.press('Control+a');
	await page.keyboard.press('Shift+F10');
	await page.getByRole('menuitem', { name: 'Move to track' }).press('ArrowRight');
	await page.getByRole('menuitem', { name: 'Track 1' }).click();
	await expect(nameOf(page, 'Track 1')).toHaveAttribute('aria-pressed', 'true');
	await studio.press('Control+a');
	await expect(page.getByText('2 selected')).toBeVisible();
	await page.keyboard.press('Shift+F10');
	await page.getByRole('menuitem', { name: 'Move to track' }).press('ArrowRight');
	await page.getByRole('menuitem', { name: 'New track' }).click();
	await expect(card(page).getByRole('listitem')).toHaveCount(3);
	await expect(nameOf(page, 'Track 3')).toHaveAttribute('aria-pressed', 'true');
});

test('notes are pasted into the track that is edited', async ({ page }) => {
	const studio = await openWithTwo(page);
	await studio.press('Control+a');
	await page.keyboard.press('Control+c');
	await nameOf(page, 'Track 1').click();
	await studio.press('Control+v');
	await studio.expectNotes(3);
	await studio.press('Control+a');
	await expect(page.getByText('2 selected')).toBeVisible();
});
