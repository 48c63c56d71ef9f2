/** Bytes of what travels: the usual edits, a whole document, a second of curve; beside them the same as JSON. */

import { gzipSync } from 'node:zlib';
import { CHUNK_FRAMES } from '#lib/pitch/index.ts';
import { apply, copyState, type Edit, type Note, type State } from '#lib/score/index.ts';
import { FRAMES_PER_SECOND } from '#lib/units.ts';
import {
	decodeSnapshot,
	encodeClientFrame,
	encodeServerFrame,
	encodeSnapshot,
	LANES,
	packCurve
} from '#lib/wire/index.ts';
import { openChunkStore } from '#server/store/index.ts';
import { Stream } from '../../server/live/stream.ts';
import type { BenchOptions, BenchResult } from './bench.ts';
import { gradioTimes, makeGradioValue, makeSong, notesOf } from './songs.ts';

/** A page that has been open for a while. */
const OP_NUMBER = 1234;
const NOTES = 2000;
const CURVE_SECONDS = 180;
const LYRIC = '사랑';

export async function benchWire({ isQuick }: BenchOptions): Promise<BenchResult> {
	const song = makeSong(NOTES);
	const notes = notesOf(song);
	const moved = notes.slice(1200, 1201);
	const dragged = notes.slice(1200, 1400);
	const shift = (some: readonly Note[]): Edit => ({
		kind: 'shift',
		ids: some.map((note) => note.id),
		ticks: 480,
		semitones: 2
	});
	const lyric = moved.map((note): Edit => ({ kind: 'set', id: note.id, fields: { lyric: LYRIC } }));
	const snapshot = encodeSnapshot(song);
	const streamed = measureStream();
	return {
		figures: {
			moveNoteBytes: opBytes([shift(moved)]),
			drag200Bytes: opBytes([shift(dragged)]),
			lyricBytes: opBytes(lyric),
			curve500Bytes: null,
			snapshot2000Bytes: snapshot.length,
			snapshot2000GzipBytes: gzipSync(snapshot).length,
			f0BytesPerSecond: streamed.live
		},
		yardstick: {
			wholeJson: {
				moveNoteBytes: jsonBytes(makeGradioValue(notesAfter(song, [shift(moved)]))),
				drag200Bytes: jsonBytes(makeGradioValue(notesAfter(song, [shift(dragged)]))),
				lyricBytes: jsonBytes(makeGradioValue(notesAfter(song, lyric))),
				snapshot2000Bytes: jsonBytes(makeGradioValue(notes)),
				snapshot2000GzipBytes: gzipSync(JSON.stringify(makeGradioValue(notes))).length
			},
			jsonPatch: {
				moveNoteBytes: jsonBytes(makePatch(notes, notesAfter(song, [shift(moved)]))),
				drag200Bytes: jsonBytes(makePatch(notes, notesAfter(song, [shift(dragged)]))),
				lyricBytes: jsonBytes(makePatch(notes, notesAfter(song, lyric)))
			}
		},
		detail: {
			isQuick,
			curve500: 'not measured: there is no edit yet that draws a pitch curve',
			yjs: 'not measured: Yjs is not installed',
			wholeJson: "the value of gradio-pianoroll's component with the notes alone, sent whole at every change",
			jsonPatch: 'RFC 6902, one "replace" for each value of that JSON that differs',
			song: '2,000 notes with the statistics of heard singing, made from a seed',
			f0BytesPerSecondLater: streamed.stored,
			...measureLarge(isQuick ? 10_000 : 100_000)
		}
	};
}

const opBytes = (edits: readonly Edit[]): number => encodeClientFrame({ kind: 'op', n: OP_NUMBER, edits }).length;
const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** The notes after an edit, each in the place of the list where it was. */
function notesAfter(song: State, edits: readonly Edit[]): Note[] {
	const after = copyState(song);
	apply(after, edits);
	return notesOf(song).map((note) => after.records.get(note.id) as Note);
}

/** RFC 6902: the values of gradio-pianoroll's JSON that two lists of the same notes do not share. */
function makePatch(before: readonly Note[], after: readonly Note[]): unknown[] {
	const values = ({ pitch, velocity, lyric, ...note }: Note) => ({ ...gradioTimes(note), pitch, velocity, lyric });
	return before.flatMap((note, i) => {
		const was = values(note);
		return Object.entries(values(after[i] ?? note))
			.filter(([name, value]) => was[name as keyof typeof was] !== value)
			.map(([name, value]) => ({ op: 'replace', path: `/notes/${i}/${name}`, value }));
	});
}

/** Bytes of CHUNK frames for a second of sound: to one who watches while it is heard, and to one who comes later. */
function measureStream(): { live: number; stored: number } {
	const chunks = openChunkStore(':memory:');
	const frames = CURVE_SECONDS * FRAMES_PER_SECOND;
	let bytes = 0;
	const open = (): Stream =>
		new Stream(chunks, {
			sid: 1,
			findKey: () => 'bench',
			lane: LANES.f0,
			cursor: 0,
			credit: Infinity,
			creditMax: Infinity,
			send: (frame) => (bytes += frame.kind === 'chunk' ? encodeServerFrame(frame).length : 0),
			isBusy: () => false,
			status: () => null,
			onEnd: () => undefined
		});
	const watching = open();
	for (let index = 0; index * CHUNK_FRAMES < frames; index++) {
		const start = index * CHUNK_FRAMES;
		const pitch = Int16Array.from({ length: CHUNK_FRAMES }, (_, i) => 12_000 + 60 * Math.sin((start + i) / 3));
		const confidence = new Uint8Array(CHUNK_FRAMES).fill(240);
		const loudness = new Uint8Array(CHUNK_FRAMES).fill(40);
		const curve = packCurve({ start, pitch, confidence, loudness });
		chunks.putChunk('bench', { index, curve, loudness }, start + CHUNK_FRAMES, frames);
		watching.pump();
	}
	const live = bytes / CURVE_SECONDS;
	bytes = 0;
	open().pump();
	chunks.close();
	return { live: round(live), stored: round(bytes / CURVE_SECONDS) };
}

function measureLarge(count: number): Record<string, number> {
	const song = makeSong(count);
	const began = performance.now();
	const snapshot = encodeSnapshot(song);
	const encoded = performance.now();
	decodeSnapshot(snapshot);
	const decoded = performance.now();
	return {
		largeNotes: count,
		largeBytes: snapshot.length,
		largeGzipBytes: gzipSync(snapshot).length,
		largeEncodeMs: round(encoded - began),
		largeDecodeMs: round(decoded - encoded)
	};
}

const round = (value: number): number => Number(value.toFixed(1));
