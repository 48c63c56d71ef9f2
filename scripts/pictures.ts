/**
 * Takes a picture of every state of the gallery, and those of the page for the README: the real server, a real browser.
 * `node scripts/pictures.ts [NAME...]`: all of them, or those whose names begin so.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import sharp from 'sharp';
import { findState, GALLERY_IDS } from '#lib/ui/gallery/states.ts';
import { startServerProcess } from '../tests/bench/server-process.ts';
import { findBrowser } from './browser.mjs';

const FOLDER = path.resolve(import.meta.dirname, '../docs/pictures');
/** A README should load at once. */
const BYTES_MAX = 150_000;
/** WebP qualities, tried from the best down. */
const QUALITIES = [90, 82, 74, 66, 58, 50, 40, 30] as const;
/** Notes that are stepped over, so that one in the middle of the tune is selected. */
const STEPS_TO_NOTE = 13;
/** A page that looks the same twice, so far apart, is through with whatever it had to draw. */
const SETTLE_MS = 250;
const SETTLE_MAX_MS = 20_000;

interface Shot {
	readonly name: string;
	readonly address: string;
	readonly context: BrowserContextOptions;
	readonly prepare: (page: Page) => Promise<void>;
}

const DESKTOP = { viewport: { width: 1440, height: 860 }, deviceScaleFactor: 1.5 };
const PHONE = { viewport: { width: 390, height: 760 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

const SHOTS: readonly Shot[] = [
	{ name: 'melograph-dark', context: { ...DESKTOP, colorScheme: 'dark' }, address: '/', prepare: hearSample },
	{ name: 'melograph-light', context: { ...DESKTOP, colorScheme: 'light' }, address: '/', prepare: hearSample },
	{ name: 'melograph-phone', context: { ...PHONE, colorScheme: 'dark' }, address: '/', prepare: hearSample },
	...GALLERY_IDS.map((id) => ({
		name: `gallery-${id}`,
		address: `/gallery/${id}`,
		context: { ...(findState(id)?.isNarrow ? PHONE : DESKTOP), colorScheme: 'dark' as const },
		prepare: (page: Page) => page.locator('[data-ready=true]').first().waitFor()
	}))
];

/** The bundled song on a new roll, once it is heard and kept. */
async function hearSample(page: Page): Promise<void> {
	await page.getByTestId('sample').click();
	await page.locator('[data-testid=pitch-card][data-status=done]').waitFor({ state: 'attached', timeout: 60_000 });
	await page
		.locator('[data-testid=saved-state]')
		.filter({ hasText: /^(?!.*not saved).*saved/i })
		.waitFor();
	if ((page.viewportSize()?.width ?? 0) < DESKTOP.viewport.width) return;
	// a selected note fills the inspector, as it does in use
	await page.getByTestId('roll').focus();
	for (let i = 0; i < STEPS_TO_NOTE; i++) await page.keyboard.press('Tab');
}

async function takeShot(browser: Browser, url: string, { name, address, context, prepare }: Shot): Promise<string> {
	const own = await browser.newContext({ ...context, locale: 'en', reducedMotion: 'reduce' });
	try {
		const page = await own.newPage();
		await page.goto(url + address);
		await prepare(page);
		await page.evaluate(() => document.fonts.ready);
		return await save(name, await settle(page));
	} finally {
		await own.close();
	}
}

/** The page as it is when nothing moves on it any more. */
async function settle(page: Page): Promise<Buffer> {
	const until = Date.now() + SETTLE_MAX_MS;
	let last = await page.screenshot({ animations: 'disabled' });
	while (Date.now() < until) {
		await page.waitForTimeout(SETTLE_MS);
		const next = await page.screenshot({ animations: 'disabled' });
		if (next.equals(last)) return next;
		last = next;
	}
	return last;
}

/** Writes the picture at the best quality that is small enough, and says how large it is. */
async function save(name: string, png: Buffer): Promise<string> {
	for (const quality of QUALITIES) {
		const webp = await sharp(png).webp({ quality, effort: 6 }).toBuffer();
		if (webp.length >= BYTES_MAX) continue;
		await writeFile(path.join(FOLDER, `${name}.webp`), webp);
		return `${name}.webp ${webp.length} bytes, quality ${quality}`;
	}
	throw new Error(`${name} is over ${BYTES_MAX} bytes at any quality.`);
}

const wanted = process.argv.slice(2);
const shots = SHOTS.filter(({ name }) => wanted.length === 0 || wanted.some((each) => name.startsWith(each)));
await mkdir(FOLDER, { recursive: true });
const executablePath = findBrowser();
const server = await startServerProcess(['--host', '127.0.0.1']);
const browser = await chromium.launch({
	...(executablePath ? { executablePath } : {}),
	args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-background-networking']
});
try {
	for (const shot of shots) process.stdout.write(`${await takeShot(browser, server.url, shot)}\n`);
} finally {
	await browser.close();
	await server.stop();
}
