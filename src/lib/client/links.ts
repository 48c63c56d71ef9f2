/** The links of a document as its owner sees them: list, make, revoke. */

import { Fault } from '../fault.ts';
import type { Role } from '../wire/index.ts';
import { isRecord, request, type NewDocument } from './api.ts';

export interface ShareLink {
	readonly id: string;
	readonly name: string;
	readonly role: Role;
	/** Milliseconds since 1970, as all times here. */
	readonly created: number;
	/** Null for never. */
	readonly expires: number | null;
	readonly revoked: number | null;
	/** Ids of the parts that it opens; null for the whole document. */
	readonly parts: readonly number[] | null;
	/** It is the one that this page came with. */
	readonly isYours: boolean;
}

export interface NewShareLink {
	readonly role: Role;
	readonly name?: string;
	/** Ids of parts, 0 for the first; the whole document when not given. Not for owners. */
	readonly parts?: readonly number[];
	readonly expiresInHours?: number;
}

const linksUrl = (doc: string): string => `/api/documents/${doc}/links`;
const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });

/** All links of the document, oldest first; own links only may ask. */
export async function fetchLinks({ doc, token }: NewDocument): Promise<ShareLink[]> {
	const body: unknown = await (await request(linksUrl(doc), { headers: bearer(token) })).json();
	if (isRecord(body) && Array.isArray(body['links']) && body['links'].every(isShareLink)) return body['links'];
	throw new Fault('internal', 'The server answered something else than links.');
}

/** A new link; its token is told this once. */
export async function createLink(
	{ doc, token }: NewDocument,
	link: NewShareLink
): Promise<{ readonly id: string; readonly token: string }> {
	const response = await request(linksUrl(doc), {
		method: 'POST',
		headers: { ...bearer(token), 'content-type': 'application/json' },
		body: JSON.stringify(link)
	});
	const body: unknown = await response.json();
	if (isRecord(body) && typeof body['id'] === 'string' && typeof body['token'] === 'string')
		return { id: body['id'], token: body['token'] };
	throw new Fault('internal', 'The server answered something else than a link.');
}

export async function revokeLink({ doc, token }: NewDocument, id: string): Promise<void> {
	await request(`${linksUrl(doc)}/${id}`, { method: 'DELETE', headers: bearer(token) });
}

const isIds = (value: unknown): boolean => Array.isArray(value) && value.every((id) => typeof id === 'number');

function isShareLink(body: unknown): body is ShareLink {
	if (!isRecord(body)) return false;
	const isTime = (value: unknown): boolean => value === null || typeof value === 'number';
	return (
		typeof body['id'] === 'string' &&
		typeof body['name'] === 'string' &&
		(body['role'] === 'view' || body['role'] === 'edit' || body['role'] === 'own') &&
		typeof body['created'] === 'number' &&
		isTime(body['expires']) &&
		isTime(body['revoked']) &&
		(body['parts'] === null || isIds(body['parts'])) &&
		typeof body['isYours'] === 'boolean'
	);
}
