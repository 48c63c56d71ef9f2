/** Two origins for tests of the element: one with its files, open to all pages, and one with the pages. */

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { buildElement } from '../../scripts/build-element.mjs';

const TYPES: Readonly<Record<string, string>> = {
	'.js': 'text/javascript',
	'.mjs': 'text/javascript',
	'.json': 'application/json',
	'.mp3': 'audio/mpeg',
	'.wasm': 'application/wasm'
};

export interface Page {
	/** What is in the body, after the module of the element. */
	readonly body: string;
	readonly headers?: Readonly<Record<string, string>>;
}

export interface ElementPages {
	/** Where the element's files are. */
	readonly cdn: string;
	/** Where pages are; a name of {@link pages} is a path. */
	readonly site: string;
	readonly pages: Map<string, string | Page>;
	/** Files of the element that were asked for, by name; with what they weigh gzipped. */
	readonly sent: Map<string, number>;
	close(): Promise<void>;
}

export async function openElementPages(): Promise<ElementPages> {
	const folder = await buildElement();
	const sent = new Map<string, number>();
	const pages = new Map<string, string | Page>();
	const files = createServer((request, response) => {
		const name = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/');
		const file = path.join(folder, path.normalize(name));
		if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
			response.writeHead(404).end();
			return;
		}
		sent.set(name.slice(1), gzipSync(readFileSync(file), { level: 9 }).length);
		response.writeHead(200, {
			'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
			'access-control-allow-origin': '*'
		});
		createReadStream(file).pipe(response);
	});
	const cdn = await listen(files);
	const site = createServer((request, response) => {
		const page = pages.get((request.url ?? '/').split('?')[0] ?? '/');
		const { body, headers = {} } = typeof page === 'string' ? { body: page } : (page ?? { body: null });
		if (body === null || body === undefined) {
			response.writeHead(404).end();
			return;
		}
		response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers });
		const module = `<script type="module" src="${cdn}/piano-roll.js" crossorigin></script>`;
		response.end(
			`<!doctype html><html lang="en"><head><title>Element</title>${module}</head><body>${body}</body></html>`
		);
	});
	const address = await listen(site);
	return {
		cdn,
		site: address,
		pages,
		sent,
		close: async () => {
			await Promise.all(
				[files, site].map((server) => new Promise((resolve) => (server.close(resolve), server.closeAllConnections())))
			);
		}
	};
}

function listen(server: Server): Promise<string> {
	return new Promise((resolve) => {
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
		});
	});
}
