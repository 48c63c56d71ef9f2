/** The ruler: changes of tempo and meter, made and moved where they stand. */

import { expect, test, type Locator, type Page } from '@playwright/test';
import { StudioPage } from './studio.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** What an empty roll shows at first, in seconds; at 120 bpm a bar is two of them. */
const SHOWN = { wide: 12, narrow: 4.5 };
/** In the roll, in CSS pixels (docs/ARCHITECTURE.md, the roll). */
const KEYBOARD = { wide: 56, narrow: 34 };
const LANES = { wide: { ruler: 44, flags: 68 }, narrow: { ruler: 14, flags: 42 } };

/** A point of the ruler, or of the flags under it. */
async function onRuler(
	studio: StudioPage,
	seconds: number,
	lane: 'ruler' | 'flags',
	size: 'wide' | 'narrow' = 'wide'
): Promise<{ x: number; y: number }> {
	const box = await studio.roll.boundingBox();
	if (!box) throw new Error('The roll is not on the page.');
	const scale = (box.width - KEYBOARD[size]) / SHOWN[size];
	return { x: box.x + KEYBOARD[size] + seconds * scale, y: box.y + LANES[size][lane] };
}

const dialog = (page: Page): Locator => page.getByRole('dialog');
const bpm = (page: Page): Locator => dialog(page).getByRole('textbox', { name: 'Beats per minute' });
const tempoField = (page: Page): Locator => page.getByRole('textbox', { name: 'Tempo', exact: true });

async function expectChanges(studio: StudioPage, changes: readonly string[]): Promise<void> {
	const { page } = studio;
	await page.getByRole('button', { name: 'Changes of tempo and meter' }).click();
	const items = page.getByRole('menu').getByRole('menuitem').filter({ hasText: ' at ' });
	await expect(items.filter({ hasNotText: 'playhead' })).toHaveText(
		changes.map((change) => new RegExp(`^\\s*${change}\\s*$`))
	);
	await page.keyboard.press('Escape');
	await expect(page.getByRole('menu')).toHaveCount(0);
}

async function dragFlag(studio: StudioPage, from: number, to: number): Promise<void> {
	const start = await onRuler(studio, from, 'flags');
	const end = await onRuler(studio, to, 'flags');
	await studio.page.mouse.move(start.x + 8, start.y);
	await studio.page.mouse.down();
	await studio.page.mouse.move((start.x + end.x) / 2, end.y, { steps: 4 });
	await studio.page.mouse.move(end.x + 8, end.y, { steps: 4 });
	await studio.page.mouse.up();
}

test('a tempo is added on the ruler, dragged along the beats, changed and deleted', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	const { x, y } = await onRuler(studio, 4.1, 'ruler');
	await page.mouse.dblclick(x, y);
	await expect(dialog(page)).toHaveAccessibleName('Tempo at 3.1');
	await expect(bpm(page)).toBeFocused();
	await bpm(page).fill('60');
	await page.keyboard.press('Enter');
	await expect(dialog(page)).toHaveCount(0);
	await expect(studio.roll).toBeFocused();
	await expectChanges(studio, ['Tempo at 3.1 60']);

	await dragFlag(studio, 4, 2.6);
	await expectChanges(studio, ['Tempo at 2.2 60']);
	const flag = await onRuler(studio, 2.5, 'flags');
	await page.mouse.click(flag.x + 8, flag.y);
	await expect(dialog(page)).toHaveAccessibleName('Tempo at 2.2');
	await bpm(page).fill('90');
	await dialog(page).getByRole('button', { name: 'Change' }).click();
	await expectChanges(studio, ['Tempo at 2.2 90']);

	await page.mouse.click(flag.x + 8, flag.y);
	await dialog(page).getByRole('button', { name: 'Delete' }).click();
	await expectChanges(studio, []);
	await studio.press('ControlOrMeta+z');
	await expectChanges(studio, ['Tempo at 2.2 90']);
	await studio.saved();
	await page.reload();
	await studio.open(new URL(page.url()).pathname + new URL(page.url()).hash);
	await expectChanges(studio, ['Tempo at 2.2 90']);
});

test('a meter keeps to bars', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	const { x, y } = await onRuler(studio, 4.6, 'flags');
	await page.mouse.click(x, y, { button: 'right' });
	await expect(dialog(page)).toHaveAccessibleName('Tempo at 3.2');
	await dialog(page).getByRole('radio', { name: 'Meter' }).click();
	await expect(dialog(page)).toHaveAccessibleName('Meter at 3.1');
	await dialog(page).getByRole('spinbutton', { name: 'Beats in a bar' }).fill('3');
	await page.keyboard.press('Enter');
	await expectChanges(studio, ['Meter at 3.1 3/4']);
	await dragFlag(studio, 4, 6.7);
	await expectChanges(studio, ['Meter at 4.1 3/4']);
});

test('changes are made and moved without a mouse, at the playhead', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.press('Shift+T');
	await expect(dialog(page)).toHaveAccessibleName('Tempo at 1.1');
	await page.keyboard.type('100');
	await page.keyboard.press('Enter');
	await expect(tempoField(page)).toHaveValue('100');
	await expectChanges(studio, []);

	await studio.press('Shift+M');
	await expect(dialog(page)).toHaveAccessibleName('Meter at 1.1');
	await page.keyboard.press('Escape');
	await expect(studio.roll).toBeFocused();
	await page.getByRole('button', { name: 'Changes of tempo and meter' }).focus();
	await page.keyboard.press('Enter');
	await page.keyboard.press('Enter');
	await expect(bpm(page)).toBeFocused();
	await page.keyboard.press('Escape');

	const { x, y } = await onRuler(studio, 2.4, 'ruler');
	await page.mouse.click(x, y);
	await studio.press('Shift+T');
	await page.keyboard.type('80');
	await dialog(page).getByRole('textbox', { name: 'Bar and beat' }).fill('4.2');
	await page.keyboard.press('Enter');
	await expectChanges(studio, ['Tempo at 4.2 80']);
	// tapping is heard by the button alone
	await page.getByRole('button', { name: 'Changes of tempo and meter' }).click();
	await page.getByRole('menuitem', { name: 'Tempo at 4.2' }).click();
	const tap = dialog(page).getByRole('button', { name: 'Tap' });
	for (let i = 0; i < 3; i++) await tap.click();
	await expect(bpm(page)).not.toHaveValue('80');
});

test('a new tempo asks what stays, and remembers the answer', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.chooseTool('Draw');
	const [from, to] = [await onRuler(studio, 4, 'ruler'), await onRuler(studio, 4.9, 'ruler')];
	await page.mouse.move(from.x, from.y + 200);
	await page.mouse.down();
	await page.mouse.move(to.x, to.y + 200, { steps: 4 });
	await page.mouse.up();
	await studio.expectNotes(1);
	const start = page.locator('dt:text-is("Starts") + dd');
	await expect(start).toHaveText('3.1.000');

	const question = page.getByRole('radiogroup', { name: 'What stays under the new tempo' });
	await tempoField(page).fill('60');
	await expect(question.getByRole('radio', { name: 'Keep beats' })).toBeChecked();
	await page.keyboard.press('Enter');
	await expect(question).toHaveCount(0);
	await expect(start).toHaveText('3.1.000');

	await tempoField(page).fill('120');
	await question.getByText('Keep times').click();
	await page.keyboard.press('Enter');
	await expect(start).toHaveText('5.1.000');
	await studio.press('Home');
	await studio.press('Shift+T');
	await expect(dialog(page).getByRole('radio', { name: 'Keep times' })).toBeChecked();
	await page.keyboard.type('60');
	await page.keyboard.press('Enter');
	await expect(start).toHaveText('3.1.000');
	await studio.press('ControlOrMeta+z');
	await expect(start).toHaveText('5.1.000');
});

test('a finger adds, opens and deletes a change', async ({ browser }) => {
	const context = await browser.newContext(PHONE);
	const page = await context.newPage();
	const studio = new StudioPage(page);
	await studio.open();
	const place = await onRuler(studio, 2, 'flags', 'narrow');
	await page.touchscreen.tap(place.x, place.y);
	await expect(dialog(page)).toHaveAccessibleName('Tempo at 2.1');
	await bpm(page).fill('90');
	await dialog(page).getByRole('button', { name: 'Add' }).tap();
	await expect(dialog(page)).toHaveCount(0);
	await page.touchscreen.tap(place.x + 10, place.y);
	await expect(bpm(page)).toHaveValue('90');
	await dialog(page).getByRole('button', { name: 'Delete' }).tap();
	await page.touchscreen.tap(place.x + 10, place.y);
	await expect(dialog(page).getByRole('button', { name: 'Add' })).toBeVisible();
	await context.close();
});

test('who may only look changes nothing on the ruler', async ({ page, browser }) => {
	const studio = new StudioPage(page);
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await studio.open();
	await studio.press('Enter');
	await studio.saved();
	await page.getByRole('button', { name: 'Share' }).click();
	await page.getByRole('radio', { name: 'Can look' }).click();
	await page.getByRole('button', { name: 'Copy link' }).click();
	await expect(page.getByText('Link copied.')).toBeVisible();
	const viewer = new StudioPage(await (await browser.newContext()).newPage());
	await viewer.open(await page.evaluate(() => navigator.clipboard.readText()));
	await viewer.expectNotes(1);
	const { x, y } = await onRuler(viewer, 4.1, 'ruler');
	await viewer.page.mouse.dblclick(x, y);
	await viewer.press('Shift+T');
	await expect(dialog(viewer.page)).toHaveCount(0);
	await expect(viewer.page.getByRole('button', { name: 'Changes of tempo and meter' })).toHaveCount(0);
	await viewer.page.context().close();
});

test('a drag in the upper half of the ruler sets the loop; its ends move, and it is turned off, on and cleared', async ({
	page
}) => {
	const studio = new StudioPage(page);
	await studio.open();
	const repeat = page.getByRole('button', { name: 'Repeat' });
	const drag = async (from: number, to: number): Promise<void> => {
		const [start, end] = [await onRuler(studio, from, 'ruler'), await onRuler(studio, to, 'ruler')];
		await page.mouse.move(start.x, start.y - 8);
		await page.mouse.down();
		await page.mouse.move(end.x, end.y - 8, { steps: 5 });
		await page.mouse.up();
	};
	/** Whether the ruler is in the colour of the loop at a time. */
	const isLooped = async (seconds: number): Promise<boolean> => {
		const { x, y } = await onRuler(studio, seconds, 'ruler');
		return studio.roll.evaluate(
			(roll, at) => {
				const canvas = roll.querySelector('canvas');
				const box = roll.getBoundingClientRect();
				const scale = (canvas?.width ?? 0) / box.width;
				const [red = 0, , blue = 0] =
					canvas?.getContext('2d')?.getImageData((at.x - box.left) * scale, (at.y - box.top) * scale, 1, 1).data ?? [];
				return red > blue + 20;
			},
			{ x, y: y - 4 }
		);
	};
	await drag(2, 4);
	await expect(repeat).toHaveAttribute('aria-pressed', 'true');
	await expect.poll(() => isLooped(3.3)).toBe(true);
	expect(await isLooped(4.6)).toBe(false);
	await drag(4, 6);
	await expect.poll(() => isLooped(4.6)).toBe(true);
	expect(await isLooped(3.3)).toBe(true);
	await studio.press('l');
	await expect(repeat).toHaveAttribute('aria-pressed', 'false');
	await expect.poll(() => isLooped(4.6)).toBe(false);
	await studio.press('l');
	await expect.poll(() => isLooped(4.6)).toBe(true);
	await studio.press('Escape');
	await expect(repeat).toHaveAttribute('aria-pressed', 'false');
	await drag(2, 4);
	await expect(repeat).toHaveAttribute('aria-pressed', 'true');
	const inside = await onRuler(studio, 3.1, 'ruler');
	await page.mouse.dblclick(inside.x, inside.y - 8);
	await expect(repeat).toHaveAttribute('aria-pressed', 'false');
	await expect(dialog(page)).toHaveCount(0);
});
