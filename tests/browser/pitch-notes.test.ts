/** Notes and their pitch: what is sung in them, how it goes along with them, and their vibrato. */

import { expect, test } from '@playwright/test';
import { exported, openHeard, readCurve } from './pitch.ts';
import { StudioPage } from './studio.ts';

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
	await page.keyboard.press('Shift+c');
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

test('a vibrato is added, changed and removed in figures', async ({ page }) => {
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

test('a vibrato is pulled at its handles when they are shown, and they are gone when they are not', async ({
	page
}) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.chooseTool('Draw');
	await studio.drag([0.3, 0.5], [0.6, 0.5]);
	await studio.chooseTool('Select');
	await studio.press('u');
	const card = page.getByRole('region', { name: 'Note' });
	await card.getByRole('button', { name: 'Add' }).click();
	const depth = card.getByLabel('Vibrato: Depth');
	await expect(depth).toHaveValue('25 c');
	// over the middle of the vibrato, a little above the note
	const middle = await studio.at(0.48, 0.5);
	const cursor = (): Promise<string> => studio.roll.evaluate((roll) => roll.style.cursor);
	const findHandle = async (): Promise<{ x: number; y: number } | null> => {
		for (let y = middle.y; y > middle.y - 60; y -= 3)
			for (let x = middle.x - 30; x <= middle.x + 30; x += 6) {
				await page.mouse.move(x, y);
				if ((await cursor()) === 'ns-resize') return { x, y };
			}
		return null;
	};
	const handle = await findHandle();
	if (!handle) throw new Error('There is no handle for the depth.');
	await page.mouse.down();
	await page.mouse.move(handle.x, handle.y - 20, { steps: 4 });
	await page.mouse.up();
	await expect(depth).not.toHaveValue('25 c');
	await studio.press('Control+z');
	await expect(depth).toHaveValue('25 c');
	await studio.press('u');
	await page.mouse.move(handle.x + 1, handle.y);
	expect(await cursor()).not.toBe('ns-resize');
});
