import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { ROOT, SAMPLE } from '../bench/recordings.ts';
import { startServerProcess } from '../bench/server-process.ts';
import { StudioPage } from './studio.ts';

test.describe('on a phone', () => {
	test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });

	test('the main job works with a finger: hear, draw, play, and find it again', async ({ page }) => {
		const studio = new StudioPage(page);
		await studio.open();
		await page.getByTestId('file').first().setInputFiles(SAMPLE);
		const seen = (name: string) => page.getByText(name).filter({ visible: true }).first();
		const button = (name: string) => page.getByRole('button', { name, exact: true }).filter({ visible: true }).first();
		await expect(seen('30 notes')).toBeVisible({ timeout: 20_000 });
		await page.getByRole('radio', { name: 'Draw', exact: true }).filter({ visible: true }).tap();
		const box = await studio.roll.boundingBox();
		await page.touchscreen.tap((box?.x ?? 0) + 250, (box?.y ?? 0) + 120);
		await expect(seen('31 notes')).toBeVisible();
		await button('Play').tap();
		await expect(button('Pause')).toBeVisible();
		await button('Pause').tap();
		await studio.saved();
		await page.reload();
		await expect(seen('31 notes')).toBeVisible();
	});

	test('nothing reaches beyond the screen', async ({ page }) => {
		const studio = new StudioPage(page);
		await studio.open();
		expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
		const small = await page.getByRole('button').evaluateAll(
			(buttons) =>
				buttons.filter((button) => {
					const { width, height } = button.getBoundingClientRect();
					return width > 0 && Math.max(width, height) < 32;
				}).length
		);
		expect(small).toBe(0);
	});
});

test('on plain http a song is hashed, uploaded, heard and played all the same; what needs https says so', async ({
	page,
	baseURL
}) => {
	const studio = new StudioPage(page);
	await studio.open((baseURL ?? '').replace('127.0.0.1', 'plain.test'));
	expect(await page.evaluate(() => isSecureContext)).toBe(false);
	await page.getByRole('button', { name: 'Record', exact: true }).click();
	await expect(page.getByTestId('fault')).toContainText('https');
	await page.getByTestId('fault').getByRole('button', { name: 'Dismiss' }).click();
	await studio.dropFile(SAMPLE);
	await studio.done();
	await studio.expectNotes(30);
	await studio.saved();
	await page.getByRole('button', { name: 'Play', exact: true }).first().click();
	const position = page.getByTestId('position');
	const start = await position.textContent();
	await expect.poll(() => position.textContent()).not.toBe(start);
});

test('what only the browser can decode is decoded there and heard as FLAC', async ({ page }) => {
	const server = await startServerProcess(['--ffmpeg', 'off']);
	try {
		const studio = new StudioPage(page);
		await studio.open(server.url);
		const canDecode = await page.evaluate(() => new Audio().canPlayType('audio/mp4; codecs="mp4a.40.2"') !== '');
		test.skip(!canDecode, 'skipped: this Chromium was built without AAC');
		await studio.dropFile(path.join(ROOT, 'tests/fixtures/audio/tone.m4a'));
		await studio.done();
		expect(Number(await studio.card.getAttribute('data-frames'))).toBeGreaterThan(190);
	} finally {
		await server.stop();
	}
});

test('a server that goes away is said, edits go on, and all of it is saved when it is back', async ({ page }) => {
	const dataDir = mkdtempSync(path.join(tmpdir(), 'melograph-away-'));
	const first = await startServerProcess(['--data-dir', dataDir]);
	const { port } = new URL(first.url);
	const studio = new StudioPage(page);
	await studio.open(first.url);
	await studio.chooseTool('Draw');
	await studio.drag([0.1, 0.3], [0.2, 0.3]);
	await studio.saved();
	await first.stop();
	await expect(page.getByTestId('saved-state')).toContainText('offline');
	await studio.drag([0.3, 0.4], [0.4, 0.4]);
	await studio.expectNotes(2);
	await expect(page.getByTestId('saved-state')).toContainText('1 edit not saved yet');
	const again = await startServerProcess(['--data-dir', dataDir, '--port', port]);
	await studio.saved();
	await page.reload();
	await studio.expectNotes(2);
	await again.stop();
	rmSync(dataDir, { recursive: true, force: true });
});
