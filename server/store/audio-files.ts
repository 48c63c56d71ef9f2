/** Recordings on disk, named by their hash, published only when they are what their name says. */

import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, renameSync, type ReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Fault } from '#lib/fault.ts';

export interface AudioFiles {
	/** Where a recording lies once it is published. */
	pathOf(sha256: string): string;
	/**
	 * Streams a body to disk while hashing it, lets `check` look at the finished file (and put it on the books, so that what
	 * is published is always known), and publishes it under its hash.
	 * `count` is told the bytes of each block before it is written. Whatever fails, nothing is left behind. Faults: too-large,
	 * empty-file, hash-mismatch, storage, and those of `check` and `count`.
	 */
	receive<T>(
		sha256: string,
		body: Readable,
		check: (file: string, bytes: number) => Promise<T>,
		count?: (bytes: number) => Promise<void>
	): Promise<T>;
	read(sha256: string, range?: { start: number; end: number }): ReadStream;
	size(sha256: string): Promise<number | null>;
	/** Gone from its name when this returns, so that whoever uploads it again meanwhile keeps it; from the disk a little later. */
	remove(sha256: string): Promise<void>;
}

/** Where a recording lies under the folder of all. */
export const audioPath = (directory: string, sha256: string): string =>
	path.join(directory, sha256.slice(0, 2), sha256);

/** Opens the folder, and clears what an interrupted upload has left in it. */
export async function openAudioFiles(directory: string, limitBytes: number): Promise<AudioFiles> {
	const incoming = path.join(directory, 'incoming');
	await mkdir(incoming, { recursive: true });
	for (const name of await readdir(incoming)) await rm(path.join(incoming, name), { force: true });
	const pathOf = (sha256: string): string => audioPath(directory, sha256);
	return {
		pathOf,
		receive: async (sha256, body, check, count) => {
			const temporary = path.join(incoming, randomUUID());
			try {
				const { bytes, hash } = await writeHashed(body, temporary, limitBytes, count);
				if (bytes === 0) throw new Fault('empty-file', 'This file is empty.');
				if (hash !== sha256)
					throw new Fault(
						'hash-mismatch',
						'The file changed on its way: what arrived is not what was announced. Try again.'
					);
				const result = await check(temporary, bytes);
				await mkdir(path.dirname(pathOf(sha256)), { recursive: true });
				await rename(temporary, pathOf(sha256));
				return result;
			} catch (error) {
				throw isDiskTrouble(error)
					? new Fault('storage', 'The recording could not be written to the disk of the server.', { cause: error })
					: error;
			} finally {
				await rm(temporary, { force: true });
			}
		},
		read: (sha256, range) => createReadStream(pathOf(sha256), range),
		size: (sha256) =>
			stat(pathOf(sha256)).then(
				({ size }) => size,
				() => null
			),
		remove: (sha256) => {
			const doomed = path.join(incoming, randomUUID());
			if (!existsSync(pathOf(sha256))) return Promise.resolve();
			renameSync(pathOf(sha256), doomed);
			return rm(doomed, { force: true });
		}
	};
}

async function writeHashed(
	body: Readable,
	file: string,
	limitBytes: number,
	count?: (bytes: number) => Promise<void>
): Promise<{ bytes: number; hash: string }> {
	const hash = createHash('sha256');
	let bytes = 0;
	async function* measured(): AsyncGenerator<Buffer> {
		// a body that is refused half-way is not torn down: the answer has to go out over the same connection
		for await (const block of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
			bytes += block.length;
			if (bytes > limitBytes) throw tooLarge(limitBytes);
			await count?.(block.length);
			hash.update(block);
			yield block;
		}
	}
	await pipeline(measured, createWriteStream(file));
	return { bytes, hash: hash.digest('hex') };
}

const isDiskTrouble = (error: unknown): boolean =>
	error instanceof Error &&
	'code' in error &&
	['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EACCES', 'EMFILE', 'ENFILE'].includes(String(error.code));

/** The fault of a body over the limit, also for one whose header says so beforehand. */
export const tooLarge = (limitBytes: number): Fault =>
	new Fault(
		'too-large',
		`This file is larger than ${Math.floor(limitBytes / 1024 / 1024)} MiB, which is the most that is taken here.`
	);
