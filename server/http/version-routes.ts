/** What a document was: its snapshots over HTTP, for pages that are far behind, and for whoever wants an older version back. */

import { gunzipSync } from 'node:zlib';
import { Fault } from '#lib/fault.ts';
import type { DocumentStore } from '#server/store/index.ts';
import { replyJson } from './reply.ts';
import { bearerOf, requireRole, type Route, type RouteContext } from './router.ts';

const DOCUMENT = '^/api/documents/(?<doc>[A-Za-z0-9_-]{22})';
/** A row: from 1 to some quadrillions. */
const SEQ = '(?<seq>[1-9][0-9]{0,14})';

export function createVersionRoutes({ store }: { readonly store: DocumentStore }): Route[] {
	return [
		{
			method: 'GET',
			path: new RegExp(`${DOCUMENT}/versions$`),
			run: ({ request, response, parts: { doc = '' } }) => {
				requireWhole(store, request, doc);
				replyJson(response, 200, { versions: store.listVersions(doc) });
			}
		},
		{
			// a snapshot is a version, by the name under which SNAP speaks of it
			method: 'GET',
			path: new RegExp(`${DOCUMENT}/(?:snapshots|versions)/${SEQ}$`),
			run: (context) => getSnapshot(store, context)
		}
	];
}

/** A snapshot is of the whole document, so a link to some parts does not open it. Faults: not-found, forbidden. */
function requireWhole(store: DocumentStore, request: RouteContext['request'], doc: string): void {
	requireRole(store, request, doc, ['view', 'edit', 'own']);
	if (store.findLink(doc, bearerOf(request))?.parts !== null)
		throw new Fault('forbidden', 'This link opens some parts of the document; that is of the whole.');
}

function getSnapshot(store: DocumentStore, { request, response, parts }: RouteContext): void {
	const { doc = '', seq = '' } = parts;
	requireWhole(store, request, doc);
	const stored = store.readStoredSnapshot(doc, Number(seq));
	if (!stored)
		throw new Fault('not-found', `This document keeps nothing of row ${seq}: only the last version of each day stays.`);
	const isGzip = stored.isGzip && acceptsGzip(request.headers['accept-encoding'] ?? '');
	const bytes = stored.isGzip && !isGzip ? gunzipSync(stored.bytes) : stored.bytes;
	response.writeHead(200, {
		'content-type': 'application/octet-stream',
		'content-length': bytes.length,
		...(isGzip && { 'content-encoding': 'gzip' }),
		vary: 'accept-encoding',
		'cache-control': 'private, max-age=31536000, immutable',
		'x-content-type-options': 'nosniff'
	});
	response.end(bytes);
}

/** Whether gzip is among the encodings that are accepted, and not with the weight 0. */
const acceptsGzip = (encodings: string): boolean =>
	encodings
		.split(',')
		.map((encoding) => encoding.trim().toLowerCase())
		.some((encoding) => /^(gzip|x-gzip|\*)\s*(;|$)/.test(encoding) && !/;\s*q=0(\.0*)?$/.test(encoding));
