/** Markers on the ruler, and a loop without a mouse. */

import { expect, test, type Page } from '@playwright/test';
import { StudioPage } from './studio.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const list = async (page: Page): Promise<string[]> => {
	await page.getByRole('button', { name: 'Changes of tempo and meter' }).click();
	const items = await page.getByRole('menuitem', { name: /^Marker at \d/ }).allInnerTexts();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('menu')).toHaveCount(0);
	return items.map((text) => text.replace(/\s+/g, ' ').trim());
};

test('a marker is made by key at the playhead, named, dragged, jumped to, and deleted', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.press(']');
	await studio.press('Alt+m');
	const dialog = page.getByRole('dialog', { name: 'Marker at 2.1' });
	await dialog.getByLabel('Name').fill('Verse');
	await page.keyboard.press('Enter');
	await expect(dialog).toHaveCount(0);
	expect(await list(page)).toEqual(['Marker at 2.1 Verse']);

	const box = await studio.roll.boundingBox();
	if (!box) throw new Error('The roll is not on the page.');
	const scale = (box.width - 56) / 12;
	const flag = { x: box.x + 56 + 2 * scale + 10, y: box.y + 68 };
	await page.mouse.move(flag.x, flag.y);
	await page.mouse.down();
	await page.mouse.move(flag.x + scale, flag.y, { steps: 4 });
	await page.mouse.move(flag.x + 2 * scale, flag.y, { steps: 4 });
	await page.mouse.up();
	expect(await list(page)).toEqual(['Marker at 3.1 Verse']);

	await studio.press('Home');
	await studio.press('Shift+}');
	await expect(page.getByText('3.1.000').first()).toBeVisible();
	await page.mouse.click(flag.x + 2 * scale, flag.y);
	await page.getByRole('dialog', { name: 'Marker at 3.1' }).getByRole('button', { name: 'Delete' }).click();
	expect(await list(page)).toEqual([]);
	await studio.press('Control+z');
	expect(await list(page)).toEqual(['Marker at 3.1 Verse']);
});

test('the ends of a loop are set at the playhead, and it goes around the selection, by key', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.chooseTool('Draw');
	await studio.drag([0.5, 0.5], [0.6, 0.5]);
	await studio.expectNotes(1);
	const loop = page.getByRole('button', { name: 'Repeat', exact: true }).first();
	await expect(loop).toHaveAttribute('aria-pressed', 'false');
	await studio.press('Alt+l');
	await expect(loop).toHaveAttribute('aria-pressed', 'true');
	await studio.press('l');
	await expect(loop).toHaveAttribute('aria-pressed', 'false');
	await studio.press(']');
	await studio.press('Alt+]');
	await expect(loop).toHaveAttribute('aria-pressed', 'true');
});

test.describe('with fingers', () => {
	test.use(PHONE);
	test('the loop is turned on and off in the dock', async ({ page }) => {
		const studio = new StudioPage(page);
		await studio.open();
		await studio.chooseTool('Draw');
		await studio.drag([0.3, 0.5], [0.5, 0.5]);
		await studio.expectNotes(1);
		await studio.chooseTool('Select');
		const dock = page.getByRole('region', { name: 'Transport' }).last();
		await dock.getByRole('button', { name: 'Repeat' }).tap();
		await expect(dock.getByRole('button', { name: 'Repeat' })).toHaveAttribute('aria-pressed', 'true');
		await dock.getByRole('button', { name: 'Repeat' }).tap();
		await expect(dock.getByRole('button', { name: 'Repeat' })).toHaveAttribute('aria-pressed', 'false');
	});
});
