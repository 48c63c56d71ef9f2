/** The links of a document over HTTP: its owners list, make and revoke them. */

import { z } from 'zod';
import { Fault } from '#lib/fault.ts';
import { LINKS_MAX, type DocumentStore } from '#server/store/index.ts';
import { readJson, replyJson } from './reply.ts';
import { bearerOf, requireRole, type Route } from './router.ts';

export interface LinkRouteDependencies {
	readonly store: DocumentStore;
	/** Lets go every socket that came with a link. */
	closeLink(doc: string, link: string): void;
}

const HOUR_MS = 3_600_000;
/** Ten years: what is to last longer need not expire. */
const HOURS_MAX = 87_600;
const NAME_MAX = 64;
const PARTS_MAX = 64;

const NewLink = z.strictObject({
	role: z.enum(['view', 'edit', 'own']),
	name: z.string().trim().max(NAME_MAX).default(''),
	expiresInHours: z.number().positive().max(HOURS_MAX).optional(),
	/** Ids of parts, 0 for the first; not given for the whole document. */
	parts: z.array(z.int().min(0)).min(1).max(PARTS_MAX).optional()
});
const LINKS_PATH = /^\/api\/documents\/(?<doc>[A-Za-z0-9_-]{22})\/links$/;
const LINK_PATH = /^\/api\/documents\/(?<doc>[A-Za-z0-9_-]{22})\/links\/(?<id>[0-9a-f]{16})$/;

export function createLinkRoutes({ store, closeLink }: LinkRouteDependencies): Route[] {
	return [
		{
			method: 'GET',
			path: LINKS_PATH,
			run: ({ request, response, parts: { doc = '' } }) => {
				requireRole(store, request, doc, ['own']);
				const mine = store.findLink(doc, bearerOf(request))?.id;
				replyJson(response, 200, {
					links: store.listLinks(doc).map((link) => ({ ...link, isYours: link.id === mine }))
				});
			}
		},
		{
			method: 'POST',
			path: LINKS_PATH,
			run: async ({ request, response, parts: { doc = '' } }) => {
				requireRole(store, request, doc, ['own']);
				const body = NewLink.safeParse(await readJson(request));
				if (!body.success)
					throw new Fault(
						'bad-request',
						`A new link has a role (view, edit or own), and may have a name of at most ${NAME_MAX} characters, expiresInHours up to ${HOURS_MAX} and parts, 1 to ${PARTS_MAX} ids.`
					);
				// the body may have taken a while to come
				requireRole(store, request, doc, ['own']);
				const { role, name, expiresInHours, parts } = body.data;
				if (role === 'own' && parts)
					throw new Fault('bad-request', 'A link that owns a document opens all of it; it cannot be limited to parts.');
				const expires = expiresInHours === undefined ? null : Math.ceil(Date.now() + expiresInHours * HOUR_MS);
				const link = store.createLink(doc, { role, name, expires, parts: parts ?? null });
				if (!link)
					throw new Fault('conflict', `A document has at most ${LINKS_MAX} links. Revoke one that is not needed.`);
				replyJson(response, 201, link);
			}
		},
		{
			method: 'DELETE',
			path: LINK_PATH,
			run: ({ request, response, parts: { doc = '', id = '' } }) => {
				requireRole(store, request, doc, ['own']);
				const result = store.revokeLink(doc, id);
				if (result === 'missing') throw new Fault('not-found', 'This document has no such link.');
				if (result === 'last-owner')
					throw new Fault(
						'conflict',
						'This is the only link that owns the document for good. Make another owner link before you revoke it.'
					);
				closeLink(doc, id);
				response.writeHead(204, { 'cache-control': 'no-store' }).end();
			}
		}
	];
}
