/** A small reader of Standard MIDI Files, written from the standard and not from our writer, to hold it to its word. */

export interface ParsedEvent {
	readonly tick: number;
	/** Status byte, 0xff for a meta message. */
	readonly status: number;
	/** Type of a meta message, otherwise -1. */
	readonly meta: number;
	readonly data: Uint8Array;
}

export interface ParsedNote {
	readonly channel: number;
	readonly key: number;
	readonly velocity: number;
	readonly start: number;
	readonly end: number;
	readonly startSeconds: number;
	readonly endSeconds: number;
	/** Fractional key at a tick of this note. */
	pitchAt(tick: number): number;
}

export interface ParsedMidi {
	readonly format: number;
	readonly division: number;
	readonly tracks: readonly (readonly ParsedEvent[])[];
	/** Of all tracks, in order of start. */
	readonly notes: readonly ParsedNote[];
	toSeconds(tick: number): number;
}

export function parseMidi(bytes: Uint8Array): ParsedMidi {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (text(bytes.subarray(0, 4)) !== 'MThd' || view.getUint32(4) !== 6) throw new Error('no header');
	const count = view.getUint16(10);
	const tracks: ParsedEvent[][] = [];
	let at = 14;
	for (let i = 0; i < count; i++) {
		if (text(bytes.subarray(at, at + 4)) !== 'MTrk') throw new Error(`no track at ${at}`);
		const length = view.getUint32(at + 4);
		tracks.push(parseTrack(bytes.subarray(at + 8, at + 8 + length)));
		at += 8 + length;
	}
	if (at !== bytes.length) throw new Error('bytes after the last track');
	const division = view.getUint16(12);
	const tempo = tracks.flat().filter((event) => event.meta === 0x51);
	const toSeconds = (tick: number): number => {
		let seconds = 0;
		let from = 0;
		let micros = 500_000;
		for (const event of tempo) {
			if (event.tick > tick) break;
			seconds += ((event.tick - from) * micros) / division / 1e6;
			from = event.tick;
			micros = event.data.reduce((sum, byte) => sum * 256 + byte, 0);
		}
		return seconds + ((tick - from) * micros) / division / 1e6;
	};
	const notes = tracks
		.flatMap((track) => findNotes(track, toSeconds))
		.sort((a, b) => a.start - b.start || a.key - b.key);
	return { format: view.getUint16(8), division, tracks, notes, toSeconds };
}

function parseTrack(bytes: Uint8Array): ParsedEvent[] {
	const events: ParsedEvent[] = [];
	let at = 0;
	let tick = 0;
	let running = 0;
	const byte = (): number => {
		const value = bytes[at++];
		if (value === undefined) throw new Error('the track ends inside a message');
		return value;
	};
	const quantity = (): number => {
		let value = 0;
		for (let i = 0; i < 4; i++) {
			const part = byte();
			value = value * 128 + (part & 0x7f);
			if (part < 0x80) return value;
		}
		throw new Error('a quantity of more than four bytes');
	};
	while (at < bytes.length) {
		tick += quantity();
		let status = byte();
		if (status === 0xff) {
			const meta = byte();
			const length = quantity();
			events.push({ tick, status, meta, data: bytes.subarray(at, at + length) });
			at += length;
			running = 0;
			continue;
		}
		let first = -1;
		if (status < 0x80) {
			if (running === 0) throw new Error('running status without a status');
			[first, status] = [status, running];
		}
		running = status;
		const size = [0xc0, 0xd0].includes(status & 0xf0) ? 1 : 2;
		const data = first < 0 ? [] : [first];
		while (data.length < size) data.push(byte());
		if (data.some((value) => value > 0x7f)) throw new Error('a data byte with its top bit set');
		events.push({ tick, status, meta: -1, data: Uint8Array.from(data) });
	}
	const last = events.at(-1);
	if (last?.meta !== 0x2f) throw new Error('no end of track');
	return events;
}

/** Plays a track: what sounds on each channel, with the bend range and the bend it has at each moment. */
function findNotes(track: readonly ParsedEvent[], toSeconds: (tick: number) => number): ParsedNote[] {
	const notes: ParsedNote[] = [];
	const bends = Array.from({ length: 16 }, () => [{ tick: 0, semitones: 0 }]);
	const ranges = Array.from({ length: 16 }, () => 2);
	const parameters = Array.from({ length: 16 }, () => [127, 127]);
	const open = new Map<number, { velocity: number; start: number }>();
	for (const { tick, status, data } of track) {
		const channel = status & 0x0f;
		const [a = 0, b = 0] = data;
		const parameter = parameters[channel] ?? [];
		switch (status & 0xf0) {
			case 0xb0:
				if (a === 101) parameter[0] = b;
				if (a === 100) parameter[1] = b;
				if (a === 6 && parameter[0] === 0 && parameter[1] === 0) ranges[channel] = b;
				break;
			case 0xe0:
				bends[channel]?.push({ tick, semitones: ((a + b * 128 - 8192) / 8192) * (ranges[channel] ?? 2) });
				break;
			case 0x90:
				if (open.has(channel * 128 + a)) throw new Error(`key ${a} is struck twice on channel ${channel}`);
				open.set(channel * 128 + a, { velocity: b, start: tick });
				break;
			case 0x80: {
				const on = open.get(channel * 128 + a);
				if (!on) throw new Error(`key ${a} is released and was not struck`);
				open.delete(channel * 128 + a);
				const history = bends[channel] ?? [];
				notes.push({
					channel,
					key: a,
					velocity: on.velocity,
					start: on.start,
					end: tick,
					startSeconds: toSeconds(on.start),
					endSeconds: toSeconds(tick),
					pitchAt: (at) => a + (history.findLast((bend) => bend.tick <= at)?.semitones ?? 0)
				});
				break;
			}
		}
	}
	if (open.size > 0) throw new Error('a note never ends');
	return notes;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
