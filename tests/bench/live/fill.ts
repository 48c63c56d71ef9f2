/** Makes a document of many notes the way a person would: by ops over a socket. */

import { setTimeout as wait } from 'node:timers/promises';
import { add, makeId, type Edit } from '#lib/score/index.ts';
import { splitEdits } from '#lib/wire/index.ts';
import { makeSong, notesOf } from '../songs.ts';
import { hear, join, makeDocument, openSocket, send, type Address } from './socket.ts';

const FILLER = 'bench-filler';
const FILLER_SLOT = 1;
/** Below what the server allows for long. */
const OPS_PER_SECOND = 25;

/**
 * A document of `count` notes, made by slot 1 with counters from 1 on: those of `makeSong` without the recording that
 * they were heard in. `seq` is its last row.
 */
export async function fillDocument(url: string, count: number): Promise<{ address: Address; seq: number }> {
	const address = await makeDocument(url, FILLER);
	const socket = await openSocket(url);
	await join(socket, address, { cid: FILLER, since: 0 });
	const ops = splitEdits(
		notesOf(makeSong(count)).map(({ kind, id: _id, source: _source, ...fields }, i): Edit => {
			return add(kind, makeId(FILLER_SLOT, 1 + i), fields);
		})
	);
	const done = Promise.withResolvers<number>();
	hear(socket, (frame) => {
		if (frame.kind === 'no') done.reject(new Error(`The document could not be filled: ${frame.code} ${frame.text}`));
		if (frame.kind !== 'rows') return;
		if (frame.rows.some((row) => row.n === ops.length)) done.resolve(frame.firstSeq + frame.rows.length - 1);
	});
	for (const [i, edits] of ops.entries()) {
		send(socket, { kind: 'op', n: 1 + i, edits });
		await wait(1000 / OPS_PER_SECOND);
	}
	const seq = await done.promise;
	socket.close();
	return { address, seq };
}
