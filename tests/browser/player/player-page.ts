/** A page with a player alone, built from source and served under a policy that lets in nothing but its own files. */

import { readFile } from 'node:fs/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import type { Heard, Scene } from './page.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** No blob:, no data:, nothing inline; WebAssembly is compiled, and that is all. */
export const STRICT = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

export class PlayerPages {
	readonly #folder: string;
	readonly #server: Server;
	readonly #address: string;
	policy = STRICT;

	private constructor(folder: string, server: Server, address: string) {
		this.#folder = folder;
		this.#server = server;
		this.#address = address;
	}

	static async start(): Promise<PlayerPages> {
		const folder = mkdtempSync(path.join(tmpdir(), 'melograph-player-'));
		await build({
			configFile: false,
			root: ROOT,
			base: '/',
			logLevel: 'error',
			publicDir: false,
			worker: { format: 'es' },
			build: {
				outDir: folder,
				emptyOutDir: true,
				assetsInlineLimit: 0,
				rollupOptions: {
					input: path.join(import.meta.dirname, 'page.ts'),
					output: { entryFileNames: 'page.js' }
				}
			}
		});
		const server = createServer((request, response) => void pages.#answer(request.url ?? '/', response));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const address = server.address();
		const port = address && typeof address === 'object' ? address.port : 0;
		const pages: PlayerPages = new PlayerPages(folder, server, `http://127.0.0.1:${port}/`);
		return pages;
	}

	async open(page: Page): Promise<void> {
		await page.goto(this.#address);
		await page.waitForFunction(() => 'player' in window);
	}

	close(): void {
		this.#server.closeAllConnections();
		this.#server.close();
		rmSync(this.#folder, { recursive: true, force: true });
	}

	async #answer(url: string, response: import('node:http').ServerResponse): Promise<void> {
		response.setHeader('content-security-policy', this.policy);
		if (url === '/') {
			response.setHeader('content-type', 'text/html');
			response.end('<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>');
			return;
		}
		try {
			const bytes = await readFile(path.join(this.#folder, path.normalize(url)));
			response.setHeader('content-type', 'text/javascript');
			response.end(bytes);
		} catch {
			response.writeHead(404).end();
		}
	}
}

export const hear = (page: Page, scene: Scene): Promise<Heard> =>
	page.evaluate((given) => window.player.hear(given), scene);
