/** Files as a plain web server gives them: those of one folder, and `/node_modules/` of another. */

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript',
	'.mjs': 'text/javascript',
	'.css': 'text/css',
	'.json': 'application/json',
	'.mp3': 'audio/mpeg',
	'.wasm': 'application/wasm'
};

export interface StaticServer {
	readonly url: string;
	close(): Promise<unknown>;
}

export async function serveFolder(folder: string, modules: string): Promise<StaticServer> {
	const server: Server = createServer((request, response) => {
		const asked = path.posix.normalize(decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/'));
		const file = path.join(
			asked.startsWith('/node_modules/') ? modules : folder,
			asked.endsWith('/') ? 'index.html' : asked
		);
		if (!existsSync(file) || !statSync(file).isFile()) {
			response.writeHead(404).end();
			return;
		}
		response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
		createReadStream(file).pipe(response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	return {
		url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`,
		close: () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections()))
	};
}
