/** Lanes are resized, reordered, hidden, scaled and added as a viewer likes, and stand like that when she comes back. */

import { expect, test, type Page } from '@playwright/test';
import { LanesOnPage } from './lanes.ts';
import { StudioPage } from './studio.ts';

async function openLanes(page: Page): Promise<{ studio: StudioPage; lanes: LanesOnPage }> {
	const studio = new StudioPage(page);
	await studio.open();
	const lanes = new LanesOnPage(studio);
	await lanes.add('Breath', 'Curve');
	await lanes.show('Velocity');
	return { studio, lanes };
}
const heightOf = async (lanes: LanesOnPage, name: string): Promise<number> =>
	Number(await lanes.splitter(name).getAttribute('aria-valuenow'));

test('a border is dragged and moved by keys; between two lanes one gives what the other gets', async ({ page }) => {
	const { lanes } = await openLanes(page);
	const box = await lanes.splitter('Breath').boundingBox();
	await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 3);
	await page.mouse.down();
	await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) - 57, { steps: 4 });
	await page.mouse.up();
	expect(await heightOf(lanes, 'Breath')).toBe(136);
	await lanes.splitter('Velocity').focus();
	await page.keyboard.press('Shift+ArrowUp');
	await expect(lanes.splitter('Velocity')).toHaveAttribute('aria-valuenow', '108');
	expect(await heightOf(lanes, 'Breath')).toBe(104);
	await page.keyboard.press('Enter');
	await expect(lanes.splitter('Velocity')).toHaveAttribute('aria-valuenow', '76');
});

test('a lane is put elsewhere by its head, by keys and by its menu, and hidden', async ({ page }) => {
	const { lanes } = await openLanes(page);
	expect(await lanes.names()).toEqual(['Breath', 'Velocity']);
	const [from, to] = [await lanes.head('Velocity').boundingBox(), await lanes.head('Breath').boundingBox()];
	await page.mouse.move((from?.x ?? 0) + 20, (from?.y ?? 0) + 30);
	await page.mouse.down();
	await page.mouse.move((to?.x ?? 0) + 20, (to?.y ?? 0) + 10, { steps: 4 });
	await page.mouse.up();
	expect(await lanes.names()).toEqual(['Velocity', 'Breath']);
	await lanes.head('Velocity').focus();
	await page.keyboard.press('Alt+ArrowDown');
	expect(await lanes.names()).toEqual(['Breath', 'Velocity']);
	await lanes.head('Velocity').click();
	await page.getByRole('menuitem', { name: 'Move up' }).click();
	expect(await lanes.names()).toEqual(['Velocity', 'Breath']);
	await lanes.head('Breath').click();
	await page.getByRole('menuitem', { name: 'Hide' }).click();
	expect(await lanes.names()).toEqual(['Velocity']);
});

test('an axis is zoomed by the wheel over the head and set by figures', async ({ page }) => {
	const { studio, lanes } = await openLanes(page);
	const before = await studio.roll.screenshot();
	await lanes.head('Velocity').hover();
	await page.mouse.wheel(0, -100);
	await expect.poll(async () => before.equals(await studio.roll.screenshot())).toBe(false);
	await lanes.head('Velocity').click();
	await page.getByRole('menuitem', { name: 'Shown values …' }).click();
	const dialog = page.getByRole('dialog', { name: 'Shown values: Velocity' });
	expect(Number(await dialog.getByLabel('Highest value').inputValue())).toBeLessThan(127);
	await dialog.getByLabel('Lowest value').fill('60');
	await dialog.getByLabel('Highest value').fill('50');
	await expect(dialog.getByRole('button', { name: 'Apply' })).toBeDisabled();
	await dialog.getByLabel('Highest value').fill('90');
	await dialog.getByRole('button', { name: 'Apply' }).click();
	await lanes.head('Velocity').click();
	await page.getByRole('menuitem', { name: 'Shown values …' }).click();
	await expect(dialog.getByLabel('Lowest value')).toHaveValue('60');
});

test('a curve is drawn by hand, erased and undone, and its lane renamed and removed', async ({ page }) => {
	const { studio, lanes } = await openLanes(page);
	const empty = await studio.roll.screenshot();
	await lanes.drag('Breath', [0.1, 0.8], [0.6, 0.3]);
	await studio.press('Escape');
	const away = await studio.at(0.5, 0.3);
	await page.mouse.move(away.x, away.y);
	const drawn = await studio.roll.screenshot();
	expect(drawn.equals(empty)).toBe(false);
	await studio.chooseTool('Erase');
	await lanes.drag('Breath', [0.05, 0.5], [0.7, 0.5]);
	await studio.press('Control+z');
	await studio.press('Control+z');
	await lanes.head('Breath').click();
	await page.getByRole('menuitem', { name: 'Name and range …' }).click();
	await page.getByLabel('Name', { exact: true }).fill('Air');
	await page.getByRole('button', { name: 'Apply' }).click();
	await lanes.head('Air').click();
	await page.getByRole('menuitem', { name: 'Remove from the document' }).click();
	expect(await lanes.names()).toEqual(['Velocity']);
	await studio.press('Control+z');
	expect(await lanes.names()).toContain('Air');
});

test('what was arranged is there again when the page is opened again', async ({ page }) => {
	const { studio, lanes } = await openLanes(page);
	await lanes.splitter('Breath').focus();
	await page.keyboard.press('Shift+ArrowUp');
	await lanes.head('Velocity').focus();
	await page.keyboard.press('Alt+ArrowUp');
	await studio.saved();
	await page.reload();
	await expect(lanes.head('Breath')).toBeVisible();
	expect(await lanes.names()).toEqual(['Velocity', 'Breath']);
	expect(await heightOf(lanes, 'Breath')).toBe(108);
});
