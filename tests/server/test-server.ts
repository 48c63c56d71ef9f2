/** A real server on a free port with a folder of its own, and a client of real frames: for tests only. */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WebSocket } from 'ws';
import { Curve } from '#lib/pitch/index.ts';
import { Score, type Edit, type RecordId } from '#lib/score/index.ts';
import {
	decodeServerFrame,
	encodeClientFrame,
	LANES,
	PROTOCOL_VERSION,
	SCHEMA_VERSION,
	SUBPROTOCOL,
	SyncClient,
	unpackChunk,
	type ClientFrame,
	type ServerFrame
} from '#lib/wire/index.ts';
import { createApp } from '#server/app.ts';
import { loadConfig } from '#server/config/index.ts';
import { createLog } from '#server/log.ts';

export interface TestServer {
	readonly url: string;
	readonly dataDir: string;
	/** Every line of the log, parsed. */
	readonly log: Record<string, unknown>[];
	close(): Promise<void>;
}

const folders: string[] = [];
process.on('exit', () => {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that goes with the process. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'melograph-test-'));
	folders.push(folder);
	return folder;
}

/** Starts the app (without pages) with flags over the defaults. */
export async function startTestServer(flags: readonly string[] = [], dataDir = temporaryFolder()): Promise<TestServer> {
	const { values } = loadConfig({
		argv: ['--data-dir', dataDir, '--analysis-workers', '1', ...flags],
		env: {},
		cwd: temporaryFolder()
	});
	const log: Record<string, unknown>[] = [];
	const app = await createApp(
		values,
		createLog('debug', (line) => void log.push(JSON.parse(line) as Record<string, unknown>))
	);
	const server = createServer((request, response) => {
		if (!app.handle(request, response)) response.writeHead(404).end();
	});
	server.on('upgrade', (request, socket, head) => {
		if (!app.upgrade(request, socket, head)) socket.destroy();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		dataDir,
		log,
		close: async () => {
			const closed = new Promise((resolve) => server.close(resolve));
			await app.close();
			server.closeAllConnections();
			await closed;
		}
	};
}

export interface Address {
	readonly doc: string;
	readonly token: string;
}

export const CID = 'test-client-1';

export async function makeDocument(url: string, cid = CID): Promise<Address> {
	const response = await fetch(`${url}/api/documents`, { method: 'POST', body: JSON.stringify({ cid }) });
	if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
	return (await response.json()) as Address;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const putAudio = (
	url: string,
	{ doc, token }: Address,
	bytes: Uint8Array,
	hash = sha256(bytes)
): Promise<Response> =>
	fetch(`${url}/api/documents/${doc}/audio/${hash}`, {
		method: 'PUT',
		headers: { authorization: `Bearer ${token}` },
		body: new Uint8Array(bytes)
	});

/** A page without a page: the real sync core over a real socket. */
export class TestClient {
	readonly score = new Score();
	readonly frames: ServerFrame[] = [];
	readonly curve = new Curve();
	readonly #socket: WebSocket;
	readonly #sync: SyncClient;
	readonly #waiting = new Set<() => void>();
	readonly #loudness = new Map<number, Uint8Array>();
	readonly #pitch = new Map<number, Uint8Array>();
	closeCode: number | null = null;
	#flushing: NodeJS.Timeout | undefined;

	constructor(url: string, { doc, token }: Address, cid = CID, slot = 1) {
		this.#sync = new SyncClient(this.score, { onRefused: () => undefined, onGap: () => undefined }, slot);
		this.#socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`, SUBPROTOCOL);
		this.#socket.on('open', () =>
			this.send({ kind: 'hello', version: PROTOCOL_VERSION, schema: SCHEMA_VERSION, doc, cid, token, since: 0 })
		);
		this.#socket.on('message', (data: Buffer) => this.#receive(new Uint8Array(data)));
		this.#socket.on('error', () => undefined);
		this.#socket.on('close', (code) => {
			this.closeCode = code;
			clearTimeout(this.#flushing);
			this.#wake();
		});
	}

	get unsaved(): number {
		return this.#sync.pendingCount;
	}

	send(frame: ClientFrame): void {
		this.#socket.send(encodeClientFrame(frame));
	}

	sendBytes(bytes: Uint8Array): void {
		this.#socket.send(bytes);
	}

	edit(edits: readonly Edit[]): void {
		this.score.transact('local', edits);
		this.#flush();
	}

	/** Asks for both lanes of an analysis; {@link curve} grows as they come. */
	follow(analysis: RecordId): void {
		for (const lane of Object.values(LANES))
			this.send({ kind: 'sub', sid: lane + 1, analysis, lane, cursor: 0, credit: 1_000_000 });
	}

	/** Settles when `condition` holds; checked whenever something arrives. */
	until(condition: () => boolean, what: string, timeoutMs = 20_000): Promise<void> {
		if (condition()) return Promise.resolve();
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => {
				this.#waiting.delete(check);
				reject(new Error(`It never came: ${what}`));
			}, timeoutMs);
			const check = (): void => {
				if (!condition()) return;
				clearTimeout(timer);
				this.#waiting.delete(check);
				resolve();
			};
			this.#waiting.add(check);
		});
	}

	has(kind: ServerFrame['kind']): boolean {
		return this.frames.some((frame) => frame.kind === kind);
	}

	/** Whether both lanes have ended. */
	get hasEnded(): boolean {
		return Object.values(LANES).every((lane) =>
			this.frames.some((frame) => frame.kind === 'end' && frame.sid === lane + 1)
		);
	}

	close(): void {
		this.#socket.close();
	}

	/** Reads nothing more until {@link resume}. */
	pause(): void {
		this.#socket.pause();
	}

	resume(): void {
		this.#socket.resume();
	}

	/** Sends what the sync core lets go now, and the rest when it does. */
	#flush(): void {
		clearTimeout(this.#flushing);
		for (const frame of this.#sync.takeOutbox(performance.now())) this.send(frame);
		const wait = this.#sync.waitMs(performance.now());
		if (wait !== null && this.closeCode === null) this.#flushing = setTimeout(() => this.#flush(), wait);
	}

	#receive(bytes: Uint8Array): void {
		const frame = decodeServerFrame(bytes);
		if (!frame) return;
		this.frames.push(frame);
		this.#sync.receive(frame);
		this.#flush();
		if (frame.kind === 'chunk') this.#chunk(frame);
		this.#wake();
	}

	#chunk({ sid, cursor, bytes }: Extract<ServerFrame, { kind: 'chunk' }>): void {
		(sid - 1 === LANES.f0 ? this.#pitch : this.#loudness).set(cursor, bytes);
		const pitch = this.#pitch.get(cursor);
		const loudness = this.#loudness.get(cursor);
		if (pitch && loudness) this.curve.append(unpackChunk(cursor, pitch, loudness));
	}

	#wake(): void {
		for (const check of [...this.#waiting]) check();
	}
}

/** A WAV of 16-bit mono samples. */
export function makeWav(samples: Float32Array, sampleRate = 16_000): Uint8Array {
	const bytes = Buffer.alloc(44 + samples.length * 2);
	bytes.write('RIFF', 0, 'latin1');
	bytes.writeUInt32LE(36 + samples.length * 2, 4);
	bytes.write('WAVEfmt ', 8, 'latin1');
	bytes.writeUInt32LE(16, 16);
	bytes.writeUInt16LE(1, 20);
	bytes.writeUInt16LE(1, 22);
	bytes.writeUInt32LE(sampleRate, 24);
	bytes.writeUInt32LE(sampleRate * 2, 28);
	bytes.writeUInt16LE(2, 32);
	bytes.writeUInt16LE(16, 34);
	bytes.write('data', 36, 'latin1');
	bytes.writeUInt32LE(samples.length * 2, 40);
	samples.forEach((sample, i) =>
		bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 44 + i * 2)
	);
	return new Uint8Array(bytes);
}

/** Tones one after the other, each of `seconds` with a short silence after it. */
export function makeTones(hz: readonly number[], seconds = 0.5, sampleRate = 16_000): Float32Array {
	const each = Math.round((seconds + 0.15) * sampleRate);
	const sound = Math.round(seconds * sampleRate);
	const samples = new Float32Array(each * hz.length);
	hz.forEach((frequency, k) => {
		for (let i = 0; i < sound; i++) {
			const fade = Math.min(1, i / 160, (sound - i) / 160);
			const phase = (2 * Math.PI * frequency * i) / sampleRate;
			samples[k * each + i] = 0.3 * fade * (Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.25 * Math.sin(3 * phase));
		}
	});
	return samples;
}
