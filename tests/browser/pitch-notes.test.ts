/** Notes and their pitch: what is sung in them, how it goes along with them, and their vibrato. */

import { expect, test } from '@playwright/test';
import { exported, openHeard, readCurve } from './pitch.ts';

interface Heard {
	readonly notes: readonly { readonly onset: number; readonly midi: number; readonly cents: number }[];
}

test('a note says how far it is from what is sung, and goes there by key', async ({ page }) => {
	const studio = await openHeard(page);
	await studio.press('Tab');
	const sung = page.getByRole('region', { name: 'Note' }).getByRole('button', { name: /c$/ }).first();
	await expect(sung).toHaveText('0 c');
	await page.keyboard.press('ArrowUp');
	await expect(sung).toHaveText('−100 c');
	await expect(page.getByText('drifted')).toBeVisible();
	await page.keyboard.press('Shift+f');
	await expect(sung).toHaveText('0 c');
});

test('a note that is moved takes its pitch along when that is wished', async ({ page }) => {
	const studio = await openHeard(page);
	const before = await readCurve(studio);
	await studio.press('Tab');
	await page.keyboard.press('Shift+ArrowUp');
	expect(await readCurve(studio)).toEqual(before);
	await studio.press('Control+z');
	await page.keyboard.press('c');
	await page.keyboard.press('Shift+ArrowUp');
	const after = await readCurve(studio);
	const changed = after.flatMap((hz, i) => (hz === before[i] ? [] : [i]));
	expect(changed.length).toBeGreaterThan(5);
	for (const i of changed)
		if ((after[i] ?? 0) > 0) expect((after[i] ?? 0) / Math.abs(before[i] ?? 1)).toBeCloseTo(2, 2);
	await studio.press('Control+z');
	expect(await readCurve(studio)).toEqual(before);
});

test('the next uncertain place is chosen and said', async ({ page }) => {
	const studio = await openHeard(page);
	const said = studio.roll.getByRole('status');
	// the third and the sixth note are put beside what is sung in them
	for (let note = 1; note <= 6; note++) {
		await studio.press('Tab');
		if (note % 3 === 0) await page.keyboard.press('ArrowUp');
	}
	await page.keyboard.press('Home');
	await page.keyboard.press('d');
	await expect(said).toContainText(/note beside its pitch at bar \d+, beat \d/);
	const first = await said.textContent();
	await page.keyboard.press('d');
	await expect(said).not.toHaveText(first ?? '');
	await page.keyboard.press('Shift+d');
	await expect(said).toHaveText(first ?? '');
	await page.keyboard.press('Control+Backspace');
	await expect(said).toContainText('seconds changed');
});

test('a vibrato is added in figures, pulled by its handle, and taken back', async ({ page }) => {
	const studio = await openHeard(page);
	await studio.press('Tab');
	const card = page.getByRole('region', { name: 'Note' });
	await card.getByRole('button', { name: 'Add' }).click();
	const depth = card.getByLabel('Vibrato: Depth');
	await expect(depth).toHaveValue('25 c');
	await depth.fill('60');
	await depth.press('Enter');
	await expect(depth).toHaveValue('60 c');
	await card.getByRole('button', { name: 'Remove' }).click();
	await expect(depth).toHaveCount(0);
	expect(JSON.parse(await exported(studio, 'JSON')) as Heard).toHaveProperty('notes');
});
