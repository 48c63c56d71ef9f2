/** Lyrics of many notes, phonemes, and the dictionary of a document. */

import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { StudioPage } from './studio.ts';

/** A file of notes in a row: a second each; `_` has no lyric. */
const notesCsv = (lyrics: readonly string[]): Uint8Array =>
	new TextEncoder().encode(
		['onset,offset,pitch,lyric', ...lyrics.map((lyric, at) => `${at},${at + 1},60,${lyric === '_' ? '' : lyric}`)].join(
			'\n'
		) + '\n'
	);

async function openWith(page: Page, lyrics: readonly string[]): Promise<StudioPage> {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.drop('song.csv', notesCsv(lyrics));
	await studio.expectNotes(lyrics.length);
	await studio.roll.focus();
	return studio;
}

const previewOf = (page: Page) => page.getByTestId('lyrics-preview').locator('li b');

test('a text is split over the notes from the playhead on, and is one undo', async ({ page }) => {
	const studio = await openWith(page, ['_', '_', '_', '_', '_', '_']);
	await studio.press('y');
	const dialog = page.getByRole('dialog', { name: 'Lyrics' });
	await dialog.getByRole('textbox', { name: 'Text' }).fill('사랑 wonderful 너');
	await expect(previewOf(page)).toHaveText(['사', '랑', 'won-', 'der-', 'ful', '너']);
	await expect(dialog.getByText('6 notes get a syllable')).toBeVisible();
	await dialog.getByRole('textbox', { name: 'Text' }).fill('사랑 wonderful 너 를');
	await expect(dialog.getByText('1 syllable is left over')).toBeVisible();
	await dialog.getByRole('checkbox', { name: 'The whole word on its first note' }).check();
	await expect(previewOf(page)).toHaveText(['사', '랑', 'wonderful', '+', '+', '너']);
	await dialog.getByRole('button', { name: 'Apply' }).click();
	await expect(dialog).toBeHidden();
	await expect(studio.roll).toBeFocused();
	await page.keyboard.press('Tab');
	await expect(studio.noteField('Lyric')).toHaveValue('사');
	await studio.press('Control+z');
	await expect(studio.noteField('Lyric')).toHaveValue('');
});

test('notes that sing on, and notes that have a lyric, can be left as they are', async ({ page }) => {
	const studio = await openWith(page, ['a', '-', '_', 'b']);
	await studio.press('Control+a');
	await page.keyboard.press('y');
	const dialog = page.getByRole('dialog', { name: 'Lyrics' });
	await expect(dialog.getByText('For the 4 selected notes, in their order.')).toBeVisible();
	const text = dialog.getByRole('textbox', { name: 'Text' });
	// a text with a gap would go to other notes, so it begins empty, for what is empty
	await expect(text).toHaveValue('');
	await expect(dialog.getByRole('checkbox', { name: 'Only notes without a lyric' })).toBeChecked();
	await text.fill('x y');
	await expect(previewOf(page)).toHaveText(['x']);
	await dialog.getByRole('checkbox', { name: 'Only notes without a lyric' }).uncheck();
	await expect(previewOf(page)).toHaveText(['x', 'y']);
	await expect(dialog.getByText('1 note gets none')).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
});

test('what is there is shown as a text that is split into the same lyrics', async ({ page }) => {
	const studio = await openWith(page, ['hel-', 'lo', '-', '사', '랑']);
	await studio.press('Control+a');
	await page.keyboard.press('y');
	await expect(page.getByRole('textbox', { name: 'Text' })).toHaveValue('hel-lo - 사 랑');
	await expect(previewOf(page)).toHaveText(['hel-', 'lo', '-', '사', '랑']);
	await expect(page.getByRole('button', { name: 'Apply' })).toBeDisabled();
});

test('phonemes are written into notes, except where somebody wrote some, and laid out in a lane', async ({ page }) => {
	const studio = await openWith(page, ['국', '물', 'hello', '+', 'zzyzxq']);
	await studio.press('Tab');
	await studio.noteField('Phonemes').fill('g u g');
	await studio.noteField('Phonemes').press('Enter');
	await studio.press('Escape');
	await studio.press('Shift+y');
	const dialog = page.getByRole('dialog', { name: 'Phonemes' });
	const sounds = page.getByTestId('phonemes-preview').locator('li');
	await expect(sounds).toHaveText([/국\s*g u g/, /물\s*m u l/, /hello\s*h ə/, /\+\s*l oʊ/, /zzyzxq\s*\?/]);
	await dialog.getByRole('button', { name: 'Lay out in a lane' }).click();
	await expect(dialog.getByText('10 segments laid out')).toBeVisible();
	await dialog.getByRole('button', { name: 'Write into 3 notes' }).click();
	await expect(dialog.getByRole('button', { name: 'Write into 0 notes' })).toBeDisabled();
	await dialog.getByRole('checkbox', { name: 'In place of what is written already' }).check();
	await dialog.getByRole('button', { name: 'Write into 1 note' }).click();
	await page.keyboard.press('Escape');
	await studio.press('Tab');
	await expect(studio.noteField('Phonemes')).toHaveValue('k u ŋ');
});

test('phonemes are written as lyrics are typed, when that is wanted', async ({ page }) => {
	const studio = await openWith(page, ['_', '_']);
	await studio.press('Shift+y');
	await page.getByRole('checkbox', { name: 'Write phonemes as lyrics are typed' }).check();
	await page.keyboard.press('Escape');
	await studio.press('Tab');
	await page.keyboard.press('Enter');
	await page.keyboard.type('국 물');
	await page.keyboard.press('Enter');
	await expect(studio.noteField('Phonemes')).toHaveValue('k u ŋ');
	await studio.press('Tab');
	await expect(studio.noteField('Phonemes')).toHaveValue('m u l');
});

test('the dictionary wins; it is written in, filtered, saved and read', async ({ page }) => {
	const studio = await openWith(page, ['꽃', '잎', 'zzyzxq']);
	await studio.press('Shift+y');
	await page.getByRole('button', { name: 'zzyzxq' }).click();
	const dialog = page.getByRole('dialog', { name: 'Dictionary of this roll' });
	await expect(dialog.getByRole('textbox', { name: 'New word', exact: true })).toHaveValue('zzyzxq');
	await expect(dialog.getByRole('textbox', { name: 'Phonemes of the new word' })).toBeFocused();
	await page.keyboard.type('z ɪ k s');
	await page.keyboard.press('Enter');
	await expect(dialog.getByText('1 word', { exact: true })).toBeVisible();
	await dialog
		.getByTestId('dictionary-file')
		.setInputFiles({ name: 'more.csv', mimeType: 'text/csv', buffer: Buffer.from('꽃잎,k͈ o n . n i p̚\nlost\n') });
	await expect(dialog.getByText('1 word taken from the file. 1 line has no word or no phonemes.')).toBeVisible();
	await dialog.getByRole('searchbox', { name: 'Filter' }).fill('zz');
	await expect(dialog.locator('tbody tr')).toHaveCount(1);
	await dialog.getByRole('textbox', { name: 'Phonemes of zzyzxq' }).fill('z i');
	await dialog.getByRole('textbox', { name: 'Phonemes of zzyzxq' }).press('Enter');
	const saving = page.waitForEvent('download');
	await dialog.getByRole('button', { name: 'Save as a CSV file' }).click();
	const saved = await readFile((await (await saving).path()) ?? '', 'utf8');
	expect(saved.split('\n')).toEqual(['word,phonemes', 'zzyzxq,z i', '꽃잎,k͈ o n . n i p̚', '']);
	await dialog.getByRole('button', { name: 'Close' }).click();
	await studio.press('Shift+y');
	await expect(page.getByTestId('phonemes-preview').locator('li span')).toHaveText(['k͈ o n', 'n i p̚', 'z i']);
	await page.getByRole('button', { name: 'Dictionary …' }).last().click();
	await dialog.getByRole('button', { name: 'Remove zzyzxq' }).click();
	await expect(dialog.getByText('1 word', { exact: true })).toBeVisible();
	await page.keyboard.press('Escape');
	await page.reload();
	await studio.expectNotes(3);
});

test.describe('in Korean', () => {
	test.use({ locale: 'ko-KR' });
	test('가사를 여러 음표에 넣고 음소를 본다', async ({ page }) => {
		const studio = await openWith(page, ['_', '_']);
		await studio.press('y');
		const dialog = page.getByRole('dialog', { name: '가사' });
		await dialog.getByRole('textbox', { name: '가사 글' }).fill('국물');
		await expect(dialog.getByText('음표 2개에 음절이 들어갑니다')).toBeVisible();
		await page.keyboard.press('Control+Enter');
		await expect(dialog).toBeHidden();
		await studio.press('Shift+y');
		await expect(page.getByTestId('phonemes-preview').locator('li span')).toHaveText(['k u ŋ', 'm u l']);
		await expect(page.getByRole('dialog', { name: '음소' })).toBeVisible();
	});
});
