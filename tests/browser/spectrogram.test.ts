/** The spectrogram behind the notes: a layer that is off until it is asked for, and stays as it was left. */

import { expect, test } from '@playwright/test';
import { StudioPage } from './studio.ts';

test('the spectrogram comes in by its switch, changes with its brightness, and is kept', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.dropFile('static/samples/arirang.mp3');
	await studio.done();
	const shown = async (): Promise<Buffer> => studio.roll.screenshot();
	const without = await shown();
	const layer = page.getByRole('switch', { name: 'Show: Spectrogram' });
	await expect(layer).not.toBeChecked();
	await layer.click();
	await expect.poll(async () => without.equals(await shown())).toBe(false);
	const brightness = page.getByRole('slider', { name: 'Brightness' });
	await brightness.focus();
	await page.keyboard.press('Home');
	await expect(brightness).toHaveAttribute('aria-valuetext', '0%');
	await studio.saved();
	await page.reload();
	await expect(layer).toBeChecked();
	await expect(brightness).toHaveAttribute('aria-valuetext', '0%');
});
