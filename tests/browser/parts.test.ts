/** Parts of a roll: shown one at a time, added, named and deleted; and links that open some of them. */

import { expect, test, type Browser, type BrowserContextOptions, type Locator, type Page } from '@playwright/test';
import { StudioPage } from './studio.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const SAMPLE = 'static/samples/arirang.mp3';

async function openPage(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<StudioPage> {
	const studio = new StudioPage(await (await browser.newContext(options)).newPage());
	await studio.open(address);
	return studio;
}

const menuButton = ({ page }: StudioPage): Locator => page.getByTestId('part-menu').filter({ visible: true });
const menu = ({ page }: StudioPage): Locator => page.getByRole('menu');
const dialog = ({ page }: StudioPage): Locator => page.getByRole('dialog');
const share = ({ page }: StudioPage): Locator => page.getByRole('dialog', { name: 'Share' });
const close = (...studios: StudioPage[]): Promise<void[]> =>
	Promise.all(studios.map(({ page }) => page.context().close()));

async function expectParts(studio: StudioPage, names: readonly string[]): Promise<void> {
	await menuButton(studio).click();
	await expect(menu(studio).getByRole('menuitemradio')).toHaveText(
		names.map((name) => new RegExp(`^\\s*${name}\\s*$`))
	);
	await studio.page.keyboard.press('Escape');
	await expect(menu(studio)).toHaveCount(0);
}

async function showPart(studio: StudioPage, name: string): Promise<void> {
	await menuButton(studio).click();
	await menu(studio).getByRole('menuitemradio', { name, exact: true }).click();
	await expect(menuButton(studio)).toHaveAccessibleName(`Part: ${name}`);
}

async function addPart(studio: StudioPage, name: string): Promise<void> {
	await menuButton(studio).click();
	await menu(studio).getByRole('menuitem', { name: 'Add a part' }).click();
	await dialog(studio).getByRole('textbox', { name: 'Name of the part' }).fill(name);
	await studio.page.keyboard.press('Enter');
	await expect(menuButton(studio)).toHaveAccessibleName(`Part: ${name}`);
	await expect(dialog(studio)).toHaveCount(0);
}

/** Draws notes from left to right. */
async function draw(studio: StudioPage, count: number, y = 0.4): Promise<void> {
	await studio.chooseTool('Draw');
	for (let i = 0; i < count; i++) await studio.drag([0.1 + 0.2 * i, y], [0.2 + 0.2 * i, y]);
	await studio.chooseTool('Select');
}

/** A roll with a note in its first part, two in Soprano and three in Alto, which is shown. */
async function openChoir(browser: Browser): Promise<StudioPage> {
	const owner = await openPage(browser, '/', { permissions: ['clipboard-read', 'clipboard-write'] });
	await draw(owner, 1);
	await addPart(owner, 'Soprano');
	await owner.expectNotes(0);
	await draw(owner, 2);
	await addPart(owner, 'Alto');
	await draw(owner, 3);
	await owner.expectNotes(3);
	await owner.saved();
	return owner;
}

async function copyLink(owner: StudioPage, role: 'Can look' | 'Can edit', parts: readonly string[]): Promise<string> {
	await owner.page.getByRole('button', { name: 'Share' }).click();
	await share(owner).getByRole('radio', { name: role }).click();
	await expect(share(owner).getByRole('checkbox', { name: 'The whole roll' })).toBeChecked();
	for (const name of parts) await share(owner).getByRole('checkbox', { name, exact: true }).check();
	await share(owner).getByRole('button', { name: 'Copy link' }).click();
	await expect(share(owner).getByRole('status')).toContainText('Link copied.');
	const address = await owner.page.evaluate(() => navigator.clipboard.readText());
	await owner.page.keyboard.press('Escape');
	return address;
}

test('parts are shown one at a time; the address says which', async ({ browser }) => {
	const owner = await openChoir(browser);
	const { page } = owner;
	await expectParts(owner, ['Part 1', 'Soprano', 'Alto']);
	await showPart(owner, 'Part 1');
	await owner.expectNotes(1);
	expect(new URL(page.url()).search).toBe('');
	await showPart(owner, 'Soprano');
	await owner.expectNotes(2);
	await owner.press('ControlOrMeta+a');
	await expect(page.getByText('2 selected')).toBeVisible();
	expect(new URL(page.url()).searchParams.get('part')).toMatch(/^\d+$/);
	await page.reload();
	await expect(menuButton(owner)).toHaveAccessibleName('Part: Soprano');
	await owner.expectNotes(2);

	// a tempo of its own
	await page.getByRole('textbox', { name: 'Tempo' }).fill('90');
	await page.keyboard.press('Enter');
	await showPart(owner, 'Alto');
	await expect(page.getByRole('textbox', { name: 'Tempo' })).toHaveValue('120');
	await owner.expectNotes(3);
	// pasting goes into the part that is shown
	await showPart(owner, 'Soprano');
	await owner.press('ControlOrMeta+a');
	await owner.press('ControlOrMeta+c');
	await showPart(owner, 'Alto');
	await owner.press('ControlOrMeta+v');
	await owner.expectNotes(5);
	await showPart(owner, 'Soprano');
	await owner.expectNotes(2);
	// what is undone elsewhere is shown there
	await owner.press('ControlOrMeta+z');
	await expect(menuButton(owner)).toHaveAccessibleName('Part: Alto');
	await owner.expectNotes(3);
	await close(owner);
});

test('the first part has a name as others do, which one undo takes back', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await menuButton(studio).click();
	await menu(studio).getByRole('menuitem', { name: 'Rename Part 1' }).click();
	await dialog(studio).getByRole('textbox').fill('Lead');
	await page.keyboard.press('Enter');
	await expect(menuButton(studio)).toHaveAccessibleName('Part: Lead');
	await expect(menuButton(studio)).toHaveText('Lead');
	await studio.press('ControlOrMeta+z');
	await expect(menuButton(studio)).toHaveAccessibleName('Parts');
});

test('parts are added, named and deleted by keyboard, and come back', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await expect(menuButton(studio)).toHaveAccessibleName('Parts');
	await menuButton(studio).press('Enter');
	await expect(menu(studio).getByRole('menuitemradio', { name: 'Part 1' })).toBeChecked();
	await expect(menu(studio).getByRole('menuitem')).toHaveText([/Add a part/, /Rename Part 1/]);
	await page.keyboard.press('End');
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('Enter');
	await expect(dialog(studio).getByRole('textbox')).toBeFocused();
	await expect(dialog(studio).getByRole('textbox')).toHaveValue('Part 2');
	await page.keyboard.press('Enter');
	await expect(menuButton(studio)).toHaveAccessibleName('Part: Part 2');
	await expect(menuButton(studio)).toBeFocused();
	await page.keyboard.press('Enter');
	await menu(studio).getByRole('menuitem', { name: 'Rename' }).press('Enter');
	await page.keyboard.type('Bass');
	await page.keyboard.press('Enter');
	await expect(menuButton(studio)).toHaveAccessibleName('Part: Bass');

	await draw(studio, 2);
	await studio.expectNotes(2);
	await menuButton(studio).press('Enter');
	await menu(studio).getByRole('menuitem', { name: 'Delete Bass' }).press('Enter');
	const question = page.getByRole('alertdialog', { name: 'Delete Bass?' });
	await question.getByRole('button', { name: 'Keep it' }).press('Enter');
	await studio.expectNotes(2);
	await menuButton(studio).press('Enter');
	await menu(studio).getByRole('menuitem', { name: 'Delete Bass' }).press('Enter');
	await question.getByRole('button', { name: 'Delete', exact: true }).press('Enter');
	await expect(menuButton(studio)).toHaveAccessibleName('Parts');
	await expect(studio.roll).toBeFocused();
	await studio.expectNotes(0);
	await page.keyboard.press('ControlOrMeta+z');
	await expect(menuButton(studio)).toHaveAccessibleName('Part: Bass');
	await studio.expectNotes(2);

	// an empty one leaves without a question
	await addPart(studio, 'Empty');
	await menuButton(studio).press('Enter');
	await menu(studio).getByRole('menuitem', { name: 'Delete Empty' }).press('Enter');
	await expectParts(studio, ['Part 1', 'Bass']);
});

test('a link to one part opens only that; its edits are seen by the owner, and it ends with the part', async ({
	browser
}) => {
	const owner = await openChoir(browser);
	const address = await copyLink(owner, 'Can edit', ['Soprano']);
	const whole = await copyLink(owner, 'Can edit', []);
	expect(whole).not.toBe(address);
	await owner.page.getByRole('button', { name: 'Share' }).click();
	await expect(share(owner).getByRole('listitem').filter({ hasText: 'Soprano' })).toHaveCount(1);
	await owner.page.keyboard.press('Escape');

	const guest = await openPage(browser, address);
	await guest.expectNotes(2);
	await expect(menuButton(guest)).toHaveAccessibleName('Part: Soprano');
	await menuButton(guest).click();
	await expect(menu(guest).getByRole('menuitemradio')).toHaveCount(1);
	await expect(menu(guest).getByRole('menuitem')).toHaveText([/Rename Soprano/]);
	await guest.page.keyboard.press('Escape');
	await expect(guest.page.getByRole('textbox', { name: 'Title' })).toHaveCount(0);
	await expect(guest.page.getByRole('button', { name: 'Versions' })).toHaveCount(0);
	await draw(guest, 1, 0.7);
	await guest.expectNotes(3);
	await guest.saved();
	await expect(guest.page.getByTestId('refused')).toHaveCount(0);

	await owner.expectNotes(3);
	await showPart(owner, 'Soprano');
	await owner.expectNotes(3);
	await guest.press('ControlOrMeta+a');
	await guest.press('Delete');
	await owner.expectNotes(0);
	await guest.press('ControlOrMeta+z');
	await owner.expectNotes(3);
	await showPart(owner, 'Alto');
	await owner.expectNotes(3);
	await draw(owner, 1, 0.7);
	await owner.expectNotes(4);
	await owner.saved();
	await guest.expectNotes(3);

	await showPart(owner, 'Soprano');
	await menuButton(owner).click();
	await menu(owner).getByRole('menuitem', { name: 'Delete Soprano' }).click();
	await owner.page.getByRole('alertdialog').getByRole('button', { name: 'Delete', exact: true }).click();
	await expect(guest.page.getByTestId('part-gone')).toContainText('This part is not here any more.');
	await expect(guest.page.getByRole('radio', { name: 'Draw' })).toHaveCount(0);
	await guest.page.reload();
	await expect(guest.page.getByTestId('part-gone')).toBeVisible();
	await owner.page.getByRole('button', { name: 'Share' }).click();
	await expect(share(owner).getByRole('listitem').filter({ hasText: 'a deleted part' })).toHaveCount(1);
	await close(owner, guest);
});

test('a recording belongs to the part that it was dropped on, also through a link to it', async ({ browser }) => {
	test.slow();
	const owner = await openChoir(browser);
	const guest = await openPage(browser, await copyLink(owner, 'Can edit', ['Alto']));
	await guest.expectNotes(3);
	await guest.dropFile(SAMPLE);
	await guest.done();
	await expect.poll(() => guest.noteCount()).toBeGreaterThan(10);
	await guest.saved();
	await expect(guest.page.getByTestId('refused')).toHaveCount(0);
	const count = await guest.noteCount();
	await owner.expectNotes(count);
	await owner.done();
	await showPart(owner, 'Soprano');
	await owner.expectNotes(2);
	await expect(owner.card).toHaveAttribute('data-status', 'none');
	await showPart(owner, 'Alto');
	await expect(owner.card).toHaveAttribute('data-status', 'done');
	await close(owner, guest);
});

test('people see each other in the same part, and a face leads to another', async ({ browser }) => {
	const owner = await openChoir(browser);
	const guest = await openPage(browser, await copyLink(owner, 'Can look', ['Soprano', 'Alto']));
	await expect(menuButton(guest)).toHaveAccessibleName('Part: Soprano');
	await expectParts(guest, ['Soprano', 'Alto']);
	const people = (page: Page): Locator => page.getByRole('group', { name: 'People' });
	await people(owner.page)
		.getByRole('button', { name: /\(you\)/ })
		.click();
	const row = owner.page.getByRole('dialog', { name: 'People' }).getByRole('button', { name: 'Guest' });
	await expect(row).toContainText('Soprano');
	await row.click();
	await expect(menuButton(owner)).toHaveAccessibleName('Part: Soprano');
	await showPart(owner, 'Part 1');
	// whoever sees some parts only does not see who is elsewhere
	await expect(people(guest.page)).toHaveAttribute('data-count', '1');
	await close(owner, guest);
});

test('on a phone the parts are under the thumb', async ({ browser }) => {
	const owner = await openChoir(browser);
	const phone = await openPage(browser, owner.page.url(), PHONE);
	await expect(menuButton(phone)).toHaveAccessibleName('Part: Alto');
	await expect(phone.page.getByRole('button', { name: 'Show the inspector' }).last()).toBeInViewport({ ratio: 1 });
	await menuButton(phone).tap();
	await menu(phone).getByRole('menuitemradio', { name: 'Soprano' }).tap();
	await expect(menuButton(phone)).toHaveAccessibleName('Part: Soprano');
	await phone.expectNotes(2);
	await close(owner, phone);
});
