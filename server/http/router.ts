/** The HTTP API: a table of routes, tokens checked before anything is done. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault, toFault } from '#lib/fault.ts';
import type { Role } from '#lib/wire/index.ts';
import type { Log } from '#server/log.ts';
import type { Metrics } from '#server/metrics/index.ts';
import { replyFault } from './reply.ts';

export interface RouteContext {
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	/** Named parts of the path. */
	readonly parts: Readonly<Record<string, string>>;
}

export interface Route {
	readonly method: string;
	/** A pattern whose named groups become `parts`. */
	readonly path: RegExp;
	run(context: RouteContext): Promise<void> | void;
}

export const API_PREFIX = '/api/';
/** Where those who watch over servers look. */
export const HEALTH_PATH = '/healthz';
/** Where those look who draw its figures. */
export const METRICS_PATH = '/metrics';
/** Counted for a request whose asker left before the answer was out, as other servers write it. */
const GONE_STATUS = 499;

/** Runs the route for a request under /api/, to /healthz or /metrics; answers whether it was one. */
export function createRouter(
	routes: readonly Route[],
	log: Log,
	metrics: Pick<Metrics, 'requestAnswered'>
): (request: IncomingMessage, response: ServerResponse) => boolean {
	const patterns = new Map(routes.map((route) => [route, patternOf(route)]));
	return (request, response) => {
		const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
		if (!path.startsWith(API_PREFIX) && path !== HEALTH_PATH && path !== METRICS_PATH) return false;
		const matching = routes.filter((route) => route.path.test(path));
		const pattern = (matching[0] && patterns.get(matching[0])) ?? 'other';
		observe(request, response, pattern);
		void run(matching, path, { request, response }).catch((thrown: unknown) => {
			// whoever asked has gone away: nobody to tell, and no fault of ours
			if (request.socket.destroyed) return;
			const fault = toFault(thrown);
			if (fault.code === 'internal') log.error('http', { route: pattern, error: thrown });
			replyFault(request, response, fault);
		});
		return true;
	};
	function observe(request: IncomingMessage, response: ServerResponse, route: string): void {
		const started = performance.now();
		response.once('close', () => {
			const ms = performance.now() - started;
			const status = response.writableFinished ? response.statusCode : GONE_STATUS;
			metrics.requestAnswered(route, status, ms / 1000);
			// the pattern: an address holds what a visitor has typed
			log.debug('request', { method: request.method, route, status, ms: Math.round(ms) });
		});
	}
}

async function run(
	matching: readonly Route[],
	path: string,
	{ request, response }: Pick<RouteContext, 'request' | 'response'>
): Promise<void> {
	const route = matching.find(({ method }) => method === request.method);
	if (!route)
		throw new Fault(
			matching.length ? 'bad-request' : 'not-found',
			matching.length ? `${request.method} does not work here.` : 'There is nothing at this address.'
		);
	await route.run({ request, response, parts: route.path.exec(path)?.groups ?? {} });
}

/** `/api/documents/:doc/links` for the route of such addresses: what its requests are counted under. */
const patternOf = ({ path }: Route): string =>
	path.source
		.replace(/\(\?<(\w+)>[^)]*\)/g, ':$1')
		.replaceAll('\\', '')
		.replace(/^\^|\$$/g, '');

/** The token of `Authorization: Bearer ...`; empty when there is none. */
export const bearerOf = (request: IncomingMessage): string =>
	/^Bearer ([A-Za-z0-9_-]{1,128})$/.exec(request.headers.authorization ?? '')?.[1] ?? '';

/** What the bearer may do with the document. Faults: not-found, forbidden. */
export function requireRole(
	store: { exists(doc: string): boolean; roleOf(doc: string, token: string): Role | null },
	request: IncomingMessage,
	doc: string,
	allowed: readonly Role[]
): Role {
	if (!store.exists(doc)) throw new Fault('not-found', 'There is no such document.');
	const role = store.roleOf(doc, bearerOf(request));
	if (!role || !allowed.includes(role)) throw new Fault('forbidden', 'This link does not allow that.');
	return role;
}

/** Where a request comes from: the socket's address, or what a trusted proxy says. */
export function addressOf(request: IncomingMessage, trustProxy: boolean): string {
	const forwarded = request.headers['x-forwarded-for'];
	const first = (Array.isArray(forwarded) ? forwarded[0] : forwarded)?.split(',').at(-1)?.trim();
	return (trustProxy && first) || request.socket.remoteAddress || 'unknown';
}
