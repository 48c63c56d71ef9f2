/** What a document was: the versions that the server keeps of it, one a day. */

import { Fault } from '../fault.ts';
import type { State } from '../score/index.ts';
import { decodeSnapshot } from '../wire/index.ts';
import { isRecord, request, type NewDocument } from './api.ts';

export interface Version {
	/** The row that it goes up to; its name. */
	readonly seq: number;
	/** When it was written, in milliseconds since 1970. */
	readonly time: number;
}

const urlOf = (doc: string): string => `/api/documents/${doc}/versions`;

/** All versions that are kept, newest first. Faults: forbidden (also for a link to some parts), not-found, unavailable. */
export async function fetchVersions(address: NewDocument): Promise<Version[]> {
	const body: unknown = await (await get(address, urlOf(address.doc))).json();
	if (isRecord(body) && Array.isArray(body['versions']) && body['versions'].every(isVersion)) return body['versions'];
	throw new Fault('internal', 'The server answered something else than versions.');
}

/** The document as it was then. Faults: not-found when a newer version of that day has taken its place, and as above. */
export async function fetchVersion(address: NewDocument, seq: number, signal?: AbortSignal): Promise<State> {
	const response = await get(address, `${urlOf(address.doc)}/${seq}`, signal);
	return decodeSnapshot(new Uint8Array(await response.arrayBuffer()));
}

const get = ({ token }: NewDocument, url: string, signal?: AbortSignal): Promise<Response> =>
	request(url, { headers: { authorization: `Bearer ${token}` }, ...(signal ? { signal } : {}) });

const isVersion = (body: unknown): body is Version =>
	isRecord(body) && typeof body['seq'] === 'number' && typeof body['time'] === 'number';
