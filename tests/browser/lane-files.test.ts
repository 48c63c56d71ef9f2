/** One lane by itself as a file, from its own menu and from the menu of exports. */

import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { LanesOnPage } from './lanes.ts';
import { StudioPage } from './studio.ts';

const TWO_TIERS = `File type = "ooTextFile"
Object class = "TextGrid"

0
1
<exists>
2
"IntervalTier"
"words"
0
1
1
0
1
"sun"
"IntervalTier"
"phones"
0
1
2
0
0.5
"s"
0.5
1
"uhn"
`;

async function choose(page: Page, lane: string | RegExp, format: RegExp): Promise<{ name: string; text: string }> {
	const trigger = page.getByRole('menuitem', { name: lane });
	await trigger.focus();
	await trigger.press('ArrowRight');
	const download = page.waitForEvent('download');
	await page.getByRole('menu').last().getByRole('menuitem', { name: format }).click();
	const file = await download;
	return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

test('each lane is saved by itself, in the formats that hold one', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.drop('tiers.TextGrid', new TextEncoder().encode(TWO_TIERS));
	await new LanesOnPage(studio).head('phones').click();
	const lab = await choose(page, 'Save as a file', /^LAB/);
	expect(lab.name).toBe('Untitled phones.lab');
	expect(lab.text).toBe('0 5000000 s\n5000000 10000000 uhn\n');

	await page.getByRole('button', { name: 'Export' }).click();
	const grid = await choose(page, 'Lane: phones', /TextGrid/);
	expect(grid.text).toContain('name = "phones"');
	expect(grid.text).not.toContain('words');
	await page.getByRole('button', { name: 'Export' }).click();
	const times = await choose(page, 'Lane: words', /mir_eval/);
	expect(times.text).toBe('0.000000\t1.000000\tsun\n');
});
