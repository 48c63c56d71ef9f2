/** A file read front to back through a small window, with looks elsewhere; nothing is read before it is asked for. */

import { open, stat, type FileHandle } from 'node:fs/promises';
import { Fault } from '#lib/fault.ts';

/** Bytes that can be looked at anywhere. */
export interface RandomBytes {
	readonly size: number;
	/** Up to `length` bytes at `position`, fewer at the end. */
	readAt(position: number, length: number): Promise<Uint8Array>;
}

/** Reads grow from the first to the last, so that the first sound needs few bytes and later ones few calls. */
const FIRST_READ_BYTES = 8192;
const LAST_READ_BYTES = 65_536;

/** Owns the file handle: whoever opens it must close it. */
export class ByteReader implements RandomBytes {
	readonly size: number;
	readonly #file: FileHandle;
	#window = new Uint8Array(2 * LAST_READ_BYTES);
	#start = 0;
	#end = 0;
	/** File offset of the first byte that is not in the window. */
	#next = 0;
	#readBytes = FIRST_READ_BYTES;
	/** A read gave nothing: also true of a file that became shorter since it was opened. */
	#isEnded = false;
	#closing: Promise<void> | null = null;

	private constructor(file: FileHandle, size: number) {
		this.#file = file;
		this.size = size;
	}

	/** Throws Fault 'not-found' when there is no file to read, and never waits for a pipe. */
	static async open(path: string): Promise<ByteReader> {
		try {
			const stats = await stat(path);
			if (stats.isFile()) return new ByteReader(await open(path, 'r'), stats.size);
		} catch (error) {
			throw new Fault('not-found', 'There is no such file, or it may not be read.', { cause: error });
		}
		throw new Fault('not-found', 'This is a folder or a device; a recording is a file.');
	}

	/** File offset of the first byte of `view`. */
	get position(): number {
		return this.#next - (this.#end - this.#start);
	}

	/** What is in the window; valid until the next `fill`. */
	get view(): Uint8Array {
		return this.#window.subarray(this.#start, this.#end);
	}

	/** Whether `view` reaches to the end of the file. */
	get isAtEnd(): boolean {
		return this.#isEnded || this.#next >= this.size;
	}

	/** Makes at least `bytes` bytes of `view`, or all that is left; tells whether there are that many. */
	async fill(bytes: number): Promise<boolean> {
		while (this.#end - this.#start < bytes) {
			this.#makeRoom(bytes);
			const wanted = Math.max(this.#readBytes, bytes - (this.#end - this.#start));
			const { bytesRead } = await this.#file.read(this.#window, this.#end, wanted, this.#next);
			if (bytesRead === 0) {
				this.#isEnded = true;
				return false;
			}
			this.#end += bytesRead;
			this.#next += bytesRead;
			this.#readBytes = Math.min(LAST_READ_BYTES, this.#readBytes * 2);
		}
		return true;
	}

	/** Moves on by `bytes`, also beyond what has been read. */
	skip(bytes: number): void {
		this.seek(this.position + bytes);
	}

	seek(position: number): void {
		const shift = position - this.position;
		if (shift >= 0 && shift <= this.#end - this.#start) {
			this.#start += shift;
		} else {
			this.#start = 0;
			this.#end = 0;
			this.#next = position;
			this.#isEnded = false;
		}
	}

	async readAt(position: number, length: number): Promise<Uint8Array> {
		const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - position)));
		let filled = 0;
		while (filled < bytes.length) {
			const { bytesRead } = await this.#file.read(bytes, filled, bytes.length - filled, position + filled);
			if (bytesRead === 0) break;
			filled += bytesRead;
		}
		return bytes.subarray(0, filled);
	}

	close(): Promise<void> {
		this.#closing ??= this.#file.close();
		return this.#closing;
	}

	#makeRoom(bytes: number): void {
		const wanted = Math.max(bytes, this.#end - this.#start + this.#readBytes);
		if (this.#start + wanted <= this.#window.length) return;
		const target = wanted <= this.#window.length ? this.#window : new Uint8Array(2 * wanted);
		const kept = this.#window.subarray(this.#start, this.#end);
		target.set(kept, 0);
		this.#window = target;
		this.#start = 0;
		this.#end = kept.length;
	}
}

/** Bytes that are in memory already. */
export function bytesInMemory(bytes: Uint8Array, size = bytes.length): RandomBytes {
	return { size, readAt: async (position, length) => bytes.subarray(position, position + length) };
}

/** Whether `bytes` holds the letters of `text` (Latin-1) at `offset`. */
export function hasText(bytes: Uint8Array, offset: number, text: string): boolean {
	for (let i = 0; i < text.length; i++) if (bytes[offset + i] !== text.charCodeAt(i)) return false;
	return true;
}

/** A view for numbers of more than one byte. */
export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
