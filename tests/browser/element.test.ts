/** `<piano-roll>` where others put it: from another origin, under a strict policy, in a sandbox, twice on a page. */

import { expect, test, type Page } from '@playwright/test';
import { openElementPages, type ElementPages } from './element-pages.ts';

let pages: ElementPages;

test.beforeAll(async () => {
	test.setTimeout(240_000);
	pages = await openElementPages();
});
test.afterAll(() => pages.close());

const GRADIO = {
	notes: [{ id: 'a', start: 80, duration: 160, pitch: 64, velocity: 90, lyric: '라' }],
	tempo: 120,
	timeSignature: { numerator: 4, denominator: 4 },
	editMode: 'select',
	snapSetting: '1/4',
	pixelsPerBeat: 80
};

/** Opens a page with some elements, and waits until each can be used. */
async function open(page: Page, body: string, headers: Record<string, string> = {}): Promise<void> {
	pages.pages.set('/page', { body, headers });
	await page.goto(`${pages.site}/page`);
	await expect(page.getByTestId('roll')).toHaveCount((body.match(/<piano-roll/g) ?? []).length);
}

async function drawAt(page: Page, nth: number): Promise<void> {
	const box = await page.getByTestId('roll').nth(nth).boundingBox();
	await page.mouse.dblclick((box?.x ?? 0) + 300, (box?.y ?? 0) + 200);
}

const countNotes = (page: Page, nth: number): Promise<number> =>
	page.evaluate((at) => {
		const value: unknown = Reflect.get(document.querySelectorAll('piano-roll')[at] ?? {}, 'value');
		return JSON.stringify(value).split('"pitch"').length - 1;
	}, nth);

test('from another origin, under a policy without any style, it draws, opens menus and breaks no rule', async ({
	page
}) => {
	const policy = `default-src 'none'; script-src ${pages.cdn}; connect-src ${pages.cdn}; style-src 'none'`;
	const broken: string[] = [];
	page.on(
		'console',
		(message) => message.type() === 'error' && /policy/i.test(message.text()) && broken.push(message.text())
	);
	page.on('pageerror', (error) => broken.push(error.message));
	await open(page, '<piano-roll controls></piano-roll>', { 'content-security-policy': policy });
	await drawAt(page, 0);
	await expect.poll(() => countNotes(page, 0)).toBe(1);
	await page.getByRole('button', { name: /^Meter / }).click();
	const menu = page.getByRole('menu');
	await expect(menu).toBeVisible();
	expect(await menu.evaluate((node) => getComputedStyle(node).borderTopStyle)).toBe('solid');
	expect(broken).toEqual([]);
});

test('in a sandbox without an origin it draws all the same', async ({ page }) => {
	pages.pages.set('/inner', '<piano-roll controls></piano-roll>');
	pages.pages.set('/page', `<iframe sandbox="allow-scripts" src="/inner" width="1000" height="500"></iframe>`);
	await page.goto(`${pages.site}/page`);
	const frame = page.frameLocator('iframe');
	await expect(frame.getByTestId('roll')).toBeVisible();
	await frame.getByTestId('roll').dblclick({ position: { x: 300, y: 200 } });
	await expect(frame.getByTestId('note-count')).toHaveAttribute('data-count', '1');
});

test('two rolls on a page know nothing of each other, and keys are those of the focused one', async ({ page }) => {
	await open(page, '<piano-roll></piano-roll><piano-roll></piano-roll>');
	await drawAt(page, 0);
	await expect.poll(() => countNotes(page, 0)).toBe(1);
	expect(await countNotes(page, 1)).toBe(0);
	await page.getByTestId('roll').nth(1).focus();
	await page.keyboard.press('Control+z');
	expect(await countNotes(page, 0)).toBe(1);
	await page.getByTestId('roll').nth(0).focus();
	await page.keyboard.press('Control+z');
	await expect.poll(() => countNotes(page, 0)).toBe(0);
});

test('a gesture is one change with its edits, undo another', async ({ page }) => {
	await open(page, '<piano-roll></piano-roll>');
	await page.evaluate(() => {
		const heard: unknown[] = [];
		Reflect.set(window, 'heard', heard);
		document
			.querySelector('piano-roll')
			?.addEventListener('change', (event) => heard.push(Reflect.get(event, 'detail')));
	});
	await drawAt(page, 0);
	await expect.poll(() => countNotes(page, 0)).toBe(1);
	await page.keyboard.press('Control+z');
	await expect.poll(() => countNotes(page, 0)).toBe(0);
	expect(await page.evaluate(() => Reflect.get(window, 'heard'))).toMatchObject([
		{ origin: 'local', edits: [{ kind: 'add', record: { kind: 'note' } }] },
		{ origin: 'undo', edits: [{ kind: 'delete' }] }
	]);
});

test('the value of gradio-pianoroll goes in and comes out', async ({ page }) => {
	await open(page, '<piano-roll format="gradio"></piano-roll>');
	const back = await page.evaluate((value) => {
		const element = document.querySelector('piano-roll');
		if (!element) return null;
		Reflect.set(element, 'value', value);
		return Reflect.get(element, 'value');
	}, GRADIO);
	expect(back).toMatchObject({
		tempo: 120,
		notes: [{ start: 80, duration: 160, pitch: 64, velocity: 90, lyric: '라' }]
	});
});

test('what the attributes say holds: read-only, language, theme', async ({ page }) => {
	await open(page, '<piano-roll controls readonly lang="ko" theme="dark"></piano-roll>');
	await expect(page.getByRole('button', { name: '재생', exact: true })).toBeVisible();
	await expect(page.locator('piano-roll')).toHaveAttribute('data-theme', 'dark');
	await drawAt(page, 0);
	expect(await countNotes(page, 0)).toBe(0);
});

test('what loads before anything is asked for does not grow unseen', async ({ page }) => {
	pages.sent.clear();
	await open(page, '<piano-roll></piano-roll>');
	const bytes = [...pages.sent.values()].reduce((sum, size) => sum + size, 0);
	expect(
		[...pages.sent.keys()].filter((name) => /client|formats|dialogs|surroundings|flac|stretch/i.test(name))
	).toEqual([]);
	// 120,000 is wanted; docs/ELEMENT.md says what it is made of
	expect(bytes).toBeLessThan(190_000);
});
