import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { SAMPLE } from '../bench/recordings.ts';
import { StudioPage } from './studio.ts';

test('with the mouse: draw, move, resize at both edges, marquee, erase, undo and redo', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.chooseTool('Draw');
	await studio.drag([0.3, 0.5], [0.45, 0.5]);
	await studio.expectNotes(1);
	await studio.drag([0.6, 0.6], [0.7, 0.6]);
	await studio.expectNotes(2);
	await studio.saved();

	await studio.chooseTool('Select');
	const place = await studio.at(0.37, 0.5);
	await page.mouse.click(place.x, place.y);
	const pitch = await studio.noteField('Pitch').inputValue();
	const starts = page.locator('dl dd').filter({ has: page.locator('.figure') });
	const before = await starts.allTextContents();
	await studio.drag([0.37, 0.5], [0.47, 0.4]);
	await expect(studio.noteField('Pitch')).not.toHaveValue(pitch);
	const moved = await starts.allTextContents();
	expect(moved[0]).not.toBe(before[0]);
	expect(moved[1]).toBe(before[1]);
	await studio.press('Control+z');
	await expect(studio.noteField('Pitch')).toHaveValue(pitch);

	// the right edge, then the left one: found by walking along the note to where the pointer says so
	const edge = async (from: number, to: number): Promise<number> => {
		const step = (to - from) / 60;
		for (let x = from; step > 0 ? x <= to : x >= to; x += step) {
			const at = await studio.at(x, 0.5);
			await page.mouse.move(at.x, at.y);
			const cursor = await studio.roll.evaluate((host) =>
				[host, ...host.querySelectorAll('*')]
					.map((one) => getComputedStyle(one).cursor)
					.find((one) => one.includes('resize'))
			);
			if (cursor) return x;
		}
		throw new Error('There is no edge to take hold of.');
	};
	const right = await edge(0.37, 0.55);
	await studio.drag([right, 0.5], [right + 0.1, 0.5]);
	const longer = await starts.allTextContents();
	expect(longer[0]).toBe(before[0]);
	expect(longer[1]).not.toBe(before[1]);
	const left = await edge(0.37, 0.2);
	await studio.drag([left, 0.5], [left - 0.08, 0.5]);
	expect((await starts.allTextContents())[0]).not.toBe(before[0]);

	await studio.drag([0.02, 0.35], [0.9, 0.75]);
	await expect(page.getByText('2 selected')).toBeVisible();
	await studio.chooseTool('Erase');
	const second = await studio.at(0.65, 0.6);
	await page.mouse.click(second.x, second.y);
	await studio.expectNotes(1);
	await studio.press('Control+z');
	await studio.expectNotes(2);
	await studio.press('Control+y');
	await studio.expectNotes(1);
	await studio.saved();
	await page.reload();
	await studio.expectNotes(1);
});

test('with the keyboard alone: draw, move, copy, paste, duplicate, delete, undo', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.press('Enter');
	await studio.expectNotes(1);
	await page.keyboard.press('Control+a');
	await page.keyboard.press('Shift+ArrowUp');
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Alt+ArrowRight');
	await page.keyboard.press('Control+c');
	await page.keyboard.press('Control+v');
	await studio.expectNotes(2);
	await page.keyboard.press('Control+d');
	await studio.expectNotes(3);
	await page.keyboard.press('Control+a');
	await page.keyboard.press('Control+x');
	await studio.expectNotes(0);
	for (let i = 0; i < 3; i++) await page.keyboard.press('Control+z');
	await studio.expectNotes(1);
	await page.keyboard.press('Control+a');
	await page.keyboard.press('Delete');
	await studio.expectNotes(0);
	await studio.saved();
});

test('each gesture is one small frame', async ({ page }) => {
	const OP = 2;
	const sent: number[] = [];
	page.on('websocket', (socket) =>
		socket.on('framesent', ({ payload }) => {
			// after the head of the array comes the type; presence and pings go their own way
			if (typeof payload !== 'string' && payload[1] === OP) sent.push(payload.length);
		})
	);
	const studio = new StudioPage(page);
	await studio.open();
	await studio.chooseTool('Draw');
	await studio.drag([0.3, 0.5], [0.45, 0.5]);
	await studio.saved();
	await studio.chooseTool('Select');
	expect(sent).toHaveLength(1);
	await studio.drag([0.37, 0.5], [0.55, 0.3]);
	await studio.saved();
	await expect.poll(() => sent.length).toBe(2);
	expect(sent[1]).toBeLessThanOrEqual(20);
});

test('the wheel scrolls and zooms, and the page says what is under the pointer', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	const place = await studio.at(0.15, 0.25); // beside the invitation
	await page.mouse.move(place.x, place.y);
	const under = page.locator('footer .pointer');
	await expect(under).toContainText(/[A-G].*\d/);
	const nudge = async (): Promise<void> => {
		await page.mouse.move(place.x + 1, place.y);
		await page.mouse.move(place.x, place.y);
	};
	const [pitch, , time] = await under.locator('span').allTextContents();
	await page.mouse.wheel(0, 400);
	await nudge();
	await expect(under.locator('span').first()).not.toHaveText(pitch ?? '');
	await page.keyboard.down('Shift');
	await page.mouse.wheel(0, 1500);
	await page.keyboard.up('Shift');
	await nudge();
	await expect(under.locator('span').last()).not.toHaveText(time ?? '');
	const far = await under.locator('span').last().textContent();
	await page.keyboard.down('Control');
	await page.mouse.wheel(0, -600);
	await page.keyboard.up('Control');
	await nudge();
	await expect(under.locator('span').last()).toHaveText(far ?? ''); // it zooms at the pointer
});

test('what is on the page can be taken away as MIDI, CSV and JSON', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.dropFile(SAMPLE);
	await studio.done();
	const save = async (name: string): Promise<{ file: string; bytes: Buffer }> => {
		await page.getByRole('button', { name: 'Export' }).click();
		const download = page.waitForEvent('download');
		await page.getByRole('menuitem', { name: new RegExp(`^${name} \\.`) }).click();
		const saved = await download;
		return { file: saved.suggestedFilename(), bytes: await readFile(await saved.path()) };
	};
	const midi = await save('MIDI file');
	expect(midi.file).toMatch(/\.mid$/);
	expect(midi.bytes.subarray(0, 4).toString('latin1')).toBe('MThd');
	const csv = (await save('CSV')).bytes.toString('utf8').split('\n');
	expect(csv[0]).toBe('time,f0,confidence');
	expect(csv.length).toBeGreaterThan(2000);
	const json = JSON.parse((await save('JSON')).bytes.toString('utf8')) as {
		notes: unknown[];
		analyser: { id: string };
		audio: { sampleRate: number };
	};
	expect(json.notes).toHaveLength(30);
	expect(json.analyser).toEqual({ id: 'melograph-f0', version: '1' });
	expect(json.audio.sampleRate).toBe(44_100);
});

test('another recording may take the place of the present one, and undo brings it back', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.dropFile(SAMPLE);
	await studio.done();
	await studio.expectNotes(30);
	await studio.drop('other.mp3', (await readFile(SAMPLE)).subarray(0, 120_000));
	await page.getByRole('button', { name: 'Replace' }).click();
	await expect.poll(() => studio.noteCount()).toBeLessThan(30);
	await studio.done();
	await studio.press('Control+z');
	await studio.press('Control+z');
	await studio.expectNotes(30);
	await studio.saved();
});
