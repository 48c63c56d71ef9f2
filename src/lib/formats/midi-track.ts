/** What a track of a MIDI file holds: notes with their bends, words, and changes of tempo and meter. */

import { Fault } from '#lib/fault.ts';
import type { MeterChange, TempoChange } from '#lib/score/index.ts';
import type { Cents, Midi } from '#lib/units.ts';
import { NOTES_MAX, type LeftOut } from './format.ts';
import { BendHistory } from './midi-bends.ts';
import {
	META_LYRIC,
	META_MARKER,
	META_TEMPO,
	META_TIME_SIGNATURE,
	META_TRACK_NAME,
	type MidiEvent
} from './midi-file.ts';

/** Times in ticks of the file. */
export interface FileNote {
	readonly channel: number;
	readonly key: Midi;
	/** Above the key; not rounded, and of any size. */
	readonly cents: Cents;
	readonly velocity: number;
	readonly start: number;
	readonly end: number;
}

export interface FileText {
	readonly tick: number;
	readonly bytes: Uint8Array;
}

export interface FileTrack {
	readonly name: Uint8Array | null;
	/** As they were struck. */
	readonly notes: readonly FileNote[];
	readonly lyrics: readonly FileText[];
	readonly markers: readonly FileText[];
	readonly tempos: readonly TempoChange[];
	readonly meters: readonly MeterChange[];
}

const CENTRE = 8192;
const RESET_CONTROLLERS = 121;
/** Controllers that choose a registered parameter and set it. */
const PARAMETER_COARSE = 101;
const PARAMETER_FINE = 100;
const DATA_COARSE = 6;
const DATA_FINE = 38;
const META_CUE = 0x07;
const BEAT_UNIT_POWER_MAX = 5;
const BEATS_MAX = 64;

/** What a bend of a channel means; tracks share it. */
class BendRange {
	semitones = 2;
	cents = 0;
	/** The chosen registered parameter; 127, 127 is none. */
	coarse = 127;
	fine = 127;

	control(number: number, value: number): void {
		if (number === PARAMETER_COARSE) this.coarse = value;
		else if (number === PARAMETER_FINE) this.fine = value;
		else if (this.coarse !== 0 || this.fine !== 0) return;
		else if (number === DATA_COARSE) this.semitones = value;
		else if (number === DATA_FINE) this.cents = value;
	}

	toCents(bend: number): Cents {
		return ((bend - CENTRE) / CENTRE) * (this.semitones * 100 + this.cents);
	}
}

export const makeBendRanges = (): readonly BendRange[] => Array.from({ length: 16 }, () => new BendRange());

interface OpenNote {
	readonly channel: number;
	readonly key: Midi;
	readonly velocity: number;
	readonly start: number;
	/** Negative while the key is held. */
	end: number;
}

/** Gathers the messages of one track. */
export class TrackReader {
	readonly #ranges: readonly BendRange[];
	readonly #leftOut: Set<LeftOut>;
	readonly #bends = Array.from({ length: 16 }, () => new BendHistory());
	readonly #notes: OpenNote[] = [];
	/** By channel and key, those that are held, and the first of them. */
	readonly #held = new Map<number, { readonly notes: OpenNote[]; first: number }>();
	readonly #lyrics: FileText[] = [];
	readonly #markers: FileText[] = [];
	readonly #tempos: TempoChange[] = [];
	readonly #meters: MeterChange[] = [];
	#name: Uint8Array | null = null;
	#end = 0;

	constructor(ranges: readonly BendRange[], leftOut: Set<LeftOut>) {
		this.#ranges = ranges;
		this.#leftOut = leftOut;
	}

	read(event: MidiEvent): void {
		this.#end = event.tick;
		if (event.kind === 'meta') this.#readMeta(event.tick, event.meta, event.data);
		else this.#readMessage(event.tick, event.status, event.data);
	}

	/** What is held to the end of the track ends there. */
	finish(): FileTrack {
		const notes = this.#notes.map(({ channel, key, velocity, start, end }): FileNote => {
			const last = Math.max(start + 1, end < 0 ? this.#end : end);
			if (end < 0) this.#leftOut.add('ends');
			const bend = this.#bends[channel]?.find(start, last);
			if (bend?.isMoving) this.#leftOut.add('bends');
			return { channel, key, velocity, start, end: last, cents: bend?.cents ?? 0 };
		});
		return {
			name: this.#name,
			notes,
			lyrics: this.#lyrics,
			markers: this.#markers,
			tempos: this.#tempos,
			meters: this.#meters
		};
	}

	#readMessage(tick: number, status: number, [one, two]: readonly [number, number]): void {
		const channel = status & 0x0f;
		const range = this.#ranges[channel];
		switch (status & 0xf0) {
			case 0x90:
				if (two > 0) this.#strike({ channel, key: one, velocity: two, start: tick, end: -1 });
				else this.#release(channel, one, tick);
				break;
			case 0x80:
				this.#release(channel, one, tick);
				break;
			case 0xe0:
				this.#bends[channel]?.push(tick, range?.toCents(one + two * 128) ?? 0);
				break;
			case 0xb0:
				range?.control(one, two);
				if (one === RESET_CONTROLLERS) this.#bends[channel]?.push(tick, 0);
				else if (![PARAMETER_COARSE, PARAMETER_FINE, DATA_COARSE, DATA_FINE].includes(one))
					this.#leftOut.add('controllers');
				break;
			default:
				this.#leftOut.add('controllers');
		}
	}

	#strike(note: OpenNote): void {
		if (this.#notes.length >= NOTES_MAX)
			throw new Fault('too-large', `A track of the MIDI file has more than ${NOTES_MAX} notes.`);
		this.#notes.push(note);
		const key = note.channel * 128 + note.key;
		const held = this.#held.get(key);
		if (held) held.notes.push(note);
		else this.#held.set(key, { notes: [note], first: 0 });
	}

	/** The one that was struck first ends first. */
	#release(channel: number, key: Midi, tick: number): void {
		const held = this.#held.get(channel * 128 + key);
		const note = held?.notes[held.first];
		if (!held || !note) return;
		note.end = tick;
		held.first++;
	}

	#readMeta(tick: number, meta: number, bytes: Uint8Array): void {
		const [one = 0, two = 0, three = 0] = bytes;
		if (meta === META_TRACK_NAME) this.#name ??= bytes;
		else if (meta === META_LYRIC) this.#lyrics.push({ tick, bytes });
		else if (meta === META_MARKER) this.#markers.push({ tick, bytes });
		else if (meta === META_CUE) this.#leftOut.add('markers');
		else if (meta === META_TEMPO && bytes.length >= 3)
			this.#tempos.push({ tick, tempo: one * 65_536 + two * 256 + three });
		else if (meta === META_TIME_SIGNATURE && bytes.length >= 2) {
			if (one < 1 || one > BEATS_MAX || two > BEAT_UNIT_POWER_MAX) this.#leftOut.add('meters');
			else this.#meters.push({ tick, beatsPerBar: one, beatUnit: 2 ** two });
		}
	}
}
