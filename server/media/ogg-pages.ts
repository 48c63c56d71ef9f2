/** Ogg framing (RFC 3533): whole pages whose checks hold, and where the stream ends. */

import { Fault } from '#lib/fault.ts';
import { hasText, viewOf, type ByteReader } from './byte-reader.ts';
import { crc32 } from './checksums.ts';

export interface OggPage {
	/** The whole page, valid until the next is asked for. */
	readonly bytes: Uint8Array;
	readonly body: Uint8Array;
	readonly serial: number;
	readonly isFirst: boolean;
	readonly isLast: boolean;
	/** Position at the end of the page in the codec's own count, or null if no packet ends on it. */
	readonly granule: number | null;
}

const HEADER_BYTES = 27;
const MAX_PAGE_BYTES = HEADER_BYTES + 255 + 255 * 255;
/** Bad pages that are stepped over before the file is given up; bounds the time a hostile one can take. */
const MAX_BAD_PAGES = 1000;
const FLAG_FIRST = 2;
const FLAG_LAST = 4;

/** All pages from where the reader stands; what is no page is stepped over. */
export async function* readOggPages(reader: ByteReader): AsyncGenerator<OggPage> {
	let badPages = 0;
	while (await reader.fill(HEADER_BYTES)) {
		const start = findPage(reader.view);
		if (start !== 0) {
			reader.skip(start < 0 ? reader.view.length - 3 : start);
			continue;
		}
		await reader.fill(HEADER_BYTES + 255);
		await reader.fill(measurePage(reader.view, 0));
		const page = readPage(reader.view, 0);
		if (page === null) {
			if (++badPages > MAX_BAD_PAGES)
				throw new Fault('damaged', `More than ${MAX_BAD_PAGES} pages of this Ogg file are damaged.`);
			reader.skip(4);
			continue;
		}
		reader.skip(page.bytes.length);
		yield page;
	}
}

/** Granule position of the last whole page of the file if it belongs to stream `serial`, else null. */
export async function readLastGranule(reader: ByteReader, serial: number): Promise<number | null> {
	const from = Math.max(0, reader.size - 2 * MAX_PAGE_BYTES);
	const tail = await reader.readAt(from, 2 * MAX_PAGE_BYTES);
	for (let at = tail.length - HEADER_BYTES; at >= 0; at--) {
		const page = tail[at] === 0x4f && hasText(tail, at, 'OggS') ? readPage(tail, at) : null;
		if (page !== null && page.granule !== null) return page.serial === serial ? page.granule : null;
	}
	return null;
}

/** Clears the flag of the last page, for a decoder that must not trim by itself. */
export function unmarkLast(page: OggPage): void {
	page.bytes[5] = (page.bytes[5] ?? 0) & ~FLAG_LAST;
}

function findPage(bytes: Uint8Array): number {
	for (let at = bytes.indexOf(0x4f); at >= 0; at = bytes.indexOf(0x4f, at + 1))
		if (hasText(bytes, at, 'OggS')) return at;
	return -1;
}

function measurePage(bytes: Uint8Array, start: number): number {
	const segments = bytes[start + 26] ?? 0;
	let length = HEADER_BYTES + segments;
	for (let i = 0; i < segments; i++) length += bytes[start + HEADER_BYTES + i] ?? 0;
	return length;
}

/** The page at `start`, or null if it is not all there or its check does not hold. */
function readPage(bytes: Uint8Array, start: number): OggPage | null {
	const length = measurePage(bytes, start);
	if (start + length > bytes.length || bytes[start + 4] !== 0) return null;
	const page = bytes.subarray(start, start + length);
	const view = viewOf(page);
	const check = view.getUint32(22, true);
	view.setUint32(22, 0, true);
	const sum = crc32.update(0, page, 0, length);
	view.setUint32(22, check, true);
	if (sum !== check) return null;
	const flags = page[5] ?? 0;
	const granule = view.getBigInt64(6, true);
	return {
		bytes: page,
		body: page.subarray(HEADER_BYTES + (page[26] ?? 0)),
		serial: view.getUint32(14, true),
		isFirst: (flags & FLAG_FIRST) !== 0,
		isLast: (flags & FLAG_LAST) !== 0,
		granule: granule < 0n ? null : Number(granule)
	};
}
