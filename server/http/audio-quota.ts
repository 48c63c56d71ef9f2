/** How many bytes of recordings are taken: for a document, from an address in an hour, and on the disk. */

import { statfs } from 'node:fs/promises';
import { Fault } from '#lib/fault.ts';
import type { Settings } from '#server/config/index.ts';
import type { DocumentStore } from '#server/store/index.ts';
import { createHourlyQuota } from './quota.ts';

/** After so many bytes of an upload the disk is looked at again: others write on it, too. */
const DISK_CHECK_BYTES = 4 * 2 ** 20;

export interface Upload {
	readonly doc: string;
	readonly sha256: string;
	readonly address: string;
	/** What its header says; 0 when that says nothing. */
	readonly announcedBytes: number;
	/** The document holds this recording already. */
	readonly isHeld: boolean;
}

/** An upload that has been let in, until it ends. */
export interface UploadAllowance {
	/** Counts a block that has come. Faults: too-large, rate, storage. */
	take(bytes: number): Promise<void>;
	/** Nothing more comes. What has become part of the document is on the books by now. */
	end(): void;
}

type QuotaSettings = Pick<
	Settings,
	'audioBytesPerDocument' | 'audioBytesPerAddressPerHour' | 'diskReserveBytes' | 'dataDir' | 'orphanAudioHours'
>;

/** Lets uploads in; faults: too-large, rate, storage. */
export function createAudioQuota(
	settings: QuotaSettings,
	store: Pick<DocumentStore, 'heldBytes'>,
	freeBytes: () => Promise<number> = () => freeBytesOf(settings.dataDir)
): (upload: Upload) => Promise<UploadAllowance> {
	const perHour = createHourlyQuota(settings.audioBytesPerAddressPerHour);
	const room = roomOfDocuments(settings, store);

	function checkAddress(bytes: number, left: number): void {
		if (bytes > left)
			throw new Fault(
				'rate',
				`${sizeOf(settings.audioBytesPerAddressPerHour)} of recordings an hour are the most from one address. Try again in an hour.`
			);
	}

	async function checkDisk(bytes: number): Promise<void> {
		if (settings.diskReserveBytes === 0) return;
		if ((await freeBytes()) - bytes < settings.diskReserveBytes)
			throw new Fault(
				'storage',
				`The disk of the server is nearly full: ${sizeOf(settings.diskReserveBytes)} of it must stay free. Whoever runs the server has to make room.`
			);
	}

	return async (upload) => {
		const { address, announcedBytes } = upload;
		const place = upload.isHeld ? null : room.reserve(upload);
		let received = 0;
		let nextDiskCheck = DISK_CHECK_BYTES;
		try {
			checkAddress(announcedBytes, perHour.left(address));
			await checkDisk(announcedBytes);
		} catch (error) {
			place?.release();
			throw error;
		}
		return {
			take: async (bytes) => {
				received += bytes;
				const left = perHour.left(address);
				perHour.spend(address, bytes);
				checkAddress(bytes, left);
				place?.growTo(received);
				if (received < nextDiskCheck) return;
				nextDiskCheck = received + DISK_CHECK_BYTES;
				await checkDisk(Math.max(0, announcedBytes - received));
			},
			end: () => place?.release()
		};
	};
}

interface Place {
	readonly sha256: string;
	bytes: number;
}

/** The bytes that documents may hold, and what is on its way to each, so that two uploads at once do not take the same room. */
function roomOfDocuments(
	{ audioBytesPerDocument, orphanAudioHours }: QuotaSettings,
	store: Pick<DocumentStore, 'heldBytes'>
) {
	const coming = new Map<string, Set<Place>>();
	/** Bytes on their way to the document, without this recording: one that is sent again may be on a dead connection still. */
	const comingBeside = (doc: string, sha256: string): number => {
		const largest = new Map<string, number>();
		for (const place of coming.get(doc) ?? [])
			if (place.sha256 !== sha256) largest.set(place.sha256, Math.max(largest.get(place.sha256) ?? 0, place.bytes));
		return [...largest.values()].reduce((sum, bytes) => sum + bytes, 0);
	};
	const check = (doc: string, sha256: string, bytes: number): void => {
		if (store.heldBytes(doc) + comingBeside(doc, sha256) + bytes > audioBytesPerDocument)
			throw new Fault(
				'too-large',
				`The recordings of one document are ${sizeOf(audioBytesPerDocument)} at most, and this one would be over that. Delete a recording: one that no version has makes room after ${orphanAudioHours} hours. Or use a new document.`
			);
	};
	return {
		/** Keeps room for an upload. Faults: too-large. */
		reserve: ({ doc, sha256, announcedBytes }: Upload) => {
			check(doc, sha256, announcedBytes);
			const place: Place = { sha256, bytes: announcedBytes };
			const places = coming.get(doc) ?? new Set();
			coming.set(doc, places.add(place));
			return {
				/** Keeps more when so much has come that what was announced is not enough. Faults: too-large. */
				growTo: (received: number): void => {
					if (received <= place.bytes) return;
					check(doc, sha256, received);
					place.bytes = received;
				},
				release: (): void => {
					places.delete(place);
					if (places.size === 0 && coming.get(doc) === places) coming.delete(doc);
				}
			};
		}
	};
}

/** What a program without privileges may still write where the folder is. */
async function freeBytesOf(folder: string): Promise<number> {
	const { bavail, bsize } = await statfs(folder);
	return bavail * bsize;
}

/** `2 GiB`, `1.5 MiB`, `900 bytes`. */
function sizeOf(bytes: number): string {
	if (bytes < 2 ** 20) return `${bytes} bytes`;
	const [unit, name] = bytes < 2 ** 30 ? [2 ** 20, 'MiB'] : [2 ** 30, 'GiB'];
	return `${Math.floor((bytes / unit) * 10) / 10} ${name}`;
}
