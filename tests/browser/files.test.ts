/** Files of notes: dropped, asked about, exported and read back. */

import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { midiFile, meta, text } from '../formats/midi-bytes.ts';
import { StudioPage } from './studio.ts';

/** Two tracks of two notes and one, in 3/4 at 100 quarter notes a minute, with a pedal that has no place here. */
const SONG = midiFile(1, 480, [
	[text(0, 3, 'Morning'), meta(0, 0x51, 0x09, 0x27, 0xc0), meta(0, 0x58, 3, 2, 24, 8)],
	[
		text(0, 3, 'Soprano'),
		[0, 0xb0, 64, 127],
		text(0, 5, 'la'),
		[0, 0x90, 69, 77],
		[480, 0x80, 69, 0],
		[0, 0x90, 71, 77],
		[480, 71, 0]
	],
	[text(0, 3, 'Alto'), [0, 0x91, 57, 90], [480, 0x81, 57, 0]]
]);

/** Chooses a format in the menu; the answer is the file. */
async function exportAs(page: Page, name: RegExp): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
	await page.getByRole('button', { name: 'Export' }).click();
	const download = page.waitForEvent('download');
	await page.getByRole('menuitem', { name }).click();
	const file = await download;
	return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

test('a MIDI file that is dropped becomes notes, tempo and tracks; gradio-pianoroll’s JSON goes out and comes back', async ({
	page
}) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.drop('no name that tells', SONG);
	await studio.expectNotes(3);
	await expect(page.getByTestId('tracks').getByRole('listitem')).toHaveText([/Soprano/, /Alto/]);
	await expect(page.getByRole('textbox', { name: 'Tempo' })).toHaveValue('100');
	await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Morning');
	const notice = page.getByTestId('import-notice');
	await expect(notice).toContainText('controllers');
	await notice.getByRole('button', { name: 'Dismiss' }).click();
	await studio.roll.focus();
	await page.keyboard.press('Tab');
	await expect(studio.noteField('Pitch')).toHaveValue('A4');
	await expect(studio.noteField('Lyric')).toHaveValue('la');
	await expect(studio.noteField('Velocity')).toHaveValue('77');
	await studio.saved();

	await page.getByRole('button', { name: 'Export' }).click();
	await expect(page.getByRole('menuitem', { name: /gradio/ })).toContainText('without: tracks');
	await expect(page.getByRole('menuitem', { name: /^LAB/ })).toContainText('velocity');
	await page.keyboard.press('Escape');
	const { name, bytes } = await exportAs(page, /gradio/);
	expect(name).toBe('Morning.pianoroll.json');
	expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({
		tempo: 100,
		timeSignature: { numerator: 3, denominator: 4 },
		notes: [
			{ start: 0, duration: 80, pitch: 57, velocity: 90 },
			{ start: 0, duration: 80, pitch: 69, velocity: 77, lyric: 'la' },
			{ start: 80, duration: 80, pitch: 71, velocity: 77 }
		]
	});
	await page.goto('/');
	await studio.open();
	await studio.drop('value.json', bytes);
	await studio.expectNotes(3);
	await expect(page.getByRole('textbox', { name: 'Tempo' })).toHaveValue('100');

	// one step back
	await studio.press('ControlOrMeta+z');
	await studio.expectNotes(0);
	await expect(page.getByRole('textbox', { name: 'Tempo' })).toHaveValue('120');
});

test('into a roll with notes it asks: at the playhead, as parts, in their place, or not at all', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	const labels = new TextEncoder().encode('0 5000000 A4\n5000000 10000000 B4\n');
	await studio.drop('first.lab', labels);
	await studio.expectNotes(2);
	const dialog = page.getByRole('alertdialog', { name: 'Where should the notes go?' });
	const answer = async (name: RegExp, key = false): Promise<void> => {
		await studio.drop('song.mid', SONG);
		await expect(dialog).toContainText('3 notes');
		const button = dialog.getByRole('button', { name });
		await (key ? button.press('Enter') : button.click());
		await expect(dialog).toHaveCount(0);
		await expect(studio.roll).toBeFocused();
	};
	await answer(/Cancel/);
	await studio.expectNotes(2);
	await answer(/at the playhead/, true);
	await studio.expectNotes(5);
	await answer(/In place of/);
	await studio.expectNotes(3);
	await expect(page.getByRole('textbox', { name: 'Tempo' })).toHaveValue('100');
	await studio.press('ControlOrMeta+z');
	await studio.expectNotes(5);
	await answer(/new parts/);
	await studio.expectNotes(3);
	await page.getByTestId('part-menu').filter({ visible: true }).click();
	await expect(page.getByRole('menuitemradio')).toHaveText([/Part 1/, /song/]);
});

test('a damaged file is refused with what is wrong with it, and where', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.drop('song.mid', SONG.subarray(0, SONG.length - 20));
	const notice = page.getByTestId('import-notice');
	await expect(notice).toHaveAttribute('data-code', 'truncated');
	await expect(notice).toContainText('song.mid');
	await expect(notice).toContainText(/byte \d+/);
	await notice.getByRole('button', { name: 'Dismiss' }).click();
	await expect(page.getByTestId('empty')).toBeVisible();
});

test('a whole document goes out and comes back with its tracks', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await page
		.getByTestId('file')
		.first()
		.setInputFiles({ name: 'song.mid', mimeType: '', buffer: Buffer.from(SONG) });
	await studio.expectNotes(3);
	const { name, bytes } = await exportAs(page, /Melograph document/);
	expect(name).toBe('Morning.melograph.json');
	await page.goto('/');
	await studio.open();
	await studio.drop(name, bytes);
	await studio.expectNotes(3);
	await expect(page.getByTestId('tracks').getByRole('listitem')).toHaveText([/Soprano/, /Alto/]);
});

test('a file of lanes goes beside the notes without a question, and out again', async ({ page }) => {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.drop('song.mid', SONG);
	await studio.expectNotes(3);
	await page.getByTestId('import-notice').getByRole('button', { name: 'Dismiss' }).click();
	await studio.drop('words.lab', new TextEncoder().encode('0 5000000 pau\n5000000 10000000 la\n'));
	await expect(page.getByRole('alertdialog')).toHaveCount(0);
	await expect(page.getByTestId('import-notice')).toHaveCount(0);
	await studio.expectNotes(3);
	const { name, bytes } = await exportAs(page, /TextGrid/);
	expect(name).toBe('Morning.TextGrid');
	expect(new TextDecoder().decode(bytes)).toContain('name = "words"');
	expect(new TextDecoder().decode(bytes)).toContain('text = "la"');
});

/** Half a second of silence, as 8-bit WAV. */
function silence(): Buffer {
	const bytes = Buffer.alloc(44 + 4000, 0x80);
	bytes.write('RIFF', 0);
	bytes.writeUInt32LE(bytes.length - 8, 4);
	bytes.write('WAVEfmt ', 8);
	bytes.writeUInt32LE(16, 16);
	bytes.writeUInt16LE(1, 20);
	bytes.writeUInt16LE(1, 22);
	bytes.writeUInt32LE(8000, 24);
	bytes.writeUInt32LE(8000, 28);
	bytes.writeUInt16LE(1, 32);
	bytes.writeUInt16LE(8, 34);
	bytes.write('data', 36);
	bytes.writeUInt32LE(4000, 40);
	return bytes;
}

test('a recording inside gradio-pianoroll’s JSON comes along, and gives way like one that is dropped', async ({
	page
}) => {
	const studio = new StudioPage(page);
	await studio.open();
	const value = JSON.stringify({
		notes: [{ start: 0, duration: 80, pitch: 60, velocity: 90 }],
		tempo: 120,
		pixelsPerBeat: 80,
		audio_data: `data:audio/wav;base64,${silence().toString('base64')}`
	});
	await studio.drop('take.pianoroll.json', new TextEncoder().encode(value));
	await studio.expectNotes(1);
	await expect(page.getByTestId('import-notice')).toHaveCount(0);
	await expect(page.getByTestId('pitch-card')).not.toHaveAttribute('data-status', 'none');
	await expect(page.getByRole('textbox', { name: 'Title' })).toHaveAttribute('placeholder', 'take');
	await studio.drop('other.wav', silence());
	await expect(page.getByRole('alertdialog')).toBeVisible();
});
