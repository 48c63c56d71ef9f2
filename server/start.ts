/** A running server: the app, the pages and a port. */

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from '#lib/fault.ts';
import { createApp } from './app.ts';
import type { Config } from './config/index.ts';
import { createLog } from './log.ts';
import { keepYoungGenerationSmall } from './young-generation.ts';

export interface RunningServer {
	readonly url: string;
	close(): Promise<void>;
}

/** Sockets and requests that are under way get this long when the server stops. */
const DRAIN_MS = 2000;
/** A large recording over a thin line takes long; one that stalls is given up much earlier. */
const REQUEST_MS = 3_600_000;

/** Serves the app and the pages (built ones in production, Vite's in development). Faults: config, unavailable. */
export async function startServer({ values: settings }: Config): Promise<RunningServer> {
	keepYoungGenerationSmall();
	const log = createLog(settings.logLevel);
	const server = createServer({ requestTimeout: REQUEST_MS });
	const app = await createApp(settings, log);
	try {
		const pages = settings.profile === 'development' ? await developmentPages(server) : await builtPages();
		server.on('request', (request, response) => {
			if (!app.handle(request, response)) pages(request, response);
		});
		server.on('upgrade', (request, socket, head) => {
			// in development Vite takes its own upgrades
			if (!app.upgrade(request, socket, head) && settings.profile === 'production') socket.destroy();
		});
		await listen(server, settings.host, settings.port);
	} catch (error) {
		await app.close();
		throw error;
	}
	server.on('error', (error) => log.error('server', error));
	const { port } = server.address() as AddressInfo;
	const url = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`;
	log.info('listening', { url });
	return {
		url,
		close: async () => {
			const closed = new Promise((resolve) => server.close(resolve));
			await app.close();
			server.closeIdleConnections();
			setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
			await closed;
		}
	};
}

async function builtPages(): Promise<RequestListener> {
	const entry = new URL('../build/handler.js', import.meta.url).href; // written by the build, so not a static import
	try {
		const { handler } = (await import(entry)) as { handler: RequestListener };
		return handler;
	} catch (cause) {
		throw new Fault('unavailable', 'The pages are not built yet: run npm run build.', { cause });
	}
}

async function developmentPages(server: Server): Promise<RequestListener> {
	const { createServer: createVite } = await import('vite');
	// the native config loader: the bundling one writes a temporary file that `node --watch` would restart on
	const vite = await createVite({ configLoader: 'native', server: { middlewareMode: true, ws: { server } } });
	server.once('close', () => void vite.close());
	return vite.middlewares;
}

function listen(server: Server, host: string, port: number): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', (cause: NodeJS.ErrnoException) => {
			const reason =
				cause.code === 'EADDRINUSE'
					? `Port ${port} on ${host} is taken: stop what uses it, or set PORT.`
					: `Cannot listen on ${host}:${port}.`;
			reject(new Fault('unavailable', reason, { cause }));
		});
		server.listen(port, host, resolve);
	});
}
