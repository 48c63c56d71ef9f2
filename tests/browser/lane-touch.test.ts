/** Lanes on a phone: one at a time, chosen among the layers, with handles that a finger takes hold of. */

import { expect, test } from '@playwright/test';
import { LanesOnPage } from './lanes.ts';
import { StudioPage } from './studio.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });

test('a phone shows the lane that is chosen, and a finger sets velocities in it', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	const visible = (name: 'Draw' | 'Select') =>
		page.getByRole('radio', { name, exact: true }).filter({ visible: true }).first();
	await visible('Draw').tap();
	const box = await studio.roll.boundingBox();
	await page.touchscreen.tap((box?.x ?? 0) + 200, (box?.y ?? 0) + 160);
	await studio.expectNotes(1);
	await page.getByRole('button', { name: 'Show the inspector' }).filter({ visible: true }).first().tap();
	await page.getByRole('switch', { name: 'Show: Velocity' }).tap();
	await page.keyboard.press('Escape');
	const lanes = new LanesOnPage(studio);
	await expect(lanes.head('Velocity')).toBeVisible();
	expect(await lanes.names()).toEqual(['Velocity']);
	const [from, to] = [await lanes.at('Velocity', 0.2, 0.7), await lanes.at('Velocity', 0.8, 0.7)];
	const before = await studio.roll.screenshot();
	const session = await page.context().newCDPSession(page);
	const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', x?: number, y?: number): Promise<void> => {
		await session.send('Input.dispatchTouchEvent', {
			type,
			touchPoints: x === undefined || y === undefined ? [] : [{ x, y }]
		});
	};
	await touch('touchStart', from.x, from.y);
	for (let i = 1; i <= 6; i++) await touch('touchMove', from.x + ((to.x - from.x) * i) / 6, from.y);
	await touch('touchEnd');
	await expect.poll(async () => before.equals(await studio.roll.screenshot())).toBe(false);
	const grip = await lanes.splitter('Velocity').boundingBox();
	expect(Math.min(grip?.width ?? 0, grip?.height ?? 0)).toBeGreaterThanOrEqual(44);
	const [x, y] = [(grip?.x ?? 0) + 30, (grip?.y ?? 0) + 30];
	await touch('touchStart', x, y);
	for (let i = 1; i <= 4; i++) await touch('touchMove', x, y - i * 10);
	await touch('touchEnd');
	await expect(lanes.splitter('Velocity')).toHaveAttribute('aria-valuenow', '116');
});
