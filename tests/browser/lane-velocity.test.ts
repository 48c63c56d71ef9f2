/** The lane of velocities: dragged, drawn across, by keys, and the dialog of a whole selection. */

import { expect, test, type Page } from '@playwright/test';
import { LanesOnPage } from './lanes.ts';
import { StudioPage } from './studio.ts';

/** Notes a fifth of the roll apart, the first at a tenth, and the lane of their velocities. */
async function openWith(page: Page, notes: number): Promise<{ studio: StudioPage; lanes: LanesOnPage }> {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.press('g');
	await studio.chooseTool('Draw');
	for (let i = 0; i < notes; i++) await studio.drag([0.1 + i * 0.2, 0.4], [0.18 + i * 0.2, 0.4]);
	await studio.expectNotes(notes);
	await studio.chooseTool('Select');
	const lanes = new LanesOnPage(studio);
	await lanes.show('Velocity');
	return { studio, lanes };
}

/** Velocities of all notes by time, as the inspector shows them. */
async function velocities(studio: StudioPage, count: number): Promise<number[]> {
	await studio.press('Control+a');
	await studio.press('Escape');
	const found: number[] = [];
	for (let i = 0; i < count; i++) {
		await studio.press('Tab');
		found.push(Number(await studio.noteField('Velocity').inputValue()));
	}
	await studio.press('Escape');
	return found;
}

/** How high a velocity stands in a lane of 75 px, as a part of its height. */
const heightOf = (velocity: number): number => 1 - (8 + ((velocity - 1) / 126) * 60) / 76;

test('a head is dragged, all that are selected follow by as much, and one undo takes it back', async ({ page }) => {
	const { studio, lanes } = await openWith(page, 3);
	await lanes.drag('Velocity', [0.1, heightOf(100)], [0.1, heightOf(60)]);
	const [first = 0, second] = await velocities(studio, 3);
	expect(Math.abs(first - 60)).toBeLessThan(6);
	expect(second).toBe(100);
	await studio.press('Control+a');
	await lanes.drag('Velocity', [0.3, heightOf(100)], [0.3, heightOf(80)]);
	const after = await velocities(studio, 3);
	expect(after[1]).toBe(after[2]);
	expect((after[1] ?? 0) - (after[0] ?? 0)).toBe(100 - first);
	await studio.press('Control+z');
	expect(await velocities(studio, 3)).toEqual([first, 100, 100]);
});

test('a drag across sets the notes that it passes, with Shift along a line', async ({ page }) => {
	const { studio, lanes } = await openWith(page, 4);
	await lanes.drag('Velocity', [0.02, heightOf(20)], [0.6, heightOf(20)]);
	const drawn = await velocities(studio, 4);
	for (const velocity of drawn.slice(0, 3)) expect(Math.abs(velocity - 20)).toBeLessThan(4);
	expect(drawn[3]).toBe(100);
	await page.keyboard.down('Shift');
	await lanes.drag('Velocity', [0.02, heightOf(10)], [0.9, heightOf(120)]);
	await page.keyboard.up('Shift');
	const line = await velocities(studio, 4);
	expect(line).toEqual(line.toSorted((a, b) => a - b));
	const steps = line.slice(1).map((velocity, i) => velocity - (line[i] ?? 0));
	expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(2);
});

test('F6 gives the lane the keys: arrows are velocity there, and pitch again after it', async ({ page }) => {
	const { studio } = await openWith(page, 1);
	const pitch = await studio.noteField('Pitch').inputValue();
	await studio.press('F6');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Shift+ArrowDown');
	await expect(studio.noteField('Velocity')).toHaveValue('89');
	await expect(studio.noteField('Pitch')).toHaveValue(pitch);
	await page.keyboard.press('F6');
	await page.keyboard.press('ArrowUp');
	await expect(studio.noteField('Velocity')).toHaveValue('89');
	await expect(studio.noteField('Pitch')).not.toHaveValue(pitch);
});

test('the dialog makes a crescendo of a selection, shown before it is made', async ({ page }) => {
	const { studio } = await openWith(page, 3);
	await studio.press('Control+a');
	await page.keyboard.press('Shift+v');
	const dialog = page.getByRole('dialog', { name: 'Velocity' });
	await expect(dialog.getByRole('button', { name: 'Apply' })).toBeDisabled();
	const before = await studio.roll.screenshot();
	await dialog.getByRole('combobox').selectOption('ramp');
	await expect(dialog.getByText('3 notes, shown as they would be')).toBeVisible();
	await expect.poll(async () => before.equals(await studio.roll.screenshot())).toBe(false);
	await dialog.getByRole('button', { name: 'Apply' }).click();
	const [low, middle, high] = await velocities(studio, 3);
	expect([low, high]).toEqual([40, 110]);
	expect(middle).toBeGreaterThan(60);
	await studio.press('Control+z');
	expect(await velocities(studio, 3)).toEqual([100, 100, 100]);
});
