/** Reads the chunks and messages of a Standard MIDI File (MMA RP-001, 1996), and says at which byte one is damaged. */

import { Fault } from '#lib/fault.ts';
import type { MidiEvent } from './midi-file.ts';

/** Messages of a file at most: an hour of bent singing has about 600,000. */
export const EVENTS_MAX = 2_000_000;

/** The header counts them in 16 bits. */
const TRACKS_MAX = 65_535;
const HEADER_BYTES = 6;
const CHUNK_HEAD_BYTES = 8;
/** Bytes of a RIFF file before the MIDI file inside it: `RIFF`, size, `RMID`, `data`, size. */
const RIFF_HEAD_BYTES = 20;
const META_END_OF_TRACK = 0x2f;
/** Drop-frame counting names 29 frames, of which there are 30,000 in 1,001 seconds. */
const DROP_FRAME = 29;
const DROP_FRAME_RATE = 30_000 / 1001;
const FRAME_RATES: readonly number[] = [24, 25, DROP_FRAME, 30];

/** What a tick of the file is. */
export type Division =
	| { readonly kind: 'beats'; readonly ticksPerQuarter: number }
	| { readonly kind: 'seconds'; readonly ticksPerSecond: number };

/** Where a track's messages lie: [from, to). */
export interface TrackBytes {
	readonly from: number;
	readonly to: number;
}

export interface MidiFile {
	readonly format: 0 | 1 | 2;
	readonly division: Division;
	readonly tracks: readonly TrackBytes[];
}

/** How many messages may still come. */
export interface Budget {
	events: number;
}

const tagAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

/** Whether bytes begin as a MIDI file, bare or in a RIFF file. */
export const isMidi = (bytes: Uint8Array): boolean =>
	tagAt(bytes, 0) === 'MThd' || (tagAt(bytes, 0) === 'RIFF' && tagAt(bytes, 8) === 'RMID');

/** The header and where the tracks are. Faults: `damaged` and `truncated`, with the byte. */
export function readMidiFile(bytes: Uint8Array): MidiFile {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const start = tagAt(bytes, 0) === 'RIFF' ? RIFF_HEAD_BYTES : 0;
	if (tagAt(bytes, start) !== 'MThd') throw damaged(start, 'no MIDI header');
	if (bytes.length < start + CHUNK_HEAD_BYTES + HEADER_BYTES) throw truncated(bytes.length, 'in its header');
	const length = view.getUint32(start + 4);
	const format = view.getUint16(start + 8);
	if (length < HEADER_BYTES) throw damaged(start + 4, `a header of ${length} bytes`);
	if (format !== 0 && format !== 1 && format !== 2) throw damaged(start + 8, `the unknown format ${format}`);
	const division = readDivision(view.getUint16(start + 12), start + 12);
	const tracks: TrackBytes[] = [];
	// the count in the header is often wrong, and the chunks say it themselves
	for (let at = start + CHUNK_HEAD_BYTES + length; at < bytes.length;) {
		if (bytes.length - at < CHUNK_HEAD_BYTES) {
			// what is too short to be a chunk is padding, unless it begins as a track
			if ('MTrk'.startsWith(tagAt(bytes, at))) throw truncated(bytes.length, 'in the head of a track');
			break;
		}
		const from = at + CHUNK_HEAD_BYTES;
		const to = from + view.getUint32(at + 4);
		const isTrack = tagAt(bytes, at) === 'MTrk';
		if (isTrack && to > bytes.length) throw truncated(bytes.length, `in the track that begins at byte ${at}`);
		if (isTrack && tracks.length >= TRACKS_MAX)
			throw new Fault('too-large', `The MIDI file has more than ${TRACKS_MAX} tracks, at byte ${at}.`);
		if (isTrack) tracks.push({ from, to });
		at = to;
	}
	if (tracks.length === 0) throw damaged(start + CHUNK_HEAD_BYTES + length, 'no track');
	return { format, division, tracks };
}

function readDivision(word: number, at: number): Division {
	if (word < 0x8000) {
		if (word === 0) throw damaged(at, 'a quarter note of no ticks');
		return { kind: 'beats', ticksPerQuarter: word };
	}
	const frames = 256 - (word >> 8);
	const ticks = word & 0xff;
	if (!FRAME_RATES.includes(frames) || ticks === 0) throw damaged(at, `${frames} frames a second of ${ticks} ticks`);
	return { kind: 'seconds', ticksPerSecond: (frames === DROP_FRAME ? DROP_FRAME_RATE : frames) * ticks };
}

/** The messages of a track in order, up to its end; system-exclusive ones are skipped. Faults: as above, and `too-large`. */
export function* readTrack(bytes: Uint8Array, { from, to }: TrackBytes, budget: Budget): Generator<MidiEvent> {
	let at = from;
	let tick = 0;
	let running = 0;
	const byte = (): number => {
		if (at >= to) throw damaged(at, 'a track that ends inside a message');
		return bytes[at++] ?? 0;
	};
	const value = (): number => {
		const given = byte();
		if (given > 0x7f) throw damaged(at - 1, 'a value with its top bit set');
		return given;
	};
	const quantity = (): number => {
		const began = at;
		let value = 0;
		for (let i = 0; i < 4; i++) {
			const part = byte();
			value = value * 128 + (part & 0x7f);
			if (part < 0x80) return value;
		}
		throw damaged(began, 'a number of more than four bytes');
	};
	const block = (): Uint8Array => {
		const length = quantity();
		if (at + length > to) throw damaged(at, `a message of ${length} bytes in a track that has ${to - at} left`);
		at += length;
		return bytes.subarray(at - length, at);
	};
	while (at < to) {
		if (--budget.events < 0)
			throw new Fault('too-large', `The MIDI file has more than ${EVENTS_MAX} messages, at byte ${at}.`);
		tick += quantity();
		const began = at;
		const first = byte();
		if (first === 0xff) {
			const meta = byte();
			const data = block();
			if (meta === META_END_OF_TRACK) return;
			yield { kind: 'meta', tick, meta, data };
		} else if (first === 0xf0 || first === 0xf7) block();
		else if (first > 0xf0) throw damaged(began, `the status ${first}, which no file holds`);
		else {
			if (first >= 0x80) running = first;
			if (running === 0) throw damaged(began, 'a message without a status');
			const one = first >= 0x80 ? value() : first;
			const two = isShort(running) ? 0 : value();
			yield { kind: 'channel', tick, status: running, data: [one, two] };
		}
	}
}

/** Program changes and channel pressure have one value. */
const isShort = (status: number): boolean => (status & 0xe0) === 0xc0;

const damaged = (at: number, what: string): Fault =>
	new Fault('damaged', `The MIDI file is damaged at byte ${at}: ${what}.`);
const truncated = (at: number, where: string): Fault =>
	new Fault('truncated', `The MIDI file breaks off at byte ${at}, ${where}.`);
