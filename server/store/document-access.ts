/** Who may open a document: its links, each with a role, until it expires or is revoked. */

import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { assert } from '#lib/fault.ts';
import type { Role } from '#lib/wire/index.ts';
import type { Transact } from './transact.ts';

/** A link as its document knows it; its token is never stored. Times are milliseconds since 1970. */
export interface LinkRow {
	/** 16 hexadecimal digits. */
	readonly id: string;
	readonly name: string;
	readonly role: Role;
	readonly created: number;
	/** When it stops to open anything; null for never. */
	readonly expires: number | null;
	readonly revoked: number | null;
	/** Ids of the parts that it opens, 0 for the first; null for the whole document. */
	readonly parts: readonly number[] | null;
}

export interface NewLink {
	readonly role: Role;
	readonly name: string;
	readonly expires: number | null;
	/** Left out or null for the whole document; what is owned is whole. */
	readonly parts?: readonly number[] | null;
}

export interface DocumentAccess {
	/** A new document; its maker gets slot 1 and the answered token, which owns it and is never stored. */
	create(maker: string): { doc: string; token: string };
	exists(doc: string): boolean;
	/** What the token allows now, or null. */
	roleOf(doc: string, token: string): Role | null;
	/** The link of the token, while it opens the document. */
	findLink(doc: string, token: string): LinkRow | null;
	/** All links of a document, oldest first, with those that open nothing any more. */
	listLinks(doc: string): LinkRow[];
	/** Null when the document has {@link LINKS_MAX} links that open it. */
	createLink(doc: string, link: NewLink): { id: string; token: string } | null;
	/** `last-owner`: nobody would own the document for good any more, so nothing was done. */
	revokeLink(doc: string, id: string): 'revoked' | 'missing' | 'last-owner';
}

/** Links of one document; the oldest that opens nothing any more makes room for a new one. */
export const LINKS_MAX = 100;

const ROLES: readonly Role[] = ['view', 'edit', 'own'];
const COLUMNS = 'id, name, role, created, expires, revoked, parts';

/** Whether a link opens its document now. */
export const isOpenLink = ({ expires, revoked }: LinkRow, now: number): boolean =>
	revoked === null && (expires === null || expires > now);

/** Whether nobody would own the document for good without this link. */
export const isLastOwner = (links: readonly LinkRow[], { id, role, expires }: LinkRow, now: number): boolean =>
	role === 'own' &&
	expires === null &&
	!links.some((other) => other.id !== id && other.role === 'own' && other.expires === null && isOpenLink(other, now));

/** The parts of a new link. Throws for an owner's link that is limited to some. */
export function partsOf({ role, parts = null }: NewLink): readonly number[] | null {
	assert(role !== 'own' || parts === null, 'A document is owned whole.');
	return parts;
}

/** 128 random bits as 22 characters that need no escaping in an address. */
export const randomId = (): string => randomBytes(16).toString('base64url');
export const randomLinkId = (): string => randomBytes(8).toString('hex');
const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

export function accessPart(database: DatabaseSync, transact: Transact, now: () => number): DocumentAccess {
	const addDoc = database.prepare('INSERT INTO docs (doc, created, next_slot) VALUES (?, ?, 2)');
	const addMaker = database.prepare('INSERT INTO clients (doc, cid, slot, last_n, seen) VALUES (?, ?, 1, 0, ?)');
	const docOf = database.prepare('SELECT 1 FROM docs WHERE doc = ?');
	const addLink = database.prepare(
		'INSERT INTO links (id, token_sha256, doc, role, name, created, expires, parts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
	);
	const linkOf = database.prepare(`SELECT ${COLUMNS} FROM links WHERE token_sha256 = ? AND doc = ?`);
	const linksOf = database.prepare(`SELECT ${COLUMNS} FROM links WHERE doc = ? ORDER BY created, rowid`);
	const dropLink = database.prepare('DELETE FROM links WHERE doc = ? AND id = ?');
	const revoke = database.prepare('UPDATE links SET revoked = ? WHERE doc = ? AND id = ?');
	const listLinks = (doc: string): LinkRow[] => linksOf.all(doc).flatMap((row) => toLink(row) ?? []);
	const findLink = (doc: string, token: string): LinkRow | null => {
		const link = toLink(linkOf.get(hashToken(token), doc));
		return link && isOpenLink(link, now()) ? link : null;
	};
	const insertLink = (doc: string, link: NewLink): { id: string; token: string } => {
		const { role, name, expires } = link;
		const [id, token] = [randomLinkId(), randomId()];
		const parts = partsOf(link);
		addLink.run(id, hashToken(token), doc, role, name, now(), expires, parts && JSON.stringify(parts));
		return { id, token };
	};
	return {
		create: (maker) =>
			transact(() => {
				const doc = randomId();
				addDoc.run(doc, now());
				addMaker.run(doc, maker, now());
				return { doc, token: insertLink(doc, { role: 'own', name: '', expires: null }).token };
			}),
		exists: (doc) => docOf.get(doc) !== undefined,
		roleOf: (doc, token) => findLink(doc, token)?.role ?? null,
		findLink,
		listLinks,
		createLink: (doc, link) =>
			transact(() => {
				const links = listLinks(doc);
				const spent = links.find((each) => !isOpenLink(each, now()));
				if (links.length >= LINKS_MAX && !spent) return null;
				if (links.length >= LINKS_MAX && spent) dropLink.run(doc, spent.id);
				return insertLink(doc, link);
			}),
		revokeLink: (doc, id) =>
			transact(() => {
				const links = listLinks(doc);
				const link = links.find((each) => each.id === id);
				if (!link) return 'missing';
				if (link.revoked !== null) return 'revoked';
				if (isLastOwner(links, link, now())) return 'last-owner';
				revoke.run(now(), doc, id);
				return 'revoked';
			})
	};
}

function toLink(row: ReturnType<ReturnType<DatabaseSync['prepare']>['get']>): LinkRow | null {
	const role = ROLES.find((each) => each === row?.['role']);
	if (!row || !role) return null;
	const time = (value: unknown): number | null => (value === null ? null : Number(value));
	return {
		id: String(row['id']),
		name: String(row['name']),
		role,
		created: Number(row['created']),
		expires: time(row['expires']),
		revoked: time(row['revoked']),
		parts: row['parts'] === null ? null : (JSON.parse(String(row['parts'])) as number[])
	};
}
