/** Whoever may only look: no tool, no key and no double click changes notes, segments, markers or pitch. */

import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { LanesOnPage } from './lanes.ts';
import { StudioPage } from './studio.ts';

const TIER = new TextEncoder().encode('0 10000000 s\n10000000 20000000 uhn\n');
/** Tools, and what edits at once. */
const KEYS =
	`v b e p Delete s Shift+s j q Shift+q t k h Shift+h Shift+v Shift+l Shift+r Alt+ArrowUp ArrowUp Shift+ArrowDown
ArrowRight Alt+ArrowRight Control+x Control+v Control+d Control+z Control+ArrowUp Shift+u Control+Backspace Shift+f Enter
Shift+Enter Insert y Shift+y Shift+w Shift+t Shift+m Alt+m`.split(/\s+/);

async function documentOf({ page }: StudioPage): Promise<string> {
	await page.getByRole('button', { name: 'Export' }).click();
	const download = page.waitForEvent('download');
	await page.getByRole('menuitem', { name: /^Melograph document/ }).click();
	return readFile(await (await download).path(), 'utf8');
}

test('a roll that one may only look at is changed by no tool', async ({ browser }) => {
	test.setTimeout(120_000);
	const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
	const owner = new StudioPage(await context.newPage());
	await owner.open();
	await owner.chooseTool('Draw');
	await owner.drag([0.1, 0.4], [0.3, 0.4]);
	await owner.drag([0.4, 0.4], [0.6, 0.4]);
	await owner.drop('phones.lab', TIER);
	await new LanesOnPage(owner).head('phones').waitFor();
	await owner.expectNotes(2);
	await owner.saved();
	await owner.page.getByRole('button', { name: 'Share' }).click();
	const share = owner.page.getByRole('dialog', { name: 'Share' });
	await share.getByRole('radio', { name: 'Can look' }).click();
	await share.getByRole('button', { name: 'Copy link' }).click();
	await expect(share.getByRole('status')).toContainText('Link copied.');
	const address = await owner.page.evaluate(() => navigator.clipboard.readText());

	const guest = new StudioPage(await (await browser.newContext()).newPage());
	const { page } = guest;
	await guest.open(address);
	await guest.expectNotes(2);
	const lanes = new LanesOnPage(guest);
	const before = await documentOf(guest);
	for (const key of KEYS) {
		const note = await guest.at(0.2, 0.4);
		await page.mouse.click(note.x, note.y);
		await page.keyboard.press(key);
		await expect(page.getByRole('dialog')).toHaveCount(0);
		if (!/^[vbep]$/.test(key)) continue;
		await guest.drag([0.2, 0.4], [0.35, 0.6]);
		await lanes.drag('phones', [0.02, 0.5], [0.3, 0.5]);
		for (const at of [note, await lanes.at('phones', 0.05, 0.5), await guest.at(0.7, 0.02)])
			await page.mouse.dblclick(at.x, at.y);
		await page.keyboard.press('Delete');
		await page.keyboard.press('Enter');
		await page.keyboard.press('s');
	}
	await expect(page.getByRole('dialog')).toHaveCount(0);
	await expect(page.getByRole('textbox', { name: /Label|Lyric/ })).toHaveCount(0);
	expect(await documentOf(guest)).toBe(before);
	await page.context().close();
	await context.close();
});
