/** Someone who follows a link for the first time: a fresh process, as a fresh page would be. */

import type { WebSocket } from 'ws';
import { Score } from '#lib/score/index.ts';
import { decodeServerFrame, SyncClient, type ServerFrame } from '#lib/wire/index.ts';
import { join, nowMs, openSocket, type Address } from './socket.ts';
import type { Control, OpenResult, OpenTask } from './tasks.ts';

export async function openDocument(task: OpenTask, control: Control): Promise<OpenResult> {
	const socket = await openSocket(task.address.url);
	control.ready();
	await control.go;
	const score = new Score();
	const inbox = new Inbox(socket, task.address);
	const began = nowMs();
	const welcome = await join(socket, task.address, { cid: task.cid, since: 0 });
	const welcomed = nowMs();
	await inbox.fold(new SyncClient(score, { onRefused: fail, onGap: () => fail('a gap') }), welcome.seq);
	const screenNotes = score.notes.filter((note) => note.start < task.screenTicks).length;
	return {
		openMs: nowMs() - began,
		welcomeMs: welcomed - began,
		notes: score.notes.length,
		screenNotes,
		bytes: inbox.bytes,
		frames: inbox.frames
	};
}

/** All frames in their order, a snapshot that lies elsewhere fetched in between. */
class Inbox {
	bytes = 0;
	frames = 0;
	readonly #address: Address;
	readonly #waiting: ServerFrame[] = [];
	#wake: () => void = () => undefined;

	constructor(socket: WebSocket, address: Address) {
		this.#address = address;
		socket.on('message', (data: Buffer) => {
			const frame = decodeServerFrame(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
			this.bytes += data.length;
			this.frames++;
			if (frame) this.#waiting.push(frame);
			this.#wake();
		});
		socket.once('close', (code) => fail(code));
	}

	async fold(sync: SyncClient, seq: number): Promise<void> {
		for (;;) {
			const frame = this.#waiting.shift();
			if (frame) sync.receive(frame.kind === 'snap' && !frame.bytes ? await this.#fetch(frame) : frame);
			else if (sync.seq >= seq) return;
			else await new Promise<void>((resolve) => (this.#wake = resolve));
		}
	}

	async #fetch(frame: Extract<ServerFrame, { kind: 'snap' }>): Promise<ServerFrame> {
		const { url, doc, token } = this.#address;
		const response = await fetch(`${url}/api/documents/${doc}/snapshots/${frame.seq}`, {
			headers: { authorization: `Bearer ${token}` }
		});
		if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
		const bytes = new Uint8Array(await response.arrayBuffer());
		this.bytes += Number(response.headers.get('content-length') ?? bytes.length);
		return { ...frame, bytes };
	}
}

function fail(why: unknown): never {
	throw new Error(`The document could not be opened: ${JSON.stringify(why)}`);
}
