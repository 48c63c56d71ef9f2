/** The key of the part: its rows, its names and its tuning. */

import { expect, test } from '@playwright/test';
import { StudioPage } from './studio.ts';

test('a key is chosen for the part, spells its notes, is where the scale dialog begins, and is undone', async ({
	page
}) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.chooseTool('Draw');
	await studio.drag([0.2, 0.5], [0.3, 0.5]);
	await studio.expectNotes(1);
	await studio.noteField('Pitch').fill('Ab4');
	await studio.noteField('Pitch').press('Enter');
	await expect(studio.noteField('Pitch')).toHaveValue('A♭4');
	const plain = await studio.roll.screenshot();
	await page.getByRole('button', { name: 'Key none' }).click();
	const dialog = page.getByRole('dialog', { name: 'Key, tuning and note names' });
	await dialog.getByLabel('Tonic').selectOption({ label: 'E' });
	await dialog.getByLabel('Scale').selectOption({ label: 'major' });
	await page.keyboard.press('Escape');
	await expect(studio.noteField('Pitch')).toHaveValue('G♯4');
	expect(plain.equals(await studio.roll.screenshot())).toBe(false);
	await studio.press('k');
	await expect(page.getByRole('dialog', { name: 'Snap to a scale' }).getByLabel('Key')).toHaveValue('4');
	await page.keyboard.press('Escape');
	await studio.press('Control+z');
	await expect(page.getByRole('button', { name: 'Key none' })).toBeVisible();
});

test('names in German are shown, read and kept; A4 is a frequency in range', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.chooseTool('Draw');
	await studio.drag([0.2, 0.5], [0.3, 0.5]);
	await studio.expectNotes(1);
	await page.getByRole('button', { name: 'Key none' }).click();
	const dialog = page.getByRole('dialog', { name: 'Key, tuning and note names' });
	await dialog.getByLabel('Names', { exact: true }).selectOption('german');
	const a4 = dialog.getByRole('textbox', { name: 'A4' });
	await a4.fill('390');
	await a4.press('Enter');
	await expect(a4).toHaveValue('400');
	await a4.fill('442,5');
	await a4.press('Enter');
	await expect(a4).toHaveValue('442.5');
	await page.keyboard.press('Escape');
	await studio.noteField('Pitch').fill('h4');
	await studio.noteField('Pitch').press('Enter');
	await expect(studio.noteField('Pitch')).toHaveValue('H4');
	await studio.saved();
	await page.reload();
	await studio.expectNotes(1);
	await studio.press('Control+a');
	await expect(studio.noteField('Pitch')).toHaveValue('H4');
});
