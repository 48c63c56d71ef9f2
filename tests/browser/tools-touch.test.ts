/** The menu of the roll by a finger: a long press on a note, or on empty ground without a drag. */

import { expect, test, type Page } from '@playwright/test';
import { StudioPage } from './studio.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });

/** Holds a finger at a point until the answer is called. */
async function hold(page: Page, x: number, y: number): Promise<() => Promise<void>> {
	const session = await page.context().newCDPSession(page);
	await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
	return async () => {
		await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
	};
}

test('a note that is held is selected and has its menu; a tap on empty ground has none', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	const visible = (name: 'Draw' | 'Select') =>
		page.getByRole('radio', { name, exact: true }).filter({ visible: true }).first();
	await visible('Draw').tap();
	const box = await studio.roll.boundingBox();
	const [x, y] = [(box?.x ?? 0) + 200, (box?.y ?? 0) + 160];
	await page.touchscreen.tap(x, y);
	await studio.expectNotes(1);
	await visible('Select').tap();
	const menu = page.getByRole('menu', { name: 'What can be done here' });
	await page.touchscreen.tap(x, y + 150);
	await expect(menu).toBeHidden();
	const lift = await hold(page, x + 4, y);
	await expect(menu).toBeVisible();
	await lift();
	await menu.getByRole('menuitem', { name: 'Duplicate' }).tap();
	await studio.expectNotes(2);
	await expect(menu).toBeHidden();
});
