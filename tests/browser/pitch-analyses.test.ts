/** Several analyses of one recording: another is asked for, compared, chosen, taken from, and removed. */

import { expect, test } from '@playwright/test';
import { openHeard, readCurve } from './pitch.ts';

test('a second analysis brings no notes, is compared, and may give its values', async ({ page }) => {
	const studio = await openHeard(page);
	const notes = await studio.noteCount();
	const before = await readCurve(studio);
	await page.getByRole('button', { name: 'Listen with YIN too' }).click();
	const list = page.getByRole('list', { name: 'Analyses' });
	await expect(list.getByRole('listitem')).toHaveCount(2);
	await expect(list).not.toContainText('%', { timeout: 45_000 });
	await expect(list).not.toContainText('waiting');
	await studio.expectNotes(notes);

	// the strip: a drag along it asks what to do
	const from = await studio.at(0.1, 0);
	const to = await studio.at(0.5, 0);
	const box = await studio.roll.boundingBox();
	const y = (box?.y ?? 0) + 30 + 28 + 20 + 4;
	await page.mouse.move(from.x, y);
	await page.mouse.down();
	await page.mouse.move(to.x, y, { steps: 6 });
	await page.mouse.up();
	await page.getByRole('menuitem', { name: 'YIN' }).click();
	const taken = await readCurve(studio);
	expect(taken).not.toEqual(before);

	// the other as the main one, and as it was
	await list.getByRole('radio', { name: /^YIN/ }).check();
	await expect(list.getByRole('radio', { name: /^YIN/ })).toBeChecked();
	const yin = await readCurve(studio);
	expect(yin).not.toEqual(taken);
	await studio.saved();
	await page.reload();
	await expect(list.getByRole('radio', { name: /^YIN/ })).toBeChecked();
	await list.getByRole('radio', { name: /Melograph/ }).check();
	await list.getByRole('button', { name: 'Remove YIN' }).click();
	await expect(list).toHaveCount(0);
	await studio.expectNotes(notes);
});
