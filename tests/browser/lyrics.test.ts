/** Lyrics written on the roll: the flow by keyboard, input methods, and what goes on to the notes that follow. */

import { expect, test, type CDPSession, type Page } from '@playwright/test';
import { StudioPage } from './studio.ts';

const fieldOf = (page: Page) => page.getByTestId('lyric-field');
/** The lyric of the selected note, as the inspector has it. */
const lyricOf = (studio: StudioPage) => studio.noteField('Lyric');

/** Notes one after the other, the first selected. */
async function openWith(page: Page, count: number, words = ['Draw', 'Select'] as const): Promise<StudioPage> {
	const studio = new StudioPage(page);
	await studio.open();
	await page.getByRole('radio', { name: words[0], exact: true }).first().click();
	for (let i = 0; i < count; i++) {
		const x = 0.1 + (0.6 / count) * i;
		await studio.drag([x, 0.5], [x + 0.4 / count, 0.5]);
		await studio.expectNotes(i + 1);
	}
	await page.getByRole('radio', { name: words[1], exact: true }).first().click();
	await studio.press('Escape');
	await page.keyboard.press('Tab');
	return studio;
}

/** What is sung by each note, read by going from one to the next. */
async function readLyrics(studio: StudioPage, count: number): Promise<string[]> {
	const found: string[] = [];
	// with nothing selected Escape would give Tab back to the page
	await studio.press('Control+a');
	await studio.press('Escape');
	for (let i = 0; i < count; i++) {
		await studio.press('Tab');
		found.push(await lyricOf(studio).inputValue());
	}
	return found;
}

test('Enter writes the lyric of a note, Tab goes on, Shift Tab back, Escape lets it be', async ({ page }) => {
	const studio = await openWith(page, 3);
	await page.keyboard.press('Enter');
	const field = fieldOf(page);
	await expect(field).toBeFocused();
	await page.keyboard.type('hel-');
	await page.keyboard.press('Tab');
	await expect(field).toBeFocused();
	await expect(field).toHaveValue('');
	await page.keyboard.type('lo p1');
	await page.keyboard.press('Backspace');
	await page.keyboard.press('Backspace');
	await page.keyboard.press('Backspace');
	await page.keyboard.press('Tab');
	await page.keyboard.type('nothing');
	await page.keyboard.press('Shift+Tab');
	await expect(field).toHaveValue('lo');
	await page.keyboard.type('never');
	await page.keyboard.press('Escape');
	await expect(field).toBeHidden();
	await expect(studio.roll).toBeFocused();
	expect(await readLyrics(studio, 3)).toEqual(['hel-', 'lo', 'nothing']);
	await studio.expectNotes(3);
});

test('a double click on a note writes its lyric, leaving keeps it, and one undo takes it back', async ({ page }) => {
	const studio = await openWith(page, 2);
	const note = await studio.at(0.15, 0.5);
	await page.mouse.dblclick(note.x, note.y);
	await expect(fieldOf(page)).toBeFocused();
	const box = await fieldOf(page).boundingBox();
	expect(Math.abs((box?.y ?? 0) + (box?.height ?? 0) / 2 - note.y)).toBeLessThan(20);
	await page.keyboard.type('라');
	const ground = await studio.at(0.8, 0.2);
	await page.mouse.click(ground.x, ground.y);
	await expect(fieldOf(page)).toBeHidden();
	expect(await readLyrics(studio, 2)).toEqual(['라', '']);
	await studio.press('Control+z');
	expect(await readLyrics(studio, 2)).toEqual(['', '']);
	await studio.expectNotes(2);
	await page.mouse.dblclick(ground.x, ground.y);
	await studio.expectNotes(3);
});

test('without a note chosen the same key draws one', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.press('Enter');
	await studio.expectNotes(1);
	await page.keyboard.press('Enter');
	await expect(fieldOf(page)).toBeFocused();
	await page.keyboard.press('Escape');
	await page.keyboard.press('Shift+Enter');
	await studio.expectNotes(2);
});

test('the field goes with its note when the roll scrolls and zooms', async ({ page }) => {
	const studio = await openWith(page, 2);
	await page.keyboard.press('Enter');
	const left = async (): Promise<number> => (await fieldOf(page).boundingBox())?.x ?? 0;
	const before = await left();
	const over = await studio.at(0.6, 0.3);
	await page.mouse.move(over.x, over.y);
	await page.keyboard.down('Control');
	await page.mouse.wheel(0, 240);
	await page.keyboard.up('Control');
	await expect.poll(left).not.toBe(before);
	await expect(fieldOf(page)).toBeFocused();
});

test('syllables with spaces go to the notes that follow, shown before', async ({ page }) => {
	const studio = await openWith(page, 3);
	await page.keyboard.press('Enter');
	const before = await studio.roll.screenshot();
	await page.keyboard.type('one two three four');
	await expect(page.getByText('goes to 3 notes')).toBeVisible();
	await expect(page.getByText('1 syllable is left over')).toBeVisible();
	await expect.poll(async () => before.equals(await studio.roll.screenshot())).toBe(false);
	await page.keyboard.press('Enter');
	expect(await readLyrics(studio, 3)).toEqual(['one', 'two', 'three']);
	await studio.press('Control+z');
	expect(await readLyrics(studio, 3)).toEqual(['', '', '']);
});

test('what is pasted is parted into syllables', async ({ page, context }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	const studio = await openWith(page, 3);
	await page.evaluate(() => navigator.clipboard.writeText('사랑해'));
	await page.keyboard.press('Enter');
	await page.keyboard.press('Control+v');
	await expect(fieldOf(page)).toHaveValue('사 랑 해');
	await page.keyboard.press('Enter');
	expect(await readLyrics(studio, 3)).toEqual(['사', '랑', '해']);
});

const compose = (cdp: CDPSession, text: string): Promise<unknown> =>
	cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
/** A key as an input method lets it through while it composes. */
const pressWhileComposing = async (cdp: CDPSession, key: string): Promise<void> => {
	for (const type of ['rawKeyDown', 'keyUp'] as const)
		await cdp.send('Input.dispatchKeyEvent', { type, key, code: key, windowsVirtualKeyCode: 229 });
};

test('keys that a composition needs are its own, and Enter that ends it keeps the lyric once', async ({ page }) => {
	const studio = await openWith(page, 2);
	const cdp = await page.context().newCDPSession(page);
	await page.keyboard.press('Enter');
	for (const text of ['ㅅ', '사', '산']) await compose(cdp, text);
	await pressWhileComposing(cdp, 'Enter');
	await expect(fieldOf(page)).toBeVisible();
	await pressWhileComposing(cdp, 'Escape');
	await expect(fieldOf(page)).toBeVisible();
	await cdp.send('Input.insertText', { text: '산' });
	await expect(fieldOf(page)).toHaveValue('산');
	await page.keyboard.press('Enter');
	await expect(fieldOf(page)).toBeHidden();
	expect(await readLyrics(studio, 2)).toEqual(['산', '']);
	await studio.expectNotes(2);
	await studio.press('Control+z');
	expect(await readLyrics(studio, 2)).toEqual(['', '']);
});

test('Tab in the middle of a composition ends it and goes on by one note', async ({ page }) => {
	const studio = await openWith(page, 3);
	const cdp = await page.context().newCDPSession(page);
	await page.keyboard.press('Enter');
	await compose(cdp, '강');
	await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 229 });
	await cdp.send('Input.insertText', { text: '강' });
	await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 });
	await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 });
	await expect(fieldOf(page)).toBeFocused();
	await page.keyboard.type('b');
	await page.keyboard.press('Enter');
	expect(await readLyrics(studio, 3)).toEqual(['강', 'b', '']);
});

test.describe('with a finger', () => {
	test.use({ hasTouch: true, viewport: { width: 390, height: 760 } });
	test('the menu of a note has its lyric, and the field is as high as a finger needs', async ({ page }) => {
		const studio = new StudioPage(page);
		await studio.open();
		await studio.press('Enter');
		await studio.expectNotes(1);
		await studio.press('Shift+F10');
		await page.getByRole('menuitem', { name: 'Lyric', exact: true }).tap();
		await expect(fieldOf(page)).toBeFocused();
		expect((await fieldOf(page).boundingBox())?.height).toBeGreaterThanOrEqual(44);
		await page.keyboard.type('la');
		await page.keyboard.press('Enter');
		await expect(fieldOf(page)).toBeHidden();
		await studio.expectNotes(1);
	});
});
