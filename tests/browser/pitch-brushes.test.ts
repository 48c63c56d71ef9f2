/** The pitch tool: each of its brushes is one gesture, one edit and one undo. */

import { expect, test, type Page } from '@playwright/test';
import { openHeard, readCurve } from './pitch.ts';
import type { StudioPage } from './studio.ts';

const chooseBrush = (page: Page, name: RegExp): Promise<void> =>
	page.getByRole('group', { name: 'Pitch brush' }).getByRole('radio', { name }).click();

/** Frames whose pitch differs, and what it is after. */
const changesOf = (before: readonly number[], after: readonly number[]): number[] =>
	after.flatMap((hz, i) => (hz === before[i] ? [] : [i]));

const isContiguous = (frames: readonly number[]): boolean =>
	(frames.at(-1) ?? 0) - (frames[0] ?? 0) === frames.length - 1;

async function undone(studio: StudioPage, before: readonly number[]): Promise<void> {
	await studio.press('Control+z');
	expect(changesOf(before, await readCurve(studio))).toEqual([]);
	await studio.saved();
}

test('the pencil draws where the pointer goes', async ({ page }) => {
	const studio = await openHeard(page);
	const before = await readCurve(studio);
	await studio.press('p');
	await studio.drag([0.3, 0.4], [0.4, 0.3]);
	const after = await readCurve(studio);
	const changed = changesOf(before, after);
	expect(changed.length).toBeGreaterThan(20);
	expect(isContiguous(changed)).toBe(true);
	const drawn = changed.map((i) => after[i] ?? 0);
	// it rises all the way, without a step
	for (const [i, hz] of drawn.entries()) if (i > 0) expect(hz).toBeGreaterThanOrEqual((drawn[i - 1] ?? 0) - 0.01);
	expect((drawn.at(-1) ?? 0) / (drawn[0] ?? 1)).toBeGreaterThan(1.1);
	await undone(studio, before);
});

test('a line is straight in pitch, by its brush and by Shift', async ({ page }) => {
	const studio = await openHeard(page);
	const before = await readCurve(studio);
	await studio.chooseTool('Pitch');
	await page.keyboard.down('Shift');
	await studio.drag([0.5, 0.4], [0.6, 0.3]);
	await page.keyboard.up('Shift');
	await chooseBrush(page, /^Draw a line/);
	await studio.drag([0.3, 0.3], [0.4, 0.4]);
	const after = await readCurve(studio);
	const changed = changesOf(before, after);
	const gap = changed.findIndex((frame, i) => i > 0 && frame - (changed[i - 1] ?? 0) > 1);
	for (const frames of [changed.slice(0, gap), changed.slice(gap)]) {
		const cents = frames.map((i) => 1200 * Math.log2(after[i] ?? 1));
		const [first = 0, last = 0] = [cents[0], cents.at(-1)];
		for (const [i, value] of cents.entries())
			expect(Math.abs(value - first - ((last - first) * i) / (cents.length - 1))).toBeLessThan(2);
	}
	await studio.press('Control+z');
	await undone(studio, before);
});

test('smoothing makes the pitch less rough, and leaves what is not sung', async ({ page }) => {
	const studio = await openHeard(page);
	const before = await readCurve(studio);
	await studio.chooseTool('Pitch');
	await chooseBrush(page, /Smooth/);
	for (let i = 0; i < 3; i++) await studio.drag([0.1, 0.5], [0.8, 0.5]);
	const after = await readCurve(studio);
	const changed = changesOf(before, after);
	expect(changed.length).toBeGreaterThan(50);
	for (const i of changed) expect((before[i] ?? 0) > 0 && (after[i] ?? 0) > 0).toBe(true);
	const roughness = (hz: readonly number[]): number =>
		changed.reduce((sum, i) => {
			const [a, b, c] = [hz[i - 1] ?? 0, hz[i] ?? 0, hz[i + 1] ?? 0];
			return a > 0 && c > 0 ? sum + Math.abs(Math.log2((b * b) / (a * c))) : sum;
		}, 0);
	expect(roughness(after)).toBeLessThan(roughness(before) * 0.7);
});

test('erased is not sung, and with Alt it is as it was heard', async ({ page }) => {
	const studio = await openHeard(page);
	const before = await readCurve(studio);
	await studio.chooseTool('Pitch');
	await chooseBrush(page, /Erase/);
	await studio.drag([0.1, 0.5], [0.5, 0.5]);
	const after = await readCurve(studio);
	const changed = changesOf(before, after);
	expect(changed.length).toBeGreaterThan(50);
	for (const i of changed) expect(after[i]).toBe(0);
	await page.keyboard.down('Alt');
	await studio.drag([0.05, 0.5], [0.6, 0.5]);
	await page.keyboard.up('Alt');
	expect(changesOf(before, await readCurve(studio))).toEqual([]);
});

test('a stretch that is chosen goes up an octave, by menu and by key', async ({ page }) => {
	const studio = await openHeard(page);
	const before = await readCurve(studio);
	await studio.chooseTool('Pitch');
	await chooseBrush(page, /stretch/);
	await studio.drag([0.1, 0.5], [0.5, 0.5]);
	await page.getByRole('menuitem', { name: 'Pitch an octave up' }).click();
	const after = await readCurve(studio);
	const changed = changesOf(before, after);
	expect(changed.length).toBeGreaterThan(50);
	for (const i of changed) expect((after[i] ?? 0) / (before[i] ?? 1)).toBeCloseTo(2, 2);
	await studio.press('Control+ArrowDown');
	await page.keyboard.press('c');
	await expect(page.getByRole('menuitem', { name: 'Erase the pitch' })).toBeVisible();
	await page.keyboard.press('Escape');
	for (const [i, hz] of (await readCurve(studio)).entries()) expect(Math.abs(hz - (before[i] ?? 0))).toBeLessThan(0.01);
});

test('with one finger on a phone pitch is drawn too', async ({ browser }) => {
	const context = await browser.newContext({ viewport: { width: 390, height: 760 }, hasTouch: true });
	const page = await context.newPage();
	const studio = await openHeard(page);
	await studio.chooseTool('Pitch');
	const box = await studio.roll.boundingBox();
	if (!box) throw new Error('The roll is not on the page.');
	const touch = await context.newCDPSession(page);
	const at = (share: number) => [{ x: box.x + box.width * share, y: box.y + box.height * 0.4 }];
	await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0.3) });
	for (let share = 0.32; share < 0.7; share += 0.04)
		await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(share) });
	await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
	await expect(page.getByRole('button', { name: 'Undo' }).last()).toBeEnabled();
	await context.close();
});
