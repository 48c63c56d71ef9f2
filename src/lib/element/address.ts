/** The address of a shared document: `/d/<document>#k=<key>`, as the page's link has it. */

import { Fault } from '#lib/fault.ts';

/** Throws Fault `bad-request` for what is no such address, or is not of this page's own server. */
export function parseAddress(address: string, base: string): { readonly doc: string; readonly token: string } {
	const url = URL.canParse(address, base) ? new URL(address, base) : null;
	const doc = /\/d\/([^/]+)$/.exec(url?.pathname ?? '')?.[1];
	const token = new URLSearchParams(url?.hash.slice(1)).get('k');
	if (!url || !doc || !token)
		throw new Fault('bad-request', 'The address of a document looks like /d/<document>#k=<key>.');
	if (url.origin !== new URL(base).origin)
		throw new Fault('bad-request', 'A shared document is shown on pages of its own server only.');
	return { doc, token };
}
