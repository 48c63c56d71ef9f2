/** Connections over plain HTTP, for pages whose WebSockets are blocked: where they are opened, and where their frames arrive. */

import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '#lib/fault.ts';
import { CLOSE, unbundleFrames } from '#lib/wire/index.ts';
import type { Settings } from '#server/config/index.ts';
import { addressOf, type Route } from '#server/http/router.ts';
import type { Channel } from './channel.ts';
import { HttpChannel } from './http-channel.ts';
import { RETRY_AFTER_SECONDS, type Overload } from './overload.ts';

/** What a WebSocket says to a frame over its limit. */
const TOO_BIG = 1009;
/** Requests of one page that may wait for the ones before them: a page sends one at a time. */
const POSTS_MAX = 4;
/** A request of which nothing arrives for this long is given up. */
const STALLED_MS = 30_000;

interface Open {
	readonly channel: HttpChannel;
	/** Settles when the requests that came so far are done. */
	last: Promise<void>;
	posts: number;
}

/** The routes of the fallback. `accept` is given each channel that is opened. */
export function createHttpChannels(
	settings: Settings,
	overload: Overload,
	accept: (channel: Channel) => void
): Route[] {
	const channels = new Map<string, Open>();
	return [
		{
			method: 'GET',
			path: /^\/api\/live\/http$/,
			run: ({ request, response }) => {
				// a page's own server hears no origin with this one; what follows it always says
				if (request.headers.origin !== undefined) requireOrigin(settings, request);
				if (overload.level === 3) {
					response.setHeader('retry-after', RETRY_AFTER_SECONDS);
					throw new Fault('unavailable', 'The server has too much to do; it will be tried again.');
				}
				openChannel(settings, channels, { request, response, accept });
			}
		},
		{
			method: 'POST',
			path: /^\/api\/live\/http\/(?<id>[A-Za-z0-9_-]{22})$/,
			run: async ({ request, response, parts: { id = '' } }) => {
				requireOrigin(settings, request);
				const open = channels.get(id);
				if (!open?.channel.isOpen) throw new Fault('not-found', 'This connection is not open any more.');
				await takePost(settings, open, request);
				response.writeHead(204, { 'cache-control': 'no-store' }).end();
			}
		}
	];
}

function requireOrigin({ allowedOrigins }: Settings, { headers: { origin } }: IncomingMessage): void {
	if (allowedOrigins.length > 0 && !(origin && allowedOrigins.includes(origin)))
		throw new Fault('forbidden', 'Pages of this origin may not connect here.');
}

interface Opening {
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	accept(channel: Channel): void;
}

function openChannel(settings: Settings, channels: Map<string, Open>, { request, response, accept }: Opening): void {
	// whoever knows the id speaks for the page, so nobody guesses it
	const id = randomBytes(16).toString('base64url');
	const channel = new HttpChannel(id, addressOf(request, settings.trustProxy), response);
	channels.set(id, { channel, last: Promise.resolve(), posts: 0 });
	response.once('close', () => channels.delete(id));
	accept(channel);
}

/** Takes the frames of one request, after those of the requests before it. */
async function takePost(settings: Settings, open: Open, request: IncomingMessage): Promise<void> {
	if (open.posts >= POSTS_MAX) throw new Fault('rate', 'Requests of one connection come one after the other.');
	open.posts++;
	const run = open.last.then(async () => deliver(settings, open.channel, await readBody(request, settings)));
	open.last = run.catch(() => undefined);
	try {
		await run;
	} finally {
		open.posts--;
	}
}

function deliver({ frameLimitBytes }: Settings, channel: HttpChannel, body: Uint8Array): void {
	for (const frame of openBundle(channel, body)) {
		if (!channel.isOpen) return;
		if (frame.length > frameLimitBytes) return channel.close(TOO_BIG, 'too big');
		channel.onMessage(frame);
	}
}

function openBundle(channel: HttpChannel, body: Uint8Array): readonly Uint8Array[] {
	try {
		return unbundleFrames(body);
	} catch (thrown) {
		channel.close(CLOSE.malformed, 'malformed');
		throw thrown;
	}
}

async function readBody(request: IncomingMessage, { postLimitBytes }: Settings): Promise<Uint8Array> {
	request.setTimeout(STALLED_MS, () => request.destroy());
	const parts: Buffer[] = [];
	let bytes = 0;
	// not torn down when it is too long: the answer goes out over the same connection
	for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
		bytes += part.length;
		if (bytes > postLimitBytes) throw new Fault('bad-request', `The request's body is over ${postLimitBytes} bytes.`);
		parts.push(part);
	}
	return Buffer.concat(parts);
}
