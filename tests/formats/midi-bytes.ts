/** Bytes of MIDI files, written out by hand. */

const quantity = (value: number): number[] =>
	value < 128 ? [value] : [...quantity(Math.floor(value / 128)).map((byte) => byte | 0x80), value % 128];

/** A delta time and the bytes of a message. */
export type Message = readonly [delta: number, ...bytes: number[]];

const chunk = (tag: string, body: readonly number[]): number[] => [
	...new TextEncoder().encode(tag),
	(body.length >>> 24) & 0xff,
	(body.length >> 16) & 0xff,
	(body.length >> 8) & 0xff,
	body.length & 0xff,
	...body
];

/** A file of tracks; the end of each track is added. */
export function midiFile(format: number, division: number, tracks: readonly (readonly Message[])[]): Uint8Array {
	const head = [0, format, 0, tracks.length, division >> 8, division & 0xff];
	const bodies = tracks.map((track) =>
		[...track, [0, 0xff, 0x2f, 0] as const].flatMap(([delta, ...bytes]) => [...quantity(delta), ...bytes])
	);
	return Uint8Array.from([...chunk('MThd', head), ...bodies.flatMap((body) => chunk('MTrk', body))]);
}

export const meta = (delta: number, type: number, ...bytes: number[]): Message => [
	delta,
	0xff,
	type,
	...quantity(bytes.length),
	...bytes
];

export const text = (delta: number, type: number, words: string): Message =>
	meta(delta, type, ...new TextEncoder().encode(words));
