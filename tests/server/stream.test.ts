import { expect, test } from 'vitest';
import { CHUNK_FRAMES } from '#lib/pitch/index.ts';
import { LANES, packCurve, type ServerFrame } from '#lib/wire/index.ts';
import { createMemoryChunkStore, type ChunkStore } from '#server/store/index.ts';
import { Stream, type StreamOptions } from '../../server/live/stream.ts';

const KEY = 'k';
const silence = (frames: number): Uint8Array =>
	packCurve({ pitch: new Int16Array(frames), confidence: new Uint8Array(frames) });
const put = (chunks: ChunkStore, index: number, frames = CHUNK_FRAMES): void =>
	chunks.putChunk(
		KEY,
		{ index, curve: silence(frames), loudness: new Uint8Array(frames) },
		index * CHUNK_FRAMES + frames,
		999
	);

function follow(chunks: ChunkStore, options: Partial<StreamOptions> = {}) {
	const sent: ServerFrame[] = [];
	const stream = new Stream(chunks, {
		sid: 1,
		findKey: () => KEY,
		lane: LANES.f0,
		cursor: 0,
		credit: 1_000_000,
		creditMax: 1_000_000,
		send: (frame) => sent.push(frame),
		isBusy: () => false,
		mayFollow: () => true,
		status: () => (chunks.find(KEY)?.status === 'done' ? 'done' : null),
		onEnd: () => undefined,
		...options
	});
	return {
		stream,
		sent,
		cursors: () =>
			sent.map((frame) => (frame.kind === 'chunk' || frame.kind === 'end' ? [frame.kind, frame.cursor] : []))
	};
}

test('a listener that finishes between the last page and the end does not cut the end off', () => {
	const real = createMemoryChunkStore();
	put(real, 0);
	let isFirst = true;
	// the other thread writes its last chunk, and the end, just after we have read
	const chunks: ChunkStore = {
		...real,
		read: (...range) => {
			const page = real.read(...range);
			if (isFirst) {
				put(real, 1, 7);
				real.finish(KEY, 'done', '');
			}
			isFirst = false;
			return page;
		}
	};
	const { stream, cursors } = follow(chunks);
	stream.pump();
	stream.pump();
	expect(cursors()).toEqual([
		['chunk', 0],
		['chunk', 50],
		['end', 57]
	]);
});

test('whoever comes back with a curve that ends in the middle of a chunk is sent that chunk again', () => {
	const chunks = createMemoryChunkStore();
	for (let i = 0; i < 3; i++) put(chunks, i);
	put(chunks, 3, 7);
	chunks.finish(KEY, 'done', '');
	const { stream, cursors } = follow(chunks, { cursor: 157 });
	stream.pump();
	expect(cursors()).toEqual([
		['chunk', 150],
		['end', 157]
	]);
});

test('a chunk that was stored short before a crash is sent as it is after it', () => {
	const chunks = createMemoryChunkStore();
	put(chunks, 0);
	put(chunks, 1, 7);
	const { stream, cursors } = follow(chunks);
	stream.pump();
	put(chunks, 1, 7);
	chunks.finish(KEY, 'done', '');
	stream.pump();
	stream.pump();
	expect(cursors()).toEqual([
		['chunk', 0],
		['chunk', 50],
		['end', 57]
	]);
});

test('credit and a busy socket hold chunks and end back, and nothing is skipped', () => {
	const chunks = createMemoryChunkStore();
	for (let i = 0; i < 200; i++) put(chunks, i);
	chunks.finish(KEY, 'done', '');
	let isBusy = true;
	const { stream, sent, cursors } = follow(chunks, { credit: 300, creditMax: 300, isBusy: () => isBusy });
	stream.pump();
	expect(sent).toEqual([]);
	isBusy = false;
	for (let i = 0; i < 200; i++) stream.more(150);
	stream.more(-1000);
	expect(cursors()).toEqual([...Array.from({ length: 200 }, (_, i) => ['chunk', i * 50]), ['end', 10_000]]);
});

test('nothing more is sent of what has gone where its viewer may not look', () => {
	const chunks = createMemoryChunkStore();
	put(chunks, 0);
	let isVisible = true;
	const { stream, cursors } = follow(chunks, { mayFollow: () => isVisible });
	stream.pump();
	isVisible = false;
	put(chunks, 1);
	stream.pump();
	expect(cursors()).toEqual([
		['chunk', 0],
		['end', 50]
	]);
});
