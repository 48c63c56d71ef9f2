/** People on one document see each other: pointers, names, colours; and nobody who has gone. */

import { expect, test, type Browser, type BrowserContextOptions, type Locator, type Page } from '@playwright/test';
import { StudioPage } from './studio.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

async function openPage(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<StudioPage> {
	const studio = new StudioPage(await (await browser.newContext(options)).newPage());
	await studio.open(address);
	return studio;
}

/** A page with one note, and its address. */
async function openOwned(browser: Browser, options: BrowserContextOptions = {}): Promise<StudioPage> {
	const studio = await openPage(browser, '/', options);
	await studio.chooseTool('Draw');
	await studio.drag([0.1, 0.3], [0.25, 0.3]);
	await studio.expectNotes(1);
	await studio.saved();
	await studio.chooseTool('Select');
	// a tool's hint would take the first Escape
	await studio.page.mouse.move(5, 5);
	await studio.press('Escape');
	await expect(studio.page.getByText('1 selected')).toHaveCount(0);
	return studio;
}

const people = ({ page }: StudioPage): Locator => page.getByRole('group', { name: 'People' });
const card = ({ page }: StudioPage): Locator => page.getByRole('dialog', { name: 'People' });
const own = (studio: StudioPage): Locator => people(studio).getByRole('button', { name: /\(you\)/ });
const face = (studio: StudioPage, name: string): Locator => people(studio).getByRole('button', { name, exact: true });
const close = (...studios: StudioPage[]): Promise<void[]> =>
	Promise.all(studios.map(({ page }) => page.context().close()));

async function rename(studio: StudioPage, name: string): Promise<void> {
	await own(studio).press('Enter');
	await expect(card(studio).locator(':focus')).toHaveCount(1);
	await card(studio).getByRole('textbox', { name: 'Your name' }).fill(name);
	await studio.page.keyboard.press('Escape');
	await expect(card(studio)).toHaveCount(0);
}

async function pointAt(studio: StudioPage, x: number, y: number): Promise<void> {
	const place = await studio.at(x, y);
	await studio.page.mouse.move(place.x - 5, place.y);
	await studio.page.mouse.move(place.x, place.y);
}

/** What the status bar says is under the pointer, as the list of people writes it. */
async function placeUnderPointer({ page }: StudioPage): Promise<string> {
	const parts = await page.locator('footer .pointer span').allTextContents();
	return parts.filter((part) => part !== '').join(' ');
}

/** Pixels over the roll that have the colour of a person. */
const painted = (page: Page, colour: number): Promise<number> =>
	page.evaluate((number) => {
		const canvas = document.querySelectorAll<HTMLCanvasElement>('[data-testid=roll] canvas')[1];
		const probe = document.createElement('canvas').getContext('2d');
		if (!canvas || !probe) return 0;
		probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(`--person-${number}`).trim();
		probe.fillRect(0, 0, 1, 1);
		const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
		// below the minimap, where views are
		const top = Math.round(60 * devicePixelRatio);
		const { data } = canvas.getContext('2d')?.getImageData(0, top, canvas.width, canvas.height - top) ?? { data: [] };
		let count = 0;
		for (let i = 0; i < data.length; i += 4) if (data[i] === r && data[i + 1] === g && data[i + 2] === b) count++;
		return count;
	}, colour);

test('a pointer, a name and a selection are seen on the other page, until its page is closed', async ({ browser }) => {
	const ann = await openOwned(browser);
	await expect(people(ann)).toHaveAttribute('data-count', '1');
	const ben = await openPage(browser, ann.page.url());
	await ben.expectNotes(1);
	await expect(face(ben, 'Guest')).toBeVisible();
	await expect(face(ann, 'Guest')).toBeVisible();
	await rename(ann, 'Ann');
	await expect(face(ben, 'Ann')).toBeVisible();

	await own(ann).click();
	await card(ann).getByRole('radio', { name: 'Colour 2' }).click();
	await ann.page.keyboard.press('Escape');
	await own(ben).click();
	await expect(card(ben).getByRole('radio', { name: 'Colour 2' })).not.toBeChecked();
	const row = card(ben).getByRole('button', { name: /Ann/ });
	await pointAt(ann, 0.15, 0.5);
	await expect(row.getByTestId('person-place')).toHaveText(await placeUnderPointer(ann));
	await expect.poll(() => painted(ben.page, 1)).toBeGreaterThan(30);
	await pointAt(ann, 0.2, 0.6);
	const place = await placeUnderPointer(ann);
	await expect(row.getByTestId('person-place')).toHaveText(place);
	// the pointer leaves her roll, and with it theirs
	await ann.page.mouse.move(5, 5);
	await expect(row.getByTestId('person-place')).toHaveText('');
	await expect.poll(() => painted(ben.page, 1)).toBe(0);
	await ann.press('ControlOrMeta+a');
	await expect.poll(() => painted(ben.page, 1)).toBeGreaterThan(100);

	await ann.page.reload();
	await expect(face(ben, 'Ann')).toHaveCount(1);
	await close(ann);
	await expect(face(ben, 'Ann')).toHaveCount(0);
	await expect(people(ben)).toHaveAttribute('data-count', '1');
	await expect(card(ben)).toContainText('Nobody else is here now.');
	await close(ben);
});

test('a face leads to where its person is', async ({ browser }) => {
	const ann = await openOwned(browser);
	const ben = await openPage(browser, ann.page.url());
	await rename(ann, 'Ann');
	await own(ann).click();
	await card(ann).getByRole('radio', { name: 'Colour 4' }).click();
	await ann.page.keyboard.press('Escape');
	await pointAt(ann, 0.5, 0.5);
	await ann.page.mouse.wheel(0, -3000);
	await pointAt(ann, 0.5, 0.4);
	await own(ben).click();
	const row = card(ben).getByRole('button', { name: /Ann/ });
	await expect(row.getByTestId('person-place')).toHaveText(await placeUnderPointer(ann));
	expect(await painted(ben.page, 3)).toBe(0);
	await row.press('Enter');
	await expect(card(ben)).toHaveCount(0);
	await expect.poll(() => painted(ben.page, 3)).toBeGreaterThan(30);
	await expect(ben.roll.getByRole('status')).toContainText(/^Ann is at bar \d+, beat \d$/);
	await close(ann, ben);
});

test('whoever may only look is a person, too, with a name by keyboard that is kept', async ({ browser }) => {
	const ann = await openOwned(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
	await ann.page.getByRole('button', { name: 'Share' }).click();
	const share = ann.page.getByRole('dialog', { name: 'Share' });
	await share.getByRole('radio', { name: 'Can look' }).click();
	await share.getByRole('button', { name: 'Copy link' }).click();
	await expect(share.getByRole('status')).toContainText('Link copied.');
	const eve = await openPage(browser, await ann.page.evaluate(() => navigator.clipboard.readText()));
	await ann.page.keyboard.press('Escape');
	await expect(eve.page.getByTestId('saved-state')).toContainText('read only');

	await own(eve).focus();
	await eve.page.keyboard.press('Enter');
	await expect(card(eve).getByRole('button', { name: 'Guest' })).toBeFocused();
	await eve.page.keyboard.press('Tab');
	await eve.page.keyboard.type('Eve');
	await eve.page.keyboard.press('Tab');
	const before = await card(eve).getByRole('radio', { checked: true }).getAttribute('aria-label');
	await eve.page.keyboard.press('ArrowRight');
	await expect(card(eve).getByRole('radio', { checked: true })).not.toHaveAttribute('aria-label', before ?? '');
	const chosen = await card(eve).getByRole('radio', { checked: true }).getAttribute('aria-label');
	await eve.page.keyboard.press('Escape');
	await expect(own(eve)).toBeFocused();
	await expect(face(ann, 'Eve')).toBeVisible();
	await pointAt(eve, 0.3, 0.5);
	await own(ann).click();
	await expect(card(ann).getByTestId('person-place')).toHaveText(await placeUnderPointer(eve));

	await eve.page.reload();
	await expect(face(ann, 'Eve')).toHaveCount(1);
	await own(eve).click();
	await expect(card(eve).getByRole('textbox', { name: 'Your name' })).toHaveValue('Eve');
	await expect(card(eve).getByRole('radio', { name: chosen ?? '' })).toBeChecked();
	await close(ann, eve);
});

test('four faces have room, the others are counted; newcomers wear other colours; on a phone there is a count', async ({
	browser
}) => {
	const ann = await openOwned(browser);
	const phone = await openPage(browser, ann.page.url(), PHONE);
	const others = await Promise.all(Array.from({ length: 5 }, () => openPage(browser, ann.page.url())));
	await expect(people(ann)).toHaveAttribute('data-count', '7');
	await expect(people(ann).getByRole('button', { name: 'Guest', exact: true })).toHaveCount(4);
	await expect(own(phone)).toHaveText(/7$/);
	await expect(face(phone, 'Guest')).toHaveCount(0);
	await own(phone).tap();
	await expect(card(phone).getByRole('listitem')).toHaveCount(6);
	await people(ann).getByRole('button', { name: '2 more people' }).click();
	await expect(card(ann).getByRole('listitem')).toHaveCount(6);
	const colours = card(ann).getByRole('listitem').locator('[style*="--person"]');
	const worn = (): Promise<string[]> =>
		colours.evaluateAll((faces) => faces.map((each) => getComputedStyle(each).backgroundColor));
	await expect.poll(async () => new Set(await worn()).size).toBeGreaterThanOrEqual(5);
	await close(ann, phone, ...others);
});
