/** The list of notes: read, sorted, sought and written in by keyboard, and in step with the roll. */

import { expect, test, type Locator, type Page } from '@playwright/test';
import { StudioPage } from './studio.ts';

const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Notes of this part' });
const rows = (page: Page): Locator => grid(page).locator('tbody tr[aria-rowindex]');
/** What stands in a column, row by row. */
const textsOf = (page: Page, column: string): Promise<string[]> =>
	rows(page)
		.locator(`td.${column}`)
		.allTextContents()
		.then((texts) => texts.map((text) => text.trim()));

/** Three notes, each lower than the last, and the list open beside them. */
async function openList(page: Page): Promise<StudioPage> {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.chooseTool('Draw');
	for (let i = 0; i < 3; i++) await studio.drag([0.2 + i * 0.15, 0.25 + i * 0.06], [0.28 + i * 0.15, 0.25 + i * 0.06]);
	await studio.expectNotes(3);
	await studio.chooseTool('Select');
	await studio.press('Escape');
	await studio.press('Shift+e');
	await expect(grid(page)).toBeFocused();
	return studio;
}

test('it opens and closes by its key and says how many rows and columns there are', async ({ page }) => {
	const studio = await openList(page);
	await expect(grid(page)).toHaveAttribute('aria-rowcount', '4');
	await expect(grid(page)).toHaveAttribute('aria-colcount', '10');
	await expect(page.getByRole('columnheader')).toHaveCount(10);
	await expect(rows(page)).toHaveCount(3);
	await expect(rows(page).first()).toHaveAttribute('aria-rowindex', '2');
	await page.keyboard.press('Escape');
	await expect(grid(page)).toHaveCount(0);
	await expect(studio.roll).toBeFocused();
	await page.locator('footer').getByRole('button', { name: 'List of notes' }).click();
	await expect(grid(page)).toBeVisible();
});

test('what is selected in one is selected in the other', async ({ page }) => {
	const studio = await openList(page);
	await page.keyboard.press('ArrowDown');
	await expect(rows(page).nth(1)).toHaveAttribute('aria-selected', 'true');
	await expect(page.getByText('1 selected')).toBeVisible();
	await page.keyboard.press('Shift+ArrowDown');
	await expect(page.getByText('2 selected')).toBeVisible();
	await page.keyboard.press('Control+a');
	await expect(page.getByText('3 selected')).toBeVisible();
	await studio.press('Escape');
	await expect(rows(page).nth(0)).toHaveAttribute('aria-selected', 'false');
	await studio.press('Tab');
	await expect(grid(page).locator('tr[aria-selected=true]')).toHaveCount(1);
});

test('cells are written in by keyboard: Enter goes down, Tab goes on, Escape lets it be', async ({ page }) => {
	const studio = await openList(page);
	await page.keyboard.press('Control+Home');
	for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Enter');
	await page.keyboard.type('사');
	await page.keyboard.press('Enter');
	await page.keyboard.press('F2');
	await page.keyboard.type('랑');
	await page.keyboard.press('Tab');
	await page.keyboard.type('r a ng');
	await page.keyboard.press('Enter');
	expect(await textsOf(page, 'lyric')).toEqual(['사', '랑', '']);
	expect(await textsOf(page, 'phoneme')).toEqual(['', 'r a ng', '']);
	const [before] = await textsOf(page, 'midi');
	await page.keyboard.press('Control+Home');
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Enter');
	await page.keyboard.type('C2');
	await page.keyboard.press('Escape');
	expect((await textsOf(page, 'midi'))[0]).toBe(before);
	await page.keyboard.press('F2');
	await page.keyboard.type('C2');
	await page.keyboard.press('Enter');
	expect((await textsOf(page, 'midi'))[0]).toBe('36');
	await page.keyboard.press('Control+z');
	expect((await textsOf(page, 'midi'))[0]).toBe(before);
	await studio.saved();
});

test('what means nothing in a column changes nothing', async ({ page }) => {
	await openList(page);
	await page.keyboard.press('Control+Home');
	for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
	await page.keyboard.type('loud');
	await page.keyboard.press('Enter');
	expect(await textsOf(page, 'velocity')).toEqual(['100', '100', '100']);
	await page.keyboard.press('ArrowUp');
	await page.keyboard.type('55');
	await page.keyboard.press('Enter');
	expect(await textsOf(page, 'velocity')).toEqual(['55', '100', '100']);
});

test('rows are sorted by their names, and sought', async ({ page }) => {
	await openList(page);
	const byTime = await textsOf(page, 'midi');
	await page.getByRole('columnheader', { name: 'MIDI' }).click();
	await expect(page.getByRole('columnheader', { name: 'MIDI' })).toHaveAttribute('aria-sort', 'ascending');
	expect(await textsOf(page, 'midi')).toEqual(byTime.toReversed());
	await grid(page).focus();
	await page.keyboard.press('Control+Home');
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('Home');
	await page.keyboard.press('Enter');
	expect(await textsOf(page, 'midi')).toEqual(byTime);
	const [, name = ''] = await textsOf(page, 'pitch');
	await page.getByRole('searchbox').fill(name);
	await expect(rows(page)).toHaveCount(1);
	await page.getByRole('searchbox').fill('zz');
	await expect(page.getByText('No note has that in its words.')).toBeVisible();
});

test('rows are deleted, copied and pasted as lines of a table', async ({ page, context }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	const studio = await openList(page);
	await page.keyboard.press('Control+Home');
	await page.keyboard.press('Shift+ArrowDown');
	await page.keyboard.press('Control+c');
	const text = await page.evaluate(() => navigator.clipboard.readText());
	expect(text.split('\n').map((line) => line.split('\t').length)).toEqual([10, 10, 10]);
	await page.keyboard.press('Delete');
	await studio.expectNotes(1);
	await page.keyboard.press('Control+v');
	await studio.expectNotes(3);
	await expect(page.getByText('2 notes pasted')).toBeVisible();
	await page.evaluate(() => navigator.clipboard.writeText('9.1\tC5\nnonsense\n'));
	await page.keyboard.press('Control+v');
	await studio.expectNotes(4);
	await expect(page.getByText('1 row is no note')).toBeVisible();
});

test('a note of another track is shown with its track', async ({ page }) => {
	const studio = await openList(page);
	await page.getByRole('button', { name: 'Add a track' }).click();
	await studio.chooseTool('Draw');
	await studio.drag([0.7, 0.3], [0.78, 0.3]);
	await studio.expectNotes(4);
	expect(await textsOf(page, 'track')).toEqual(['Track 1', 'Track 1', 'Track 1', 'Track 2']);
	await rows(page).first().locator('td').first().click();
	const first = page.getByTestId('tracks').getByRole('button', { name: 'Track 1', exact: true });
	await expect(first).toHaveAttribute('aria-pressed', 'true');
	await rows(page).first().locator('td.track').dblclick();
	await page.getByRole('combobox', { name: 'Track' }).selectOption('Track 2');
	await page.keyboard.press('Enter');
	expect((await textsOf(page, 'track'))[0]).toBe('Track 2');
});

test('of 100,000 notes only the rows in view are on the page', async ({ page }) => {
	test.setTimeout(120_000);
	const studio = new StudioPage(page);
	await studio.open();
	const lines = Array.from(
		{ length: 100_000 },
		(_, i) => `${(i * 0.1).toFixed(1)},${(i * 0.1 + 0.09).toFixed(2)},${48 + (i % 24)}`
	);
	await studio.drop('many.notes.csv', new TextEncoder().encode(`onset,offset,midi\n${lines.join('\n')}\n`));
	await expect(page.getByTestId('note-count')).toHaveAttribute('data-count', '100000', { timeout: 60_000 });
	await studio.press('Shift+e');
	await expect(grid(page)).toHaveAttribute('aria-rowcount', '100001');
	expect(await rows(page).count()).toBeLessThan(60);
	await page.keyboard.press('Control+End');
	await expect(rows(page).last()).toHaveAttribute('aria-rowindex', '100001');
	await expect(rows(page).last()).toHaveAttribute('aria-selected', 'true');
});
