/** The page with a voice that is heard to its end, for tests of pitch. */

import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { StudioPage } from './studio.ts';

const SAMPLE = path.resolve(import.meta.dirname, '../../static/samples/arirang.mp3');

/** The sample, heard, with the pitch tool taken. */
export async function openHeard(page: Page): Promise<StudioPage> {
	const studio = new StudioPage(page);
	await studio.open();
	await studio.dropFile(SAMPLE);
	await studio.done();
	return studio;
}

/** Rows of a file that is exported, by its name in the menu. */
export async function exported(studio: StudioPage, name: string): Promise<string> {
	const { page } = studio;
	await page.getByRole('button', { name: 'Export' }).click();
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('menuitem', { name: new RegExp(`^${name} \\.`) }).click()
	]);
	const stream = await download.createReadStream();
	const parts: Buffer[] = [];
	for await (const part of stream) parts.push(Buffer.from(part));
	return Buffer.concat(parts).toString();
}

/** The f0 of each frame, in Hz; negative or 0 where nothing is sung. */
export async function readCurve(studio: StudioPage): Promise<number[]> {
	const text = await exported(studio, 'CSV');
	const rows = text.trim().split('\n').slice(1);
	expect(rows.length).toBeGreaterThan(100);
	return rows.map((row) => Number(row.split(',')[1]));
}
