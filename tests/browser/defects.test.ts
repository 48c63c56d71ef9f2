/**
 * Defects of another piano roll (gradio-pianoroll 0.0.9), numbered as in our study of the field, that ours does not have:
 * those that need a page. The others are in tests/defects.
 */

import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { SAMPLE } from '../bench/recordings.ts';
import { StudioPage } from './studio.ts';

declare global {
	interface Window {
		/** How much was made for sound to be computed at once. */
		rendered: number;
		/** Where sources began, in seconds of their recordings. */
		began: number[];
	}
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
/** C, E and G, the last half a second later. */
const CHORD = bytesOf('onset,offset,midi\n1,2,60\n1,2,64\n1.5,2.5,67\n');

/** Beats and pitches of the notes, as the roll exports them. */
async function readNotes(page: Page): Promise<{ readonly pitch: number; readonly startBeats: number }[]> {
	await page.getByRole('button', { name: 'Export' }).click();
	const download = page.waitForEvent('download');
	await page.getByRole('menuitem', { name: /gradio/ }).click();
	const text = await readFile(await (await download).path(), 'utf8');
	const value = JSON.parse(text) as { readonly notes: { readonly pitch: number; readonly startBeats: number }[] };
	return value.notes.map(({ pitch, startBeats }) => ({ pitch, startBeats })).sort((one, two) => one.pitch - two.pitch);
}

/** Where there is a note, by its colour on the canvas: the middle of the lowest one. */
async function findLowest(page: Page): Promise<{ x: number; y: number }> {
	const found = await page.evaluate(() => {
		const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="roll"] canvas');
		const g = canvas?.getContext('2d');
		if (!canvas || !g) return null;
		const { width, height } = canvas;
		const { data } = g.getImageData(0, 0, width, height);
		const colour = getComputedStyle(canvas).getPropertyValue('--note').trim();
		g.save();
		g.fillStyle = colour;
		const [, red = 0, green = 0, blue = 0] =
			/#(..)(..)(..)/.exec(String(g.fillStyle))?.map((part) => parseInt(part, 16)) ?? [];
		g.restore();
		const isNote = (at: number): boolean =>
			Math.abs((data[at] ?? 0) - red) < 40 &&
			Math.abs((data[at + 1] ?? 0) - green) < 40 &&
			Math.abs((data[at + 2] ?? 0) - blue) < 40;
		const ratio = width / canvas.clientWidth;
		// above the lanes and right of the keyboard
		for (let y = Math.round(height * 0.75); y > 110 * ratio; y--)
			for (let x = Math.round(70 * ratio); x < width; x++) {
				if (!isNote(4 * (y * width + x))) continue;
				let end = x;
				while (isNote(4 * (y * width + end))) end++;
				if (end - x < 20 * ratio) break;
				const box = canvas.getBoundingClientRect();
				return { x: box.x + (x + end) / 2 / ratio, y: box.y + y / ratio - 6 };
			}
		return null;
	});
	if (!found) throw new Error('No note is drawn.');
	return found;
}

async function dragBy(
	page: Page,
	from: { x: number; y: number },
	dx: number,
	dy: number,
	steps: number
): Promise<void> {
	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	await page.mouse.move(from.x + dx, from.y + dy, { steps });
	await page.mouse.up();
}

test('11. moving a chord keeps it a chord', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.drop('chord.csv', CHORD);
	await studio.expectNotes(3);
	const before = await readNotes(page);
	await studio.press('ControlOrMeta+a');
	await dragBy(page, await findLowest(page), 120, -48, 10);
	const after = await readNotes(page);
	expect(before.map(({ pitch }) => pitch)).toEqual([60, 64, 67]);
	const moved = after.map(({ pitch, startBeats }, i) => [
		pitch - (before[i]?.pitch ?? 0),
		startBeats - (before[i]?.startBeats ?? 0)
	]);
	expect(moved[0]).not.toEqual([0, 0]);
	expect(moved).toEqual([moved[0], moved[0], moved[0]]);
});

test('12. a drag of many moves renders no sound, and is one change that one key takes back', async ({ page }) => {
	await page.addInitScript(() => {
		window.rendered = 0;
		const Own = window.OfflineAudioContext;
		window.OfflineAudioContext = class extends Own {
			constructor(options: OfflineAudioContextOptions) {
				super(options);
				window.rendered++;
			}
		} as typeof OfflineAudioContext;
	});
	const studio = new StudioPage(page);
	await studio.open();
	await studio.drop('chord.csv', CHORD);
	await studio.expectNotes(3);
	const before = await readNotes(page);
	const rendered = await page.evaluate(() => window.rendered);
	await studio.press('ControlOrMeta+a');
	await dragBy(page, await findLowest(page), 120, -72, 60);
	expect(await page.evaluate(() => window.rendered)).toBe(rendered);
	expect(await readNotes(page)).not.toEqual(before);
	await studio.press('ControlOrMeta+z');
	expect(await readNotes(page)).toEqual(before);
});

test('16. what is switched off is not on the picture', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.drop('chord.csv', CHORD);
	await studio.expectNotes(3);
	await findLowest(page);
	const notes = page.getByRole('switch', { name: 'Show: Notes', exact: true });
	await notes.click();
	await expect(notes).toHaveAttribute('aria-checked', 'false');
	await expect
		.poll(() =>
			findLowest(page).then(
				() => true,
				() => false
			)
		)
		.toBe(false);
	await notes.click();
	await expect
		.poll(() =>
			findLowest(page).then(
				() => true,
				() => false
			)
		)
		.toBe(true);
});

test('19. letters that are keys of the roll can be typed wherever text is', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.drop('chord.csv', CHORD);
	await studio.expectNotes(3);
	await studio.press('Tab');
	for (const field of [studio.noteField('Lyric'), page.getByRole('textbox', { name: 'Title' })]) {
		await field.click();
		await field.fill('');
		await page.keyboard.type('Lall bells');
		await expect(field).toHaveValue('Lall bells');
	}
	await studio.expectNotes(3);
});

test('19. two rolls are independent: keys in one do nothing in the other', async ({ page, context }) => {
	const [one, other] = [new StudioPage(page), new StudioPage(await context.newPage())];
	for (const studio of [one, other]) {
		await studio.open();
		await studio.drop('chord.csv', CHORD);
		await studio.expectNotes(3);
	}
	await one.press('ControlOrMeta+a');
	await page.keyboard.press('Delete');
	await one.expectNotes(0);
	await other.expectNotes(3);
});

test('21. at the end the button is Play again, and the ruler moves the recording while it plays', async ({ page }) => {
	await page.addInitScript(() => {
		window.began = [];
		const start = AudioBufferSourceNode.prototype.start;
		AudioBufferSourceNode.prototype.start = function (when = 0, offset = 0, ...rest) {
			window.began.push(offset);
			return start.call(this, when, offset, ...rest);
		};
	});
	const studio = new StudioPage(page);
	await studio.open();
	await studio.dropFile(SAMPLE);
	await studio.done();
	await studio.press('Space');
	const [play, pause] = ['Play', 'Pause'].map((name) => page.getByRole('button', { name, exact: true }).first());
	if (!play || !pause) throw new Error('There are no buttons.');
	await expect(pause).toBeVisible();
	await expect.poll(() => page.evaluate(() => window.began.length)).toBeGreaterThan(0);
	const before = await page.evaluate(() => window.began.length);
	const box = await studio.roll.boundingBox();
	if (!box) throw new Error('The roll is not on the page.');
	// the lower half of the ruler seeks
	await page.mouse.click(box.x + 56 + 0.2 * (box.width - 56), box.y + 52);
	await expect(pause).toBeVisible();
	await expect
		.poll(() => page.evaluate((count) => Math.max(0, ...window.began.slice(count)), before))
		.toBeGreaterThan(0.5);
	await studio.press('End');
	await expect(play).toBeVisible({ timeout: 20_000 });
});

test.describe('22. the picture', () => {
	/** Canvas pixels in a CSS pixel, each way, and whether the canvas fills the roll. */
	const readCanvas = (page: Page) =>
		page.evaluate(() => {
			const roll = document.querySelector('[data-testid="roll"]');
			const canvas = roll?.querySelector('canvas');
			if (!roll || !canvas) return null;
			return {
				ratio: [canvas.width / canvas.clientWidth, canvas.height / canvas.clientHeight].map(
					(each) => Math.round(each * 50) / 50
				),
				isFull: canvas.clientWidth === roll.clientWidth && canvas.clientHeight === roll.clientHeight,
				width: canvas.clientWidth
			};
		});

	test('is sharp at any pixel ratio, and fills its place when that changes', async ({ browser }) => {
		for (const deviceScaleFactor of [1, 2, 3]) {
			const context = await browser.newContext({ deviceScaleFactor, viewport: { width: 1280, height: 800 } });
			const page = await context.newPage();
			await new StudioPage(page).open();
			const before = await readCanvas(page);
			expect(before).toMatchObject({ ratio: [deviceScaleFactor, deviceScaleFactor], isFull: true });
			await page.setViewportSize({ width: 900, height: 700 });
			await expect
				.poll(() => readCanvas(page))
				.toMatchObject({ ratio: [deviceScaleFactor, deviceScaleFactor], isFull: true });
			expect((await readCanvas(page))?.width).not.toBe(before?.width);
			await context.close();
		}
	});

	test('follows the theme, and shows no emoji for an icon', async ({ page }) => {
		const studio = new StudioPage(page);
		const corner = () =>
			page.evaluate(() => {
				const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="roll"] canvas');
				const g = canvas?.getContext('2d');
				return g && canvas ? [...g.getImageData(canvas.width - 5, Math.round(canvas.height / 2), 1, 1).data] : null;
			});
		const colours: unknown[] = [];
		for (const colorScheme of ['dark', 'light'] as const) {
			await page.emulateMedia({ colorScheme });
			await studio.open();
			colours.push(await corner());
		}
		expect(colours[0]).not.toEqual(colours[1]);
		const text = await page.evaluate(() => document.body.innerText);
		expect(text).not.toMatch(/\p{Emoji_Presentation}/u);
	});

	test('is no picture alone: notes are a list that can be read', async ({ page }) => {
		const studio = new StudioPage(page);
		await studio.open();
		await studio.drop('chord.csv', CHORD);
		await studio.expectNotes(3);
		await expect(studio.roll).toHaveAttribute('aria-label', /.+/);
		await expect(studio.roll.locator('canvas').first()).toHaveAttribute('aria-hidden', 'true');
		await studio.press('Tab');
		await expect(page.locator('[aria-live]').filter({ hasText: 'C4' }).first()).toBeAttached();
	});
});
