/** Copies of the data folder: taken while a server is running on it, and put back where there is nothing. */

import { randomUUID } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { Fault, toFault } from '#lib/fault.ts';
import { audioPath } from './audio-files.ts';
import { IS_IN_VERSION } from './version-audio.ts';

export interface CopySummary {
	readonly documents: number;
	readonly recordings: number;
	/** Recordings that a document, or a version of one, names and that are not on the disk. */
	readonly missing: number;
}

/** A folder is a backup when it has this one, so it is the last to come. */
const DOCUMENTS = 'documents.sqlite';
const CHUNKS = 'chunks.sqlite';
const AUDIO = 'audio';
/** The whole database in one step: in batches, a server that writes would make it begin again and again. */
const ALL_PAGES = 2 ** 31 - 1;
const NOT_HERE = ['ENOENT', 'ENOTDIR'];
/** A link is refused across disks, and by file systems that have none. */
const NO_LINK = ['EXDEV', 'EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK', 'EACCES'];

/**
 * Copies what lies in `dataDir` into `target`, which is new or empty. A server may be writing meanwhile: every edit that it
 * has acknowledged before is in the copy. Faults: config, not-found, storage.
 */
export async function backUp(dataDir: string, target: string, signal: AbortSignal): Promise<CopySummary> {
	if (!existsSync(path.join(dataDir, DOCUMENTS)))
		throw new Fault('not-found', `There are no documents in ${dataDir}: name the data folder with --data-dir.`);
	await requireEmpty(target, 'A backup needs a folder that is new or empty.');
	return copyInto(dataDir, target, signal);
}

/** Puts a backup into a data folder, which is new or empty. Faults: config, not-found, storage. */
export async function restore(source: string, dataDir: string, signal: AbortSignal): Promise<CopySummary> {
	if (!existsSync(path.join(source, DOCUMENTS))) throw new Fault('not-found', `${source} is no backup of Melograph.`);
	await requireEmpty(dataDir, 'A backup is restored into a data folder that is new or empty; move the old one away.');
	return copyInto(source, dataDir, signal);
}

async function requireEmpty(folder: string, rule: string): Promise<void> {
	const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
		if (cause.code === 'ENOENT') return [];
		throw new Fault('config', `${folder} is no folder that can be read. ${rule}`, { cause });
	});
	if (names.length > 0) throw new Fault('config', `There is something in ${folder} already. ${rule}`);
}

/** Everything is written under another name and then renamed; failing or being stopped leaves nothing behind. */
async function copyInto(from: string, to: string, signal: AbortSignal): Promise<CopySummary> {
	const isNew = !existsSync(to);
	// inside the folder, which may be the root of a disk
	const draft = path.join(to, `.melograph-${randomUUID()}.part`);
	try {
		await mkdir(draft, { recursive: true });
		const summary = await copyAll(from, draft, signal);
		for (const name of [AUDIO, CHUNKS, DOCUMENTS])
			if (existsSync(path.join(draft, name))) await rename(path.join(draft, name), path.join(to, name));
		await rmdir(draft);
		return summary;
	} catch (thrown) {
		await rm(draft, { recursive: true, force: true });
		if (isNew) await rmdir(to).catch(() => undefined); // the reason is told below
		signal.throwIfAborted();
		const fault = toFault(thrown);
		if (fault.code !== 'internal') throw fault;
		const reason = thrown instanceof Error ? thrown.message : String(thrown);
		throw new Fault('storage', `${from} could not be copied to ${to}: ${reason}.`, { cause: thrown });
	}
}

async function copyAll(from: string, to: string, signal: AbortSignal): Promise<CopySummary> {
	// first what cannot be made again: chunks that are newer than the documents do no harm, older ones would
	await copyDatabase(path.join(from, DOCUMENTS), path.join(to, DOCUMENTS));
	signal.throwIfAborted();
	if (existsSync(path.join(from, CHUNKS))) await copyDatabase(path.join(from, CHUNKS), path.join(to, CHUNKS));
	const { documents, audio } = readBooks(path.join(to, DOCUMENTS));
	let recordings = 0;
	let missing = 0;
	await mkdir(path.join(to, AUDIO));
	for (const { sha256, isNamed } of audio) {
		signal.throwIfAborted();
		if (await copyAudio(audioPath(path.join(from, AUDIO), sha256), audioPath(path.join(to, AUDIO), sha256)))
			recordings++;
		// on the books shortly before it has its name: its upload has not been acknowledged yet
		else if (isNamed) missing++;
	}
	return { documents, recordings, missing };
}

/** One consistent state of a database that others may be writing, checked, in one file. */
async function copyDatabase(from: string, to: string): Promise<void> {
	const source = new DatabaseSync(from, { readOnly: true, timeout: 5000 });
	try {
		await backup(source, to, { rate: ALL_PAGES });
	} finally {
		source.close();
	}
	const copy = new DatabaseSync(to);
	try {
		// no companions beside it, so that it can be read from a medium that cannot be written
		copy.exec('PRAGMA journal_mode = DELETE');
		const [first] = copy.prepare('PRAGMA integrity_check').all();
		if (first?.['integrity_check'] !== 'ok') throw new Fault('storage', `The database ${from} is damaged.`);
	} finally {
		copy.close();
	}
}

function readBooks(file: string): { documents: number; audio: { sha256: string; isNamed: boolean }[] } {
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		// what an earlier Melograph has written is copied as it is, without the tables that came later
		const hasVersions = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'version_audio'").get();
		const isNamed = hasVersions ? `(named = 1 OR ${IS_IN_VERSION})` : 'named = 1';
		const audio = database.prepare(
			`SELECT sha256, EXISTS (SELECT 1 FROM held WHERE held.sha256 = audio.sha256 AND ${isNamed}) AS named FROM audio`
		);
		return {
			documents: Number(database.prepare('SELECT count(*) AS count FROM docs').get()?.['count']),
			audio: audio.all().map((row) => ({ sha256: String(row['sha256']), isNamed: row['named'] === 1 }))
		};
	} finally {
		database.close();
	}
}

/** Links, or copies where that cannot be: a published recording is never written again. False when it is not there. */
async function copyAudio(from: string, to: string): Promise<boolean> {
	await mkdir(path.dirname(to), { recursive: true });
	try {
		await link(from, to).catch(async (error: NodeJS.ErrnoException) => {
			if (!NO_LINK.includes(error.code ?? '')) throw error;
			await copyFile(from, to, constants.COPYFILE_FICLONE);
			const file = await open(to, 'r+');
			await file.sync().finally(() => file.close());
		});
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && NOT_HERE.includes(String(error.code))) return false;
		throw error;
	}
}
