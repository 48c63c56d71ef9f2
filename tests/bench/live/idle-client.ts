/** People who have a document open and do nothing. */

import type { WebSocket } from 'ws';
import { add, makeId } from '#lib/score/index.ts';
import { failWhenClosed, join, nowMs, openSocket, send } from './socket.ts';
import type { Control, IdleTask } from './tasks.ts';

/** Sockets opened side by side. */
const BATCH = 50;
/** Each socket says that it is there once in this time, as a page does (more often). */
const PING_EVERY_MS = 20_000;
const TURN_MS = 100;
/** Notes that the first visitor of each document writes. */
const NOTES = 16;

export async function idle({ addresses, socketsEach, name }: IdleTask, control: Control): Promise<null> {
	const all = addresses.flatMap((address, d) => Array.from({ length: socketsEach }, (_, i) => ({ address, d, i })));
	const sockets: WebSocket[] = [];
	for (let at = 0; at < all.length; at += BATCH)
		sockets.push(
			...(await Promise.all(
				all.slice(at, at + BATCH).map(async ({ address, d, i }) => {
					const socket = await openSocket(address.url);
					const { slot, lastN } = await join(socket, address, { cid: `idle-${name}-${d}-${i}`, since: 0 });
					const write = (k: number) => add('note', makeId(slot, 1 + k), { start: k * 960, pitch: 60 + k });
					if (i === 0)
						send(socket, { kind: 'op', n: lastN + 1, edits: Array.from({ length: NOTES }, (_, k) => write(k)) });
					failWhenClosed(socket);
					return socket;
				})
			))
		);
	control.ready();
	let next = 0;
	const timer = setInterval(() => {
		for (let left = Math.ceil((sockets.length * TURN_MS) / PING_EVERY_MS); left > 0; left--) {
			const socket = sockets[next++ % sockets.length];
			if (socket) send(socket, { kind: 'ping', time: Math.round(nowMs()) });
		}
	}, TURN_MS);
	await control.go;
	clearInterval(timer);
	return null;
}
