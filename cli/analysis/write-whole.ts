/** Files that are there whole or not at all. */

import { access, constants, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '#lib/fault.ts';

/** Makes a folder that can be written to, or says why not. */
export async function makeFolder(folder: string): Promise<void> {
	try {
		await mkdir(folder, { recursive: true });
		await access(folder, constants.W_OK);
	} catch (cause) {
		throw toStorageFault(`The folder ${folder} cannot be written to`, cause);
	}
}

/** Writes under another name beside `file` and renames; being stopped or failing leaves nothing behind. */
export async function writeWhole(file: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
	const draft = path.join(path.dirname(file), `.melograph-${process.pid}.part`);
	try {
		await writeFile(draft, bytes, { signal });
		await rename(draft, file);
	} catch (cause) {
		await rm(draft, { force: true });
		signal.throwIfAborted();
		throw toStorageFault(`${file} cannot be written`, cause);
	}
}

const toStorageFault = (sentence: string, cause: unknown): Fault =>
	new Fault('storage', `${sentence}: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause });
