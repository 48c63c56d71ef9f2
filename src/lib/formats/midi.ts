/** A score as a Standard MIDI File: tempo and meter, then the notes with their lyrics and pitch bends. */

import { Fault } from '#lib/fault.ts';
import { TempoMap, type Meta } from '#lib/score/index.ts';
import { TICKS_PER_QUARTER, type Cents, type Ticks } from '#lib/units.ts';
import { computeBendPoints } from './bend-points.ts';
import type { FormatContent } from './format.ts';
import { assignChannels, isBent, type ChannelNote } from './midi-channels.ts';
import {
	encodeMidiFile,
	META_LYRIC,
	META_TEMPO,
	META_TIME_SIGNATURE,
	META_TRACK_NAME,
	metaText,
	type MidiEvent
} from './midi-file.ts';

const NOTE_OFF = 0x80;
const NOTE_ON = 0x90;
const CONTROL = 0xb0;
const PITCH_BEND = 0xe0;
const BEND_CENTRE = 8192;
const BEND_TOP = 16_383;
const RELEASE_VELOCITY = 64;
/** Three bytes hold the microseconds of a quarter note. */
const TEMPO_MAX = 0xff_ffff;
/** What General MIDI starts with, and the most that synthesizers commonly take. */
const RANGE_MIN_SEMITONES = 2;
const RANGE_MAX_SEMITONES = 24;
const CLOCKS_PER_QUARTER = 24;
const THIRTYSECONDS_PER_QUARTER = 8;

/** What comes first when several messages fall on one tick. */
const RANK = { setup: 0, off: 1, reset: 2, lyric: 3, bend: 4, on: 5 } as const;
type Ranked = readonly [rank: number, event: MidiEvent];

/** The score with a bend for each note, from its cents and the curve inside it. */
export function writeMidi({ score, analysis }: FormatContent): Uint8Array {
	const tempo = new TempoMap(score.meta);
	const notes = assignChannels(score.notes.map((note) => ({ note, bend: computeBendPoints(note, tempo, analysis) })));
	const title = score.meta.title || analysis?.audio.name || 'Melograph';
	const range = computeRange(notes);
	const ranked = [...rangeEvents(notes, range), ...notes.flatMap((note) => noteEvents(note, range))];
	ranked.sort(([rankA, a], [rankB, b]) => a.tick - b.tick || rankA - rankB);
	return encodeMidiFile(TICKS_PER_QUARTER, [
		[metaText(0, META_TRACK_NAME, title), ...meterEvents(score.meta)],
		[metaText(0, META_TRACK_NAME, title), ...ranked.map(([, event]) => event)]
	]);
}

function meterEvents({ tempo, beatsPerBar, beatUnit }: Meta): MidiEvent[] {
	if (tempo > TEMPO_MAX)
		throw new Fault(
			'bad-request',
			'A MIDI file cannot hold a tempo below 3.58 quarter notes a minute: choose a faster one.'
		);
	const clocks = (CLOCKS_PER_QUARTER * 4) / beatUnit;
	return [
		{ kind: 'meta', tick: 0, meta: META_TEMPO, data: Uint8Array.of(tempo >> 16, (tempo >> 8) & 0xff, tempo & 0xff) },
		{
			kind: 'meta',
			tick: 0,
			meta: META_TIME_SIGNATURE,
			data: Uint8Array.of(beatsPerBar, Math.log2(beatUnit), clocks, THIRTYSECONDS_PER_QUARTER)
		}
	];
}

/** Semitones that a full bend reaches: 2, or as many more as the widest bend needs. */
function computeRange(notes: readonly ChannelNote[]): number {
	let widest = 0;
	for (const { bend } of notes) for (const { cents } of bend) widest = Math.max(widest, Math.abs(cents));
	return Math.min(RANGE_MAX_SEMITONES, Math.max(RANGE_MIN_SEMITONES, Math.ceil(widest / 100)));
}

/** Registered parameter 0, pitch bend sensitivity, for each channel that bends; then the parameter is put away. */
function rangeEvents(notes: readonly ChannelNote[], range: number): Ranked[] {
	const bending = new Set(notes.filter(isBent).map(({ channel }) => channel));
	const controls = [
		[101, 0],
		[100, 0],
		[6, range],
		[38, 0],
		[101, 127],
		[100, 127]
	] as const;
	return [...bending].flatMap((channel) =>
		controls.map((data): Ranked => [RANK.setup, { kind: 'channel', tick: 0, status: CONTROL | channel, data }])
	);
}

function noteEvents(bent: ChannelNote, range: number): Ranked[] {
	const { note, bend, channel } = bent;
	const end = note.start + note.duration;
	const on: MidiEvent = {
		kind: 'channel',
		tick: note.start,
		status: NOTE_ON | channel,
		data: [note.pitch, note.velocity]
	};
	const off: MidiEvent = {
		kind: 'channel',
		tick: end,
		status: NOTE_OFF | channel,
		data: [note.pitch, RELEASE_VELOCITY]
	};
	const events: Ranked[] = [
		[RANK.on, on],
		[RANK.off, off]
	];
	if (note.lyric) events.push([RANK.lyric, metaText(note.start, META_LYRIC, note.lyric)]);
	if (!isBent(bent)) return events;
	for (const { tick, cents } of bend) events.push([RANK.bend, bendEvent(channel, tick, cents, range)]);
	events.push([RANK.reset, bendEvent(channel, end, 0, range)]);
	return events;
}

function bendEvent(channel: number, tick: Ticks, cents: Cents, range: number): MidiEvent {
	const steps = BEND_CENTRE + Math.round((cents / 100 / range) * BEND_CENTRE);
	const value = Math.max(0, Math.min(BEND_TOP, steps));
	return { kind: 'channel', tick, status: PITCH_BEND | channel, data: [value & 0x7f, value >> 7] };
}
