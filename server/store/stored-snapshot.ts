/** A snapshot as it lies in the database: gzipped where that is smaller. */

import { gunzipSync, gzipSync } from 'node:zlib';
import type { StoredSnapshot } from './document-store.ts';

export function packBytes(bytes: Uint8Array): StoredSnapshot {
	const gzip = gzipSync(bytes);
	return gzip.length < bytes.length ? { bytes: gzip, isGzip: true } : { bytes, isGzip: false };
}

export const unpackBytes = ({ bytes, isGzip }: StoredSnapshot): Uint8Array =>
	isGzip ? new Uint8Array(gunzipSync(bytes)) : bytes;

/** From a row with the columns `gzip` and `bytes`. */
export const toStored = (row: Readonly<Record<string, unknown>>): StoredSnapshot => ({
	bytes: row['bytes'] as Uint8Array,
	isGzip: row['gzip'] === 1
});
