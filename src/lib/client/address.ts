/** Where a document is, and who asks: addresses and ids that are made here. */

import type { NewDocument } from './api.ts';

/** The token is in the fragment, which is never sent. */
export const linkTo = ({ doc, token }: NewDocument): string => `/d/${doc}#k=${token}`;

/** 96 random bits; `crypto.getRandomValues` works without a secure context, `randomUUID` does not. */
export function randomId(): string {
	return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
