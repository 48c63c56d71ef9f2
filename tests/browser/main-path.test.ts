import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { makeLongMp3, SAMPLE, SHARED } from '../bench/recordings.ts';
import { StudioPage } from './studio.ts';

const VOCADITO = path.join(SHARED, 'audio/vocadito_14.wav');

test('a dropped song streams its pitch and notes while it is heard; a correction is there after a reload and in a second tab', async ({
	page,
	context
}) => {
	const studio = new StudioPage(page);
	await studio.open();
	await expect(page.getByTestId('empty')).toBeVisible();
	expect(new URL(page.url()).pathname).toBe('/');
	await studio.drop('long song.mp3', await makeLongMp3(150));
	// the first f0 points, before the analysis ends
	await expect(studio.card).toHaveAttribute('data-status', 'listening');
	await expect.poll(async () => Number(await studio.card.getAttribute('data-frames'))).toBeGreaterThan(0);
	expect(await studio.card.getAttribute('data-status')).toBe('listening');
	// and notes, before it ends
	await expect.poll(() => studio.noteCount()).toBeGreaterThan(3);
	await expect(page).toHaveURL(/\/d\/[\w-]{22}#k=[\w-]{22}$/);
	await studio.done();
	expect(Number(await studio.card.getAttribute('data-frames'))).toBeGreaterThan(14_000);
	const heard = await studio.noteCount();
	expect(heard).toBeGreaterThan(150);

	await studio.chooseTool('Draw');
	await studio.drag([0.1, 0.2], [0.25, 0.2]);
	await studio.expectNotes(heard + 1);
	await studio.saved();

	const second = new StudioPage(await context.newPage());
	await second.open(page.url());
	await second.expectNotes(heard + 1);
	await second.done();
	await studio.press('Control+z');
	await second.expectNotes(heard);
	await studio.press('Control+Shift+z');
	await second.expectNotes(heard + 1);
	await second.chooseTool('Draw');
	await second.drag([0.5, 0.15], [0.6, 0.15]);
	await studio.expectNotes(heard + 2);
	await second.saved();
	await second.press('Control+z');
	await studio.expectNotes(heard + 1);

	await studio.saved();
	await page.reload();
	await studio.expectNotes(heard + 1);
	await studio.done();
});

test('correcting a heard note: select, move by key, type a lyric, and find all of it again', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.dropFile(SAMPLE);
	await studio.done();
	await studio.expectNotes(30);
	await studio.roll.focus();
	await page.keyboard.press('Tab');
	await expect(studio.noteField('Pitch')).toHaveValue('C4');
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('ArrowUp');
	await expect(studio.noteField('Pitch')).toHaveValue('D4');
	await studio.noteField('Lyric').fill('아');
	await studio.noteField('Lyric').press('Enter');
	await studio.noteField('Velocity').fill('77');
	await studio.noteField('Velocity').press('Enter');
	await studio.saved();
	await page.reload();
	await studio.expectNotes(30);
	await studio.done();
	await studio.roll.focus();
	await page.keyboard.press('Tab');
	await expect(studio.noteField('Pitch')).toHaveValue('D4');
	await expect(studio.noteField('Lyric')).toHaveValue('아');
	await expect(studio.noteField('Velocity')).toHaveValue('77');
});

test('real singing is heard', async ({ page }) => {
	test.skip(!existsSync(VOCADITO), 'skipped: ../shared/audio is absent');
	const studio = new StudioPage(page);
	await studio.open();
	await studio.dropFile(VOCADITO);
	await studio.done();
	const count = await studio.noteCount();
	expect(count).toBeGreaterThan(15);
	expect(count).toBeLessThan(50);
});

test('the sample is one press away', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await page.getByTestId('sample').click();
	await studio.done();
	await studio.expectNotes(30);
});

test('a recording from the microphone is heard', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await page.getByRole('button', { name: 'Record', exact: true }).click();
	const stop = page.getByRole('button', { name: 'Stop recording' }).first();
	await expect(stop).toBeVisible();
	// Chromium's fake microphone beeps; let it do so for a while
	await expect.poll(() => page.getByTestId('position').textContent(), { timeout: 10_000 }).not.toBeNull();
	await page.waitForTimeout(2500);
	await stop.click();
	await expect(studio.card).toHaveAttribute('data-status', /done|failed/, { timeout: 30_000 });
	expect(Number(await studio.card.getAttribute('data-frames'))).toBeGreaterThan(150);
});

test('cancel stops the listening and keeps what was heard; listening again finishes it', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.drop('very long.mp3', await makeLongMp3(900));
	await expect(studio.card).toHaveAttribute('data-status', 'listening');
	await studio.card.getByRole('button', { name: 'Cancel' }).click();
	await expect(studio.card).toHaveAttribute('data-status', 'cancelled');
	const kept = Number(await studio.card.getAttribute('data-frames'));
	expect(kept).toBeGreaterThan(0);
	expect(kept).toBeLessThan(89_000);
	await studio.card.getByRole('button', { name: 'Listen again' }).click();
	await expect
		.poll(async () => Number(await studio.card.getAttribute('data-frames')), { timeout: 30_000 })
		.toBeGreaterThan(kept);
	await studio.card.getByRole('button', { name: 'Cancel' }).click();
});

const BAD: readonly (readonly [string, Uint8Array, string])[] = [
	['notes.txt', new TextEncoder().encode('do re mi\n'.repeat(50)), 'unsupported-format'],
	['empty.wav', new Uint8Array(), 'empty-file'],
	['song.mp3', new TextEncoder().encode('not a song '.repeat(200)), 'unsupported-format']
];
for (const [name, bytes, code] of BAD)
	test(`${name} that is no recording is refused with what to do`, async ({ page }) => {
		const studio = new StudioPage(page);
		await studio.open();
		await studio.drop(name, bytes);
		const fault = page.getByTestId('fault');
		await expect(fault).toHaveAttribute('data-code', code);
		await expect(fault).toContainText(name);
		await fault.getByRole('button', { name: 'Dismiss' }).click();
		await expect(page.getByTestId('empty')).toBeVisible();
		expect(new URL(page.url()).pathname).toBe('/');
	});

test('an address without its key, with a wrong key, or of nothing says so', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await page.getByTestId('sample').click();
	await studio.done();
	const { pathname } = new URL(page.url());
	for (const [address, text] of [
		[pathname, 'The key is missing'],
		[`${pathname}#k=AAAAAAAAAAAAAAAAAAAAAA`, 'This link does not open the roll'],
		['/d/AAAAAAAAAAAAAAAAAAAAAA#k=AAAAAAAAAAAAAAAAAAAAAA', 'This roll is not here'],
		['/nowhere', 'There is nothing at this address']
	] as const) {
		await page.goto('about:blank');
		await page.goto(address);
		await expect(page.getByText(text)).toBeVisible();
	}
});
