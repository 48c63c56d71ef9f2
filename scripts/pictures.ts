/** Takes the pictures of the README: the real server, a real browser, the bundled sample. `node scripts/pictures.ts` */

import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import sharp from 'sharp';
import { findBrowser } from './browser.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const FOLDER = path.join(ROOT, 'docs/pictures');
/** A README should load at once. */
const BYTES_MAX = 150_000;
/** WebP qualities, tried from the best down. */
const QUALITIES = [90, 82, 74, 66, 58, 50] as const;
/** Notes that are stepped over, so that one in the middle of the tune is selected. */
const STEPS_TO_NOTE = 13;

interface Shot {
	readonly name: string;
	readonly context: BrowserContextOptions;
}

const DESKTOP = { viewport: { width: 1440, height: 860 }, deviceScaleFactor: 1.5 };
const SHOTS: readonly Shot[] = [
	{ name: 'melograph-dark', context: { ...DESKTOP, colorScheme: 'dark' } },
	{ name: 'melograph-light', context: { ...DESKTOP, colorScheme: 'light' } },
	{
		name: 'melograph-phone',
		context: {
			viewport: { width: 390, height: 760 },
			deviceScaleFactor: 2,
			isMobile: true,
			hasTouch: true,
			colorScheme: 'dark'
		}
	}
];

interface Server {
	readonly url: string;
	stop(): Promise<void>;
}

/** The real server on a free port, with a data folder that goes when it stops. */
async function startServer(): Promise<Server> {
	const dataDir = await mkdtemp(path.join(tmpdir(), 'melograph-pictures-'));
	const flags = ['--port', '0', '--host', '127.0.0.1', '--data-dir', dataDir, '--log-level', 'warn'];
	const child = spawn(process.execPath, [path.join(ROOT, 'server/main.ts'), ...flags], {
		cwd: ROOT,
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const url = await new Promise<string>((resolve, reject) => {
		let output = '';
		child.stdout.on('data', (data: Buffer) => {
			output += data.toString();
			const found = /Melograph is at (\S+)/.exec(output)?.[1];
			if (found) resolve(found);
		});
		child.once('exit', (code) =>
			reject(new Error(`The server ended with ${code}. Are the pages built? npm run build`))
		);
	});
	return {
		url,
		stop: async () => {
			const exited = new Promise((resolve) => child.once('exit', resolve));
			child.kill('SIGTERM');
			await exited;
			await rm(dataDir, { recursive: true, force: true });
		}
	};
}

async function takeShot(browser: Browser, url: string, { name, context }: Shot): Promise<string> {
	const own = await browser.newContext({ ...context, locale: 'en', reducedMotion: 'reduce' });
	try {
		const page = await own.newPage();
		await page.goto(url);
		await page.getByTestId('sample').click();
		await page.locator('[data-testid=pitch-card][data-status=done]').waitFor({ state: 'attached', timeout: 60_000 });
		await page
			.locator('[data-testid=saved-state]')
			.filter({ hasText: /^(?!.*not saved).*saved/i })
			.waitFor();
		if (!context.isMobile) await selectNote(page);
		await page.evaluate(() => document.fonts.ready);
		return await save(name, await page.screenshot({ animations: 'disabled' }));
	} finally {
		await own.close();
	}
}

/** A selected note fills the inspector, as it does in use. */
async function selectNote(page: Page): Promise<void> {
	await page.getByTestId('roll').focus();
	for (let i = 0; i < STEPS_TO_NOTE; i++) await page.keyboard.press('Tab');
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

await mkdir(FOLDER, { recursive: true });
const executablePath = findBrowser();
const server = await startServer();
const browser = await chromium.launch({
	...(executablePath ? { executablePath } : {}),
	args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-background-networking']
});
try {
	for (const shot of SHOTS) process.stdout.write(`${await takeShot(browser, server.url, shot)}\n`);
} finally {
	await browser.close();
	await server.stop();
}
