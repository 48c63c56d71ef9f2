/** A lane of segments: made, labelled, moved, split, merged and deleted, by mouse and by key. */

import { expect, test, type Page } from '@playwright/test';
import { LanesOnPage } from './lanes.ts';
import { StudioPage } from './studio.ts';

async function openLane(page: Page): Promise<{ studio: StudioPage; lanes: LanesOnPage }> {
	const studio = new StudioPage(page);
	await studio.open();
	const lanes = new LanesOnPage(studio);
	await lanes.add('Phonemes', 'Segments');
	return { studio, lanes };
}

/** Segments that touch, each a fifth of the lane long, the first from a tenth on. */
async function drawSegments(studio: StudioPage, lanes: LanesOnPage, count: number): Promise<void> {
	await studio.chooseTool('Draw');
	for (let i = 0; i < count; i++) await lanes.drag('Phonemes', [0.103 + i * 0.2, 0.5], [0.3 + i * 0.2, 0.5]);
	await studio.chooseTool('Select');
}

/** Labels by time, as they are spoken when Tab goes through the lane. */
async function labels(studio: StudioPage, lanes: LanesOnPage, count: number): Promise<string[]> {
	const { page } = studio;
	const place = await lanes.at('Phonemes', 0.97, 0.5);
	await page.mouse.click(place.x, place.y);
	const found: string[] = [];
	for (let i = 0; i < count; i++) {
		await page.keyboard.press('Tab');
		await expect(studio.roll.getByRole('status')).toContainText('seconds');
		found.push((await studio.roll.getByRole('status').textContent()) ?? '');
	}
	return found.map((text) => text.split(',')[0] ?? '');
}

test('segments are drawn and labelled one after the other with Tab', async ({ page }) => {
	const { studio, lanes } = await openLane(page);
	await drawSegments(studio, lanes, 3);
	const first = await lanes.at('Phonemes', 0.2, 0.5);
	await page.mouse.dblclick(first.x, first.y);
	const field = page.getByRole('textbox', { name: 'Label' });
	await expect(field).toBeFocused();
	for (const label of ['n', 'o', 'a']) {
		await field.fill(label);
		await field.press('Tab');
	}
	await expect(field).toBeHidden();
	await expect(studio.roll).toBeFocused();
	expect(await labels(studio, lanes, 3)).toEqual(['n', 'o', 'a']);
	await studio.press('Control+z');
	expect(await labels(studio, lanes, 3)).toEqual(['n', 'o', 'no label']);
});

test('a shared border moves both, and with Alt only one', async ({ page }) => {
	const { lanes, studio } = await openLane(page);
	await drawSegments(studio, lanes, 2);
	const startOfSecond = async (): Promise<string> => {
		const place = await lanes.at('Phonemes', 0.97, 0.5);
		await page.mouse.click(place.x, place.y);
		for (let i = 0; i < 2; i++) await page.keyboard.press('Tab');
		return (await studio.roll.getByRole('status').textContent()) ?? '';
	};
	const before = await startOfSecond();
	await lanes.drag('Phonemes', [0.3, 0.5], [0.36, 0.5]);
	const moved = await startOfSecond();
	expect(moved).not.toBe(before);
	await page.keyboard.down('Alt');
	await lanes.drag('Phonemes', [0.35, 0.5], [0.2, 0.5]);
	await page.keyboard.up('Alt');
	expect(await startOfSecond()).toBe(moved);
});

test('by key alone: a segment at the playhead, its label, split, merged and deleted', async ({ page }) => {
	const { studio, lanes } = await openLane(page);
	await studio.press('F6');
	await page.keyboard.press('Enter');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('textbox', { name: 'Label' })).toBeFocused();
	await page.keyboard.type('la');
	await page.keyboard.press('Enter');
	await expect(studio.roll).toBeFocused();
	for (let i = 0; i < 4; i++) await page.keyboard.press('Alt+ArrowRight');
	const ruler = await studio.at(0.05, 0.06);
	await page.mouse.click(ruler.x, ruler.y);
	await studio.press('F6');
	await page.keyboard.press('s');
	expect(await labels(studio, lanes, 2)).toEqual(['la', 'no label']);
	await page.keyboard.press('Control+a');
	await page.keyboard.press('j');
	expect(await labels(studio, lanes, 1)).toEqual(['la']);
	await page.keyboard.press('Control+a');
	await page.keyboard.press('Delete');
	await page.keyboard.press('Tab');
	await expect(studio.roll).not.toBeFocused();
});

test('the menu of a segment opens by a right click and deletes it', async ({ page }) => {
	const { studio, lanes } = await openLane(page);
	await lanes.drag('Phonemes', [0.1, 0.5], [0.3, 0.5]);
	const place = await lanes.at('Phonemes', 0.2, 0.5);
	await page.mouse.click(place.x, place.y, { button: 'right' });
	const menu = page.getByRole('menu', { name: 'Lane: Phonemes' });
	await expect(menu.getByRole('menuitem', { name: 'Merge' })).toBeDisabled();
	const before = await studio.roll.screenshot();
	await menu.getByRole('menuitem', { name: 'Delete' }).click();
	await expect(menu).toBeHidden();
	await expect.poll(async () => before.equals(await studio.roll.screenshot())).toBe(false);
	await expect(studio.roll).toBeFocused();
	await page.keyboard.press('Tab');
	await expect(studio.roll).not.toBeFocused();
});
