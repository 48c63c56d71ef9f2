/** The page's sound: speed, A/B, metronome, the selection, and the result as a file. */

import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { StudioPage } from './studio.ts';

/** A page with two notes. */
async function openWithNotes(studio: StudioPage): Promise<void> {
	await studio.open();
	await studio.chooseTool('Draw');
	await studio.drag([0.02, 0.5], [0.2, 0.5]);
	await studio.drag([0.3, 0.4], [0.5, 0.4]);
	await studio.expectNotes(2);
	await studio.chooseTool('Select');
}

test('speed has a slider, usual values, keys, and a chip that leads back to 1', async ({ page }) => {
	const studio = new StudioPage(page);
	await openWithNotes(studio);
	await studio.press('<');
	const chip = page.locator('.transport').getByRole('button', { name: /^Speed 0.95×/ });
	await expect(chip).toBeVisible();
	await page.getByRole('button', { name: 'What sounds' }).click();
	await page.getByRole('button', { name: '0.5', exact: true }).click();
	await expect(page.getByTestId('speed')).toHaveText('0.5×');
	await page.getByRole('slider', { name: 'Speed' }).press('ArrowRight');
	await expect(page.getByTestId('speed')).toHaveText('0.55×');
	await page.getByTestId('speed').dblclick();
	await expect(page.getByTestId('speed')).toHaveText('1×');
	await page.keyboard.press('Escape');
	await studio.press('>');
	await page
		.locator('.transport')
		.getByRole('button', { name: /^Speed 1.05×/ })
		.click();
	await expect(page.locator('.transport').getByRole('button', { name: /^Speed/ })).toHaveCount(0);
});

test('the speed and what is heard are as they were at the last visit', async ({ page }) => {
	const studio = new StudioPage(page);
	await openWithNotes(studio);
	await studio.press('<');
	await studio.press('x');
	const sound = page.getByRole('button', { name: 'What sounds' });
	const heard = await sound.textContent();
	await page.goto('/');
	await studio.open();
	await expect(page.locator('.transport').getByRole('button', { name: /^Speed 0.95×/ })).toBeVisible();
	await expect(sound).toHaveText(heard ?? '');
	await expect(sound).not.toHaveText('Both');
});

test('one key swaps recording and notes, another brings both back', async ({ page }) => {
	const studio = new StudioPage(page);
	await openWithNotes(studio);
	const state = page.locator('[data-sounding]');
	await expect(state).toHaveAttribute('data-sounding', 'both');
	await studio.press('x');
	await expect(state).toHaveAttribute('data-sounding', 'recording');
	await studio.press('x');
	await expect(state).toHaveAttribute('data-sounding', 'notes');
	await studio.press('Shift+X');
	await expect(state).toHaveAttribute('data-sounding', 'both');
	await page.getByRole('button', { name: 'What sounds' }).click();
	await page.getByRole('button', { name: 'Mute the notes' }).click();
	await expect(state).toHaveAttribute('data-sounding', 'recording');
});

test('the metronome and the timbre are kept for the next visit', async ({ page }) => {
	const studio = new StudioPage(page);
	await openWithNotes(studio);
	const metronome = page.getByRole('button', { name: 'Metronome', exact: true });
	await expect(metronome).toHaveAttribute('aria-pressed', 'false');
	await studio.press('o');
	await expect(metronome).toHaveAttribute('aria-pressed', 'true');
	await page.getByRole('button', { name: 'What sounds' }).click();
	await page.getByRole('button', { name: 'Sound of the notes' }).click();
	await page.getByRole('menuitemradio', { name: 'Plucked' }).click();
	await page.goto('/');
	await expect(metronome).toHaveAttribute('aria-pressed', 'true');
	await page.getByRole('button', { name: 'What sounds' }).click();
	await expect(page.getByRole('button', { name: 'Sound of the notes Plucked' })).toBeVisible();
});

test('Shift+Space plays the selected notes once and comes back to their start', async ({ page }) => {
	const studio = new StudioPage(page);
	await openWithNotes(studio);
	const end = await studio.at(0.4, 0.4);
	await page.mouse.click(end.x, end.y);
	await page.keyboard.press('Shift+Space');
	await expect(page.getByRole('button', { name: 'Pause', exact: true }).first()).toBeVisible();
	await expect(page.getByRole('button', { name: 'Play', exact: true }).first()).toBeVisible();
	await expect(page.getByTestId('position')).not.toHaveText('0:00.000');
});

test('the result is saved as a WAV file of the chosen range', async ({ page }) => {
	const studio = new StudioPage(page);
	await openWithNotes(studio);
	await page.getByRole('button', { name: 'Export' }).click();
	await page.getByRole('menuitem', { name: /WAV/ }).click();
	await page.getByRole('radio', { name: '24 bits' }).check();
	const saved = page.waitForEvent('download');
	await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
	const download = await saved;
	expect(download.suggestedFilename()).toMatch(/\.wav$/);
	const bytes = await readFile(await download.path());
	expect(bytes.toString('latin1', 0, 4)).toBe('RIFF');
	expect(bytes.readUInt16LE(34)).toBe(24);
	expect(bytes.subarray(44).some((byte) => byte !== 0)).toBe(true);
	await expect(page.getByRole('dialog')).toHaveCount(0);
});
