/** Bytes of a Standard MIDI File (MMA RP-001, 1996): chunks, delta times, running status. */

import type { Ticks } from '#lib/units.ts';

/** A message at a time. `status` is the whole first byte; meta messages carry their type in `meta` instead. */
export type MidiEvent =
	| {
			readonly kind: 'channel';
			readonly tick: Ticks;
			readonly status: number;
			readonly data: readonly [number, number];
	  }
	| { readonly kind: 'meta'; readonly tick: Ticks; readonly meta: number; readonly data: Uint8Array };

export const META_TEXT = 0x01;
export const META_TRACK_NAME = 0x03;
export const META_MARKER = 0x06;
export const META_LYRIC = 0x05;
export const META_TEMPO = 0x51;
export const META_TIME_SIGNATURE = 0x58;
const META_END_OF_TRACK = 0x2f;

/** The largest variable-length quantity: four groups of seven bits. */
const DELTA_MAX = 0x0fff_ffff;
const NOTHING = new Uint8Array(0);

/** A meta message that holds a text, in UTF-8. */
export const metaText = (tick: Ticks, meta: number, text: string): MidiEvent => ({
	kind: 'meta',
	tick,
	meta,
	data: new TextEncoder().encode(text)
});

/** A format 1 file. Each track's events must be in order of time; the end of track is added. */
export function encodeMidiFile(division: Ticks, tracks: readonly (readonly MidiEvent[])[]): Uint8Array {
	const bytes = encodeChunk('MThd', [0, 1, tracks.length >> 8, tracks.length & 0xff, division >> 8, division & 0xff]);
	for (const track of tracks) for (const byte of encodeChunk('MTrk', encodeTrack(track))) bytes.push(byte);
	return Uint8Array.from(bytes);
}

function encodeChunk(type: string, body: readonly number[]): number[] {
	const length = [body.length >>> 24, (body.length >> 16) & 0xff, (body.length >> 8) & 0xff, body.length & 0xff];
	return [...new TextEncoder().encode(type), ...length].concat(body);
}

function encodeTrack(events: readonly MidiEvent[]): number[] {
	const bytes: number[] = [];
	let now: Ticks = 0;
	let running = 0;
	const write = (event: MidiEvent): void => {
		writeQuantity(bytes, event.tick - now);
		now = event.tick;
		if (event.kind === 'meta') {
			bytes.push(0xff, event.meta);
			writeQuantity(bytes, event.data.length);
			for (const byte of event.data) bytes.push(byte);
			running = 0; // a meta message cancels running status
			return;
		}
		if (event.status !== running) bytes.push(event.status);
		running = event.status;
		bytes.push(...event.data);
	};
	for (const event of events) {
		// an empty text bridges a rest that is longer than a delta time can say
		while (event.tick - now > DELTA_MAX) write({ kind: 'meta', tick: now + DELTA_MAX, meta: META_TEXT, data: NOTHING });
		write(event);
	}
	write({ kind: 'meta', tick: now, meta: META_END_OF_TRACK, data: NOTHING });
	return bytes;
}

/** Seven bits a byte, the highest first, the top bit set on all but the last. */
function writeQuantity(bytes: number[], value: number): void {
	for (let shift = 21; shift > 0; shift -= 7) if (value >= 2 ** shift) bytes.push(((value >> shift) & 0x7f) | 0x80);
	bytes.push(value & 0x7f);
}
