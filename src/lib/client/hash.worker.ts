/** Hashes a file as it is read, away from the page's thread; works without a secure context and for any size. */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

export interface HashRequest {
	readonly id: number;
	readonly file: Blob;
}

export type HashReply =
	| { readonly id: number; readonly kind: 'progress'; readonly fraction: number }
	| { readonly id: number; readonly kind: 'done'; readonly sha256: string }
	| { readonly id: number; readonly kind: 'failed'; readonly message: string };

const SLICE_BYTES = 4 * 1024 * 1024;

async function hash({ id, file }: HashRequest): Promise<void> {
	const state = sha256.create();
	for (let at = 0; at < file.size; at += SLICE_BYTES) {
		state.update(new Uint8Array(await file.slice(at, at + SLICE_BYTES).arrayBuffer()));
		postMessage({ id, kind: 'progress', fraction: Math.min(1, (at + SLICE_BYTES) / file.size) } satisfies HashReply);
	}
	postMessage({ id, kind: 'done', sha256: bytesToHex(state.digest()) } satisfies HashReply);
}

addEventListener('message', (event: MessageEvent<HashRequest>) => {
	hash(event.data).catch((error: unknown) =>
		postMessage({ id: event.data.id, kind: 'failed', message: String(error) } satisfies HashReply)
	);
});
