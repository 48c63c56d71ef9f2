/** What a connection runs over: a WebSocket, or what stands in for one where they are blocked. */

import { WebSocket, type RawData } from 'ws';

export interface Channel {
	/** Where the page is: an address of the network, as far as it can be known. */
	readonly address: string;
	/** What kind of connection it is, for those who count. */
	readonly transport: 'websocket' | 'http';
	readonly isOpen: boolean;
	/** Bytes that were sent and have not left yet. */
	readonly bufferedBytes: number;
	/** Called with each message; null for one that is not binary. */
	onMessage: (bytes: Uint8Array | null) => void;
	/** Called once, when nothing comes any more; with the close code, 1006 where there was no goodbye. */
	onClose: (code: number) => void;
	/** `sent` is called when the bytes have left, or never will. */
	send(bytes: Uint8Array, sent?: () => void): void;
	/** Says goodbye with a close code of the protocol. */
	close(code: number, reason: string): void;
	/** Ends it without a word. */
	terminate(): void;
}

/** A WebSocket as a channel. */
export function webSocketChannel(socket: WebSocket, address: string): Channel {
	const channel: Channel = {
		address,
		transport: 'websocket',
		get isOpen() {
			return socket.readyState === WebSocket.OPEN;
		},
		get bufferedBytes() {
			return socket.bufferedAmount;
		},
		onMessage: () => undefined,
		onClose: () => undefined,
		send: (bytes, sent) => socket.send(bytes, sent),
		close: (code, reason) => socket.close(code, reason),
		terminate: () => socket.terminate()
	};
	socket.on('message', (data: RawData, isBinary) =>
		channel.onMessage(isBinary && data instanceof Buffer ? data : null)
	);
	socket.on('close', (code) => channel.onClose(code));
	socket.on('error', () => socket.terminate());
	return channel;
}
