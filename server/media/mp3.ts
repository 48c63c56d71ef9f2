/** MP3: our own framing and trimming around mpg123, which only ever sees whole frames of one stream. */

import { MPEGDecoder } from 'mpg123-decoder';
import { Fault } from '#lib/fault.ts';
import type { Samples } from '#lib/units.ts';
import { hasText, type ByteReader } from './byte-reader.ts';
import { findMp3, isSameStream, readMp3Header, readMp3Summary, type Mp3Header, type Mp3Summary } from './mp3-frames.ts';
import { guardDecoder, mixDown, type Source } from './source.ts';

/** How far junk may reach before the first frame. */
const SEARCH_BYTES = 65_536;
/** The synthesis filterbank of every layer III decoder answers this late (LAME tag specification). */
const DECODER_DELAY: Samples = 529;
/** Frames handed to the decoder at once: at most 18,432 samples. */
const BATCH_FRAMES = 16;
const FIRST_BATCH_FRAMES = 4;
/** Largest frame: 320 kbit/s at 32 kHz. */
const MAX_FRAME_BYTES = 1441;

interface Mp3Opening {
	readonly header: Mp3Header;
	readonly summary: Mp3Summary | null;
	/** File offset of the first frame of sound. */
	readonly start: number;
}

/** `start`: where the ID3v2 tags end. */
export async function openMp3(reader: ByteReader, start: number): Promise<Source> {
	const opening = await findOpening(reader, start);
	const { header, summary } = opening;
	const total = countSamples(opening, reader.size);
	const decoder = new MPEGDecoder({ enableGapless: false });
	await guardDecoder('MP3', () => decoder.ready);
	let heard: Samples = 0;
	return {
		sampleRate: header.sampleRate,
		channels: header.channels,
		expectedSeconds: total / header.sampleRate,
		isCut: () => summary !== null && heard < total,
		free: () => decoder.free(),
		async *samples() {
			reader.seek(opening.start);
			let toSkip = summary !== null && summary.delay > 0 ? summary.delay + DECODER_DELAY : 0;
			const end = summary !== null && summary.frames !== null ? total : Infinity;
			for await (const batch of readBatches(reader, header)) {
				const { channelData } = await guardDecoder('MP3', () => decoder.decode(batch));
				// mpg123 always gives two channels; those of a mono file are equal.
				const mono = mixDown(header.channels === 1 ? channelData.slice(0, 1) : channelData);
				const skipped = Math.min(toSkip, mono.length);
				toSkip -= skipped;
				const kept = mono.subarray(skipped, skipped + Math.min(mono.length - skipped, end - heard));
				heard += kept.length;
				if (kept.length > 0) yield kept;
			}
		}
	};
}

async function findOpening(reader: ByteReader, start: number): Promise<Mp3Opening> {
	reader.seek(start);
	await reader.fill(4 * MAX_FRAME_BYTES);
	let first = findMp3(reader.view, reader.isAtEnd);
	if (first < 0) {
		const isWhole = !(await reader.fill(SEARCH_BYTES));
		first = findMp3(reader.view, isWhole);
	}
	const header = readMp3Header(reader.view, first);
	if (first < 0 || header === null) {
		if (reader.size <= start)
			throw new Fault('truncated', `This MP3 file ends within its ID3 tag: it has ${reader.size} of ${start} bytes.`);
		throw new Fault('damaged', `No MP3 frames follow each other in the first ${SEARCH_BYTES} bytes after the ID3 tag.`);
	}
	reader.skip(first);
	await reader.fill(header.frameBytes);
	const summary = readMp3Summary(reader.view.subarray(0, header.frameBytes), header);
	return { header, summary, start: reader.position + (summary === null ? 0 : header.frameBytes) };
}

/** Exact with a summary; else what a constant bit rate makes of the bytes. */
function countSamples({ header, summary, start }: Mp3Opening, size: number): Samples {
	if (summary === null || summary.frames === null) {
		return Math.round(((size - start) * 8 * header.sampleRate) / header.bitsPerSecond);
	}
	const { frames, delay, padding } = summary;
	return Math.max(0, frames * header.frameSamples - delay - padding);
}

/** Runs of whole frames; skips what is none. */
async function* readBatches(reader: ByteReader, stream: Mp3Header): AsyncGenerator<Uint8Array> {
	let limit = FIRST_BATCH_FRAMES;
	while (await reader.fill(4)) {
		await reader.fill(limit * MAX_FRAME_BYTES);
		const bytes = reader.view;
		const isLast = reader.isAtEnd;
		const begin = findFrame(bytes, stream, isLast);
		if (begin < 0) {
			if (isLast) return;
			// A frame that the window ends within is found next time.
			reader.skip(bytes.length - MAX_FRAME_BYTES - 4);
			continue;
		}
		let end = begin;
		for (let count = 0; count < limit; count++) {
			const header = readMp3Header(bytes, end);
			if (header === null || !isSameStream(header, stream) || end + header.frameBytes > bytes.length) break;
			end += header.frameBytes;
		}
		const batch = bytes.subarray(begin, end);
		reader.skip(end);
		limit = BATCH_FRAMES;
		yield batch;
	}
}

/** Offset of the next frame that another frame, the end or a tag follows; -1 if there is none. */
function findFrame(bytes: Uint8Array, stream: Mp3Header, isLast: boolean): number {
	for (let offset = bytes.indexOf(0xff); offset >= 0; offset = bytes.indexOf(0xff, offset + 1)) {
		const header = readMp3Header(bytes, offset);
		if (header === null || !isSameStream(header, stream)) continue;
		const next = offset + header.frameBytes;
		const follower = readMp3Header(bytes, next);
		const isFollowed = follower !== null && isSameStream(follower, stream);
		const isFinal =
			isLast && (next === bytes.length || hasText(bytes, next, 'TAG') || hasText(bytes, next, 'APETAGEX'));
		if (isFollowed || isFinal) return offset;
	}
	return -1;
}
