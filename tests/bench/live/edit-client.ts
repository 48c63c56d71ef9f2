/** Some of the people who edit one document at once. */

import type { WebSocket } from 'ws';
import { setTimeout as wait } from 'node:timers/promises';
import { add, makeId, type Edit, type RecordId } from '#lib/score/index.ts';
import { createRandom, type Random } from '../../sim/random.ts';
import { failWhenClosed, hear, join, nowMs, openSocket, send } from './socket.ts';
import type { Control, EditResult, EditTask } from './tasks.ts';

/** Rows that are under way when the last op is sent may take this long. */
const LAST_ROWS_MS = 3000;
/** Slot of whoever filled the document. */
const FILLER_SLOT = 1;
const DRAGGED = 20;

export async function editDocument(task: EditTask, control: Control): Promise<EditResult> {
	const sent: number[] = [];
	const seen: number[] = [];
	const editors = await Promise.all(
		task.cids.map(async (cid) => {
			const socket = await openSocket(task.address.url);
			const { slot, lastN } = await join(socket, task.address, { cid, since: task.since });
			hear(socket, (frame) => {
				if (frame.kind === 'no') throw new Error(`An edit was refused: ${frame.code} ${frame.text}`);
				if (frame.kind !== 'rows') return;
				const time = nowMs();
				for (const { who, n } of frame.rows) seen.push(slot, who, n, time);
			});
			failWhenClosed(socket);
			return { socket, slot, n: lastN };
		})
	);
	control.ready();
	await control.go;
	await Promise.all(editors.map((editor) => editAtPace(editor, task, sent)));
	await wait(LAST_ROWS_MS);
	return { sent: Float64Array.from(sent), seen: Float64Array.from(seen) };
}

interface Editor {
	readonly socket: WebSocket;
	readonly slot: number;
	readonly n: number;
}

/** Everyone begins at another moment of the interval, and keeps to it. */
async function editAtPace({ socket, slot, n: lastN }: Editor, task: EditTask, sent: number[]): Promise<void> {
	const random = createRandom(slot);
	const everyMs = 1000 / task.opsPerSecond;
	const begin = nowMs() + random(Math.round(everyMs));
	for (let i = 0; i < task.seconds * task.opsPerSecond; i++) {
		await wait(Math.max(0, begin + i * everyMs - nowMs()));
		const n = lastN + 1 + i;
		const edits = makeEdits(random, task.notes, makeId(slot, n));
		sent.push(slot, n, nowMs());
		send(socket, { kind: 'op', n, edits });
	}
}

/** What people do most: move a note, drag some, write a lyric, change a pitch, add a note. */
function makeEdits(random: Random, notes: number, fresh: RecordId): Edit[] {
	const first = 1 + random(Math.max(1, notes - DRAGGED));
	const id = makeId(FILLER_SLOT, first);
	const choice = random(20);
	const there = random(2) === 0 ? 1 : -1;
	if (choice < 10) return [{ kind: 'shift', ids: [id], ticks: there * 120, semitones: random(3) - 1 }];
	if (choice < 13) return [{ kind: 'set', id, fields: { pitch: 50 + random(30) } }];
	if (choice < 16) return [{ kind: 'set', id, fields: { lyric: random(2) === 0 ? '사랑' : 'la' } }];
	if (choice < 19) {
		const ids = Array.from({ length: DRAGGED }, (_, i) => makeId(FILLER_SLOT, first + i));
		return [{ kind: 'shift', ids, ticks: there * 480, semitones: 0 }];
	}
	return [add('note', fresh, { start: random(960 * 1000), duration: 480, pitch: 50 + random(30), lyric: '' })];
}
