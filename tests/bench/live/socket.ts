/** A socket of real frames, without a page behind it. */

import { WebSocket } from 'ws';
import {
	decodeServerFrame,
	encodeClientFrame,
	PROTOCOL_VERSION,
	SCHEMA_VERSION,
	SUBPROTOCOL,
	type ClientFrame,
	type ServerFrame
} from '#lib/wire/index.ts';

/** A document on a server. */
export interface Address {
	readonly url: string;
	readonly doc: string;
	readonly token: string;
}

export type Welcome = Extract<ServerFrame, { kind: 'welcome' }>;

/** The system's steady clock, which all processes of a machine share. */
export const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Makes a document; its maker gets slot 1. */
export async function makeDocument(url: string, cid: string): Promise<Address> {
	const response = await fetch(`${url}/api/documents`, { method: 'POST', body: JSON.stringify({ cid }) });
	if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
	return { url, ...((await response.json()) as { doc: string; token: string }) };
}

/** Opens a socket; nobody has said hello on it. */
export function openSocket(url: string): Promise<WebSocket> {
	const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`, SUBPROTOCOL, { perMessageDeflate: false });
	return new Promise((resolve, reject) => {
		socket.once('open', () => resolve(socket));
		socket.once('error', reject);
	});
}

export const send = (socket: WebSocket, frame: ClientFrame): void => socket.send(encodeClientFrame(frame));

/** Hears every frame that this version knows. */
export function hear(socket: WebSocket, listener: (frame: ServerFrame) => void): void {
	socket.on('message', (data: Buffer) => {
		const frame = decodeServerFrame(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
		if (frame) listener(frame);
	});
}

export interface Hello {
	readonly cid: string;
	/** Last row that is known. */
	readonly since: number;
}

/** Says hello and settles with the welcome. */
export function join(socket: WebSocket, { doc, token }: Address, { cid, since }: Hello): Promise<Welcome> {
	return new Promise((resolve, reject) => {
		const onMessage = (data: Buffer): void => {
			const frame = decodeServerFrame(new Uint8Array(data));
			if (frame?.kind !== 'welcome') return;
			socket.off('message', onMessage);
			resolve(frame);
		};
		socket.on('message', onMessage);
		socket.once('close', (code, reason) => reject(new Error(`No welcome: ${code} ${reason.toString()}`)));
		send(socket, { kind: 'hello', version: PROTOCOL_VERSION, schema: SCHEMA_VERSION, doc, token, cid, since });
	});
}

/** For sockets that the server must not close while something is measured: ends the process. */
export function failWhenClosed(socket: WebSocket): void {
	socket.once('close', (code, reason) => {
		throw new Error(`A socket was closed: ${code} ${reason.toString()}`);
	});
}
