/** A score as a Standard MIDI File: tempo and meter, then the notes with their lyrics and pitch bends. */

import { Fault } from '#lib/fault.ts';
import {
	findTracks,
	FIRST_PART,
	markersOf,
	tempoMapOf,
	trackOfNote,
	type MeterSpan,
	type Note,
	type RecordId,
	type Score,
	type TempoSpan
} from '#lib/score/index.ts';
import { TICKS_PER_QUARTER, type Cents, type Ticks } from '#lib/units.ts';
import { computeBendPoints, type BendPoint } from './bend-points.ts';
import type { FormatContent } from './format.ts';
import { assignChannels, isBent, type ChannelNote } from './midi-channels.ts';
import {
	encodeMidiFile,
	META_LYRIC,
	META_MARKER,
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
	const notes = assignChannels(
		score.notes.map((note) => {
			const bend = computeBendPoints(note, score.tempoMapOf(note.part), analysis);
			return note.part === FIRST_PART ? { note, bend } : toFirstPart(score, note, bend);
		})
	);
	const title = score.meta.title || analysis?.audio.name || 'Melograph';
	const range = computeRange(notes);
	const track = (name: string, ranked: Ranked[]): MidiEvent[] => [
		metaText(0, META_TRACK_NAME, name),
		...ranked.sort(byTick).map(([, event]) => event)
	];
	const [first, ...others] = findVoices(score, title).map(({ name, ids }) => ({
		name,
		events: notes.filter(({ note }) => ids.has(note.id)).flatMap((note) => noteEvents(note, range))
	}));
	return encodeMidiFile(TICKS_PER_QUARTER, [
		[metaText(0, META_TRACK_NAME, title), ...clockEvents(score)],
		track(first?.name ?? title, [...rangeEvents(notes, range), ...(first?.events ?? [])]),
		...others.map(({ name, events }) => track(name, events))
	]);
}

interface Voice {
	readonly name: string;
	readonly ids: ReadonlySet<RecordId>;
}

/** The tracks of all parts with their notes; one without a name is called as its part, or as the piece. */
function findVoices(score: Score, title: string): Voice[] {
	const others = new Set<number>(score.parts.map(({ id }) => id));
	const parts = [{ id: FIRST_PART, name: score.meta.partName }, ...score.parts];
	return parts.flatMap(({ id: part, name: partName }) => {
		const tracks = findTracks(score, part);
		const known = new Set(tracks.map(({ id }) => id));
		// what is in a part that is not there goes with the first
		const notes = score.notes.filter((note) => (others.has(note.part) ? note.part : FIRST_PART) === part);
		const byTrack = Map.groupBy(notes, (note) => trackOfNote(note, known));
		return tracks.map(({ id, name }, i) => ({
			name: name || `${partName || title}${i > 0 ? ` ${i + 1}` : ''}`,
			ids: new Set((byTrack.get(id) ?? []).map((note) => note.id))
		}));
	});
}

const byTick = ([rankA, a]: Ranked, [rankB, b]: Ranked): number => a.tick - b.tick || rankA - rankB;

/** A note of another part where it sounds by the clock of the first, because a file has one clock. */
function toFirstPart(score: Score, note: Note, bend: readonly BendPoint[]): { note: Note; bend: readonly BendPoint[] } {
	const own = score.tempoMapOf(note.part);
	const first = score.tempoMapOf(FIRST_PART);
	const place = (ticks: Ticks): Ticks => first.toTicks(own.toSeconds(ticks));
	const start = place(note.start);
	const duration = Math.max(1, place(note.start + note.duration) - start);
	return { note: { ...note, start, duration }, bend: bend.map((point) => ({ ...point, tick: place(point.tick) })) };
}

/** All changes of tempo and meter and all markers of the first part, in order. */
function clockEvents(score: Score): MidiEvent[] {
	const clock = tempoMapOf(score, FIRST_PART);
	const markers = markersOf(score, FIRST_PART).map(({ tick, label }) => metaText(tick, META_MARKER, label));
	const events = [...clock.tempos.map(tempoEvent), ...clock.meters.map(meterEvent), ...markers];
	return events.sort((a, b) => a.tick - b.tick);
}

function tempoEvent({ tick, tempo }: TempoSpan): MidiEvent {
	if (tempo > TEMPO_MAX)
		throw new Fault(
			'bad-request',
			'A MIDI file cannot hold a tempo below 3.58 quarter notes a minute: choose a faster one.'
		);
	return { kind: 'meta', tick, meta: META_TEMPO, data: Uint8Array.of(tempo >> 16, (tempo >> 8) & 0xff, tempo & 0xff) };
}

function meterEvent({ tick, beatsPerBar, beatUnit }: MeterSpan): MidiEvent {
	const clocks = (CLOCKS_PER_QUARTER * 4) / beatUnit;
	const data = Uint8Array.of(beatsPerBar, Math.log2(beatUnit), clocks, THIRTYSECONDS_PER_QUARTER);
	return { kind: 'meta', tick, meta: META_TIME_SIGNATURE, data };
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
