/** A real Chromium with one roll in a bare page, and the hand that moves it. */

import path from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build } from 'vite';
import { findBrowser } from '../../../scripts/browser.mjs';
import { CATEGORIES, readFrames, type Frame } from './frames.ts';
import type { RollBenchPage } from './page.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const SIZE = { width: 1600, height: 900 };
const PIXEL_RATIO = 2;
/** Where the hand turns the wheel. */
const MIDDLE = { x: 830, y: 430 };

type Method = keyof RollBenchPage;

export class BenchPage {
	readonly #browser: Browser;
	readonly page: Page;
	/** What the page sees of a wheel turned by 1: half of it at pixel ratio 2, in the Chromium of 2026. */
	readonly #wheelScale: number;

	private constructor(browser: Browser, page: Page, wheelScale: number) {
		this.#browser = browser;
		this.page = page;
		this.#wheelScale = wheelScale;
	}

	static async start(): Promise<BenchPage> {
		const executablePath = findBrowser();
		const browser = await chromium.launch(executablePath ? { executablePath } : {});
		const page = await browser.newPage({ viewport: SIZE, deviceScaleFactor: PIXEL_RATIO });
		await page.setContent('<!doctype html><meta charset="utf-8"><body style="margin:0;background:#0f1216">');
		await page.addScriptTag({ type: 'module', content: await bundle() });
		await page.waitForFunction(() => 'rollBench' in window);
		return new BenchPage(browser, page, await findWheelScale(page));
	}

	get version(): string {
		return this.#browser.version();
	}

	/** Calls the page's side. */
	call<M extends Method>(method: M, ...args: Parameters<RollBenchPage[M]>): Promise<ReturnType<RollBenchPage[M]>> {
		return this.page.evaluate(([name, given]) => (window.rollBench[name] as (...all: unknown[]) => unknown)(...given), [
			method,
			args
		] as const) as Promise<ReturnType<RollBenchPage[M]>>;
	}

	/** What the frames cost while `act` runs. */
	async trace(act: () => Promise<void>): Promise<Frame[]> {
		await this.#browser.startTracing(this.page, { categories: CATEGORIES });
		await act();
		return readFrames(await this.#browser.stopTracing());
	}

	async scroll(steps: number, dx: number, dy = 0): Promise<void> {
		await this.page.mouse.move(MIDDLE.x, MIDDLE.y);
		for (let i = 0; i < steps; i++) await this.page.mouse.wheel(dx / this.#wheelScale, dy / this.#wheelScale);
	}

	/** Zooms out with positive `dy`, at the middle. */
	async zoom(steps: number, dy: number): Promise<void> {
		await this.page.mouse.move(MIDDLE.x, MIDDLE.y);
		await this.page.keyboard.down('Control');
		for (let i = 0; i < steps; i++) await this.page.mouse.wheel(0, dy / this.#wheelScale);
		await this.page.keyboard.up('Control');
	}

	async drag(from: { x: number; y: number }, to: { x: number; y: number }, steps: number): Promise<void> {
		await this.page.mouse.move(from.x, from.y);
		await this.page.mouse.down();
		await this.page.mouse.move(to.x, to.y, { steps });
		await this.page.mouse.up();
	}

	/** Live JavaScript memory after collecting garbage. */
	async heapMb(): Promise<number> {
		return (await this.countObjects()).heapMb;
	}

	/** The same, with the elements and the listeners that are alive. */
	async countObjects(): Promise<{ heapMb: number; nodes: number; listeners: number }> {
		const session = await this.page.context().newCDPSession(this.page);
		for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
		const { nodes, jsEventListeners: listeners } = await session.send('Memory.getDOMCounters');
		const { usedSize } = await session.send('Runtime.getHeapUsage');
		await session.detach();
		return { heapMb: usedSize / 2 ** 20, nodes, listeners };
	}

	async close(): Promise<void> {
		await this.#browser.close();
	}
}

async function findWheelScale(page: Page): Promise<number> {
	const turned = 100;
	const seen = page.evaluate(
		() => new Promise<number>((resolve) => addEventListener('wheel', ({ deltaY }) => resolve(deltaY), { once: true }))
	);
	await page.mouse.move(MIDDLE.x, MIDDLE.y);
	await page.mouse.wheel(0, turned);
	return (await seen) / turned;
}

/** The page's side as one module. */
async function bundle(): Promise<string> {
	const outputs = await build({
		configFile: false,
		root: ROOT,
		logLevel: 'error',
		build: { write: false, lib: { entry: path.join(import.meta.dirname, 'page.ts'), formats: ['es'] } }
	});
	const [first] = [outputs].flat();
	const chunk = first && 'output' in first ? first.output[0] : null;
	if (!chunk) throw new Error('The page of the bench could not be built.');
	return chunk.code;
}
