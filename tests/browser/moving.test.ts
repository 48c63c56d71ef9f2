/** Moving the view: every way that section E of the conventions names, one at a time. */

import { expect, test, type Page } from '@playwright/test';
import { StudioPage } from './studio.ts';

/** What the view shows, told by the names on its keys and bars: pictures of the keyboard and of the ruler. */
async function sights(studio: StudioPage): Promise<{ pitch: string; time: string }> {
	const box = await studio.roll.boundingBox();
	if (!box) throw new Error('The roll is not on the page.');
	// what is under the pointer is marked
	await studio.page.mouse.move(4, 4);
	const shoot = async (x: number, y: number, width: number, height: number): Promise<string> =>
		(await studio.page.screenshot({ clip: { x: box.x + x, y: box.y + y, width, height } })).toString('base64');
	return { pitch: await shoot(6, 90, 44, 300), time: await shoot(70, 32, box.width - 80, 24) };
}

async function expectMoves(
	page: Page,
	moves: 'pitch' | 'time',
	act: (studio: StudioPage) => Promise<void>
): Promise<void> {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.press('ArrowRight');
	const before = await sights(studio);
	const place = await studio.at(0.9, 0.3);
	await page.mouse.move(place.x, place.y);
	await act(studio);
	await expect.poll(async () => (await sights(studio))[moves] !== before[moves]).toBe(true);
	const other = moves === 'pitch' ? 'time' : 'pitch';
	expect((await sights(studio))[other] === before[other]).toBe(true);
}

const wheel =
	(held: string | null, delta: number) =>
	async (studio: StudioPage): Promise<void> => {
		if (held) await studio.page.keyboard.down(held);
		await studio.page.mouse.wheel(0, delta);
		if (held) await studio.page.keyboard.up(held);
	};

test('the wheel scrolls pitch', ({ page }) => expectMoves(page, 'pitch', wheel(null, 120)));
test('Shift and the wheel scroll time', ({ page }) => expectMoves(page, 'time', wheel('Shift', 120)));
test('Ctrl and the wheel zoom time', ({ page }) => expectMoves(page, 'time', wheel('Control', -120)));
test('Alt and the wheel zoom pitch', ({ page }) => expectMoves(page, 'pitch', wheel('Alt', -120)));

test('Space and a drag move the view, and do not play', ({ page }) =>
	expectMoves(page, 'time', async (studio) => {
		await studio.roll.focus();
		await page.keyboard.down('Space');
		await studio.drag([0.9, 0.3], [0.7, 0.3]);
		await page.keyboard.up('Space');
		await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
	}));

test('the middle button drags the view', ({ page }) =>
	expectMoves(page, 'time', async (studio) => {
		const to = await studio.at(0.7, 0.3);
		await page.mouse.down({ button: 'middle' });
		await page.mouse.move(to.x, to.y, { steps: 4 });
		await page.mouse.up({ button: 'middle' });
	}));

test('an edge of the frame in the minimap zooms time', ({ page }) =>
	expectMoves(page, 'time', async (studio) => {
		const box = await studio.roll.boundingBox();
		if (!box) throw new Error('The roll is not on the page.');
		// an empty roll stands for 30 seconds, of which it shows 12
		const scale = (box.width - 56) / 30;
		const edge = box.x + 56 + 12.6 * scale;
		await page.mouse.move(edge, box.y + 15);
		await page.mouse.down();
		await page.mouse.move(edge - 4 * scale, box.y + 15, { steps: 5 });
		await page.mouse.up();
	}));

test('plus and minus zoom by key', ({ page }) => expectMoves(page, 'time', async (studio) => studio.press('+')));
