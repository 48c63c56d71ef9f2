/** Bytes of what travels: the usual edits, a whole document, a second of curve; beside them the same in other ways. */

import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fastJsonPatch from 'fast-json-patch';
import { CHUNK_FRAMES, type CurveChunk } from '#lib/pitch/index.ts';
import { apply, copyState, makeId, type Edit, type Note, type State } from '#lib/score/index.ts';
import { FRAMES_PER_SECOND } from '#lib/units.ts';
import {
	decodeSnapshot,
	encodeClientFrame,
	encodeServerFrame,
	encodeSnapshot,
	LANES,
	packCurve
} from '#lib/wire/index.ts';
import { listenToFile, openModels } from '#server/analysis/index.ts';
import { openChunkStore } from '#server/store/index.ts';
import { Stream } from '../../server/live/stream.ts';
import type { BenchOptions, BenchResult } from './bench.ts';
import { ROOT } from './recordings.ts';
import { makeGradioValue, makeSong, notesOf } from './songs.ts';
import { measureYjs } from './yjs.ts';

/** A page that has been open for a while. */
const OP_NUMBER = 1234;
const NOTES = 2000;
const LYRIC = '사랑';
/** Half cents: a slide over a fifth in five seconds with a vibrato of 6 Hz on it, and a breath. */
const DRAWN = Int16Array.from({ length: 500 }, (_, i) =>
	i >= 240 && i < 252 ? -1 : Math.round(12_000 + 2.8 * i + 60 * Math.sin((2 * Math.PI * 6 * i) / FRAMES_PER_SECOND))
);
const DRAWN_FROM = 6000;
const CURVE = makeId(1, 77);
/** Sung, spoken, sung ... 11 s each. */
const VOICES = ['01-sung', '02-spoken', '03-sung', '04-spoken', '05-sung', '06-spoken'];

export async function benchWire({ isQuick }: BenchOptions): Promise<BenchResult> {
	const song = makeSong(NOTES);
	const edits = makeEdits(notesOf(song));
	const snapshot = encodeSnapshot(song);
	const streamed = measureStreams(await hearVoices(isQuick ? VOICES.slice(0, 2) : VOICES));
	return {
		figures: {
			moveNoteBytes: opBytes(edits.moveNote),
			drag200Bytes: opBytes(edits.drag200),
			lyricBytes: opBytes(edits.lyric),
			curve500Bytes: opBytes([{ kind: 'curve', id: CURVE, start: DRAWN_FROM, values: DRAWN }]),
			snapshot2000Bytes: snapshot.length,
			snapshot2000GzipBytes: gzipSync(snapshot).length,
			f0BytesPerSecond: streamed.live
		},
		yardstick: {
			wholeJson: measureJson(song, edits),
			jsonPatch: measurePatches(song, edits),
			yjs: measureYjs(notesOf(song), edits, { values: DRAWN, start: DRAWN_FROM })
		},
		detail: {
			isQuick,
			song: '2,000 notes with the statistics of heard singing, made from a seed',
			curve: '500 points of 10 ms: a slide with a vibrato, and a breath',
			f0: `${streamed.seconds} s of singing and speaking from the held-out set, heard by the tracker; one stream from its first frame, while it is heard`,
			f0BytesPerSecondLater: streamed.later,
			wholeJson: "the value of gradio-pianoroll's component with the notes alone, sent whole at every change",
			jsonPatch:
				'RFC 6902 by fast-json-patch 3.1.1: what differs between two such values; the curve is a list of numbers',
			yjs: 'one update of Yjs 13.6.33: a map of maps, one for each note with the six fields that are edited; the curve is a list of numbers',
			...measureLarge(isQuick ? 10_000 : 100_000)
		}
	};
}

interface Edits {
	readonly moveNote: readonly Edit[];
	readonly drag200: readonly Edit[];
	readonly lyric: readonly Edit[];
}

function makeEdits(notes: readonly Note[]): Edits {
	const shift = (some: readonly Note[]): Edit[] => [
		{ kind: 'shift', ids: some.map((note) => note.id), ticks: 480, semitones: 2 }
	];
	return {
		moveNote: shift(notes.slice(1200, 1201)),
		drag200: shift(notes.slice(1200, 1400)),
		lyric: notes.slice(1200, 1201).map((note): Edit => ({ kind: 'set', id: note.id, fields: { lyric: LYRIC } }))
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

function measureJson(song: State, { moveNote, drag200, lyric }: Edits) {
	const bytesAfter = (edits: readonly Edit[]): number => jsonBytes(makeGradioValue(notesAfter(song, edits)));
	const whole = makeGradioValue(notesOf(song));
	return {
		moveNoteBytes: bytesAfter(moveNote),
		drag200Bytes: bytesAfter(drag200),
		lyricBytes: bytesAfter(lyric),
		snapshot2000Bytes: jsonBytes(whole),
		snapshot2000GzipBytes: gzipSync(JSON.stringify(whole)).length
	};
}

function measurePatches(song: State, { moveNote, drag200, lyric }: Edits) {
	const before = makeGradioValue(notesOf(song));
	const patchBytes = (edits: readonly Edit[]): number =>
		jsonBytes(fastJsonPatch.compare(before, makeGradioValue(notesAfter(song, edits))));
	const curve = Array.from({ length: DRAWN_FROM + DRAWN.length }, () => 0);
	return {
		moveNoteBytes: patchBytes(moveNote),
		drag200Bytes: patchBytes(drag200),
		lyricBytes: patchBytes(lyric),
		curve500Bytes: jsonBytes(fastJsonPatch.compare({ curve }, { curve: [...curve.slice(0, DRAWN_FROM), ...DRAWN] }))
	};
}

/** What the tracker hears, recording by recording. */
async function hearVoices(names: readonly string[]): Promise<CurveChunk[][]> {
	const models = await openModels(path.join(ROOT, 'static/models'));
	const tracker = await models.openTracker('melograph-f0');
	const media = { ffmpeg: null, maxSeconds: 60, maxChannels: 1 };
	const voices: CurveChunk[][] = [];
	for (const name of names) {
		const file = path.join(ROOT, `tests/accuracy/heldout/voice-${name}.flac`);
		const chunks: CurveChunk[] = [];
		for await (const { chunk } of listenToFile(file, { tracker, media })) chunks.push(chunk);
		voices.push(chunks);
	}
	return voices;
}

/** Bytes of CHUNK frames for a second of sound: to one who watches while it is heard, and to one who comes later. */
function measureStreams(voices: readonly (readonly CurveChunk[])[]) {
	const seconds = voices.flat().reduce((sum, { pitch }) => sum + pitch.length, 0) / FRAMES_PER_SECOND;
	const bytes = voices.map(measureStream);
	const rate = (of: 'live' | 'later'): number => round(bytes.reduce((sum, each) => sum + each[of], 0) / seconds);
	return { live: rate('live'), later: rate('later'), seconds: Math.round(seconds) };
}

function measureStream(voice: readonly CurveChunk[]): { live: number; later: number } {
	const chunks = openChunkStore(':memory:');
	const frames = voice.reduce((sum, { pitch }) => sum + pitch.length, 0);
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
			mayFollow: () => true,
			status: () => null,
			onEnd: () => undefined
		});
	const watching = open();
	for (const chunk of voice) {
		const stored = { index: chunk.start / CHUNK_FRAMES, curve: packCurve(chunk), loudness: chunk.loudness };
		chunks.putChunk('bench', stored, chunk.start + chunk.pitch.length, frames);
		watching.pump();
	}
	const live = bytes;
	bytes = 0;
	open().pump();
	chunks.close();
	return { live, later: bytes };
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
