/** The server's HTTP side as functions; whatever fails is a Fault with the server's own sentence. */

import { Fault, isFaultCode } from '../fault.ts';
import type { Hz, Seconds } from '../units.ts';

export interface NewDocument {
	readonly doc: string;
	readonly token: string;
}

const OFFLINE = 'The server cannot be reached. Check the connection and try again.';

/** Makes a document; `cid` will own slot 1 of it. */
export async function createDocument(cid: string): Promise<NewDocument> {
	const response = await request('/api/documents', {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ cid })
	});
	const body: unknown = await response.json();
	if (isNewDocument(body)) return body;
	throw new Fault('internal', 'The server answered something else than a document.');
}

const isNewDocument = (body: unknown): body is NewDocument =>
	typeof body === 'object' &&
	body !== null &&
	'doc' in body &&
	'token' in body &&
	typeof body.doc === 'string' &&
	typeof body.token === 'string';

/** What the server can listen with. */
export interface ServerModels {
	/** Used when none is named. */
	readonly default: string;
	readonly versions: ReadonlyMap<string, string>;
}

export async function fetchModels(): Promise<ServerModels> {
	const body: unknown = await (await request('/api/models', {})).json();
	if (!isRecord(body) || typeof body['default'] !== 'string' || !Array.isArray(body['models']))
		throw new Fault('internal', 'The server answered something else than its models.');
	const models = body['models'].filter(isRecord);
	return {
		default: body['default'],
		versions: new Map(models.map(({ id, version }) => [String(id), String(version)]))
	};
}

const PROBE_MS = 5000;

/** Whether the server answers anything at all over HTTP. */
export const isServerThere = (): Promise<boolean> =>
	fetch('/api/models', { cache: 'no-store', signal: AbortSignal.timeout(PROBE_MS) }).then(
		(response) => response.ok,
		() => false
	);

/** What the server knows of a recording. */
export interface AudioFacts {
	readonly sampleRate: Hz;
	/** Null where its header does not tell. */
	readonly seconds: Seconds | null;
}

export async function fetchAudioFacts(doc: string, token: string, sha256: string): Promise<AudioFacts> {
	const response = await request(`${audioUrl(doc, sha256)}/about`, { headers: { authorization: `Bearer ${token}` } });
	const body: unknown = await response.json();
	if (!isRecord(body) || typeof body['sampleRate'] !== 'number')
		throw new Fault('internal', 'The server answered something else than a recording.');
	return { sampleRate: body['sampleRate'], seconds: typeof body['seconds'] === 'number' ? body['seconds'] : null };
}

export const isRecord = (body: unknown): body is Record<string, unknown> => typeof body === 'object' && body !== null;

export const audioUrl = (doc: string, sha256: string): string => `/api/documents/${doc}/audio/${sha256}`;

/** A document as it was after row `seq`, as bytes of a snapshot; `not-found` when a newer one has taken its place. */
export async function fetchSnapshot(
	{ doc, token }: NewDocument,
	seq: number,
	signal: AbortSignal
): Promise<Uint8Array> {
	const response = await request(`/api/documents/${doc}/snapshots/${seq}`, {
		headers: { authorization: `Bearer ${token}` },
		signal
	});
	return new Uint8Array(await response.arrayBuffer());
}

/** A recording that a record of the document names. */
export async function fetchAudio(doc: string, token: string, sha256: string, signal?: AbortSignal): Promise<Blob> {
	const response = await request(audioUrl(doc, sha256), {
		headers: { authorization: `Bearer ${token}` },
		...(signal ? { signal } : {})
	});
	return response.blob();
}

export interface Upload {
	readonly doc: string;
	readonly token: string;
	readonly sha256: string;
	readonly file: Blob;
	readonly signal: AbortSignal;
	/** 0 to 1. */
	onProgress(fraction: number): void;
}

/** Sends a recording. XMLHttpRequest, because fetch does not tell how far an upload is. */
export function uploadAudio({ doc, token, sha256, file, signal, onProgress }: Upload): Promise<void> {
	return new Promise((resolve, reject) => {
		const xhr = new XMLHttpRequest();
		xhr.open('PUT', audioUrl(doc, sha256));
		xhr.setRequestHeader('authorization', `Bearer ${token}`);
		xhr.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total ? loaded / total : 0));
		xhr.addEventListener('load', () =>
			xhr.status < 300 ? resolve() : reject(toServerFault(xhr.responseText, xhr.status))
		);
		xhr.addEventListener('error', () => reject(new Fault('unavailable', OFFLINE)));
		xhr.addEventListener('abort', () => reject(new Fault('cancelled', 'This was stopped.')));
		// a request that was never sent tells of no abort
		if (signal.aborted) return reject(new Fault('cancelled', 'This was stopped.'));
		const abort = (): void => xhr.abort();
		signal.addEventListener('abort', abort);
		xhr.addEventListener('loadend', () => signal.removeEventListener('abort', abort));
		xhr.send(file);
	});
}

/** Fetches; whatever is not a success is thrown as a fault. */
export async function request(url: string, init: RequestInit): Promise<Response> {
	const response = await fetch(url, init).catch((cause: unknown) => {
		if (init.signal?.aborted) throw new Fault('cancelled', 'This was stopped.', { cause });
		throw new Fault('unavailable', OFFLINE, { cause });
	});
	if (response.ok) return response;
	throw toServerFault(await response.text(), response.status);
}

function toServerFault(text: string, status: number): Fault {
	try {
		const body: unknown = JSON.parse(text);
		if (typeof body === 'object' && body !== null && 'code' in body && isFaultCode(body.code) && 'sentence' in body)
			return new Fault(body.code, String(body.sentence));
	} catch {
		// not ours: a proxy's page, say
	}
	return new Fault('unavailable', `The server answered with status ${status}.`);
}
