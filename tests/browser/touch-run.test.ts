/** The main job with fingers: notes are drawn, moved, stretched, worded, seen nearer and undone on a phone. */

import { expect, test, type CDPSession, type Page } from '@playwright/test';
import { StudioPage } from './studio.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });

interface Place {
	readonly x: number;
	readonly y: number;
}

const touch = (
	cdp: CDPSession,
	type: 'touchStart' | 'touchMove' | 'touchEnd',
	touchPoints: Place[]
): Promise<unknown> => cdp.send('Input.dispatchTouchEvent', { type, touchPoints });

/** Fingers go from places to others, in steps, and are lifted. */
async function drag(cdp: CDPSession, from: readonly Place[], to: readonly Place[]): Promise<void> {
	await touch(cdp, 'touchStart', [...from]);
	for (let step = 1; step <= 8; step++) {
		const part = step / 8;
		const at = from.map(({ x, y }, i) => ({
			x: x + ((to[i]?.x ?? x) - x) * part,
			y: y + ((to[i]?.y ?? y) - y) * part
		}));
		await touch(cdp, 'touchMove', at);
	}
	await touch(cdp, 'touchEnd', []);
}

/** What the sheet says of the selected note. */
async function readNote(page: Page): Promise<Readonly<Record<string, string>>> {
	await page.getByRole('button', { name: 'Show the inspector' }).filter({ visible: true }).tap();
	const sheet = page.getByRole('dialog', { name: 'Inspector' });
	const value = (label: string): Promise<string> =>
		sheet.getByRole('textbox', { name: label, exact: true }).inputValue();
	const figures = await sheet.locator('dl .figure').allInnerTexts();
	const note = {
		pitch: await value('Pitch'),
		lyric: await value('Lyric'),
		start: figures[0] ?? '',
		length: figures[1] ?? ''
	};
	await sheet.getByRole('button', { name: 'Close' }).tap();
	await expect(sheet).toBeHidden();
	return note;
}

test('a note is drawn, moved, stretched, worded and undone by fingers, and two of them zoom', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	const cdp = await page.context().newCDPSession(page);
	const choose = (name: string): Promise<void> =>
		page.getByRole('radio', { name, exact: true }).filter({ visible: true }).first().tap();
	const box = await studio.roll.boundingBox();
	const [x, y] = [(box?.x ?? 0) + 120, (box?.y ?? 0) + 200];

	// so that the note ends where the finger does
	await page
		.getByRole('button', { name: /^Snap / })
		.filter({ visible: true })
		.tap();
	await page.getByRole('menuitemradio', { name: 'off' }).tap();
	await choose('Draw');
	await drag(cdp, [{ x, y }], [{ x: x + 120, y }]);
	await studio.expectNotes(1);
	await choose('Select');
	await page.touchscreen.tap(x + 40, y);
	const drawn = await readNote(page);

	await drag(cdp, [{ x: x + 40, y }], [{ x: x + 40, y: y + 80 }]);
	const moved = await readNote(page);
	expect(moved['pitch']).not.toBe(drawn['pitch']);
	expect(moved['length']).toBe(drawn['length']);

	await drag(cdp, [{ x: x + 114, y: y + 80 }], [{ x: x + 190, y: y + 80 }]);
	const stretched = await readNote(page);
	expect(stretched['length']).not.toBe(moved['length']);
	expect(stretched['start']).toBe(moved['start']);

	await touch(cdp, 'touchStart', [{ x: x + 40, y: y + 80 }]);
	const lyric = page.getByRole('menuitem', { name: 'Lyric', exact: true });
	await expect(lyric).toBeVisible();
	await touch(cdp, 'touchEnd', []);
	await lyric.tap();
	await page.keyboard.type('la');
	await page.keyboard.press('Enter');
	const worded = await readNote(page);
	expect(worded).toEqual({ ...stretched, lyric: 'la' });

	const before = await studio.roll.screenshot();
	await drag(
		cdp,
		[
			{ x: 150, y: 400 },
			{ x: 210, y: 400 }
		],
		[
			{ x: 110, y: 400 },
			{ x: 250, y: 400 }
		]
	);
	expect((await studio.roll.screenshot()).equals(before)).toBe(false);
	await studio.expectNotes(1);
	expect(await readNote(page)).toEqual(worded);

	await page.getByRole('button', { name: 'Undo' }).filter({ visible: true }).tap();
	expect(await readNote(page)).toEqual(stretched);
});
