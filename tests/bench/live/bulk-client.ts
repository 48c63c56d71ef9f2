/** One who pastes and deletes a lot, and another who should read all of it, and listens to a recording. */

import { setTimeout as wait } from 'node:timers/promises';
import { add, makeId, type Edit } from '#lib/score/index.ts';
import { encodeClientFrame, LANES } from '#lib/wire/index.ts';
import { failWhenClosed, hear, join, nowMs, openSocket, send } from './socket.ts';
import type { BulkResult, BulkTask, Control } from './tasks.ts';

/** Notes of one paste: half of the values that a frame may hold. */
const PASTED = 1000;
const OPS_PER_SECOND = 24;
const CREDIT_BYTES = 1024 * 1024;
const LAST_ROWS_MS = 1000;

export async function editInBulk(task: BulkTask, control: Control): Promise<BulkResult> {
	const { address, name, seconds } = task;
	const writer = await openSocket(address.url);
	const { slot, lastN, seq } = await join(writer, address, { cid: `writer-${name}`, since: 0 });
	failWhenClosed(writer);
	let rows = 0;
	hear(writer, (frame) => {
		if (frame.kind === 'no') throw new Error(`An edit was refused: ${frame.code} ${frame.text}`);
		if (frame.kind === 'rows') rows += frame.rows.length;
	});
	const clip = makeId(slot, 1);
	const analysis = makeId(slot, 2);
	const begin: Edit[] = [
		add('clip', clip, { audio: task.audio, name: 'bench.mp3' }),
		add('analysis', analysis, { clip })
	];
	let n = lastN;
	send(writer, { kind: 'op', n: ++n, edits: begin });

	const reader = await openSocket(address.url);
	let readFrames = 0;
	let readerClosed: number | null = null;
	reader.once('close', (code) => (readerClosed = code));
	await join(reader, address, { cid: `reader-${name}`, since: seq });
	hear(reader, () => readFrames++);
	for (const lane of Object.values(LANES))
		send(reader, { kind: 'sub', sid: 1 + lane, analysis, lane, cursor: 0, credit: CREDIT_BYTES });
	if (!task.isReading) reader.pause();
	control.ready();
	await control.go;

	let sentBytes = 0;
	const since = nowMs();
	for (let i = 0; i < seconds * OPS_PER_SECOND; i++) {
		await wait(Math.max(0, since + (i * 1000) / OPS_PER_SECOND - nowMs()));
		const bytes = encodeClientFrame({ kind: 'op', n: ++n, edits: pasteOrDelete(slot, i) });
		sentBytes += bytes.length;
		writer.send(bytes);
	}
	await wait(LAST_ROWS_MS);
	return { rows, sentBytes, readFrames, readerClosed };
}

/** Even turns paste, odd ones delete what was pasted: the document stays as small as it was. */
function pasteOrDelete(slot: number, turn: number): Edit[] {
	const first = 3 + (turn >> 1) * PASTED;
	const ids = Array.from({ length: PASTED }, (_, i) => makeId(slot, first + i));
	if (turn % 2 === 1) return [{ kind: 'delete', ids }];
	return ids.map((id, i) =>
		add('note', id, { start: 120 * i, duration: 110, pitch: 50 + (i % 30), velocity: 84, lyric: 'la' })
	);
}
