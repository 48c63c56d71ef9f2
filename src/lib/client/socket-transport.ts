/** A WebSocket as a transport. */

import { SUBPROTOCOL } from '../wire/index.ts';
import type { OpenTransport } from './transport.ts';

/** `origin` is that of the server: https://host or http://host. */
export const openSocket =
	(origin: string): OpenTransport =>
	(events) => {
		const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/api/live`, SUBPROTOCOL);
		let isDropped = false;
		socket.binaryType = 'arraybuffer';
		socket.addEventListener('open', () => {
			if (!isDropped) events.onOpen();
		});
		socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
			if (!isDropped) events.onMessage(new Uint8Array(data));
		});
		socket.addEventListener('close', ({ code }) => {
			if (!isDropped) events.onClose(code);
		});
		return {
			get isOpen() {
				return !isDropped && socket.readyState === WebSocket.OPEN;
			},
			send(frames) {
				for (const frame of frames) socket.send(frame);
			},
			drop() {
				isDropped = true;
				socket.close(1000);
			}
		};
	};
