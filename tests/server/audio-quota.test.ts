/** How much is let in: what the disk must keep free while bytes come, and room that two uploads do not share. */

import { expect, test } from 'vitest';
import { createAudioQuota, type Upload, type UploadAllowance } from '#server/http/audio-quota.ts';

const MIB = 2 ** 20;
const ROOMY = {
	audioBytesPerDocument: 2 ** 40,
	audioBytesPerAddressPerHour: 2 ** 40,
	diskReserveBytes: 0,
	dataDir: import.meta.dirname,
	orphanAudioHours: 24
};
const upload = (more: Partial<Upload> = {}): Upload => ({
	doc: 'song',
	sha256: 'a',
	address: '10.0.0.1',
	announcedBytes: 0,
	isHeld: false,
	...more
});
const codeOf = (run: Promise<unknown>): Promise<unknown> =>
	run.then(
		() => 'taken',
		(error: { code?: unknown }) => error.code
	);

/** Lets one in after the other, with so many bytes on the books. */
function open(settings: Partial<typeof ROOMY>, held = 0, free?: () => number) {
	const freeBytes = free && ((): Promise<number> => Promise.resolve(free()));
	const letIn = createAudioQuota({ ...ROOMY, ...settings }, { heldBytes: () => held }, freeBytes);
	return (more: Partial<Upload>): Promise<UploadAllowance> => letIn(upload(more));
}

test('a document takes what is announced up to the last byte, and an upload on its way keeps its room until it ends', async () => {
	const letIn = open({ audioBytesPerDocument: 100 }, 40);
	expect(await codeOf(letIn({ announcedBytes: 61 }))).toBe('too-large');
	const first = await letIn({ announcedBytes: 60 });
	expect(await codeOf(letIn({ announcedBytes: 1, sha256: 'b' }))).toBe('too-large');
	expect(await codeOf(letIn({ announcedBytes: 1, doc: 'other' }))).toBe('taken');
	expect(await codeOf(first.take(60))).toBe('taken');
	first.end();
	expect(await codeOf(letIn({ announcedBytes: 60 }))).toBe('taken');
});

test('a recording that is sent again while its first connection is still open takes its room once', async () => {
	const letIn = open({ audioBytesPerDocument: 100 });
	const [dead, again] = [await letIn({ announcedBytes: 60 }), await letIn({ announcedBytes: 60 })];
	expect(await codeOf(letIn({ announcedBytes: 41, sha256: 'b' }))).toBe('too-large');
	dead.end();
	expect(await codeOf(letIn({ announcedBytes: 41, sha256: 'b' }))).toBe('too-large');
	again.end();
	expect(await codeOf(letIn({ announcedBytes: 41, sha256: 'b' }))).toBe('taken');
});

test('what is not announced is counted as it comes, and given back when it is refused', async () => {
	const letIn = open({ audioBytesPerDocument: 100 }, 40);
	const silent = await letIn({});
	expect(await codeOf(silent.take(60))).toBe('taken');
	expect(await codeOf(silent.take(1))).toBe('too-large');
	silent.end();
	expect(await codeOf(letIn({ announcedBytes: 60 }))).toBe('taken');
});

test('a recording that the document holds costs it nothing', async () => {
	const letIn = open({ audioBytesPerDocument: 100 }, 100);
	expect(await codeOf(letIn({ announcedBytes: 50 }))).toBe('too-large');
	const again = await letIn({ announcedBytes: 50, isHeld: true });
	expect(await codeOf(again.take(50))).toBe('taken');
});

test('an address has an hour’s bytes, of which only those count that have come', async () => {
	const letIn = open({ audioBytesPerAddressPerHour: 100 });
	expect(await codeOf(letIn({ announcedBytes: 101 }))).toBe('rate');
	const given = await letIn({ announcedBytes: 100 });
	given.end();
	const taken = await letIn({ announcedBytes: 100 });
	await taken.take(70);
	taken.end();
	expect(await codeOf(letIn({ announcedBytes: 31 }))).toBe('rate');
	expect(await codeOf(letIn({ announcedBytes: 31, address: '10.0.0.2' }))).toBe('taken');
	const silent = await letIn({});
	expect(await codeOf(silent.take(30))).toBe('taken');
	expect(await codeOf(silent.take(1))).toBe('rate');
});

test('an upload that the disk has no room for is refused before it begins, and leaves its room in the document', async () => {
	let free = 1050;
	const letIn = open({ diskReserveBytes: 1000, audioBytesPerDocument: 51 }, 0, () => free);
	expect(await codeOf(letIn({ announcedBytes: 51 }))).toBe('storage');
	free = 1051;
	expect(await codeOf(letIn({ announcedBytes: 51 }))).toBe('taken');
});

test('a large one is refused while it comes when others have filled the disk', async () => {
	let free = 30 * MIB;
	const letIn = open({ diskReserveBytes: 10 * MIB }, 0, () => free);
	const large = await letIn({ announcedBytes: 20 * MIB });
	free = 26 * MIB;
	expect(await codeOf(large.take(4 * MIB))).toBe('taken');
	free = 21 * MIB;
	expect(await codeOf(large.take(4 * MIB))).toBe('storage');
	const unlimited = open({ diskReserveBytes: 0 }, 0, () => 0);
	expect(await codeOf(unlimited({ announcedBytes: 20 * MIB }))).toBe('taken');
});

test('the folder that is named is what the disk is measured by', async () => {
	expect(await codeOf(open({ diskReserveBytes: 2 ** 50 })({ announcedBytes: 1 }))).toBe('storage');
	expect(await codeOf(open({ diskReserveBytes: 1 })({ announcedBytes: 1 }))).toBe('taken');
});
