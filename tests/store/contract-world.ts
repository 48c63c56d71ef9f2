/** A store with one document in it, for the tests that each implementation runs. */

import type { DocumentStore, NewRow } from '#server/store/index.ts';

const HOUR_MS = 3_600_000;
/** The address of no document. */
export const NOWHERE = 'AAAAAAAAAAAAAAAAAAAAAA';

export type Open = (now: () => number) => DocumentStore;

/** A row of the maker or of a second client, in the slots that they have. */
export const row = (cid: string, n: number, effects: Partial<NewRow> = {}): NewRow => ({
	cid,
	slot: cid === 'second' ? 2 : 1,
	n,
	edits: Uint8Array.of(n, 0xff),
	...effects
});

/** Rows of the maker. */
export const rows = (from: number, to: number): NewRow[] =>
	Array.from({ length: to - from + 1 }, (_, i) => row('maker', from + i));

/** A clock that stands still until it is moved; it begins at the start of a day. */
export function createWorld(open: Open) {
	let time = 11_574 * 24 * HOUR_MS;
	const store = open(() => time);
	const { doc, token } = store.create('maker');
	return { store, doc, token, now: () => time, wait: (hours: number) => void (time += hours * HOUR_MS) };
}
