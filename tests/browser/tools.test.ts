/** What is done to chosen notes: by key, by the menu of the roll, and in dialogs. */

import { expect, test } from '@playwright/test';
import { StudioPage } from './studio.ts';

/** The roll with notes in one row, drawn by hand side by side. */
async function openWith(page: StudioPage, count: number): Promise<void> {
	await page.open();
	await page.chooseTool('Draw');
	for (let i = 0; i < count; i++) await page.drag([0.2 + i * 0.12, 0.5], [0.28 + i * 0.12, 0.5]);
	await page.expectNotes(count);
	await page.chooseTool('Select');
}

test('by key: split at the grid, merge, and one undo for each', async ({ page }) => {
	const studio = new StudioPage(page);
	await openWith(studio, 1);
	await studio.press('Control+a');
	await page.keyboard.press('Shift+s');
	await expect.poll(() => studio.noteCount()).toBeGreaterThan(1);
	const pieces = await studio.noteCount();
	await page.keyboard.press('j');
	await studio.expectNotes(1);
	await page.keyboard.press('Control+z');
	await studio.expectNotes(pieces);
	await page.keyboard.press('Control+z');
	await studio.expectNotes(1);
	await studio.saved();
});

test('by key: what is selected is split at the playhead', async ({ page }) => {
	const studio = new StudioPage(page);
	await openWith(studio, 1);
	const ruler = await studio.at(0.24, 0.06);
	await page.mouse.click(ruler.x, ruler.y);
	await studio.press('Control+a');
	await page.keyboard.press('s');
	await studio.expectNotes(2);
});

test('by key: all, the others, and all of one pitch are selected', async ({ page }) => {
	const studio = new StudioPage(page);
	await openWith(studio, 3);
	await studio.chooseTool('Draw');
	await studio.drag([0.6, 0.3], [0.68, 0.3]);
	await studio.expectNotes(4);
	await studio.press('Shift+i');
	await expect(page.getByText('3 selected')).toBeVisible();
	await page.keyboard.press('Shift+i');
	await page.keyboard.press('Control+a');
	await expect(page.getByText('4 selected')).toBeVisible();
	await studio.chooseTool('Select');
	const key = await studio.at(-0.02, 0.5);
	await page.keyboard.down('Control');
	await page.mouse.click(key.x, key.y);
	await page.keyboard.up('Control');
	await expect(page.getByText('3 selected')).toBeVisible();
});

test('Alt at the press drags a copy, Shift keeps the row, Alt pressed later frees from the grid', async ({ page }) => {
	const studio = new StudioPage(page);
	await openWith(studio, 1);
	await page.keyboard.down('Alt');
	await studio.drag([0.24, 0.5], [0.5, 0.35]);
	await page.keyboard.up('Alt');
	await studio.expectNotes(2);
	const pitch = await studio.noteField('Pitch').inputValue();
	await page.keyboard.down('Shift');
	await studio.drag([0.5, 0.35], [0.7, 0.4]);
	await page.keyboard.up('Shift');
	await expect(studio.noteField('Pitch')).toHaveValue(pitch);
	const start = page.locator('dl dd .figure').first();
	await expect(start).toHaveText(/\.(000|480)$/);
	const [from, to] = [await studio.at(0.7, 0.35), await studio.at(0.737, 0.35)];
	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	await page.mouse.move(from.x + 20, from.y, { steps: 3 });
	await page.keyboard.down('Alt');
	await page.mouse.move(to.x, to.y, { steps: 3 });
	await page.mouse.up();
	await page.keyboard.up('Alt');
	await studio.expectNotes(2);
	await expect(start).not.toHaveText(/\.(000|480)$/);
});

test('the menu opens by a right click with what the note can do, and by key at the selection', async ({ page }) => {
	const studio = new StudioPage(page);
	await openWith(studio, 2);
	await studio.press('Escape');
	const note = await studio.at(0.24, 0.5);
	await page.mouse.click(note.x, note.y, { button: 'right' });
	const menu = page.getByRole('menu', { name: 'What can be done here' });
	await expect(menu).toBeVisible();
	await expect(menu.getByRole('menuitem', { name: 'Merge neighbours of one pitch' })).toBeDisabled();
	await menu.getByRole('menuitem', { name: 'Duplicate' }).click();
	await studio.expectNotes(3);
	await expect(menu).toBeHidden();
	await expect(studio.roll).toBeFocused();
	await page.keyboard.press('Control+a');
	await page.keyboard.press('Shift+F10');
	await expect(menu).toBeVisible();
	await menu.getByRole('menuitem', { name: 'Delete' }).click();
	await studio.expectNotes(0);
});

test('humanising is asked how far, shown before, alike for one number, and one undo takes it back', async ({
	page
}) => {
	const studio = new StudioPage(page);
	await openWith(studio, 1);
	await studio.press('h');
	const dialog = page.getByRole('dialog', { name: 'Humanise' });
	const preview = async (seed: string): Promise<Buffer> => {
		await dialog.getByRole('spinbutton', { name: 'Chance no.' }).fill(seed);
		return studio.roll.screenshot();
	};
	await dialog.getByRole('slider', { name: 'Time, up to' }).press('End');
	await expect(dialog.getByText('100 ms')).toBeVisible();
	const first = await preview('7');
	expect(first.equals(await preview('8'))).toBe(false);
	expect(first.equals(await preview('7'))).toBe(true);
	const start = page.locator('dl dd .figure').first();
	const before = await start.textContent();
	await page.keyboard.press('Enter');
	await expect(dialog).toBeHidden();
	await expect(start).not.toHaveText(before ?? '');
	await studio.press('Control+z');
	await expect(start).toHaveText(before ?? '');
});

test('Alt and the arrows move notes by ten cents, and over half a semitone into the next', async ({ page }) => {
	const studio = new StudioPage(page);
	await openWith(studio, 1);
	const pitch = await studio.noteField('Pitch').inputValue();
	await studio.press('Alt+ArrowUp');
	await expect(studio.noteField('Cents')).toHaveValue('+10');
	await studio.press('Alt+ArrowDown');
	await studio.press('Alt+ArrowDown');
	await expect(studio.noteField('Cents')).toHaveValue('−10');
	for (let i = 0; i < 6; i++) await studio.press('Alt+ArrowUp');
	await expect(studio.noteField('Cents')).toHaveValue('+50');
	await expect(studio.noteField('Pitch')).toHaveValue(pitch);
	await studio.press('Alt+ArrowUp');
	await expect(studio.noteField('Cents')).toHaveValue('−40');
	await expect(studio.noteField('Pitch')).not.toHaveValue(pitch);
});

test('a transposition is shown before it is made, and one undo takes it back', async ({ page }) => {
	const studio = new StudioPage(page);
	await openWith(studio, 1);
	const pitch = await studio.noteField('Pitch').inputValue();
	await studio.press('t');
	const dialog = page.getByRole('dialog', { name: 'Transpose' });
	await expect(dialog.getByRole('button', { name: 'Apply' })).toBeDisabled();
	const before = await studio.roll.screenshot();
	await dialog.getByLabel('Semitones').fill('3');
	await expect(dialog.getByText('1 note, shown as it would be')).toBeVisible();
	await expect.poll(async () => before.equals(await studio.roll.screenshot())).toBe(false);
	await expect(studio.noteField('Pitch')).toHaveValue(pitch);
	await page.keyboard.press('Enter');
	await expect(dialog).toBeHidden();
	await expect(studio.noteField('Pitch')).not.toHaveValue(pitch);
	await expect(studio.roll).toBeFocused();
	await page.keyboard.press('Control+z');
	await expect(studio.noteField('Pitch')).toHaveValue(pitch);
});

test('quantize: by the dialog half way, by the key all the way', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.press('g');
	await studio.chooseTool('Draw');
	await studio.drag([0.237, 0.5], [0.31, 0.5]);
	await studio.expectNotes(1);
	await studio.press('g');
	const start = page.locator('dl dd .figure').first();
	const drawn = await start.textContent();
	await page.keyboard.press('Shift+q');
	const dialog = page.getByRole('dialog', { name: 'Quantize' });
	await dialog.getByRole('slider', { name: 'Strength' }).focus();
	for (let i = 0; i < 5; i++) await page.keyboard.press('PageDown');
	await dialog.getByRole('button', { name: 'Apply' }).click();
	await expect(start).not.toHaveText(drawn ?? '');
	await studio.press('q');
	await expect(start).toHaveText(/\.(000|480)$/);
});

test('snap goes by menu and by key, and the automatic grid follows the zoom', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	const snap = page.getByRole('button', { name: /^Snap / }).first();
	await expect(snap).toContainText('1/8');
	await studio.press("'");
	await expect(snap).toContainText('1/16');
	await page.keyboard.press(';');
	await page.keyboard.press('g');
	await expect(snap).toContainText('off');
	await page.keyboard.press('g');
	await expect(snap).toContainText('1/8');
	await snap.click();
	await page.getByRole('menuitemradio', { name: '1/8 triplet' }).click();
	await expect(snap).toContainText('1/8T');
	await snap.click();
	await page.getByRole('menuitemradio', { name: 'automatic' }).click();
	await studio.press('Enter');
	const length = page.locator('dl dd .figure').nth(1);
	const coarse = await length.textContent();
	for (let i = 0; i < 6; i++) await studio.press('+');
	await page.keyboard.press('Shift+Enter');
	await expect(length).not.toHaveText(coarse ?? '');
});
