/** The npm package as others have it: packed, installed elsewhere, and used by each of its doors and by the examples. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrowser } from '../../scripts/browser.mjs';
import { Consumer } from './consumer.ts';
import { serveFolder, type StaticServer } from './static-server.ts';

const SET_UP_MS = 400_000;
const LONG_MS = 120_000;

let consumer: Consumer;
let browser: Browser;
const servers: StaticServer[] = [];

beforeAll(async () => {
	consumer = await Consumer.create();
	const executablePath = findBrowser();
	browser = await chromium.launch({
		...(executablePath ? { executablePath } : {}),
		args: process.getuid?.() === 0 ? ['--no-sandbox'] : []
	});
	process.stdout.write(`The package has ${(consumer.tarballBytes / 2 ** 20).toFixed(1)} MiB packed.\n`);
}, SET_UP_MS);

afterAll(async () => {
	await browser?.close();
	await Promise.all(servers.map((server) => server.close()));
	await consumer?.dispose();
}, LONG_MS);

/** Opens a folder of the consumer as a page; `wrong` gets what the page complains of. */
async function open(folder: string): Promise<{ page: Page; wrong: string[] }> {
	const server = await serveFolder(path.join(consumer.folder, folder), consumer.folder);
	servers.push(server);
	return openAddress(server.url);
}

async function openAddress(url: string): Promise<{ page: Page; wrong: string[] }> {
	const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
	const wrong: string[] = [];
	page.on('pageerror', (error) => wrong.push(error.message));
	page.on('requestfailed', (request) => wrong.push(request.url()));
	page.on('response', (response) => {
		if (response.status() >= 400 && !response.url().endsWith('favicon.ico')) wrong.push(response.url());
	});
	await page.goto(url);
	return { page, wrong };
}

/** On a busy machine a page takes its time. */
const eventually = <T>(get: () => Promise<T>) => expect.poll(get, { timeout: 45_000 });

const drawAt = (page: Page, x: number, y: number): Promise<void> =>
	page.getByTestId('roll').dblclick({ position: { x, y } });

test('publint finds nothing to mend', async () => {
	const root = path.resolve(import.meta.dirname, '../..');
	const { publint } = await import('publint');
	const { messages } = await publint({ pkgDir: path.join(root, 'dist/package'), pack: false, strict: true });
	expect(messages).toEqual([]);
}, 60_000);

test('it is small enough to be installed without a thought', () => {
	expect(consumer.tarballBytes).toBeLessThan(16 * 2 ** 20);
});

test('Node imports the document, the formats, the engine, the client and the server', async () => {
	const doors = ['melograph', 'melograph/score', 'melograph/formats', 'melograph/client', 'melograph/server'];
	const code = `for (const door of ${JSON.stringify(doors)}) console.log(door, Object.keys(await import(door)).join());`;
	const said = await consumer.run('node', ['--input-type=module', '--eval', code]);
	const [roll, score, formats, client, server] = said.trim().split('\n');
	expect(roll).toMatch(/\bcreateRoll\b/);
	expect(score).toMatch(/\bScore\b/);
	expect(formats).toMatch(/\breadFile\b/);
	expect(client).toMatch(/\bSession\b/);
	expect(server).toMatch(/\bstartServer\b/);
});

test(
	'types of every door, and of the examples, hold in a strict project',
	async () => {
		const main = `
		import type { Roll as Engine, RollInput } from 'melograph';
		import type { PianoRollElement } from 'melograph/element';
		import { Roll, type RollProps } from 'melograph/svelte';
		import { Score, type Note } from 'melograph/score';
		import { readFile, type ReadContent } from 'melograph/formats';
		import { Session } from 'melograph/client';
		import { createApp, type App } from 'melograph/server';
		export const notes: readonly Note[] = new Score().notes;
		export const read = (bytes: Uint8Array): ReadContent => readFile(bytes).content;
		export const props: RollProps = { format: 'gradio', onchange: (event) => void event.detail };
		export const find = (): PianoRollElement | null => document.querySelector('piano-roll');
		export type All = Engine | RollInput | Session | App;
		export { createApp, Roll };
		// @ts-expect-error a format that there is not
		export const wrong: RollProps = { format: 'midi' };
	`;
		await writeFile(path.join(consumer.folder, 'consumer.ts'), main);
		const flags = ['--noEmit', '--strict', '--target', 'es2024', '--module', 'nodenext', '--types', 'node'];
		const files = ['consumer.ts', 'vite/main.ts', 'node-analyze/analyze.ts'];
		expect(await consumer.run('tsc', [...flags, '--skipLibCheck', '--lib', 'esnext,dom,dom.iterable', ...files])).toBe(
			''
		);
	},
	LONG_MS
);

test(
	'examples/plain-html shows notes in Chromium, and tells of a change',
	async () => {
		const { page, wrong } = await open('plain-html');
		await eventually(() => page.getByTestId('note-count').getAttribute('data-count')).toBe('3');
		await drawAt(page, 700, 200);
		await eventually(() => page.locator('output').textContent()).toBe('4 notes');
		expect(wrong).toEqual([]);
		await page.close();
	},
	LONG_MS
);

test(
	'examples/vite is built by Vite alone; its roll draws and takes back',
	async () => {
		await consumer.run('vite', ['build', '--logLevel', 'error'], 'vite');
		const { page, wrong } = await open('vite/dist');
		await eventually(() => page.locator('output').textContent()).toBe('5 notes');
		const host = page.locator('#roll');
		await host.dblclick({ position: { x: 1000, y: 150 } });
		await eventually(() => page.locator('output').textContent()).toBe('6 notes');
		await page.keyboard.press('Control+z');
		await eventually(() => page.locator('output').textContent()).toBe('5 notes');
		expect(wrong).toEqual([]);
		await page.close();
	},
	LONG_MS
);

test(
	'examples/svelte binds the value, keeps its history, and loads a recording',
	async () => {
		await consumer.run('vite', ['build', '--logLevel', 'error'], 'svelte');
		const { page, wrong } = await open('svelte/dist');
		const output = page.locator('p output');
		await eventually(() => page.getByTestId('note-count').getAttribute('data-count')).toBe('4');
		await drawAt(page, 900, 150);
		await eventually(() => output.textContent()).toBe('5 notes, 1 gestures');
		await page.keyboard.press('Control+z');
		await eventually(() => output.textContent()).toBe('4 notes, 2 gestures');
		await page.getByRole('button', { name: 'Load the recording' }).click();
		const duration = () => page.locator('piano-roll').evaluate((roll) => Number(Reflect.get(roll, 'duration')));
		await eventually(duration).toBeGreaterThan(5);
		expect(wrong).toEqual([]);
		await page.close();
	},
	LONG_MS
);

test(
	'melograph/client is built by Vite with its worker and what it needs',
	async () => {
		const folder = path.join(consumer.folder, 'client');
		await mkdir(folder);
		await writeFile(path.join(folder, 'index.html'), '<script type="module" src="./main.js"></script>');
		await writeFile(
			path.join(folder, 'main.js'),
			`import { openFlac, Session } from 'melograph/client';\ndocument.title = [typeof Session, typeof openFlac].join();`
		);
		await consumer.run('vite', ['build', '--logLevel', 'error'], 'client');
		const { page, wrong } = await open('client/dist');
		await eventually(() => page.title()).toBe('function,function');
		expect(wrong).toEqual([]);
		await page.close();
	},
	LONG_MS
);

test(
	'examples/node-analyze prints the notes of the sample',
	async () => {
		const said = await consumer.run('node', ['analyze.ts'], 'node-analyze');
		const rows = said.trim().split('\n');
		expect(rows.length).toBeGreaterThan(10);
		expect(rows[0]).toMatch(/^\d+\.\d{3}\t\d+\.\d{3}\t\d+\t-?\d+\t\d+$/);
	},
	LONG_MS
);

test(
	'npx melograph analyze writes the notes of the sample',
	async () => {
		await consumer.run('melograph', ['analyze', 'node_modules/melograph/static/samples/arirang.mp3', '--quiet']);
		const { notes }: { notes: unknown[] } = JSON.parse(
			await readFile(path.join(consumer.folder, 'arirang.json'), 'utf8')
		);
		expect(notes.length).toBeGreaterThan(10);
	},
	LONG_MS
);

test(
	'npx melograph serve answers its page and its health, and hears the sample',
	async () => {
		const url = await consumer.serve();
		const health = await fetch(`${url}/healthz`);
		expect([health.status, (await health.json()).version]).toEqual([200, expect.stringMatching(/^\d+\.\d+\.\d+/)]);
		const { page, wrong } = await openAddress(url);
		await page.getByRole('button', { name: /try the sample/i }).click();
		await expect
			.poll(() => page.getByTestId('note-count').getAttribute('data-count').then(Number), { timeout: 60_000 })
			.toBeGreaterThan(10);
		expect(wrong).toEqual([]);
		await page.close();
	},
	LONG_MS
);
